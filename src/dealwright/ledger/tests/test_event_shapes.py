"""Events survive being stored."""

import msgspec
import pytest

from dealwright.ledger.event import EVENTS, revive
from dealwright.workspace.events import MemberAdded


def test_an_event_comes_back_as_it_was_stored() -> None:
    event = MemberAdded(name="Zoë “Z” O'Hara", role="rep", sees="own", team=3)
    assert revive("member_added", event.encode()) == event


def test_fields_at_their_default_are_not_stored() -> None:
    assert MemberAdded(name="Z", role="rep", sees="own").encode() == '{"name":"Z","role":"rep","sees":"own"}'


def test_a_field_the_event_does_not_have_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="colour"):
        revive("team_added", '{"name":"North","colour":"red"}')


def test_an_unknown_kind_is_refused() -> None:
    assert "coffee_spilt" not in EVENTS
    with pytest.raises(KeyError):
        revive("coffee_spilt", "{}")
