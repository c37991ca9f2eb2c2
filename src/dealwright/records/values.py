"""Typed values: text from a form, a file or the API becomes what is stored, or a sentence that says what is wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from dealwright import Invalid
from dealwright.playbook import FieldType

from .money import to_minor

LONGEST = {
    FieldType.TEXT: 300,
    FieldType.LONG_TEXT: 100_000,
    FieldType.URL: 500,
    FieldType.EMAIL: 320,
    FieldType.PHONE: 60,
}
MOST_DIGITS = 18
TRUE, FALSE = frozenset({"true", "yes", "1", "on"}), frozenset({"false", "no", "0", "off"})
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://[^\s]+", re.IGNORECASE)
PHONE = re.compile(r"\+?[\d\s()./-]{3,60}")


@dataclass(frozen=True)
class Reading:
    """How to read values: the currency of money, the format of dates (strptime; None = ISO), the choices allowed.

    `members` are names by number, where members may be given by name, too.

    `zone` is whose clock a moment goes by that names none; a day without a time of day begins in UTC everywhere.
    """

    currency: str = "EUR"
    date_format: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    members: Mapping[str, str] = field(default_factory=dict)


def read_value(kind: FieldType, value: Any, reading: Reading = Reading(), *, key: str | None = None) -> Any:
    """The value as it is stored, None for an empty one; raises Invalid with a sentence naming what was expected.

    Money becomes minor units, dates `date`, moments aware UTC `datetime`, references integer ids, percent and
    decimal numbers, choices lists of keys, everything else text.
    """
    if value is None or value == "" or (isinstance(value, str) and not value.strip()):
        return None
    return READERS[kind](value, reading, key)


def whole_number(text: str) -> int | None:
    """The number that a text of one to eighteen digits says, as many as any database holds; None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _text(longest: int) -> Callable[[Any, Reading, str | None], str]:
    def read(value: Any, reading: Reading, key: str | None) -> str:
        if not isinstance(value, str | int | float | Decimal):
            raise Invalid(f"{key or 'This'} needs text.", field=key)
        text = str(value).strip()
        if "\x00" in text:
            raise Invalid(f"{key or 'This text'} holds a zero byte.", field=key, remedy="Remove it and try again.")
        if len(text) > longest:
            raise Invalid(f"{key or 'This text'} is {len(text)} characters long; {longest} fit.", field=key)
        return text

    return read


def _shaped(kind: FieldType, pattern: re.Pattern[str], what: str) -> Callable[[Any, Reading, str | None], str]:
    def read(value: Any, reading: Reading, key: str | None) -> str:
        text = _text(LONGEST[kind])(value, reading, key)
        if not pattern.fullmatch(text):
            raise Invalid(f"“{text[:80]}” is not {what}.", field=key)
        return text

    return read


def _integer(value: Any, reading: Reading, key: str | None) -> int:
    number = _number(value, key)
    if number != number.to_integral_value():
        raise Invalid(f"“{value}” is not a whole number.", field=key)
    if abs(number) > 2**31 - 1:
        raise Invalid(f"{value} is too large.", field=key)
    return int(number)


def _reference(value: Any, reading: Reading, key: str | None) -> int:
    number = _integer(value, reading, key)
    if number < 1:
        raise Invalid(f"{value} is not the number of a record.", field=key)
    return number


def _member(value: Any, reading: Reading, key: str | None) -> int:
    """By number; by name, too, where it is known how they are called."""
    names, text = reading.members, str(value).strip()
    if not names or text in names:
        return _reference(value, reading, key)
    found = [number for number, name in names.items() if name.casefold() == text.casefold()]
    if len(found) != 1:
        told = "Several are" if found else "There is nobody"
        raise Invalid(f"{told} called “{text[:80]}”.", field=key, remedy="Give the number, or the whole name.")
    return int(found[0])


def _decimal(value: Any, reading: Reading, key: str | None) -> float:
    return float(_number(value, key))


def _number(value: Any, key: str | None) -> Decimal:
    if isinstance(value, bool):
        raise Invalid(f"{key or 'This'} needs a number.", field=key)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise Invalid(f"“{str(value)[:80]}” is not a number.", field=key, remedy="Write it like 12.5.")
    return number


def _percent(value: Any, reading: Reading, key: str | None) -> float:
    number = _number(str(value).strip().removesuffix("%"), key)
    if not 0 <= number <= 100:
        raise Invalid(f"{value} is not between 0 and 100.", field=key)
    return float(number)


def _money(value: Any, reading: Reading, key: str | None) -> int:
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        raise Invalid("An amount is written as text, so that no cent is lost.", field=key, remedy='Write "1234.50".')
    return to_minor(value, reading.currency, field=key)


def _date(value: Any, reading: Reading, key: str | None) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text, shape = str(value).strip(), reading.date_format
    try:
        return datetime.strptime(text, shape).date() if shape else date.fromisoformat(text)  # noqa: DTZ007 (a day)
    except ValueError:
        raise Invalid(
            f"“{text[:80]}” is not a date.", field=key, remedy=f"Write it like {shape or '2026-03-31'}."
        ) from None


def _moment(value: Any, reading: Reading, key: str | None) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else _read_moment(str(value).strip(), reading.date_format)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(reading.zone) if moment.time() != time() else UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            f"“{str(value)[:80]}” is not a date with time.", field=key, remedy="Write it like 2026-03-31T14:00Z."
        ) from None


def _read_moment(text: str, shape: str | None) -> datetime:
    return datetime.strptime(text, shape) if shape else datetime.fromisoformat(text)  # noqa: DTZ007 (UTC is added)


def _choice(value: Any, reading: Reading, key: str | None) -> str:
    text = str(value).strip()
    if text in reading.choices:
        return text
    for choice, title in reading.choices.items():
        if text.casefold() in (choice.casefold(), title.casefold()):
            return choice
    known = ", ".join(map(str, reading.choices.values())) or "nothing"
    raise Invalid(f"“{text[:80]}” is not one of the choices.", field=key, remedy=f"Choose from: {known}.")


def _choices(value: Any, reading: Reading, key: str | None) -> list[str]:
    parts: Sequence[Any] = value if isinstance(value, list | tuple) else str(value).replace(";", ",").split(",")
    return list(dict.fromkeys(_choice(part, reading, key) for part in parts if str(part).strip()))


def _boolean(value: Any, reading: Reading, key: str | None) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise Invalid(f"“{value}” is neither yes nor no.", field=key)


READERS: dict[FieldType, Callable[[Any, Reading, str | None], Any]] = {
    FieldType.TEXT: _text(LONGEST[FieldType.TEXT]),
    FieldType.LONG_TEXT: _text(LONGEST[FieldType.LONG_TEXT]),
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.MONEY: _money,
    FieldType.PERCENT: _percent,
    FieldType.DATE: _date,
    FieldType.DATETIME: _moment,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.BOOLEAN: _boolean,
    FieldType.URL: _shaped(FieldType.URL, URL, "a web address (https://…)"),
    FieldType.EMAIL: _shaped(FieldType.EMAIL, EMAIL, "an e-mail address"),
    FieldType.PHONE: _shaped(FieldType.PHONE, PHONE, "a phone number"),
    FieldType.PERSON: _reference,
    FieldType.ORGANISATION: _reference,
    FieldType.MEMBER: _member,
}
