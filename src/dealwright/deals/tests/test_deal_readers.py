"""What the deals learn from the ledger: when they were last touched."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dealwright.activities.commands import log_activity
from dealwright.deals.models import Deal
from dealwright.ledger.commands import rewind
from dealwright.ledger.readers import catch_up

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db


def touched(deal: Deal) -> Any:
    """When the deal was last touched."""
    return Deal.objects.get(id=deal.id).last_touch_at


def test_an_activity_touches_its_deal_and_never_backwards(deal: Deal, cast: Any) -> None:
    now = timezone.now()
    Deal.objects.filter(id=deal.id).update(last_touch_at=now - timedelta(days=9))
    for days in (3, 5):
        log_activity(("deal", deal.id), "call", "Talked", at=now - timedelta(days=days), by=cast.rep, via="page")
        catch_up("deals.touch")
        assert touched(deal) == now - timedelta(days=3)


def test_what_is_said_to_happen_later_counts_as_now(deal: Deal, cast: Any) -> None:
    ahead = timezone.now() + timedelta(days=3)
    Deal.objects.filter(id=deal.id).update(last_touch_at=None)
    log_activity(("deal", deal.id), "call", "Will talk", at=ahead, by=cast.rep, via="page")
    catch_up("deals.touch")
    assert timezone.now() - timedelta(minutes=1) < touched(deal) <= timezone.now()


def test_reading_again_changes_nothing(deal: Deal, cast: Any) -> None:
    log_activity(("organisation", deal.organisation_id), "call", "About the firm", by=cast.rep, via="page")
    log_activity(("deal", deal.id), "call", "Talked", by=cast.rep, via="page")
    catch_up("deals.touch")
    before = touched(deal), Deal.objects.get(id=deal.id).revision
    rewind("deals.touch")
    catch_up("deals.touch")
    assert (touched(deal), Deal.objects.get(id=deal.id).revision) == before
