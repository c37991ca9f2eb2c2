"""A figure on a dashboard: which, and the filters it keeps, read anew for whoever looks."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dealwright import Invalid
from dealwright.processes.queries import in_force
from dealwright.records.groups import read_filters
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.narrowing import told
from dealwright.workspace.queries import Actor, member_names, year_of_company
from dealwright.workspace.year import CALENDARS, Year

from ..charts import FIGURES, Asking, Figure, figure
from ..charts.asking import FILTERS
from ..periods import days_asked, days_in_words
from ..queries import desk
from ..questions import Question, read_question

CHOSEN = ("metric", "grain")
LONGEST = 4_000
TITLES: Mapping[str, Any] = {
    "funnel": _("How far deals come"),
    "cohorts": _("How far deals come, by month opened"),
    "decided": _("Conversion by stage"),
    "stays": _("Stay in stage"),
    "older": _("Older than usual"),
    "flow": _("Where deals wait"),
    "steps": _("The process step by step"),
    "whose": _("Whose wait it is"),
    "places": _("Bottlenecks"),
    "trend": _("A number over time"),
    "versions": _("Before and after a change of the process"),
    "sources": _("What sources bring"),
    "returns": _("Revenue and cost of sources"),
    "qualified": _("Leads qualified"),
    "reasons": _("Lost reasons"),
    "competitors": _("Won against competitors"),
    "win-rate-by-owner": _("Win rate by owner"),
    "win-rate-by-source": _("Win rate by source"),
    "velocity-by-owner": _("Sales velocity by owner"),
    "velocity-by-product": _("Sales velocity by product"),
    "moves": _("Map of moves"),
    "variants": _("Paths that deals took"),
    "adherence": _("Does following the process pay?"),
    "waterfall": _("How the pipeline changed"),
    "use": _("Who uses it"),
    "use-by-team": _("Which teams use it"),
    "bypassed": _("Where the process is bypassed"),
    "fields": _("Fields of deals that nobody needs"),
    "own-fields": _("Your own fields of other records"),
    "oddities": _("Facts to be careful with"),
}
Tile = Mapping[str, str]


def choices() -> list[tuple[str, Any]]:
    """The figures that can be put on a dashboard, by name."""
    return [(name, TITLES.get(name, name.replace("-", " ").capitalize())) for name in FIGURES]


def read_tile(name: str, query: str) -> dict[str, str]:
    """The tile as it is kept; raises Invalid for an unknown figure, and as `read_question` for filters."""
    if name not in FIGURES:
        raise Invalid(f"There is no figure “{name[:40]}”.", field="figure", remedy=f"There are: {', '.join(FIGURES)}.")
    if len(query) > LONGEST:
        raise Invalid("These filters say too much to be kept.", field="query")
    given = _given(query)
    _question(given, CALENDARS)
    kept = QueryDict(mutable=True)
    for key in (*FILTERS, *CHOSEN, "where"):
        if texts := [text for text in given.getlist(key) if text]:
            kept.setlist(key, texts if key == "where" else texts[:1])
    return {"figure": name, "query": kept.urlencode()}


def drawn(tile: Tile, actor: Actor) -> Figure | None:
    """The figure over what the actor may see; None where all it tells is hidden from them."""
    given = _given(tile["query"])
    question = _question(given, year_of_company(actor))
    params = {name: given.get(name, "") for name in FILTERS}
    chosen = {name: given.get(name, "") for name in CHOSEN}
    return figure(tile["figure"], Asking(actor, desk(actor, question), question, params, chosen))


def in_words(tile: Tile, actor: Actor) -> list[str]:
    """The filters that the tile keeps, as they are read; those on fields hidden from the actor are not told."""
    given = _given(tile["query"])
    question = _question(given, year_of_company(actor))
    found = days_in_words(given)
    titles = {each.key: each.title for each in in_force()} if question.process else {}
    found += [titles.get(question.process, question.process)] if question.process else []
    if question.where:
        names = member_names()
        found += [told(node, names) for node in read_filters(fields_of(kind_of("deals"), actor), question.where, actor)]
    return found


def _given(query: str) -> QueryDict:
    return QueryDict(query.removeprefix("?"))


def _question(given: QueryDict, year: Year) -> Question:
    days = days_asked({name: given.get(name, "") for name in ("from", "to", "period")}, timezone.localdate(), year)
    named = {name: given.get(name) for name in ("by", "process", "as_of")}
    return read_question("win_rate", {**named, **days}, given.getlist("where"))
