"""Lists that belong to a customer, read from what people, programs and files write: mails, phones, addresses, tags.

Entries come as objects, as plain texts, or as one text with commas; the first entry is the main one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dealwright import Invalid
from dealwright.records.values import EMAIL

from . import normal

MOST = 50
Entry = dict[str, str]
MAIL_KINDS = ("work", "private", "other")
PHONE_KINDS = ("work", "mobile", "private", "reception", "fax", "other")
ADDRESS_KINDS = ("office", "billing", "delivery", "head office", "other")
SHAPES: dict[str, dict[str, int]] = {
    "mails": {"kind": 40, "address": 320},
    "phones": {"kind": 40, "number": 60},
    "profiles": {"network": 60, "address": 500},
    "addresses": {"kind": 40, "street": 300, "postcode": 20, "city": 120, "region": 120, "country": 60},
}
TEXT_OF = {"mails": "address", "phones": "number", "profiles": "address", "addresses": "street"}
LONGEST = {"tags": 60, "domains": 253}
MAIN = {"mails": "email", "phones": "phone"}
BETWEEN = re.compile(r"[,;\n]")


def read_list(key: str, value: Any) -> list[Any]:
    """A list as it is stored: objects of texts, or texts; raises Invalid naming what is wrong with which entry."""
    parts = _parts(key, value)
    if len(parts) > MOST:
        raise Invalid(f"{len(parts)} {key} are too many; {MOST} fit.", field=key)
    read = _read_objects(key, parts) if key in SHAPES else _read_texts(key, parts)
    return list({_same(key, entry): entry for entry in reversed(read)}.values())[::-1]


def _parts(key: str, value: Any) -> Sequence[Any]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value] if key == "addresses" else BETWEEN.split(value)
    if isinstance(value, list | tuple):
        return value
    raise Invalid(f"{key} is a list.", field=key)


def _read_objects(key: str, parts: Sequence[Any]) -> list[Entry]:
    entries = [_object(key, part) for part in parts]
    return [FINISH.get(key, _as_is)(entry) for entry in entries if any(v for k, v in entry.items() if k not in NAMES)]


NAMES = frozenset({"kind", "network"})


def _object(key: str, part: Any) -> Entry:
    shape = SHAPES[key]
    given = {TEXT_OF[key]: part} if isinstance(part, str) else part
    if not isinstance(given, Mapping) or set(given) - set(shape) - {"e164"}:
        raise Invalid(f"An entry of {key} has: {', '.join(shape)}.", field=key)
    return {name: _text(key, given.get(name), longest) for name, longest in shape.items()}


def _text(key: str, value: Any, longest: int) -> str:
    if value is not None and not isinstance(value, str):
        raise Invalid(f"An entry of {key} is text.", field=key)
    text = (value or "").strip()
    if "\x00" in text:
        raise Invalid(f"An entry of {key} holds a zero byte.", field=key, remedy="Remove it and try again.")
    if len(text) > longest:
        raise Invalid(f"“{text[:40]}…” is {len(text)} characters long; {longest} fit.", field=key)
    return text


def _read_texts(key: str, parts: Sequence[Any]) -> list[str]:
    texts = [_text(key, part, LONGEST[key]) for part in parts]
    made = (normal.tag(text) if key == "tags" else normal.domain(text) or text for text in texts)
    return [text for text in made if text]


def _mail(entry: Entry) -> Entry:
    if not EMAIL.fullmatch(entry["address"]):
        raise Invalid(f"“{entry['address'][:80]}” is not an e-mail address.", field="mails")
    return entry


def _profile(entry: Entry) -> Entry:
    network, address = normal.profile(entry["network"], entry["address"])
    return {"network": network, "address": address}


def _address(entry: Entry) -> Entry:
    return {**entry, "country": normal.country(entry["country"])}


def _as_is(entry: Entry) -> Entry:
    return entry


FINISH: dict[str, Callable[[Entry], Entry]] = {"mails": _mail, "profiles": _profile, "addresses": _address}


def _same(key: str, entry: Any) -> Any:
    """Entries that are the same stand once."""
    if isinstance(entry, str):
        return entry.casefold()
    return entry[TEXT_OF[key]].casefold() if key in MAIN else tuple(entry.items())


def whole(key: str, entries: Sequence[Entry], main: str) -> list[Entry]:
    """The whole list of mails or phones of a row, whose main one may stand in its own column only."""
    if entries or not main:
        return list(entries)
    return [{"kind": "", TEXT_OF[key]: main}]


def headed(key: str, entries: Sequence[Entry], main: str) -> list[Entry]:
    """The mails or phones with the main one first, which is added where it is missing."""
    name = TEXT_OF[key]
    first = [entry for entry in entries if entry[name].casefold() == main.casefold()] or [{"kind": "", name: main}]
    return [*first, *(entry for entry in entries if entry not in first)]


def settled(columns: dict[str, Any], was: Mapping[str, Any]) -> dict[str, Any]:
    """New values with the main mail, phone and place brought in line with their lists; `was` is the row before."""
    new = dict(columns)
    for key, main in MAIN.items():
        if key in new or (main in new and was.get(key)):
            entries = new[key] if key in new else _with_main(key, was[key], new[main])
            new[main] = entries[0][TEXT_OF[key]] if entries else ""
            new[key] = entries if len(entries) > 1 or any(entry["kind"] for entry in entries) else []
    return _placed(new, was) if "addresses" in new or was.get("addresses") else new


def _with_main(key: str, entries: Sequence[Entry], main: str) -> list[Entry]:
    rest = [entry for entry in entries[1:] if entry[TEXT_OF[key]] != main]
    return [{"kind": entries[0]["kind"], TEXT_OF[key]: main}, *rest] if main else rest


def _placed(new: dict[str, Any], was: Mapping[str, Any]) -> dict[str, Any]:
    if new.get("addresses"):
        first = new["addresses"][0]
        place = {"city": first["city"], "country": normal.country_name(first["country"])}
        return new | {column: text for column, text in place.items() if text}
    if "addresses" not in new and {"city", "country"} & set(new):
        first, *others = was["addresses"]
        moved = {"city": new.get("city", first["city"])}
        if "country" in new:
            moved["country"] = normal.country(new["country"] or "")
        new["addresses"] = [{**first, **moved}, *others]
    return new
