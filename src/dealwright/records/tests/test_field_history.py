"""Who changed what: told from the ledger, without what the reader may not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from dealwright import BadRequest, NotFound
from dealwright.customers.commands import add_organisation, add_person, change_organisation, change_person
from dealwright.customers.doubles.merging import merge
from dealwright.records import kinds
from dealwright.records.quality.history import PAGE, history_of
from dealwright.workspace.queries import Machine

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = pytest.mark.django_db


def test_changes_tell_before_and_after_in_words(cast: Cast) -> None:
    ann = {"by": cast.rep, "via": "page"}
    acme, borg = add_organisation({"name": "Acme"}, **ann), add_organisation({"name": "Borg"}, **ann)
    pat = add_person({"name": "Pat", "organisation": acme}, **ann)
    change_person(pat, {"job_title": "Buyer", "organisation": borg}, **ann)
    change_person(pat, {"job_title": "Head", "tags": ["vip"], "owner": cast.mate.id}, by=cast.manager, via="api")
    found = history_of("person", pat, cast.rep)
    told = {(each.field, each.old, each.new, each.who) for each in found.changes}
    assert {
        ("job_title", "Buyer", "Head", "Mia"),
        ("tags", "", "vip", "Mia"),
        ("owner", "Ann", "Bob", "Mia"),
        ("job_title", "", "Buyer", "Ann"),
        ("organisation", "Acme", "Borg", "Ann"),
    } <= told
    assert [each.new for each in history_of("person", pat, cast.rep, field="job_title").changes] == ["Head", "Buyer"]


def test_a_long_history_comes_in_pages_and_strange_places_are_refused(cast: Cast) -> None:
    acme = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    for n in range(PAGE + 3):
        change_organisation(acme, {"sector": f"S{n}"}, by=cast.rep, via="page")
    first = history_of("organisation", acme, cast.rep)
    rest = history_of("organisation", acme, cast.rep, before=first.before or "")
    assert (len(first.changes), len(rest.changes), rest.before) == (PAGE, 3, None)
    assert {each.new for each in (*first.changes, *rest.changes)} == {f"S{n}" for n in range(PAGE + 3)}
    with pytest.raises(BadRequest):
        history_of("organisation", acme, cast.rep, before="yesterday")
    with pytest.raises(NotFound):
        history_of("organisation", 10**9, cast.rep)


def test_hidden_fields_leave_no_trace(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    change_organisation(acme, {"sector": "Secret", "tier": "A"}, by=cast.rep, via="page")
    seen = dict(kinds.fields_of(kinds.kind_of("organisations"), cast.rep))
    del seen["sector"]
    monkeypatch.setattr("dealwright.records.quality.history.fields_of", lambda _kind, _actor: seen)
    assert [each.field for each in history_of("organisation", acme, cast.rep).changes] == ["tier"]


def test_a_merge_stands_in_the_history_and_the_page_shows_it(cast: Cast, client_of: Callable[[object], Client]) -> None:
    ann = {"by": cast.rep, "via": "page"}
    pat, also = add_person({"name": "Pat"}, **ann), add_person({"name": "Pat", "job_title": "Buyer & Co"}, **ann)
    merge("person", pat, also, by=Machine(), via="cli")
    page = client_of(cast.rep).get(f"/history/person/{pat}/").content.decode()
    assert "Buyer &amp; Co" in page
    assert "The program" in page
    assert client_of(cast.rep).get(f"/history/person/{also}/").status_code == 404
