"""Imports hold rows as they came: who may import sees their own, and those of kinds of which they see everything."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright import NotFound
from dealwright.exchange.queries import get, imports
from dealwright.workspace.commands import give_roles, make_role
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine, Right

pytestmark = pytest.mark.django_db
MACHINE: dict[str, Any] = {"by": Machine(), "via": "cli"}
DEALS = "kind: deals\ncolumns:\n  Title: title\n  Amount: amount\nprocess: general\ncurrency: EUR\n"
PEOPLE = "kind: people\ncolumns:\n  Name: name\n"


def test_refused_rows_of_others_are_for_who_sees_them_all(
    cast: Any, published: Any, bring_in: Callable[..., dict[str, Any]], client_of: Callable[[Member], Client]
) -> None:
    deals = bring_in("deals", DEALS, "Title,Amount\nSecret deal,much\n")["import"]
    people = bring_in("people", PEOPLE, "Name\nAnn Lee\n")["import"]
    give_roles(cast.rep.id, [make_role("Importer", {}, [Right.IMPORT], **MACHINE)], **MACHINE)
    rep = Member.objects.get(id=cast.rep.id)
    assert [one.id for one in imports(rep)] == [people]  # customers are known to all
    assert {one.id for one in imports(cast.owner)} == {deals, people}
    with pytest.raises(NotFound):
        get(deals, rep)
    browser = client_of(rep)
    for address in (f"/exchange/imports/{deals}/", f"/api/v1/imports/{deals}"):
        assert browser.get(address).status_code in (401, 404)
    give_roles(cast.rep.id, [make_role("All deals", {"deal": {"see": "all"}}, [Right.IMPORT], **MACHINE)], **MACHINE)
    assert {one.id for one in imports(Member.objects.get(id=rep.id))} == {deals, people}
