"""What is noted of people reads in plain words on their timelines, with icons of its own."""

from datetime import UTC, datetime

import pytest

from dealwright.activities.telling import LOOKS, kinds_in
from dealwright.customers import telling
from dealwright.customers.events import ConsentNoted, EmploymentKept, RelationAdded, RelationRemoved
from dealwright.desk.jinja import ICONS

NOTED = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ConsentNoted(id=1, purpose="newsletter", given=True, at=NOTED), "Agreed to: newsletter"),
        (ConsentNoted(id=1, purpose="newsletter", given=False, at=NOTED), "No longer agrees to: newsletter"),
        (RelationAdded(other=2, name="Bo Li", relation="reports_to"), "Reports to Bo Li"),
        (RelationAdded(other=2, name="Bo Li", relation="reports_to", from_other=True), "Leads Bo Li"),
        (RelationRemoved(other=2, name="Bo Li", relation="knows"), "No longer so: knows Bo Li"),
        (EmploymentKept(id=1, organisation=3), "Former employer added"),
    ],
)
def test_it_is_told_as_people_say_it(event, words):
    assert telling.WORDS[type(event)](event) == words


def test_every_look_names_an_icon_there_is():
    assert {look[0] for look in telling.looks().values()} <= ICONS
    assert set(telling.looks()) <= set(LOOKS)


def test_changes_are_among_the_changes():
    assert {"person_changed", "organisation_changed", "deal_changed", "lead_changed"} <= set(kinds_in("changes"))
