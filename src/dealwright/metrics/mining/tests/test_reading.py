"""Logs of other processes are read as they stand: from a table, from XES, and from what is written by ourselves."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dealwright import Invalid
from dealwright.metrics import compute, mining
from dealwright.metrics.mining.reading import read_log

LOGS = Path(__file__).parents[5] / "../shared/data/logs"
TABLE = """case,activity,time
a,enter,2026-01-01T09:00:00+00:00
a,check,2026-01-03 09:00:00
a,won,2026-01-04 09:00:00
b,enter,2026-01-01 10:00:00
b,check,2026-01-02 10:00:00
b,enter,2026-01-05 10:00:00
c,enter,some day
"""


def table(tmp_path: Path, text: str = TABLE) -> Path:
    file = tmp_path / "claims.csv"
    file.write_text(text)
    return file


def test_a_table_is_read_case_by_case(tmp_path: Path) -> None:
    facts, read = read_log(table(tmp_path))
    assert (read.cases, read.events, read.left_out) == (2, 6, 1)
    found = {(each.origin, each.target): (each.n, each.kind) for each in mining.moves(facts)}
    assert found["enter", "check"] == (2, "designed")
    assert found["check", "enter"] == (1, "back")
    assert found["check", "won"] == (1, "designed")
    stays = {row["stage"]: row for row in compute(facts, "stage_time", now=datetime.fromisoformat("2026-01-06"))}
    assert stays["check"]["n"] == 2
    assert stays["enter"]["open_n"] == 1


def test_our_own_log_read_again_tells_the_same(tmp_path: Path) -> None:
    facts, _read = read_log(table(tmp_path))
    file = tmp_path / "claims.xes"
    file.write_text("".join(mining.xes(facts)))
    again, _read = read_log(file)
    assert mining.moves(again) == mining.moves(facts)
    assert mining.variants(again) == mining.variants(facts)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "case,activity\n1,x\n", "no column “time”"),
        ("a.csv", "case,activity,time\n", "holds no events"),
        ("a.xes", "<log><trace>", "not XES"),
        ("a.csv", b"\xff\xfe\x00", "cannot be read"),
        ("a.csv.gz", "no gzip", "cannot be read"),
    ],
)
def test_what_is_no_log_is_refused(tmp_path: Path, name: str, text: str | bytes, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Invalid, match=said):
        read_log(file)


@pytest.mark.skipif(not LOGS.exists(), reason="the public logs are not here")
def test_a_public_log_is_read_whole() -> None:
    facts, read = read_log(LOGS / "running-example.xes")
    assert (read.cases, read.events, read.left_out) == (6, 42, 0)
    assert sum(each.n for each in mining.variants(facts)) == 6
    [entered] = [each for each in mining.moves(facts) if each.origin == "start"]
    assert (entered.target, entered.n) == ("register request", 6)
    assert timedelta(days=compute(facts, "stage_time")[0]["value"]) < timedelta(days=2)
