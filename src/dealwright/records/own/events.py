"""What can have happened to what records are made of: the company's own fields, rules on fields, layouts."""

from typing import Any

from dealwright.ledger.event import Changed, Event


class FieldAdded(Event):
    """The company added a field to a kind of record."""

    subject = "field"
    sentence = "The field {title} was added to {of}."
    of: str
    key: str
    title: str
    type: str
    choices: dict[str, str] = {}
    required: bool = False


class FieldChanged(Changed):
    """A field got another title, help, choices or default; its key stays."""

    subject = "field"


class FieldRetired(Event):
    """A field is no longer in use; its values stay."""

    subject = "field"
    sentence = "The field {title} of {of} was retired."
    of: str
    title: str


class FieldBroughtBack(Event):
    """A retired field is in use again."""

    subject = "field"
    sentence = "The field {title} of {of} is in use again."
    of: str
    title: str


class FieldsReordered(Event):
    """The fields of a kind stand in another order."""

    subject = "fields"
    sentence = "The fields of {of} were put in another order."
    of: str
    keys: list[str]


class FieldTypeRequested(Event):
    """Somebody asked for another type of a field with many values, or for the former one; the worker takes it up."""

    subject = "field"
    sentence = "Somebody asked for another type of the field {title} of {of}, which has {count} values."
    of: str
    title: str
    task: str
    count: int


class FieldTypeChanged(Event):
    """A field holds another type of value: `converted` records took theirs along, `emptied` could not."""

    subject = "field"
    sentence = "The field {title} of {of} became {type}: {converted} values were taken along, {emptied} set aside."
    of: str
    title: str
    type: str
    was: str
    converted: int
    emptied: int


class FieldTypeTakenBack(Event):
    """A field has its former type and values again."""

    subject = "field"
    sentence = "The field {title} of {of} is {type} again, with its former values."
    of: str
    title: str
    type: str


class FieldRuleSet(Event):
    """A role may do more or less with a field than before: full, read_only or hidden."""

    subject = "fields"
    sentence = "{field} of {of} is {access} for {whom}."
    of: str
    field: str
    role: str
    access: str

    @property
    def whom(self) -> str:
        """Who it holds for, in the sentence."""
        return self.role or "everyone"


class LayoutSaved(Event):
    """The fields of a kind stand differently on its pages; without sections the usual layout holds again."""

    subject = "fields"
    sentence = "The layout of {of} was changed."
    of: str
    role: str
    sections: list[dict[str, Any]]
