"""What an event is: a frozen fact with a sentence, known by the name of its class."""

import re
from collections.abc import Collection
from typing import Any, ClassVar, Self

import msgspec

EVENTS: dict[str, type["Event"]] = {}
NOBODY = "Erased person"
SHREDDED = {"name": NOBODY, "other": NOBODY, "title": "Erased"}  # what sentences need; other personal texts are empty


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that has happened to a record; each subclass is one kind of happening.

    `subject` is the kind of record it happened to, `sentence` a format string over the fields that tells it
    to a person, `personal` the fields that must be shredded when a person asks for erasure, `impersonal` what stays
    of those that are mappings, by key.
    """

    subject: ClassVar[str]
    sentence: ClassVar[str]
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    impersonal: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """Make the class known by its kind, so that stored events find it again; without a subject it is no kind."""
        super().__init_subclass__(**options)
        if not hasattr(cls, "subject"):
            return
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        if EVENTS.setdefault(cls.kind, cls).__qualname__ != cls.__qualname__:
            raise TypeError(f"two events are called {cls.kind}")
        EVENTS[cls.kind] = cls

    kind: ClassVar[str] = "event"

    def encode(self) -> str:
        """The event's fields as compact JSON, in the order of the class, as it is stored and hashed."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def shred(cls, data: str) -> str:
        """Stored JSON of this kind without its personal fields: nobody's name, and empty values of the same type."""
        held = msgspec.json.decode(data)
        for field in cls.personal:
            if field in held:
                held[field] = SHREDDED.get(field) or _nothing(held[field], cls.impersonal)
        return msgspec.json.encode(held).decode()

    @classmethod
    def decode(cls, data: str) -> Self:
        """The event from its stored JSON; raises msgspec.ValidationError when it does not fit the class."""
        return msgspec.json.decode(data, type=cls)


class Changed(Event):
    """What events of changed fields share: `old` and `new` hold just those that differ."""

    sentence = "Changed: {names}."
    old: dict[str, Any]
    new: dict[str, Any]

    @property
    def names(self) -> str:
        """The fields that changed, for the sentence."""
        return ", ".join(sorted(self.new)) or "what was erased since"


def revive(kind: str, data: str) -> Event:
    """The event of that kind from its stored JSON; raises KeyError when the program knows no such event."""
    return EVENTS[kind].decode(data)


def _nothing(value: Any, but: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key in but}
    return value if value is None or isinstance(value, bool) else type(value)()
