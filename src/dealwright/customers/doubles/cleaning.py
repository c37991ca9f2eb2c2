"""Values as they are compared: without what differs only in writing; and the keys under which records meet."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from unicodedata import combining, normalize

from ..normal import name_parts
from .columns import Kind

MANY = (Kind.MAIL, Kind.PHONE, Kind.DOMAIN)
LEGAL = frozenset(
    "inc incorporated ltd limited llc llp plc corp corporation co company gmbh ag kg sa sarl bv nv oy ab as".split()  # noqa: SIM905  # words
)
SHORT = {
    **{"street": "st", "str": "st", "avenue": "ave", "av": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr"},
    **{"court": "ct", "place": "pl", "parkway": "pkwy", "lane": "ln", "square": "sq", "terrace": "ter"},
    **{"highway": "hwy", "north": "n", "south": "s", "east": "e", "west": "w"},
}
WAYS = frozenset(SHORT.values()) - {*"nsew"}
DATES = ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
MOST_IN_A_BLOCK = 200  # records that share a key; a name or number that more have tells nobody apart
ALONE = (Kind.CODE, Kind.MAIL, Kind.PHONE, Kind.DATE, Kind.DOMAIN, Kind.NAME)
TOGETHER = (
    (Kind.GIVEN, Kind.SURNAME),
    (Kind.NUMBER, Kind.STREET),
    (Kind.SURNAME, Kind.CITY),
    (Kind.SURNAME, Kind.POSTCODE),
    (Kind.GIVEN, Kind.POSTCODE),
    (Kind.GIVEN, Kind.CITY),
    (Kind.NUMBER, Kind.POSTCODE),
    (Kind.STREET, Kind.POSTCODE),
    (Kind.SURNAME, Kind.FIRM),
)


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is compared: one value of each kind it has, and all of those there may be several of."""

    id: str
    values: dict[Kind, str] = field(default_factory=dict)
    all: dict[Kind, list[str]] = field(default_factory=dict)


def clean(record_id: str, given: Mapping[Kind, Sequence[str]]) -> Record:
    """The record with its values cleaned, and with the parts of a whole name or address."""
    read = {kind: [made for text in texts if (made := _clean(kind, text))] for kind, texts in given.items()}
    values = {kind: texts[0] for kind, texts in read.items() if texts}
    if whole := values.pop(Kind.PERSON, None):
        values |= _parts_of_name(given[Kind.PERSON][0] or whole)
    if whole := values.pop(Kind.ADDRESS, None):
        values |= _parts_of_address(whole)
    return Record(record_id, values, {kind: read[kind] for kind in MANY if read.get(kind)})


def blocks(kinds: Sequence[Kind]) -> list[tuple[Kind, ...]]:
    """What two records must share to be compared at all: one strong value, or two weak ones."""
    return [(kind,) for kind in ALONE if kind in kinds] + [both for both in TOGETHER if {*both} <= {*kinds}]


def keys(records: Sequence[Record], block: tuple[Kind, ...]) -> list[list[str] | None]:
    """For each record the values that it shares with few others; swapped names meet under one key."""
    found = [_keys(record, block) for record in records]
    often = Counter(key for some in found for key in some)
    few = [[key for key in some if often[key] <= MOST_IN_A_BLOCK] for some in found]
    return [some or None for some in few]


def _keys(record: Record, block: tuple[Kind, ...]) -> list[str]:
    if block[0] in MANY:
        return record.all.get(block[0], [])
    values = [record.values.get(kind, "") for kind in block]
    if not all(values):
        return []
    return [" ".join(sorted(values) if block == TOGETHER[0] else values)]


def words(text: str) -> list[str]:
    """The words of a text in small letters, without accents and signs."""
    small = normalize("NFKD", text).casefold()  # a letter of a fancy alphabet becomes small once it is a plain one
    plain = "".join(each for each in normalize("NFKD", small) if not combining(each))
    return re.findall(r"[^\W_]+", plain.replace("'", "").replace("’", ""))


def _clean(kind: Kind, text: str) -> str | None:
    text = text.strip()
    if reader := READERS.get(kind):
        return reader(text)
    return " ".join(words(text)) or None


def _mail(text: str) -> str | None:
    return text.casefold() if "@" in text else None


def _phone(text: str) -> str | None:
    """The last eight digits: numbers are written with and without the country and the zero."""
    return re.sub(r"\D", "", text).lstrip("0")[-8:] or None


def _domain(text: str) -> str | None:
    host = re.sub(r"^[a-z]+://", "", text.casefold()).split("/")[0].split("@")[-1].split(":")[0]
    return host.removeprefix("www.") if "." in host else None


def _date(text: str) -> str | None:
    for pattern in DATES:
        try:
            return datetime.strptime(text, pattern).date().isoformat()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def _code(text: str) -> str | None:
    return "".join(words(text)) or None


def _firm(text: str) -> str | None:
    parts = words(text)
    return " ".join(each for each in parts if each not in LEGAL) or " ".join(parts) or None


def _street(text: str) -> str | None:
    return " ".join(SHORT.get(each, each) for each in words(text)) or None


READERS = {
    **{Kind.MAIL: _mail, Kind.PHONE: _phone, Kind.DOMAIN: _domain, Kind.DATE: _date},
    **dict.fromkeys((Kind.POSTCODE, Kind.CODE, Kind.NUMBER), _code),
    **dict.fromkeys((Kind.NAME, Kind.FIRM), _firm),
    **dict.fromkeys((Kind.STREET, Kind.ADDRESS), _street),
}


def _parts_of_name(whole: str) -> dict[Kind, str]:
    _title, given, family = name_parts(whole)
    parts = {Kind.GIVEN: " ".join(words(given)), Kind.SURNAME: " ".join(words(family))}
    return {kind: text for kind, text in parts.items() if text}


def _parts_of_address(street: str) -> dict[Kind, str]:
    """The house number and the street up to its suffix, wherever the number stands."""
    parts = street.split()
    at = next((place for place, each in enumerate(parts) if each[0].isdigit()), None)
    rest = parts if at is None else parts[at + 1 :] if at == 0 else parts[:at]
    end = next((place for place, each in enumerate(rest) if place and each in WAYS), None)
    found = {Kind.NUMBER: parts[at] if at is not None else "", Kind.STREET: " ".join(rest[:end])}
    return {kind: text for kind, text in found.items() if text}
