"""Alerts in words, for notifications, pages and the weekly mail."""

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _

from dealwright.ledger.queries import Happened
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.queries import Actor, company

from ..gauges import Gauge, gauges_of
from ..goals.pace import value_of
from ..readings import is_of_today
from .models import Alert


def titles_of(ids: Collection[int], member: Actor) -> dict[int, str]:
    """What those of these alerts are called that are the member's own and tell them nothing hidden."""
    return titles(Alert.objects.filter(id__in=list(ids), member_id=member.id), member)


def titles(rows: Iterable[Alert], member: Actor) -> dict[int, str]:
    """What those of the member's alerts are called that tell them nothing hidden."""
    return {number: str(gauge.title) for number, gauge in figures(rows, member).items()}


def figures(rows: Iterable[Alert], member: Actor) -> dict[int, Gauge]:
    """The figures of those of the member's alerts that tell them nothing hidden."""
    tells_money, found = "amount" not in hidden_keys(kind_of("deals"), member), list(rows)
    known = gauges_of(row.metric for row in found)
    told = ((row.id, known.get(row.metric)) for row in found)
    return {number: gauge for number, gauge in told if gauge and (tells_money or not gauge.is_money)}


def told_to(happened: Sequence[Happened]) -> dict[int, list[int]]:
    """Whom each alert is told, by `Happened.id`."""
    return {each.id: [each.fields()["member"]] for each in happened}


def tell(happened: Sequence[Happened]) -> dict[int, str]:
    """Alerts as notifications say them; a query or two."""
    ours = [each for each in happened if each.kind == "alert_raised"]
    rows = Alert.objects.in_bulk({each.subject_id for each in ours}) if ours else {}
    currency, known = company().currency if rows else "", gauges_of(row.metric for row in rows.values())
    found = ((each.id, rows.get(each.subject_id)) for each in ours)
    return {number: sentence(row, known[row.metric], currency) for number, row in found if row and row.metric in known}


def sentence(alert: Alert, gauge: Gauge, currency: str) -> str:
    """What was found, in a sentence; money is in the company's currency."""
    facts = alert.facts
    value = value_of(gauge, facts["value"], currency)
    if "limit" in facts:
        words = _("%(value)s in the last four weeks, above %(limit)s.") if alert.side == "above" else _(
            "%(value)s in the last four weeks, below %(limit)s."
        )  # fmt: skip
        return words % {"value": value, "limit": value_of(gauge, facts["limit"], currency)}
    said = {"value": value, **{name: value_of(gauge, facts[name], currency) for name in ("usual", "low", "high")}}
    return _span(gauge, facts["weeks"]) % said


def _span(gauge: Gauge, weeks: int) -> str:
    if is_of_today(gauge):
        return _("%(value)s now; usual are %(usual)s, by chance %(low)s to %(high)s.")
    if not gauge.adds_up:
        return _("%(value)s in the last eight weeks; usual are %(usual)s, by chance %(low)s to %(high)s.")
    if weeks == 1:
        return _("%(value)s in the last week; usual are %(usual)s, by chance %(low)s to %(high)s.")
    return _("%(value)s a week in the last four weeks; usual are %(usual)s, by chance %(low)s to %(high)s.")
