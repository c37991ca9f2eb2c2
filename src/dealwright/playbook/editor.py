"""The shape of the language as JSON Schema, for editors that complete and check while one types."""

from typing import Any

from dealwright.playbook.model import Playbook
from dealwright.playbook.shape import TAG, Many, Number, Record, Spec, Text, Variants, Word, entries

Schema = dict[str, Any]


def schema() -> Schema:
    """JSON Schema (draft 2020-12) of a playbook. It knows shapes, not meanings: `read` has the last word."""
    definitions: dict[str, Schema] = {}
    body = _mapping(Playbook, definitions)
    body["properties"]["format"]["const"] = 1
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dealwright playbook, format 1",
        **body,
        "$defs": definitions,
    }


def _mapping(cls: type[Any], definitions: dict[str, Schema]) -> Schema:
    tag = {TAG: {"const": getattr(cls, TAG)}} if hasattr(cls, TAG) else {}
    properties = {
        entry.name: {**_expected(entry.spec, definitions), "description": entry.doc} for entry in entries(cls)
    }
    required = [*tag, *(entry.name for entry in entries(cls) if entry.required)]
    return {
        "type": "object",
        "description": (cls.__doc__ or "").partition("\n")[0],
        "properties": tag | properties,
        "required": required,
        "additionalProperties": False,
    }


def _expected(spec: Spec, definitions: dict[str, Schema]) -> Schema:
    match spec:
        case Text():
            pattern = {"pattern": spec.pattern} if spec.pattern else {}
            return {"type": "string", **pattern, **({} if spec.blank else {"minLength": 1})}
        case Number():
            bounds = {"minimum": spec.low, "maximum": spec.high}
            return {"type": "integer", **{name: bound for name, bound in bounds.items() if bound is not None}}
        case Word():
            return {"enum": [str(word) for word in spec.words]}
        case Many():
            item = _expected(spec.item, definitions)
            many = {"type": "array", "items": item, "minItems": spec.low, "maxItems": spec.high}
            return {"anyOf": [item, many]} if spec.lone else many
        case Variants():
            return {"oneOf": [_reference(member, definitions) for member in spec.members]}
        case Record():
            record = _reference(spec.cls, definitions)
            return {"anyOf": [{"type": "string", "minLength": 1}, record]} if spec.short else record


def _reference(cls: type[Any], definitions: dict[str, Schema]) -> Schema:
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}  # known before it is drawn, so that a class may contain itself
        definitions[cls.__name__] = _mapping(cls, definitions)
    return {"$ref": f"#/$defs/{cls.__name__}"}
