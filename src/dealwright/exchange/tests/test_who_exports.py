"""Who sees more than they may export is told so, whatever way the file is asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright import NotAllowed
from dealwright.deals.commands import NewDeal, open_deal, remove_listed
from dealwright.deals.models import Deal
from dealwright.workspace.access import require_export
from dealwright.workspace.commands import give_roles, make_role
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine

MACHINE: dict[str, Any] = {"by": Machine(), "via": "cli"}


def ann(cast: Any, reach: dict[str, str]) -> Member:
    give_roles(cast.rep.id, [make_role(f"Helper {sorted(reach)}", {"deal": reach}, **MACHINE)], **MACHINE)
    return Member.objects.get(id=cast.rep.id)


@pytest.fixture
def deals(cast: Any, published: Any) -> dict[str, int]:
    return {one.name: open_deal(NewDeal(one.name, "general"), by=one, via="page") for one in (cast.rep, cast.mate)}


@pytest.mark.parametrize("file", ["deals.csv", "deals.json", "deals.csv?shown=1", "deals.xlsx?shown=1"])
def test_who_sees_more_than_they_may_export_gets_a_sentence(
    cast: Any, deals: Any, client_of: Callable[[Member], Client], file: str
) -> None:
    join = "&" if "?" in file else "?"
    browser, mine = client_of(ann(cast, {"see": "team"})), f"/exchange/export/{file}{join}owner={cast.rep.id}"
    refused = browser.get(f"/exchange/export/{file}")
    assert refused.status_code == 403
    assert b"Some of these deals you may see but not export" in refused.content
    assert browser.get(mine).status_code == 200
    cast.rep.refresh_from_db()
    ann(cast, {"export": "team"})
    assert browser.get(f"/exchange/export/{file}").status_code == 200


def test_who_reaches_nothing_exports_nothing(cast: Any, deals: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dealwright.workspace.access.reach", lambda *asked: None)
    with pytest.raises(NotAllowed, match="You may not export deals"):
        require_export(cast.rep, "deal", Deal.objects.all(), "deals")


def test_who_changes_a_deal_may_not_therefore_remove_it(cast: Any, deals: Any) -> None:
    helper = ann(cast, {"change": "team"})
    with pytest.raises(NotAllowed, match="belongs to somebody else"):
        remove_listed([deals["Bob"]], by=helper, via="page")
    assert remove_listed([deals["Bob"]], by=ann(cast, {"remove": "team"}), via="page") == 1
