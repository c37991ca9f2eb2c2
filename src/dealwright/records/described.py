"""What the fields of a kind look like to a program: JSON Schema of a record, and the parameters of its lists."""

from collections.abc import Iterable
from typing import Any

from dealwright.playbook import FieldType

from .answers import MOST_ROWS
from .complete import SHARE
from .fields import Field
from .filters import can_sort

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
TYPES: dict[FieldType, Schema] = {
    **dict.fromkeys(FieldType, TEXT),
    **dict.fromkeys((FieldType.INTEGER, FieldType.MEMBER, FieldType.ORGANISATION, FieldType.PERSON), WHOLE),
    **dict.fromkeys((FieldType.DECIMAL, FieldType.PERCENT), NUMBER),
    FieldType.MONEY: {"type": "string", "description": "Decimal text, like 1250.00; its currency stands beside it."},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.DATETIME: {"type": "string", "format": "date-time"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.CHOICES: {"type": "array", "items": TEXT},
}


def shape(fields: Iterable[Field]) -> Schema:
    """The JSON Schema of a record as the API shows it; lists alone say how complete it is."""
    shown = {field.key: _value(field) for field in fields if field.listed}
    return {"type": "object", "required": list(shown), "properties": shown | {SHARE.key: _value(SHARE)}}


def list_parameters(fields: Iterable[Field]) -> list[Schema]:
    """The query parameters of a list of such records."""
    known = [*fields, SHARE]
    orders = [sign + field.key for field in known if can_sort(field) for sign in ("", "-")]
    return [
        *PAGING,
        parameter("sort", {"type": "string", "enum": orders}, "The order; with - the largest or latest first."),
        parameter("where", TEXT, "Groups of conditions as JSON: any, all or none of them; see docs/lists.md."),
        _filters(known),
    ]


def parameter(name: str, schema: Schema, description: str, **more: Any) -> Schema:
    """A query parameter of an operation."""
    return {"name": name, "in": "query", "schema": schema, "description": description, **more}


PAGING = [
    parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": 50}, "How many at most."),
    parameter("cursor", TEXT, "The next_cursor of the page before."),
]


def _filters(fields: Iterable[Field]) -> Schema:
    known = {
        name: schema
        for field in fields
        for operation in sorted(field.operations)
        for name, schema in _named(field, operation)
    }
    told = (
        "field__operation=value, or field=value for equality. in and between take values with commas, "
        "empty takes true or false."
    )
    schema = {
        "type": "object",
        "properties": known,
        "patternProperties": {r"^fields\.": {**TEXT, "description": "An own field of a process."}},
        "additionalProperties": False,
    }
    return parameter("filters", schema, told, style="form", explode=True)


def _named(field: Field, operation: str) -> Iterable[tuple[str, Schema]]:
    if operation == "empty":
        return [(f"{field.key}__empty", {"type": "boolean"})]
    if operation in ("in", "between", "contains", "starts"):
        return [(f"{field.key}__{operation}", TEXT)]
    names = [field.key, f"{field.key}__eq"] if operation == "eq" else [f"{field.key}__{operation}"]
    return [(name, TYPES[field.type]) for name in names]


def _value(field: Field) -> Schema:
    base = TYPES[field.type]
    chosen = {"enum": [*field.reading.choices, *([None] if field.nullable else [])]} if field.reading.choices else {}
    kind = [base["type"], "null"] if field.nullable else base["type"]
    return {**base, **chosen, "type": kind, "title": field.label}
