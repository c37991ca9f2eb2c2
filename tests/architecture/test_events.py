"""Every kind of event says what it happened to, tells itself in a sentence, names what is personal."""

import importlib
import string
from pathlib import Path

import msgspec
import pytest

from dealwright.ledger.event import EVENTS, Event

SOURCE = Path(__file__).resolve().parents[2] / "src/dealwright"
for found in sorted(SOURCE.glob("*/events.py")):
    importlib.import_module(f"dealwright.{found.parent.name}.events")

OURS = [event for event in EVENTS.values() if event.__module__.startswith("dealwright.")]


def test_there_are_events() -> None:
    assert len(OURS) >= 6


@pytest.mark.parametrize("event", OURS, ids=lambda event: event.kind)
def test_an_event_can_be_told(event: type[Event]) -> None:
    fields = {field.name for field in msgspec.structs.fields(event)}
    told = {name for _, name, _, _ in string.Formatter().parse(event.sentence) if name}
    assert event.subject
    assert event.sentence
    assert [name for name in told if not hasattr(event, name)] == []
    assert set(event.personal) <= fields
    assert event.__dict__.get("__doc__")
