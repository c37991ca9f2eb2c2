"""Small changes to the text of a playbook: exactly what was asked, on its lines only, and no comment lost."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dealwright.playbook import Playbook, parse, shipped
from dealwright.playbook.editing import add_item, move_item, remove_item, set_value
from dealwright.playbook.extending import beside
from dealwright.playbook.merging import key_of
from dealwright.playbook.patching import CannotEdit, plain
from dealwright.playbook.plain_words import Unreadable
from dealwright.playbook.shape import Many, Record, Spec, Text, Variants, entries
from dealwright.playbook.source import Node, tree

GENERAL = shipped()["general"].read_text(encoding="utf-8")
LARGER = shipped()["general-enterprise"].read_text(encoding="utf-8")
PARENTS = beside(shipped()["general"].parent)
NOTE = re.compile(r"# note \d+$", re.MULTILINE)
BOOKS = st.sampled_from(sorted(set(shipped()) - {"general-enterprise"}))
SAID = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1).filter(str.strip)
TRICKY = st.sampled_from(
    ["no", "1:30", "- a", "a: b", "# c", "{x}", "it's", 'say "x"', "two\nlines", "*a", "a #b", "~"]
)


def below(node: Node, spec: Spec, path: str = "") -> Iterator[tuple[str, Node, Spec]]:
    """Every value of a playbook with its path; items by name, texts by number."""
    yield path, node, spec
    if isinstance(spec, Many) and node.kind == "list":
        keyed = isinstance(spec.item, Record | Variants)
        for number, item in enumerate(node.items, start=1):
            name = key_of(item, spec.item) if isinstance(spec.item, Record | Variants) and keyed else str(number)
            yield from below(item, spec.item, f"{path}.{name}")
    cls = spec.cls if isinstance(spec, Record) else None
    cls = spec.named(node.word("need")) if isinstance(spec, Variants) else cls
    for entry in entries(cls) if cls else ():
        if value := node.get(entry.name):
            yield from below(value, entry.spec, f"{path}.{entry.name}".lstrip("."))


@cache
def noted(key: str) -> str:
    """A shipped playbook with a numbered note at the end of each line, and one above each."""
    whole = shipped()[key].read_text(encoding="utf-8")
    scalars = [token for token in yaml.scan(whole, yaml.SafeLoader) if isinstance(token, yaml.ScalarToken)]
    inside = {line for token in scalars for line in range(token.start_mark.line, token.end_mark.line + 1)
              if token.end_mark.line > token.start_mark.line}  # fmt: skip
    lines, said = whole.splitlines(), []
    for number, line in enumerate(lines):
        if line.strip() and not line.lstrip().startswith("#") and number not in inside:
            said += [f"{' ' * (len(line) - len(line.lstrip()))}# note {number}", f"{line}  # note {number + 5000}"]
        else:
            said.append(line)
    text = "\n".join(said) + "\n"
    assert plain(tree(text)) == plain(tree("\n".join(lines)))
    return text


def found(text: str) -> list[tuple[str, Node, Spec]]:
    return list(below(tree(text), Record(Playbook)))


def texts(text: str) -> list[str]:
    """The paths of what holds a text that may be anything."""
    wordy = {"title", "goal", "why", "help", "answer", "summary", "link"}
    return [path for path, _, spec in found(text) if isinstance(spec, Text) and path.rpartition(".")[2] in wordy]


def lists(text: str, least: int = 1) -> list[tuple[str, list[str]]]:
    """The lists of keyed items by their path, and what their items are named."""
    return [
        (path, [key_of(item, spec.item) for item in node.items])
        for path, node, spec in found(text)
        if isinstance(spec, Many)
        and isinstance(spec.item, Record | Variants)
        and len(node.items) >= least
        # What names a group without a key is made of its items, and changes with them.
        and ".any-" not in path
        and ".all-" not in path
    ]


@pytest.mark.thorough
@settings(max_examples=12, deadline=None)
@given(BOOKS, st.data(), SAID | TRICKY)
def test_a_value_changes_its_line_and_nothing_else(key: str, data: st.DataObject, said: str) -> None:
    text = noted(key)
    path = data.draw(st.sampled_from(texts(text)))
    new = set_value(text, path, said)
    assert NOTE.findall(new) == NOTE.findall(text)
    values = {way: node for way, node, _ in found(new)}
    assert values[path].text == said
    before = {way: plain(node) for way, node, spec in found(text) if isinstance(spec, Text)}
    after = {way: plain(node) for way, node, spec in found(new) if isinstance(spec, Text)}
    assert {way for way in before if before[way] != after[way]} <= {path}
    lines = {way: node.line for way, node, _ in found(text)}
    following = min((line for line in lines.values() if line > lines[path]), default=len(text))
    own = text.splitlines()[lines[path] - 2 : following - 1]  # a text may take several lines, the first beside its key
    assert set(text.splitlines()) - set(new.splitlines()) <= set(own)


@pytest.mark.thorough
@settings(max_examples=8, deadline=None)
@given(BOOKS, st.data())
def test_any_sequence_of_changes_keeps_the_notes_of_what_stays(key: str, data: st.DataObject) -> None:
    text = noted(key)
    for verb in data.draw(st.lists(st.sampled_from(["set", "move", "remove", "add"]), max_size=6)):
        kept = set(NOTE.findall(text))
        path, names = data.draw(st.sampled_from(lists(text, 2)))
        name = data.draw(st.sampled_from(names))
        if verb == "set":
            text = set_value(text, data.draw(st.sampled_from(texts(text))), data.draw(TRICKY))
        elif verb == "add":
            text = add_item(text, path, {"key": "brand_new", "title": "A: b"}, after=name)
            text = remove_item(text, f"{path}.brand_new")
        elif verb == "move":
            after = data.draw(st.sampled_from(["", *(other for other in names if other != name)]))
            text = move_item(text, f"{path}.{name}", after)
        else:
            kept -= set(NOTE.findall(_chunk(text, f"{path}.{name}")))
            text = remove_item(text, f"{path}.{name}")
        assert set(NOTE.findall(text)) == kept


def _chunk(text: str, path: str) -> str:
    """The lines of an item with the note above it."""
    node = next(node for way, node, _ in found(text) if way == path)
    lines = text.splitlines()
    own = lines[node.line - 1].lstrip().startswith("- ") and lines[node.line - 1].index("- ") == node.column - 3
    return "\n".join(lines[node.line - 2 : _last(node)]) if own else ""


def _last(node: Node) -> int:
    return max([node.line, *(_last(each) for each in node.items), *(_last(value) for _, value in node.pairs)])


@pytest.mark.thorough
@settings(max_examples=8, deadline=None)
@given(BOOKS, st.data())
def test_what_is_taken_back_reads_as_before(key: str, data: st.DataObject) -> None:
    text = noted(key)
    path, names = data.draw(st.sampled_from(lists(text, 2)))
    name, other = data.draw(st.permutations(names).map(lambda each: each[:2]))
    place = names.index(name)
    moved = move_item(text, f"{path}.{name}", other)
    assert move_item(moved, f"{path}.{name}", names[place - 1] if place else "") == text
    way = data.draw(st.sampled_from(texts(text)))
    old = next(node.text for each, node, _ in found(text) if each == way)
    assert plain(tree(set_value(set_value(text, way, "- other"), way, old))) == plain(tree(text))


@pytest.mark.thorough
@settings(max_examples=8, deadline=None)
@given(st.data())
def test_a_variant_says_only_what_differs(data: st.DataObject) -> None:
    parent = parse(GENERAL)
    stage = data.draw(st.sampled_from(parent.stages))
    days = data.draw(st.integers(1, 3650).map(str))
    text = set_value(LARGER, f"stages.{stage.key}.days", days, PARENTS)
    assert parse(text, parents=PARENTS).stage(stage.key).days == int(days)
    assert set(LARGER.splitlines()) - set(text.splitlines()) <= {"    days: 20", "    days: 30"}
    assert len(text.splitlines()) - len(LARGER.splitlines()) <= 3


def test_what_a_variant_inherits_is_removed_moved_and_changed_by_saying_so() -> None:
    def after(text: str) -> Playbook:
        return parse(text, parents=PARENTS)

    gone = after(remove_item(LARGER, "stages.qualifying.exit.field-budget", PARENTS))
    assert "budget" not in [getattr(need, "field", "") for need in gone.stage("qualifying").exit]
    fields = [field.key for field in after(move_item(LARGER, "fields.budget", "solution", PARENTS)).fields]
    assert fields[fields.index("solution") + 1] == "budget"
    asked = after(set_value(LARGER, "stages.closing.questions.2", "Who?", PARENTS)).stage("closing").questions
    assert (len(asked), asked[1]) == (3, "Who?")
    fewer = after(remove_item(LARGER, "stages.closing.questions.1", PARENTS)).stage("closing").questions
    assert len(fewer) == 2
    with pytest.raises(CannotEdit, match="keeps its key"):
        set_value(LARGER, "stages.closing.key", "end", PARENTS)


def test_lists_of_texts_change_by_their_items() -> None:
    text = GENERAL.replace("What happens if you leave things as they are?", "Why?  # opens every talk")
    new = set_value(text, "stages.qualifying.questions", ["Why?", "Who pays?"])
    assert "- Why?  # opens every talk\n      - Who pays?\n    activities:" in new
    assert parse(set_value(new, "stages.qualifying.questions", [])).stage("qualifying").questions == ()


def test_the_last_item_goes_and_another_comes() -> None:
    empty = remove_item(GENERAL, "stages.prospecting.exit.1")
    assert "    exit: []\n" in empty
    full = add_item(empty, "stages.prospecting.exit", {"need": "field", "field": "budget", "why": "So: it is"})
    assert '    exit:\n      - {need: field, field: budget, why: "So: it is"}\n' in full


def test_a_stage_comes_in_the_layout_of_its_neighbours() -> None:
    text = add_item(GENERAL, "stages", {"key": "legal", "title": "Legal", "probability": 30}, after="qualifying")
    assert "\n\n  - key: legal\n    title: Legal\n    probability: 30\n\n  - key: needs_assessment\n" in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("stages.qualifing.days", "qualifying"),
        ("stages.qualifying.dayz", "days"),
        ("stages.qualifying.days.x", "nothing named"),
        ("stages.qualifying.exit.field-budget.need", "another"),
        ("stages", "more than one value"),
        ("stages.qualifying", "more than one value"),
        ("", "more than one value"),
    ],
)
def test_what_is_not_there_is_refused_in_words(path: str, said: str) -> None:
    with pytest.raises(CannotEdit) as refusal:
        set_value(GENERAL, path, "1")
    assert said in f"{refusal.value} {refusal.value.remedy}"


@pytest.mark.thorough
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_text_is_refused_or_changed_but_never_fails(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GENERAL)))
    cut = data.draw(st.integers(0, 40))
    text = (
        GENERAL[:at]
        + data.draw(st.sampled_from(["", "{", "]", '"', "\n", ": ", "- ", "|\n", "#"]))
        + GENERAL[at + cut :]
    )
    path = data.draw(
        st.sampled_from(["title", "stages.qualifying.days", "stages.closing.exit.1.why", "outcomes.won.title"])
    )
    try:
        new = set_value(text, path, "12")
    except (CannotEdit, Unreadable):
        assume(False)
    assert plain(tree(new)) != plain(tree(text)) or "12" in text
