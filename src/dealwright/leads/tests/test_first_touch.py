"""How long leads wait until somebody speaks to them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dealwright.leads.models import Lead
from dealwright.leads.queries.first_touch import first_touches
from dealwright.leads.tests.leading import lead

pytestmark = pytest.mark.django_db


def spoken(by: Any, hours: int, **given: Any) -> None:
    made = lead(by, email=f"{hours}@x.example", owner=by.id, **given)
    Lead.objects.filter(id=made.id).update(first_contact_at=made.created_at + timedelta(hours=hours))


def test_half_and_nine_in_ten_are_told_by_source_and_owner(cast: Any, client: Client) -> None:
    for hours in range(1, 11):
        spoken(cast.rep, hours)
    for hours in range(20, 24):
        spoken(cast.rep, hours, source="Fair")
    lead(cast.rep, owner=None, email="w@x.example", source="Fair")
    by_source, by_owner = first_touches(cast.rep)
    web, fair = by_source
    assert (web.name, web.spoken, web.median, web.p90) == ("Web", 10, timedelta(hours=5.5), timedelta(hours=9))
    assert (fair.name, fair.spoken, fair.median, fair.p90, fair.waiting) == ("Fair", 4, None, None, 1)
    assert [(one.name, one.spoken, one.waiting) for one in by_owner] == [(cast.rep.name, 14, 0), ("", 0, 1)]
    assert first_touches(cast.stranger)[1] == [by_owner[1]]
    client.force_login(cast.rep)
    shown = client.get("/leads/sources/").content.decode()
    assert "too few to say" in shown
    assert ">9 hours<" in shown
