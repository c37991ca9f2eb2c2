"""Alerts in words, for notifications, pages and the weekly mail."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dealwright.ledger.queries import Happened
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.queries import Actor, company

from ..gauges import GAUGES
from ..goals.pace import value_of
from .models import Alert


def titles_of(ids: Collection[int], member: Actor) -> dict[int, str]:
    """What those of these alerts are called that are the member's own and tell them nothing hidden."""
    return titles(Alert.objects.filter(id__in=list(ids), member_id=member.id), member)


def titles(rows: Iterable[Alert], member: Actor) -> dict[int, str]:
    """What those of the member's alerts are called that tell them nothing hidden."""
    tells_money = "amount" not in hidden_keys(kind_of("deals"), member)
    known = [row for row in rows if row.metric in GAUGES and (tells_money or not GAUGES[row.metric].is_money)]
    return {row.id: str(GAUGES[row.metric].title) for row in known}


def told_to(happened: Sequence[Happened]) -> dict[int, list[int]]:
    """Whom each alert is told, by `Happened.id`."""
    return {each.id: [each.fields()["member"]] for each in happened}


def tell(happened: Sequence[Happened]) -> dict[int, str]:
    """Alerts as notifications say them; one query."""
    ours = [each for each in happened if each.kind == "alert_raised"]
    rows = Alert.objects.in_bulk({each.subject_id for each in ours}) if ours else {}
    currency = company().currency if rows else ""
    return {each.id: sentence(rows[each.subject_id], currency) for each in ours if each.subject_id in rows}


def sentence(alert: Alert, currency: str) -> str:
    """What was found, in a sentence; money is in the company's currency."""
    gauge, facts = GAUGES[alert.metric], alert.facts
    value = value_of(gauge, facts["value"], currency)
    if "limit" in facts:
        words = _("%(value)s in the last four weeks, above %(limit)s.") if alert.side == "above" else _(
            "%(value)s in the last four weeks, below %(limit)s."
        )  # fmt: skip
        return words % {"value": value, "limit": value_of(gauge, facts["limit"], currency)}
    said = {"value": value, **{name: value_of(gauge, facts[name], currency) for name in ("usual", "low", "high")}}
    return _span(gauge.sort == "share", facts) % said


def _span(is_share: bool, facts: Mapping[str, Any]) -> str:
    if is_share:
        return _("%(value)s in the last eight weeks; usual are %(usual)s, by chance %(low)s to %(high)s.")
    if facts["weeks"] == 1:
        return _("%(value)s in the last week; usual are %(usual)s, by chance %(low)s to %(high)s.")
    return _("%(value)s a week in the last four weeks; usual are %(usual)s, by chance %(low)s to %(high)s.")
