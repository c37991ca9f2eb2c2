"""Completeness and freshness of what somebody may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from dealwright.customers.commands import add_organisation
from dealwright.deals.commands import NewDeal, lose_deal, open_deal
from dealwright.records.kinds import kind_of
from dealwright.records.quality.report import counted, report

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = pytest.mark.django_db


def test_what_lacks_most_stands_first_and_shares_add_up(cast: Cast) -> None:
    ann = {"by": cast.rep, "via": "page"}
    full = {"name": "Full", "sector": "IT", "country": "DE", "employees": "5", "revenue": "10", "website": "x.example"}
    for given in ({"name": "Bare"}, {"name": "Half", "sector": "IT", "country": "DE"}, full):
        add_organisation(given, **ann)
    kind = kind_of("organisations")
    labels = [field.label for field in counted(kind, cast.rep)]
    found = report(kind, cast.rep)
    assert "Owner" in labels
    assert [one.title for one in found.worst][:2] == ["Bare", "Half"]
    assert set(found.worst[0].lacks) >= {"Sector", "Country", "Employees"}
    assert {share.label: round(share.filled, 2) for share in found.shares}["Sector"] == 0.67
    assert found.score == pytest.approx(sum(share.filled for share in found.shares) / len(found.shares))
    assert report(kind, cast.rep).looked_at == 3


def test_quiet_records_are_those_nothing_happened_to(cast: Cast) -> None:
    add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    kind, later = kind_of("organisations"), timezone.now() + timedelta(days=100)
    assert report(kind, cast.rep, days=180, now=later).quiet == []
    assert [one.title for one in report(kind, cast.rep, days=90, now=later).quiet] == ["Acme"]


def test_what_is_closed_is_not_called_stale(published: object, cast: Cast) -> None:
    by = {"by": cast.rep, "via": "page"}
    ids = [open_deal(NewDeal(title, "general", "prospecting"), **by) for title in ("Open", "Lost")]
    lose_deal(ids[1], "price", **by)
    found = report(kind_of("deals"), cast.rep, days=90, now=timezone.now() + timedelta(days=100))
    assert [[one.title for one in part] for part in (found.quiet, found.unconfirmed)] == [["Open"], ["Open"]]
    assert found.looked_at == 2


def test_nobody_reads_of_records_that_they_may_not_see(
    published: object, cast: Cast, client_of: Callable[[object], Client]
) -> None:
    open_deal(NewDeal("Secret deal", "general", "prospecting"), by=cast.rep, via="page")
    assert report(kind_of("deals"), cast.rep).looked_at == 1
    assert report(kind_of("deals"), cast.stranger).looked_at == 0
    assert "Secret deal" in client_of(cast.rep).get("/quality/?kind=deals").content.decode()
    assert "Secret deal" not in client_of(cast.stranger).get("/quality/?kind=deals&days=30").content.decode()
    assert client_of(cast.rep).get("/quality/?kind=shoes").status_code == 404
