"""What shapes are written in: the kinds of values of JSON Schema, and objects of them."""

from typing import Any

Schema = dict[str, Any]
TEXT, NUMBER, YES, LIST, OBJECT = ({"type": kind} for kind in ("string", "integer", "boolean", "array", "object"))
FIGURE = {"type": ["number", "string", "null"]}
MOMENT, DAY = {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}


def or_none(schema: Schema) -> Schema:
    """The schema, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def thing(description: str, optional: Schema | None = None, **properties: Schema) -> Schema:
    """An object with these properties; those of `optional` may be left out."""
    known = properties | (optional or {})
    return {"type": "object", "description": description, "required": list(properties), "properties": known}
