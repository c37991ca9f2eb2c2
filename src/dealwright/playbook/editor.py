"""The shape of the language as JSON Schema, for editors that complete and check while one types."""

from dataclasses import dataclass
from typing import Any

from dealwright.playbook.merging import AFTER, BEFORE, REMOVE
from dealwright.playbook.model import Playbook
from dealwright.playbook.shape import TAG, Many, Number, Record, Spec, Text, Variants, Word, entries
from dealwright.playbook.writing import WHOLE

Schema = dict[str, Any]


PLACING: Schema = {
    AFTER: {"type": "string", "description": "The key of the item that it comes after."},
    BEFORE: {"type": "string", "description": "The key of the item that it comes before."},
    REMOVE: {"const": True, "description": "Takes the item away; nothing but its key stands beside it."},
}
IN_FULL: Schema = {"const": True, "description": "The variant is written in full: nothing is inherited."}


def schema() -> Schema:
    """JSON Schema (draft 2020-12) of a playbook. It knows shapes, not meanings: `read` has the last word.

    A file with `extends` is a variant: there, what is inherited may be left out, and items may say where they come
    or that they are removed.
    """
    definitions: dict[str, Schema] = {}
    whole, variant = _Drawing(definitions), _Drawing(definitions, variant=True)
    whole.reference(Playbook)
    variant.reference(Playbook)
    whole_body, variant_body = definitions["Playbook"], definitions["VariantPlaybook"]
    whole_body["properties"][WHOLE] = IN_FULL
    variant_body["required"] = ["format", "process", "title", "extends"]
    for body in (whole_body, variant_body):
        body["properties"]["format"]["const"] = 1
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dealwright playbook, format 1",
        "type": "object",
        "if": {"required": ["extends"], "not": {"required": [WHOLE]}},
        "then": {"$ref": "#/$defs/VariantPlaybook"},
        "else": {"$ref": "#/$defs/Playbook"},
        "$defs": definitions,
    }


@dataclass(frozen=True)
class _Drawing:
    """Draws classes as schemas into the definitions: as a whole file has them, or as a variant may."""

    definitions: dict[str, Schema]
    variant: bool = False

    def reference(self, cls: type[Any]) -> Schema:
        """Where the schema of this class stands."""
        name = f"Variant{cls.__name__}" if self.variant else cls.__name__
        if name not in self.definitions:
            self.definitions[name] = {}  # known before it is drawn, so that a class may contain itself
            self.definitions[name] = self.mapping(cls)
        return {"$ref": f"#/$defs/{name}"}

    def mapping(self, cls: type[Any]) -> Schema:
        """The schema of a mapping that is read into this class."""
        tag = {TAG: {"const": getattr(cls, TAG)}} if hasattr(cls, TAG) else {}
        own = {entry.name: {**self.expected(entry.spec), "description": entry.doc} for entry in entries(cls)}
        required = [*tag, *(entry.name for entry in entries(cls) if entry.required)]
        keyed = self.variant and "key" in own
        return {
            "type": "object",
            "description": (cls.__doc__ or "").partition("\n")[0],
            "properties": tag | own | (PLACING if keyed else {}),
            **self._demands(required, keyed),
            "additionalProperties": False,
        }

    def _demands(self, required: list[str], keyed: bool) -> Schema:
        if not self.variant:
            return {"required": required}
        return {"anyOf": [{"required": ["key"]}, {"required": required}]} if keyed else {}

    def expected(self, spec: Spec) -> Schema:
        """The schema of a value."""
        match spec:
            case Many():
                item = self.expected(spec.item)
                many = {"type": "array", "items": item, "minItems": spec.low, "maxItems": spec.high}
                return {"anyOf": [item, many]} if spec.lone else many
            case Variants():
                kinds = [self.reference(member) for member in spec.members]
                # A variant may leave out what kind of need it changes, and then fits several.
                return {"anyOf": kinds} if self.variant else {"oneOf": kinds}
            case Record():
                record = self.reference(spec.cls)
                return {"anyOf": [{"type": "string", "minLength": 1}, record]} if spec.short else record
            case _:
                return _scalar(spec)


def _scalar(spec: Text | Number | Word) -> Schema:
    match spec:
        case Text():
            pattern = {"pattern": spec.pattern} if spec.pattern else {}
            return {"type": "string", **pattern, **({} if spec.blank else {"minLength": 1})}
        case Number():
            bounds = {"minimum": spec.low, "maximum": spec.high}
            return {"type": "integer", **{name: bound for name, bound in bounds.items() if bound is not None}}
        case Word():
            return {"enum": [str(word) for word in spec.words]}
