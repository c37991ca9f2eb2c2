"""The figure of what to be careful with: facts that cannot be, or do not tell of selling."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.figures import number

from ..oddities import Odd, found
from .asking import Asking


def odd(asking: Asking) -> Figure:
    """How many deals are odd in which way, and what the numbers make of them."""
    told = sorted(found(asking.desk), key=lambda each: -each.deals)
    deals = [Point(each.deals, number(each.deals), address(asking, each.oddity.key), tone="warn") for each in told]
    handled = [Point(None, _(each.oddity.handled)) for each in told]
    series = [Series(_("Deals"), deals), Series(_("What the numbers make of them"), handled, drawn=False)]
    labels = [_(each.oddity.title) for each in told]
    note = _("Nothing is left out in silence. Mend such deals, and the numbers count them whole.")
    title, axis = _("Facts to be careful with"), _("Deals that were")
    return Figure("oddities", title, "bar", axis, labels, series, _said(told), note)


def _said(told: list[Odd]) -> str:
    if not told:
        return _("Every deal is as it can be: nothing is left out.")
    return ngettext("Deals are odd in one way.", "Deals are odd in %(n)s ways.", len(told)) % {"n": len(told)}


def address(asking: Asking, key: str) -> str:
    """Where the deals are listed that are odd in that way."""
    return f"{reverse('scorecard-odd', args=[key])}?{asking.query(asking.params)}"
