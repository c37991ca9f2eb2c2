"""Files that are no playbook at all, and what a good one becomes."""

import subprocess
import sys
from pathlib import Path

import pytest

from dealwright.playbook import (
    ActivityKind,
    ActivityNeed,
    Choice,
    Moves,
    PlaybookRefused,
    load,
    parse,
    read,
    shipped,
)

START = "format: 1\nprocess: small\ntitle: Small\ncurrency: EUR\n"
REST = "stages: [{key: first, title: First, probability: 10}]\noutcomes: {lost: {reasons: [no_decision]}}\n"

BROKEN = [
    ("", 1, "The file is empty."),
    ("~", 1, "The file is empty."),
    ("hello", 1, 'here is the text "hello"'),
    ("- a\n- b\n", 1, "here is a list"),
    (START + "stages:\n\t- key: first\n", 6, "indented with a tab"),
    (START + REST + "---\nformat: 1\n", 7, "A second document starts here."),
    (START + "moves: &moves {}\n", 5, "References (&moves, *moves)"),
    ("a: *a\n", 1, "References (&a, *a)"),
    ("a: &a [x]\nb: &b [*a, *a]\n", 1, "References"),
    ("!!python/object:os.system {}\n", 1, "Types ("),
    (START + "title : a: b\n", 5, "colon"),
    (START + 'goal: "never closed\n', 5, "never closed"),
    (START + "moves: {skip: allow\n", 5, "braces is not closed"),
    (START + "journey: [a, b\n", 5, "brackets is not closed"),
    (START + "title\nprocess: x\n", 5, "no colon after it"),
    (START + "title: @home\n", 5, "cannot start with this character"),
    (START + 'title: "a\\q"\n', 5, "backslash"),
    (START + 'title: "a" b\n', 5, "does not fit"),
    (START + "{a: b}: c\n", 5, "A key must be a word."),
    (START + "title: \x07\n", 5, "code 7"),
    ("\0", 1, "code 0"),
    ("\ud800", 1, "code D800"),
    ("[" * 5000, 1, "nested too deeply"),
    ("a" * 500_001, 1, "500,001 characters"),
    ("- a\n" * 20_001, 19_999, "too many entries"),
]


@pytest.mark.parametrize(("text", "line", "words"), BROKEN)
def test_broken_yaml_names_file_line_and_what_was_expected(text: str, line: int, words: str) -> None:
    reading = read(text, "broken.yaml")
    assert reading.playbook is None
    problem = reading.problems[0]
    assert str(problem).startswith(f"broken.yaml:{line}: ")
    assert words in problem.message
    assert problem.remedy


def test_what_is_left_out_gets_its_default() -> None:
    playbook = parse(START + REST)
    stage = playbook.stage("first")
    assert (stage.days, stage.exit, stage.phase, playbook.moves) == (None, (), "", Moves())
    assert playbook.outcomes.won.title == "Won"
    assert playbook.outcomes.lost.reasons == (Choice("no_decision", "No decision"),)


@pytest.mark.parametrize("empty", ["", "~", "null"])
def test_a_key_left_empty_is_as_good_as_left_out(empty: str) -> None:
    assert parse(START + f"fields: {empty}\n" + REST) == parse(START + REST)


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "2026", "1.5", "2026-01-01", "1:30", "0x1F", "true"])
def test_words_that_yaml_takes_for_something_else_stay_text(word: str) -> None:
    assert parse(START.replace("title: Small", f"title: {word}") + REST).title == word


def test_one_kind_of_activity_or_several() -> None:
    needs = "exit: [{need: activity, kind: call, why: w}, {need: activity, kind: [call, email], why: w}]"
    stage = parse(START + REST.replace("probability: 10", f"probability: 10, {needs}")).stages[0]
    assert stage.exit[0] == ActivityNeed(kinds=(ActivityKind.CALL,), why="w")
    assert stage.exit[1] == ActivityNeed(kinds=(ActivityKind.CALL, ActivityKind.EMAIL), why="w")
    assert stage.exit[0].need == "activity"


def test_refusal_lists_all_problems() -> None:
    with pytest.raises(PlaybookRefused) as refused:
        parse(START.replace("EUR", "EURO").replace("format: 1", "format: 3") + REST, "my.yaml")
    assert len(refused.value.problems) == 2
    assert str(refused.value).splitlines() == [str(problem) for problem in refused.value.problems]
    assert refused.value.remedy == "Write: format: 1"


def test_load_refuses_what_is_no_text_file(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("format: 1\ntitle: Verkäufe\n".encode("latin-1"))
    for path, words in [(latin, "latin.yaml:2: This is not UTF-8"), (tmp_path / "none.yaml", "No such file")]:
        with pytest.raises(PlaybookRefused, match=words):
            load(path)


def test_a_file_with_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (START + REST).replace("\n", "\r\n").encode())
    assert load(path) == parse(START + REST)


def test_lookups() -> None:
    playbook = load(shipped()["general"])
    assert playbook.position("qualifying") == 1
    assert playbook.stage("closing").title == "Closing"
    assert playbook.field("budget").type == "money"
    for ask in (playbook.position, playbook.stage, playbook.field):
        with pytest.raises(KeyError, match="nowhere"):
            ask("nowhere")
    assert hash(playbook) == hash(load(shipped()["general"]))


def test_the_library_needs_no_django() -> None:
    code = "import sys, dealwright.playbook; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
