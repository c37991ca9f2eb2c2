"""Business cards (vCard 2.1 to 4.0) read as a table of people, and people written as cards."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import vobject

from .table import LARGEST_ROW, FileRefused, Row

HEADER = ("external_id", "name", "email", "phone", "job_title", "organisation.name", "website", "note")
START, END = re.compile(r"\s*BEGIN:VCARD\s*", re.I), re.compile(r"\s*END:VCARD\s*", re.I)
HEAVY = re.compile(r"(?:[\w-]+\.)?(PHOTO|LOGO|SOUND|KEY|AGENT|X-[\w-]+)[;:]", re.I)  # nothing that is kept here
LONGEST_CARD = 2**20


def cards_in(path: Path) -> Iterator[Row]:
    """(line of its beginning, cells as `HEADER` names them) of each card; one that cannot be read has no cells.

    Raises FileRefused for a file that is not text.
    """
    raw = path.read_bytes() if path.stat().st_size <= LARGEST_ROW * 8 else None
    if raw is None:
        raise FileRefused("The file of cards is too large.", remedy="Divide it into several files.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    for number, card in _cards(text.splitlines()):
        yield number, _cells(card)


def _cards(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines of each card with the number of its first, without its pictures and sounds."""
    card: list[str] = []
    begun, is_heavy = 0, False
    for number, line in enumerate(lines, 1):
        if START.fullmatch(line):
            card, begun, is_heavy = [], number, False
        if begun:
            is_heavy = bool(HEAVY.match(line)) if line[:1] not in (" ", "\t") and _is_property(line) else is_heavy
            if not is_heavy:
                card.append(line)
        if END.fullmatch(line) and begun:
            yield begun, card
            begun = 0


def _is_property(line: str) -> bool:
    """Whether the line begins a property; lines of a picture may stand without being indented."""
    return bool(re.match(r"[A-Za-z][\w.-]*[;:]", line))


def _cells(card: list[str]) -> list[str]:
    text = "\n".join(card)[:LONGEST_CARD]
    try:
        read = vobject.readOne(text, allowQP=True, ignoreUnreadable=True)
    except (vobject.base.ParseError, ValueError, StopIteration, AttributeError, UnicodeError, LookupError):
        return []
    held = read.contents
    return [
        _first(held, "uid"), _name(held), _main(held, "email"), _number(_main(held, "tel")), _first(held, "title"),
        _firm(held), _first(held, "url"), _first(held, "note"),
    ]  # fmt: skip


def _first(held: Mapping[str, Any], name: str) -> str:
    return " ".join(str(held[name][0].value).replace("\\:", ":").split()) if held.get(name) else ""


def _main(held: Mapping[str, Any], name: str) -> str:
    """The preferred one of several, else the first."""
    several = held.get(name, [])
    preferred = [one for one in several if "PREF" in map(str.upper, _types(one)) or one.params.get("PREF")]
    return str((preferred or several)[0].value).strip() if several else ""


def _types(one: Any) -> list[str]:
    return [*one.params.get("TYPE", []), *getattr(one, "singletonparams", [])]


def _number(text: str) -> str:
    return text.removeprefix("tel:").replace(";ext=", " ext. ")


def _name(held: Mapping[str, Any]) -> str:
    if said := _first(held, "fn"):
        return said
    name = held["n"][0].value if held.get("n") else None
    parts = (name.prefix, name.given, name.additional, name.family, name.suffix) if name else ()
    flat = (" ".join(part) if isinstance(part, list) else part for part in parts)
    return " ".join(filter(None, flat)) or _main(held, "email")


def _firm(held: Mapping[str, Any]) -> str:
    parts = held["org"][0].value if held.get("org") else [""]
    first = parts[0] if isinstance(parts, list) else parts
    return "".join(first) if isinstance(first, list) else str(first)


def card_of(person: Mapping[str, Any]) -> str:
    """A person, by field key, as a card of version 3.0."""
    card = vobject.vCard()
    name = str(person.get("name") or "")
    given, _, family = name.rpartition(" ")
    card.add("n").value = vobject.vcard.Name(family=family, given=given)
    card.add("fn").value = name
    for key, kind in (("email", "email"), ("phone", "tel"), ("job_title", "title"), ("external_id", "uid")):
        if person.get(key):
            card.add(kind).value = str(person[key])
    if person.get("organisation.name"):
        card.add("org").value = [str(person["organisation.name"])]
    written: str = card.serialize()
    return written
