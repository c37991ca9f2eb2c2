"""Facts written to a folder and opened again give the same numbers; the example of the documents runs."""

import re
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from dealwright import Invalid, metrics

DOCUMENT = Path(__file__).parents[4] / "docs/notebook.md"
MOMENT = "2026-02-01 12:00:00"


@pytest.fixture
def facts() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    metrics.create_facts(connection)
    for deal_id, status in enumerate(("won", "won", "lost", "open"), 1):
        closed = None if status == "open" else MOMENT
        connection.execute(
            "INSERT INTO deals BY NAME SELECT $id AS deal_id, 'general' AS process, 1 AS version, 'closing' AS stage,"
            " $status AS status, 7 AS owner_id, TIMESTAMP '2026-01-05' AS opened_on, $closed::TIMESTAMP AS closed_on,"
            " 100 AS amount_minor",
            {"id": deal_id, "status": status, "closed": closed},
        )
        connection.execute(
            "INSERT INTO visits BY NAME SELECT $id AS deal_id, 1 AS n, 'closing' AS stage, 0 AS position,"
            " TIMESTAMP '2026-01-05' AS entered_on",
            {"id": deal_id},
        )
    return connection


@pytest.mark.thorough
def test_a_folder_gives_the_numbers_that_were_written(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    metrics.write_facts(facts, tmp_path / "it's facts")
    opened = metrics.open_facts(tmp_path / "it's facts")
    now = datetime.fromisoformat(MOMENT)
    for name in metrics.METRICS:
        assert metrics.compute(opened, name, now=now) == metrics.compute(facts, name, now=now)


def test_a_table_of_text_is_enough(tmp_path: Path) -> None:
    lines = re.findall(r"^    ((?:deal_id|1),.+)$", DOCUMENT.read_text(), re.M)
    (tmp_path / "deals.csv").write_text("\n".join(lines))
    [row] = metrics.compute(metrics.open_facts(tmp_path), "win_rate")
    assert (row["value"], row["n"]) == (1.0, 1)


@pytest.mark.thorough
def test_the_example_of_the_document_runs(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics.write_facts(facts, tmp_path / "facts")
    monkeypatch.chdir(tmp_path)
    [code] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.S)
    exec(code, names := {})
    assert names["metrics"].compute(names["facts"], "win_rate")[0]["won"] == 2


def test_a_folder_without_facts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="holds no facts"):
        metrics.open_facts(tmp_path)
