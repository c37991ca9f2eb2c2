"""What changed from one playbook to the next, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from difflib import SequenceMatcher, unified_diff
from enum import StrEnum
from typing import Any

from dealwright.playbook.model import Playbook
from dealwright.playbook.needs import Need, label
from dealwright.playbook.plain_needs import asked_for
from dealwright.playbook.words import Permission, Start
from dealwright.playbook.writing import dump


@dataclass(frozen=True)
class Change:
    """One difference: where (`path`, such as "stages.qualifying.days"), and what, in a `sentence`."""

    path: str
    sentence: str


def diff(old: Playbook, new: Playbook) -> tuple[Change, ...]:
    """All differences between two playbooks, in words; none exactly when their digests are equal."""
    return tuple(_attributes("", "", old, new))


def text_diff(old: Playbook, new: Playbook) -> str:
    """The differences as a unified diff of the two canonical texts; empty exactly when their digests are equal."""
    before, after = dump(old).splitlines(keepends=True), dump(new).splitlines(keepends=True)
    return "".join(unified_diff(before, after, f"{old.process} (old)", f"{new.process} (new)"))


PHRASES = {
    "Playbook.extends": "it is now a variant of {new} instead of {old}.",
    "Playbook.pick": "new deals start on it where {new} is true, instead of {old}.",
    "Stage.days": "a deal may now stay {new} days instead of {old}.",
    "Stage.days from nothing": "a deal may now stay {new} days; there was no limit.",
    "Stage.days to nothing": "a deal may now stay as long as it takes instead of {old} days.",
    "Won.title": "the title of a won deal is now {new} instead of {old}.",
    "Lost.title": "the title of a lost deal is now {new} instead of {old}.",
    "Stage.probability": "the chance of winning is now {new} % instead of {old} %.",
    "Stage.forecast": "deals there are now forecast as {new} instead of {old}.",
    "Stage.forecast from nothing": "deals there are now forecast as {new}; their probability said before.",
    "Stage.forecast to nothing": "the probability now says how deals there are forecast, instead of {old}.",
    "Stage.counts_as": "a deal that comes there now counts as one that had a {new} instead of a {old}.",
    "Stage.counts_as from nothing": "a deal that comes there now counts as one that had a {new}.",
    "Stage.counts_as to nothing": "a deal that comes there no longer counts as one that had a {old}.",
    "Stage.goal": "the goal is now {new} instead of {old}.",
    "Moves.skip": "jumping over a stage is now {new} instead of {old}.",
    "Moves.back": "going back to an earlier stage is now {new} instead of {old}.",
    "Moves.start": "a new deal may now begin in {new} stage instead of {old}.",
    "Shortcut.origin": "it now starts from {new} instead of {old}.",
    "Shortcut.to": "it now leads to {new} instead of {old}.",
    "PlannedActivity.days": "it is now due after {new} days instead of {old}.",
    "PlannedActivity.counts_as": "a deal for which it is done now counts as one that had a {new} instead of a {old}.",
    "PlannedActivity.counts_as from nothing": "a deal for which it is done now counts as one that had a {new}.",
    "PlannedActivity.counts_as to nothing": "a deal for which it is done no longer counts as one that had a {old}.",
    "Repeated.every": "it now comes every {new} days instead of {old}.",
    "ActivityNeed.by": "it must now be done by {new} instead of {old}.",
    "ActivityNeed.within": "it must now lie within {new} days instead of {old}.",
    "ActivityNeed.within from nothing": "it must now lie within {new} days; it could lie as far back as it liked.",
    "ActivityNeed.within to nothing": "it may now lie as far back as it likes instead of {old} days.",
    "ActivityNeed.since": "it now counts from the beginning of the {new} instead of the {old}.",
    "ApprovalNeed.approver": "it is now approved by {new} instead of {old}.",
    "when from nothing": "it now counts only where {new}.",
    "when to nothing": "it now counts for every deal instead of only where {old}.",
    "duty from nothing": "it is now a duty under {new}.",
    "duty to nothing": "it is no longer a duty under {old}.",
    "valid_days": "the proof now counts {new} days instead of {old}.",
    "valid_days from nothing": "the proof now counts {new} days; it counted for good.",
    "valid_days to nothing": "the proof now counts for good instead of {old} days.",
}
LISTS = {
    "stages": "stage",
    "fields": "field",
    "journey": "phase",
    "questions": "question",
    "activities": "activity",
    "exit": "need",
    "Won.tasks": "task after winning",
    "Lost.tasks": "task after losing",
    "reasons": "reason for a loss",
    "choices": "choice",
    "frameworks": "framework",
    "buyer": "step of the buyer",
    "beliefs": "belief",
    "objections": "objection",
    "materials": "material",
    "onboarding": "step of the onboarding",
    "rhythm": "contact in the rhythm",
    "shortcuts": "shortcut",
    "kinds": "kind",
    "outcome": "outcome",
    "any_of": "need",
    "all_of": "need",
}
WORDS = {"refuse": "refused", "warn": "allowed with a warning", "allow": "allowed", "any": "any", "first": "the first"}


def _attributes(path: str, subject: str, old: Any, new: Any) -> Iterator[Change]:
    for field in fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before != after:
            place = f"{path}.{field.name}".lstrip(".")
            yield from _attribute(place, subject, f"{type(new).__name__}.{field.name}", before, after)


def _attribute(path: str, subject: str, attribute: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(new, tuple):
        yield from _list(path, subject, LISTS.get(attribute) or LISTS[attribute.partition(".")[2]], old, new)
    elif is_dataclass(new):
        yield from _attributes(path, subject, old, new)
    else:
        phrase = _phrase(attribute, old, new)
        yield Change(path, _sentence(subject, phrase.format(new=_value(new), old=_value(old))))


def _phrase(attribute: str, old: Any, new: Any) -> str:
    turn = " from nothing" if old in (None, "") else " to nothing" if new in (None, "") else ""
    name = attribute.partition(".")[2]
    known = (PHRASES.get(each) for each in (attribute + turn, name + turn, attribute, name))
    return next(filter(None, known), f"the {name.replace('_', ' ')} is now {{new}} instead of {{old}}.")


def _value(value: Any) -> str:
    if isinstance(value, Permission | Start):
        return WORDS[value]
    if isinstance(value, StrEnum):
        return value.replace("_", " ")
    if value in (None, ""):
        return "nothing"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _sentence(subject: str, rest: str) -> str:
    return f"{subject}: {rest}" if subject else _upper(rest)


def _list(path: str, subject: str, noun: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    """Items with the same identity are the same item: its content is compared, and its place too."""
    kept, moved = _matches(
        [(type(item), _identity(item)) for item in old], [(type(item), _identity(item)) for item in new]
    )
    pairs = {after: before for before, after in (*kept, *moved)}
    for before, item in enumerate(old):
        if before not in pairs.values():
            yield Change(f"{path}.{_identity(item)}", _sentence(subject, _removed(noun, item)))
    for after, item in enumerate(new):
        place = f"{path}.{_identity(item)}"
        where = f"after {_title(new[after - 1])}" if after else "as the first"
        if after not in pairs:
            yield Change(place, _sentence(subject, _added(noun, item, where)))
            continue
        if (pairs[after], after) in moved:
            yield Change(place, _sentence(subject, f"{_called(noun, item)} moved: it now comes {where}."))
        if is_dataclass(item):
            name = _sentence(subject, _called(noun, item))
            yield from _attributes(place, name, old[pairs[after]], item)


def _called(noun: str, item: Any) -> str:
    return _title(item) if noun == "need" else f"{noun} {_title(item)}"


def _added(noun: str, item: Any, where: str) -> str:
    return f"now needs {_title(item)}." if noun == "need" else f"{noun} {_title(item)} added {where}."


def _removed(noun: str, item: Any) -> str:
    return f"no longer needs {_title(item)}." if noun == "need" else f"{noun} {_title(item)} removed."


def _matches(old: list[Any], new: list[Any]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs of places (old, new) of items that stayed in order, and of items that moved."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]
    left = [place for place in range(len(old)) if place not in {before for before, _ in kept}]
    moved = []
    for after in sorted(set(range(len(new))) - {after for _, after in kept}):
        before = next((place for place in left if old[place] == new[after]), None)
        if before is not None:
            left.remove(before)
            moved.append((before, after))
    return kept, moved


def _identity(item: Any) -> str:
    return label(item) if isinstance(item, Need) else getattr(item, "key", str(item))


def _title(item: Any) -> str:
    if isinstance(item, Need):
        return asked_for(item)
    if isinstance(item, StrEnum):
        return f'"{item.replace("_", " ")}"'
    return f'"{item if isinstance(item, str) else item.title}"'


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
