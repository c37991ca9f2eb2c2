"""The inputs of customers' forms: one description for new records, whole forms and facts edited where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from babel import Locale
from django.utils.translation import gettext as _

from dealwright.desk.figures import number, told_money
from dealwright.desk.times import day
from dealwright.playbook import FieldType
from dealwright.records.called import known_as
from dealwright.records.fields import REFERENCES, Catalogue, Field
from dealwright.records.money import to_text
from dealwright.records.shown import written
from dealwright.records.typed import typed_moment
from dealwright.records.values import read_value
from dealwright.workspace.ownership import may_write
from dealwright.workspace.places import all_zones
from dealwright.workspace.queries import Actor, company, members

from . import normal
from .known import known_keys
from .ways import ADDRESS_KINDS, MAIL_KINDS, MAIN, PHONE_KINDS, SHAPES, whole

TYPES = {
    FieldType.URL: "url",
    FieldType.EMAIL: "email",
    FieldType.PHONE: "tel",
    **dict.fromkeys((FieldType.INTEGER, FieldType.DECIMAL, FieldType.PERCENT), "number"),
    FieldType.MONEY: "money",
    FieldType.DATE: "date",
    FieldType.DATETIME: "datetime-local",
    FieldType.LONG_TEXT: "textarea",
    **dict.fromkeys((FieldType.MEMBER, FieldType.CHOICE, FieldType.BOOLEAN), "select"),
    FieldType.CHOICES: "choices",
    **dict.fromkeys(REFERENCES, "combobox"),
}
ORGANISATION_FIELDS = (
    *("name", "website", "domains", "city", "country", "phones", "addresses", "sector", "tier", "tags"),
    *("employees", "founded", "revenue", "parent", "owner"),
)
PERSON_FIELDS = (
    *("name", "mails", "phones", "job_title", "organisation", "employed_since", "tags", "owner"),
    *("family_name", "profiles", "locale", "zone"),
)
LATER = frozenset(
    {"family_name", "profiles", "locale", "zone", "domains", "addresses", "founded", "parent", "employed_since"}
)  # addresses have a city and a country too: the organisation's own are asked first
PARTS = {
    "mails": (("kind", "Kind"), ("address", "E-mail")),
    "phones": (("kind", "Kind"), ("number", "Phone")),
    "profiles": (("address", "Address or name"), ("network", "Network")),
    "addresses": (
        *(("kind", "Kind"), ("street", "Street"), ("postcode", "Postcode")),
        *(("city", "City"), ("region", "Region"), ("country", "Country")),
    ),
}
LABELS = {"mails": "E-mail", "phones": "Phone"}
KINDS = {"mails": MAIL_KINDS, "phones": PHONE_KINDS, "addresses": ADDRESS_KINDS}
Row = Mapping[str, str]


@dataclass(frozen=True)
class Input:
    """A field of a form: `value` is its text, or its rows, tags or choices; `shown` says it to a person.

    `was` is what the form began with, so that who saves says what they have changed; `parts` are the columns of rows.
    """

    key: str
    label: str
    type: str
    value: Any
    shown: str = ""
    was: str = ""
    required: bool = False
    options: Sequence[tuple[str, str]] = ()
    parts: Sequence[tuple[str, str]] = ()
    help: str = ""
    currency: str = ""
    later: bool = False
    finds: str = ""


def input_of(one: Field, value: Any, by: Actor, *, currency: str = "", asked: bool = True) -> Input:
    """The input of a field with a value as `values_of` gives it; without `asked` its choices are left out."""
    kind = _type(one)
    text = {"rows": [], "tags": [], "choices": []}.get(kind, "") if value is None else value
    if kind == "datetime-local":
        text = typed_moment(str(text))
    return Input(
        one.key,
        LABELS.get(one.key, one.label),
        kind,
        text,
        shown=said(one, value, currency),
        was=as_text(text),
        required=one.key == "name" or one.is_asked_for,
        options=_options(one, by) if asked else (),
        parts=PARTS.get(one.key, ()),
        help=one.help,
        currency=_unit(one, currency),
        later=one.key in LATER,
        finds=one.finds if one.is_own else "",
    )


def _unit(one: Field, currency: str) -> str:
    """The currency of a field that holds money."""
    if one.type != FieldType.MONEY:
        return ""
    return one.reading.currency if one.is_own else currency or company().currency


def as_text(value: Any) -> str:
    """A value of an input as one text, for comparing."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _type(one: Field) -> str:
    if one.key in SHAPES:
        return "rows"
    if one.key in ("tags", "domains"):
        return "tags"
    if one.key == "zone":
        return "combobox"
    return TYPES.get(one.type, "text")


def _options(one: Field, by: Actor) -> Sequence[tuple[str, str]]:
    if one.type == FieldType.MEMBER:
        ours = (
            (str(each.id), each.name) for each in members() if each.is_active and (one.is_own or may_write(by, each.id))
        )
        return [("", "–"), *ours]
    if one.type == FieldType.BOOLEAN:
        return [("", "–"), ("true", _("Yes")), ("false", _("No"))]
    if one.key == "tags":
        return [(text, text) for text in known_keys("tag")]
    if one.key == "zone":
        return [(zone, zone) for zone in sorted(all_zones())]
    if one.key in KINDS:
        return [(kind, kind) for kind in KINDS[one.key]]
    if one.is_own and one.reading.choices:
        chosen = list(one.reading.choices.items())
        return chosen if one.type == FieldType.CHOICES else [("", "–"), *chosen]
    return ()


def values_of(record: Any, catalogue: Catalogue, keys: Sequence[str]) -> dict[str, Any]:
    """The values of a record as its form has them: texts, rows and lists by key."""
    return {key: _value(record, catalogue[key]) for key in keys if key in catalogue}


def _value(record: Any, one: Field) -> Any:
    if one.key in MAIN:
        return whole(one.key, getattr(record, one.key), getattr(record, MAIN[one.key]))
    if one.key in SHAPES or one.key in ("tags", "domains"):
        return getattr(record, one.key)
    if one.type == FieldType.ORGANISATION and not one.is_own:
        other = getattr(record, one.key)
        return other.name if other else ""
    value = record.fields.get(one.path.removeprefix("fields__")) if one.is_own else getattr(record, one.path)
    if one.finds:
        return known_as(one.finds, value)
    if one.type == FieldType.MONEY and value is not None:
        return to_text(value, _currency(record, one)) or ""
    if one.type == FieldType.CHOICES:
        return value or []
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _currency(record: Any, one: Field) -> str:
    return (one.reading.currency if one.is_own else record.revenue_currency) or company().currency


def said(one: Field, value: Any, currency: str = "") -> str:
    """The value of an input in words."""
    if not value:
        return ""
    if one.key in SHAPES:
        return "\n".join(_row_in_words(one.key, row) for row in value)
    if isinstance(value, list):
        return ", ".join(one.titles().get(each, each) for each in value)
    match one.type:
        case FieldType.MEMBER:
            return next((each.name for each in members() if str(each.id) == value), "")
        case FieldType.DATE:
            return str(day(_as_day(value)))
        case FieldType.INTEGER:
            return number(int(value)) if one.grouped and value.lstrip("-").isdecimal() else value
        case FieldType.BOOLEAN | FieldType.DECIMAL | FieldType.PERCENT | FieldType.DATETIME:
            return written(one.type, _stored(one, value))
        case FieldType.MONEY:
            return _money(value, one.reading.currency if one.is_own else currency)
    if one.key == "locale":
        return language(value)
    return one.titles().get(value, value) if one.is_own else value


def _stored(one: Field, text: str) -> Any:
    found = read_value(one.type, text)
    return found.isoformat() if one.type == FieldType.DATETIME else found


def _money(text: str, currency: str) -> str:
    from dealwright.records.money import to_minor

    code = currency or company().currency
    return told_money(to_minor(text, code), code)


def _as_day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def _row_in_words(key: str, row: Row) -> str:
    if key == "addresses":
        place = " ".join(filter(None, (row["postcode"], row["city"])))
        return ", ".join(filter(None, (row["street"], place, row["region"], normal.country_name(row["country"]))))
    return row.get("address") or row.get("number") or ""


def language(code: str) -> str:
    """What a language of that code is called in English; other text comes back as it is."""
    try:
        return str(Locale.parse(code.replace("_", "-"), sep="-").english_name or code)
    except (ValueError, LookupError):
        return code
