"""Single numbers: a metric for all deals, or one of the parts it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dealwright.metrics import METRICS

from .. import words
from ..owners.queries import owner_names
from .asking import Asking

PARTS = {
    "n": lazy("Open deals"),
    "win_rate": lazy("Win rate"),
    "average_won": lazy("Average won deal"),
    "cycle_days": lazy("Days to win"),
}


@dataclass(frozen=True)
class Stat:
    """A number in words; `better` says which way is better, `value` is none where nobody knows it."""

    name: str
    title: str
    text: str
    definition: str
    href: str
    note: str
    value: float | None
    better: str


def stat(asking: Asking, name: str) -> Stat:
    """The number of that name: a metric, or one of its columns as `metric.column`."""
    metric_name, _dot, column = name.partition(".")
    metric = METRICS[metric_name]
    asking = asking.of_leads() if metric.record == "lead" else asking
    told = asking.answer(metric_name)
    raw = told.raw[0]
    text = words.in_words(
        raw[column or "value"], words.unit_of(metric, column or "value"), asking.currency, short=not column
    )
    href = "" if column and column != "n" else asking.href(told, raw)
    note = "" if column else words.note(metric, raw)
    if asking.unreached:
        note = _("%(note)s · not narrowed by %(fields)s") % {"note": note, "fields": ", ".join(asking.unreached)}
    title = str(PARTS[column]) if column else metric.title
    return Stat(
        name.replace(".", "-"), title, text, "" if column else metric.definition, href, note, raw[column or "value"],
        metric.better
    )  # fmt: skip


def balance(asking: Asking) -> Sequence[tuple[str, str, Sequence[Stat]]]:
    """What tells of things to come beside what tells of things that came: every metric that has one number."""
    single = [metric for metric in METRICS.values() if not metric.keys]
    told = [metric for metric in single if asking.desk.may_tell(metric.name)]
    signs = {
        "leading": (_("What is to come"), _("Leading: what you do now decides these later.")),
        "lagging": (_("What came"), _("Lagging: what has come of it.")),
    }
    owners = owner_names()
    return [
        (title, note, [_owned(stat(asking, each.name), owners) for each in told if each.sign == sign])
        for sign, (title, note) in signs.items()
    ]


def _owned(told: Stat, owners: Mapping[str, str]) -> Stat:
    """The number with the name of whoever answers for it, where somebody was named."""
    who = owners.get(told.name)
    answers = _("%(who)s answers for it.") % {"who": who}
    return replace(told, definition=f"{told.definition} {answers}") if who else told
