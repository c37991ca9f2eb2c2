"""What a new item of a list says at first: a key made of its name, and no more than it must."""

import re
from typing import Any, Final

from dealwright.playbook.shape import TAG, Number, Record, Spec, Variants, Word, entries
from dealwright.playbook.source import Node
from dealwright.playbook.words import KEY

LONGEST_KEY: Final = 40
OFTEN: Final = 90  # days between one contact and the next, where nobody says otherwise


def newcomer(spec: Spec, words: str, kind: str, siblings: tuple[Node, ...], after: Node | None) -> dict[str, Any]:
    """The mapping of a new item named by these words; `kind` is that of a need, `after` the stage it follows."""
    if isinstance(spec, Variants):
        return {TAG: kind if spec.named(kind) else spec.words[0], "why": words}
    if not isinstance(spec, Record):
        return {}
    item: dict[str, Any] = {}
    for entry in entries(spec.cls):
        if entry.name == "key":
            item["key"] = _key(words, {node.word("key") for node in siblings}, spec.cls)
        elif entry.name == "title":
            item["title"] = words
        elif entry.name in ("phase", "probability") and after and after.word(entry.name):
            item[entry.name] = _number(after.word(entry.name))
        elif entry.required and isinstance(entry.spec, Number):
            item[entry.name] = OFTEN if entry.name == "every" else entry.spec.low or 0
        elif entry.required and isinstance(entry.spec, Word):
            item[entry.name] = str(next(iter(entry.spec.words)))
    return item


def _number(word: str) -> str | int:
    return int(word) if re.fullmatch("[0-9]{1,9}", word) else word


def _key(words: str, taken: set[str], cls: Any) -> str:
    pattern = next((getattr(entry.spec, "pattern", "") for entry in entries(cls) if entry.name == "key"), "")
    dash = "_" if pattern in (KEY, "") else "-"
    plain = re.sub(r"[^a-z0-9]+", dash, words.lower()).strip(dash)[:LONGEST_KEY].strip(dash)
    start = plain if plain[:1].isalpha() else f"item{dash}{plain}".strip(dash)
    return next(key for key in _numbered(start, dash, len(taken) + 2) if key not in taken)


def _numbered(start: str, dash: str, most: int) -> list[str]:
    return [start, *(f"{start}{dash}{number}" for number in range(2, most + 1))]
