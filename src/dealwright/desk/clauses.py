"""Conditions in CEL in words, as far as `ui.condition` can show them in rows: clauses joined by all && or all ||."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from .askable import Askable

NAME = r"(?P<name>[A-Za-z_][\w.]*)"
FORMS = [
    (rf"{NAME} == ?(?P<value>.+)", _t("%(field)s is %(value)s")),
    (rf"{NAME} != ?(?P<value>.+)", _t("%(field)s is not %(value)s")),
    (rf"{NAME} >= ?(?P<value>.+)", _t("%(field)s is at least %(value)s")),
    (rf"{NAME} <= ?(?P<value>.+)", _t("%(field)s is at most %(value)s")),
    (rf"{NAME} > ?(?P<value>.+)", _t("%(field)s is more than %(value)s")),
    (rf"{NAME} < ?(?P<value>.+)", _t("%(field)s is less than %(value)s")),
    (rf"{NAME} in (?P<value>\[.*\])", _t("%(field)s is one of %(value)s")),
    (rf'(?P<value>".*") in {NAME}', _t("%(field)s include %(value)s")),
    (rf"{NAME}\.contains\((?P<value>.*)\)", _t("%(field)s contains %(value)s")),
    (rf"{NAME}\.startsWith\((?P<value>.*)\)", _t("%(field)s begins with %(value)s")),
    (rf"has\({NAME}\)", _t("%(field)s is filled in")),
    (rf"!has\({NAME}\)", _t("%(field)s is empty")),
    (rf"{NAME}", _t("%(field)s is true")),
    (rf"!{NAME}", _t("%(field)s is not true")),
]
PIECES = re.compile(r'"(?:[^"\\]|\\.)*"|&&|\|\||[^"&|]+|.', re.DOTALL)


def said(condition: str, asked: Sequence[Askable]) -> str:
    """The condition as a person would say it, by the titles of fields and values; "" when it says more than that."""
    pieces = PIECES.findall(condition)
    joins = {piece for piece in pieces if piece in ("&&", "||")}
    if len(joins) > 1:
        return ""
    known = {one.name: one for one in asked}
    clauses = [_clause(text.strip(), known) for text in _split(pieces, joins)]
    return (_(" or ") if "||" in joins else _(" and ")).join(clauses) if all(clauses) else ""


def _split(pieces: Sequence[str], joins: set[str]) -> Iterator[str]:
    text = ""
    for piece in pieces:
        if piece in joins:
            yield text
            text = ""
        else:
            text += piece
    yield text


def _clause(text: str, known: Mapping[str, Askable]) -> str:
    for form, words in FORMS:
        found = re.fullmatch(form, text, re.DOTALL)
        if found and found["name"] in known:
            one, parts = known[found["name"]], found.groupdict()
            value = _value(parts["value"], one) if "value" in parts else ""
            return "" if value is None else words % {"field": one.title, "value": value}
    return ""


def _value(text: str, one: Askable) -> str | None:
    """A text, a number or a list of them by their titles; None for anything else, such as a calculation."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    titles = dict(one.values)
    if isinstance(value, list):
        return ", ".join(titles.get(str(each), str(each)) for each in value)
    return titles.get(str(value), str(value)) if isinstance(value, str | int | float) else None
