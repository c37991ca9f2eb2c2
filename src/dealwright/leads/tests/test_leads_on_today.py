"""Leads that nobody has spoken to stand on their owner's Today until somebody does, and are found by phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dealwright.activities.commands import log_activity
from dealwright.activities.today import today_of
from dealwright.leads.commands import add_lead, assign_leads, disqualify_leads
from dealwright.leads.models import Lead
from dealwright.ledger.readers import run
from dealwright.records.search import search


def waiting(member: Any) -> list[str]:
    return [
        each.title for each in today_of(member, timezone.now().date()).items if each.about and each.about[0] == "lead"
    ]


@pytest.fixture
def leads(cast: Any, published: Any) -> list[int]:
    news = [{"name": name, "phone": "+49 30 5550199", "organisation": "Acme", "owner": cast.rep.id}
            for name in ("Ada", "Bea", "Cleo")]  # fmt: skip
    ids = [int(add_lead(new, by=cast.manager, via="page")) for new in news]
    for days, lead_id in enumerate(ids):
        Lead.objects.filter(id=lead_id).update(created_at=timezone.now() - timedelta(days=days))
    return ids


def test_the_longest_untouched_comes_first_until_somebody_speaks_to_them(cast: Any, leads: list[int]) -> None:
    assert waiting(cast.rep) == ["Cleo", "Bea", "Ada"]
    assert waiting(cast.mate) == []
    log_activity(("lead", leads[2]), "call", "Hello", by=cast.rep, via="page")
    disqualify_leads([leads[1]], "no_need", by=cast.rep, via="page")
    run()
    assert waiting(cast.rep) == ["Ada"]
    assign_leads([leads[0]], cast.mate.id, by=cast.manager, via="page")
    assert (waiting(cast.rep), waiting(cast.mate)) == ([], ["Ada"])


def test_why_a_lead_waits_and_what_can_be_done_stands_beside_it(cast: Any, leads: list[int], client_of: Any) -> None:
    page = client_of(cast.rep).get("/").content.decode()
    assert "nobody has spoken to them yet" in page
    assert f"/activities/new/?lead={leads[0]}&amp;kind=call" in page


def test_a_lead_is_found_by_its_phone_and_says_where_it_belongs(cast: Any, leads: list[int]) -> None:
    run()
    assert {found.title for found in search("5550199", cast.rep, 10)} == {"Ada", "Bea", "Cleo"}
    assert {found.belongs for found in search("Ada", cast.rep, 10)} == {"Acme"}
