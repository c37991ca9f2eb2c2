"""What people type, made plain: "€ 12,500.50" and "12.500,50" are 12500.50, and the time is that of their clock."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.numbers import get_decimal_symbol

from dealwright.desk import times
from dealwright.desk.locale import babel_locale, current
from dealwright.playbook import FieldType

from .money import exponent

GROUPS = re.compile(r"\d{1,3}(?:([.,])\d{2,3}(?:\1\d{2,3})*)?")  # in India the middle ones have two digits
WHOLE = re.compile(r"\d*")
BESIDES = frozenset("'’%")  # Swiss groups stand between apostrophes


def as_typed(kind: FieldType, text: str, currency: str) -> str:
    """What was typed into a field of this type, as its values are read; `currency` is that of amounts.

    What is no number is left as it is, for whoever reads it to refuse.
    """
    match kind:
        case FieldType.MONEY:
            return amount_text(text, currency)
        case FieldType.DATETIME:
            return _with_zone(text)
        case FieldType.INTEGER:
            return plain_number(text, ".,")
        case FieldType.DECIMAL | FieldType.PERCENT:
            is_comma = get_decimal_symbol(babel_locale(current.get().language)) == ","
            return plain_number(text, "" if is_comma else ",")
    return text


def typed_moment(text: str) -> str:
    """A moment of the API as the control of a form holds it: on the reader's clock, without the zone."""
    return times.local(datetime.fromisoformat(text)).isoformat()[:16] if text else ""


def _with_zone(text: str) -> str:
    """A browser sends no zone: what was typed was meant on the reader's clock."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if found.tzinfo else found.replace(tzinfo=ZoneInfo(current.get().zone)).isoformat()


def amount_text(typed: str, currency: str) -> str:
    """An amount as it was typed, made plain.

    A lone point or comma before three digits groups thousands, unless the currency has three decimals.
    """
    return plain_number(typed, "" if exponent(currency) == 3 else ".,")


def plain_number(typed: str, grouping: str) -> str:
    """A number as it was typed, made plain; of `grouping` are the marks that group thousands where they stand alone."""
    text = "".join(sign for sign in typed if not _is_besides(sign))
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    marks = [each for each in digits if each in ".,"]
    if not marks:
        return sign + digits if digits.isdecimal() else typed
    head, _, tail = digits.rpartition(marks[-1])
    is_grouped = marks.count(marks[-1]) > 1 or (len(marks) == 1 and marks[-1] in grouping and len(tail) == 3)
    whole, decimals = (digits, "") if is_grouped and head.lstrip("0.,") else (head, tail)
    plain = re.sub("[.,]", "", whole)
    if not (WHOLE.fullmatch(whole) or _is_grouped(whole)) or not (plain + decimals).isdecimal():
        return typed
    return f"{sign}{plain}.{decimals}" if decimals else sign + plain


def _is_grouped(whole: str) -> bool:
    return bool(GROUPS.fullmatch(whole)) and len(re.split("[.,]", whole)[-1]) == 3


def _is_besides(sign: str) -> bool:
    return sign.isspace() or sign in BESIDES or unicodedata.category(sign) == "Sc"
