"""The forms of organisations and people: fields by the catalogue, texts kept, names turned into records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dealwright import Invalid
from dealwright.playbook import FieldType
from dealwright.records.fields import Catalogue
from dealwright.records.kinds import kind_of
from dealwright.records.money import to_text
from dealwright.workspace.ownership import may_write
from dealwright.workspace.queries import Actor, members

INPUTS = {
    FieldType.URL: "url",
    FieldType.EMAIL: "email",
    FieldType.PHONE: "tel",
    FieldType.INTEGER: "number",
    FieldType.MONEY: "money",
    FieldType.MEMBER: "select",
    FieldType.ORGANISATION: "combobox",
}
ORGANISATION_FIELDS = (
    "name",
    "website",
    "phone",
    "sector",
    "country",
    "employees",
    "founded",
    "revenue",
    "parent",
    "owner",
)
PERSON_FIELDS = ("name", "email", "phone", "job_title", "organisation", "owner")


@dataclass(frozen=True)
class Input:
    """A field of a form with the text in it."""

    key: str
    label: str
    type: str
    value: str
    required: bool = False
    options: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class RecordForm:
    """The form of one kind of record: where it is sent, what stands in it, what is wrong with it."""

    heading: str
    action: str
    back: str
    near: str
    inputs: Sequence[Input]
    currency: str
    revision: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def inputs(catalogue: Catalogue, keys: Sequence[str], texts: Mapping[str, str], by: Actor) -> list[Input]:
    """The fields of a form, filled with texts by key; owners are those to whom the actor may give."""
    owners = [
        ("", "–"),
        *((str(each.id), each.name) for each in members() if each.is_active and may_write(by, each.id)),
    ]
    return [
        Input(
            key,
            catalogue[key].label,
            INPUTS.get(catalogue[key].type, "text"),
            texts.get(key, ""),
            required=key == "name",
            options=owners if catalogue[key].type == FieldType.MEMBER else (),
        )
        for key in keys
    ]


def texts_of(row: Mapping[str, Any], names: Mapping[str, str], currency: str) -> dict[str, str]:
    """A record's values as the texts of its form; `names` says what the records are called that it points to."""
    texts = {key: "" if value is None else str(value) for key, value in row.items()}
    if "revenue_minor" in row:
        texts["revenue"] = to_text(row["revenue_minor"], row["revenue_currency"] or currency) or ""
    return {**texts, "owner": texts.get("owner_id", ""), **names}


def read_form(given: Mapping[str, str], keys: Sequence[str], catalogue: Catalogue, by: Actor) -> dict[str, Any]:
    """What a form sends, by key; organisations are named and become their numbers.

    Raises Invalid for the name of an organisation that is not there or that several have.
    """
    read: dict[str, Any] = {key: given[key] for key in keys if key in given}
    for key in read:
        if catalogue[key].type == FieldType.ORGANISATION:
            read[key] = _organisation(read[key], key, by)
    return read


def _organisation(name: str, key: str, by: Actor) -> int | None:
    if not name.strip():
        return None
    kind = kind_of("organisations")
    rows = kind.model._default_manager.filter(kind.visible(by))
    ids = (
        rows.filter(name=name.strip()).values_list("id", flat=True)[:2]
        or rows.filter(name__iexact=name.strip()).values_list("id", flat=True)[:2]
    )
    if len(ids) > 1:
        raise Invalid(f"There are several organisations called “{name.strip()}”.", field=key)
    if not ids:
        raise Invalid(
            f"There is no organisation called “{name.strip()}”.", field=key, remedy="Choose one, or add it first."
        )
    return int(ids[0])
