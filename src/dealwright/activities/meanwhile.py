"""What somebody else made of an activity or a task while its form was open: different fields merge, both texts show."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

WAS = "was."


def texts(values: Mapping[str, Any]) -> dict[str, str]:
    """What stands in each field of a form, as one text, for the form to remember what it began with."""
    return {name: _text(value) for name, value in values.items()}


def merged(given: QueryDict, now: Mapping[str, Any]) -> tuple[QueryDict, dict[str, str]]:
    """What a form says by now, and what others made meanwhile of the fields that it changes too.

    `now` is what stands in each field as the record is. A field that was left as the form began with it says what
    stands there now; a form that does not tell what it began with (`was.<field>`) means all that it sends.
    """
    said, theirs = given.copy(), {}
    for name, value in now.items():
        was, stands, sent = given.get(WAS + name), _text(value), _text(given.getlist(name))
        if was is None:
            continue
        if sent == _text(was):
            said.setlist(name, [str(each) for each in value] if isinstance(value, list) else [stands])
        elif stands not in (_text(was), sent):
            theirs[name] = stands
    return said, theirs


def _text(value: Any) -> str:
    """Browsers end lines in their own way, and send what was chosen in the order in which it is offered."""
    if isinstance(value, list):
        return ",".join(sorted(_text(each) for each in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
