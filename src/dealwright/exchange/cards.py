"""Business cards (vCard 2.1 to 4.0) read as a table of people, and people written as cards."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import vobject

from dealwright.records.values import EMAIL

from .table import LARGEST_ROW, FileRefused, Row

HEADER = (
    "external_id", "name", "email", "phone", "job_title", "organisation.name", "website", "note", "mails", "phones",
    "profiles",
)  # fmt: skip
KINDS = {"work": "work", "home": "private", "cell": "mobile", "mobile": "mobile", "fax": "fax"}
TYPES = {"work": "WORK", "private": "HOME", "mobile": "CELL", "fax": "FAX"}
START, END = re.compile(r"\s*BEGIN:VCARD\s*", re.I), re.compile(r"\s*END:VCARD\s*", re.I)
HEAVY = re.compile(r"(?:[\w-]+\.)?(PHOTO|LOGO|SOUND|KEY|AGENT|X-[\w-]+)[;:]", re.I)  # nothing that is kept here
LONGEST_CARD = 2**20
UNREADABLE = ["BEGIN:VCARD"]  # not blank, so that it is refused and not passed over
MISFIT = ("This card is cut off or damaged.", "Write it out of its program once more.")


def cards_in(path: Path) -> Iterator[Row]:
    """(line of its beginning, cells as `HEADER` names them) of each card; one that cannot be read has one cell only.

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
    """The lines of each card with the number of its first, without its pictures and sounds; none if it has no end."""
    card: list[str] = []
    begun, is_heavy = 0, False
    for number, line in enumerate(lines, 1):
        if START.fullmatch(line):
            if begun:
                yield begun, []
            card, begun, is_heavy = [], number, False
        if begun:
            is_heavy = bool(HEAVY.match(line)) if line[:1] not in (" ", "\t") and _is_property(line) else is_heavy
            if not is_heavy:
                card.append(line)
        if END.fullmatch(line) and begun:
            yield begun, card
            begun = 0
    if begun:
        yield begun, []


def _is_property(line: str) -> bool:
    """Whether the line begins a property; lines of a picture may stand without being indented."""
    return bool(re.match(r"[A-Za-z][\w.-]*[;:]", line))


def _cells(card: list[str]) -> list[str]:
    text = "\n".join(card)[:LONGEST_CARD]
    try:
        read = vobject.readOne(text, allowQP=True, ignoreUnreadable=True)
    except (vobject.base.ParseError, ValueError, StopIteration, AttributeError, UnicodeError, LookupError):
        return UNREADABLE
    held = read.contents
    cells = [
        _first(held, "uid"), _name(held), _main(held, "email"), _main(held, "tel"), _first(held, "title"),
        _firm(held), _first(held, "url"), _first(held, "note"), _listed("address", _mails(held)),
        _listed("number", _several(held, "tel")), _profiles(held),
    ]  # fmt: skip
    return cells if any(cells) else UNREADABLE


def _first(held: Mapping[str, Any], name: str) -> str:
    return " ".join(str(held[name][0].value).replace("\\:", ":").split()) if held.get(name) else ""


def _main(held: Mapping[str, Any], name: str) -> str:
    """The preferred one of several, else the first."""
    return next((text for _, text in _several(held, name)), "")


def _several(held: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    """(kind, text) of each that has a text, the preferred one first."""
    several = sorted(held.get(name, []), key=lambda one: not _is_preferred(one))
    return [(_kind(one), text) for one in several if (text := _number(str(one.value).strip()))]


def _is_preferred(one: Any) -> bool:
    return "PREF" in map(str.upper, _types(one)) or bool(one.params.get("PREF"))


def _kind(one: Any) -> str:
    found = {KINDS[word] for word in map(str.lower, _types(one)) if word in KINDS}
    return min(found, key=("mobile", "fax", "work", "private").index, default="")


def _listed(name: str, several: Sequence[tuple[str, str]]) -> str:
    """Several as an import reads lists; nothing for a single one without a kind, which its own column says."""
    if len(several) < 2 and not any(kind for kind, _ in several):
        return ""
    return json.dumps([{"kind": kind, name: text} for kind, text in several], ensure_ascii=False)


def _mails(held: Mapping[str, Any]) -> list[tuple[str, str]]:
    """All that are addresses: what somebody wrote into a further one refuses nobody."""
    return [(kind, text) for kind, text in _several(held, "email") if EMAIL.fullmatch(text)]


def _profiles(held: Mapping[str, Any]) -> str:
    return json.dumps([text for _, text in _several(held, "url")], ensure_ascii=False) if held.get("url") else ""


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
    for key, kind in (("job_title", "title"), ("external_id", "uid")):
        if person.get(key):
            card.add(kind).value = str(person[key])
    for whole, main, part, kind in (("mails", "email", "address", "email"), ("phones", "phone", "number", "tel")):
        for entry in person.get(whole) or [{"kind": "", part: person.get(main)}]:
            _add(card, kind, entry["kind"], entry[part])
    for profile in person.get("profiles") or ():
        _add(card, "url", "", profile["address"])
    if person.get("organisation.name"):
        card.add("org").value = [str(person["organisation.name"])]
    written: str = card.serialize()
    return written


def _add(card: Any, name: str, kind: str, text: str | None) -> None:
    if text:
        made = card.add(name)
        made.value = text
        if kind in TYPES:
            made.type_param = TYPES[kind]
