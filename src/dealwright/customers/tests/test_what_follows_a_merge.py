"""What was said of a record, who follows it and with whom it is shared goes with it into another one, and back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright.activities.commands import log_activity
from dealwright.customers.commands import add_organisation
from dealwright.customers.doubles.merging import merge, undo_merge
from dealwright.customers.models import Organisation
from dealwright.records.setup.fields import NewField, add_field
from dealwright.teamwork.commands import add_comment, follow
from dealwright.teamwork.models import Comment, Follower
from dealwright.workspace.access import Verb
from dealwright.workspace.commands import share
from dealwright.workspace.models import Share
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from conftest import Cast

TABLES: tuple[Any, ...] = (Comment, Follower, Share)


def where(numbers: tuple[int, int]) -> list[list[int]]:
    """How many rows of each table name each of the two records."""
    return [[table.objects.filter(kind="organisation", record_id=each).count() for table in TABLES] for each in numbers]


@pytest.fixture
def both(cast: "Cast") -> tuple[int, int]:
    add_field("organisations", NewField("Roof", "text", key="roof"), by=Machine(), via="cli")
    kept = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    gone = add_organisation({"name": "Acme Ltd", "fields": {"roof": "slate"}}, by=cast.rep, via="page")
    for each in (kept, gone):
        follow("organisation", each, by=cast.rep, via="page")
    follow("organisation", gone, by=cast.mate, via="page")
    share("organisation", gone, f"member:{cast.mate.id}", Verb.CHANGE, by=cast.rep, via="page")
    add_comment("organisation", gone, "They moved to Bremen.", by=cast.rep, via="page")
    log_activity(("organisation", gone), "note", "Moved", by=cast.rep, via="page")
    return kept, gone


def test_comments_followers_and_shares_go_along_and_come_back(cast: "Cast", both: tuple[int, int]) -> None:
    before = where(both)
    made = merge("organisation", *both, by=cast.rep, via="page")
    assert where(both) == [[1, 2, 1], [0, 0, 0]]
    assert Organisation.objects.get(id=both[0]).fields == {"roof": "slate"}
    undo_merge(made, by=cast.rep, via="page")
    assert where(both) == before


def test_the_number_of_a_merged_record_answers_on_pages_in_the_api_and_for_what_is_about_it(
    cast: "Cast", both: tuple[int, int], client_of: Callable[[Any], Client], api_of: Callable[[Any], Client]
) -> None:
    kept, gone = both
    merge("organisation", kept, gone, by=cast.rep, via="page")
    api = api_of(cast.rep)
    asked = api.get(f"/api/v1/activities?organisation={gone}&limit=5")
    assert (asked.status_code, asked.json()) == (301, {"merged_into": kept})
    assert [each["subject"] for each in api.get(asked["Location"]).json()["items"]] == ["Moved"]
    assert api.get(f"/api/v1/organisations/{gone}").json() == {"merged_into": kept}
    form = client_of(cast.rep).get(f"/activities/new/?organisation={gone}", follow=True)
    assert form.redirect_chain == [(f"/activities/new/?organisation={kept}", 301)]
    assert api.get("/api/v1/activities?organisation=999999").status_code == 404
