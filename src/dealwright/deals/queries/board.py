"""The board: every stage of the process with its totals and its first cards."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from dealwright import BadRequest, NotFound
from dealwright.playbook import Stage
from dealwright.processes.queries import Published, playbook, versions
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.records.queries import as_filter
from dealwright.workspace.access import given_beyond
from dealwright.workspace.queries import Actor, visible_owner_ids

from ..access import visible
from ..models import Deal, PipelineTotal
from .cards import Card, cards_of

CARDS = 8  # what most screens show; the rest comes as it is scrolled to
EARLIER, ANY_STAGE = "earlier-version", "any-stage"  # a hyphen never stands in the key of a stage
NOBODY = 0
SORTS = {"amount": ("amount_minor", True), "age": ("stage_since", False), "close": ("close_on", False)}


@dataclass(frozen=True)
class View:
    """What a board shows: the version in force and all versions of its process, whose deals, in which order.

    `owner_id` narrows it to one owner; `seen` are the owners the actor may see (None: all). `deals` is the filter for
    all of that; `is_filtered` says that it has conditions of a list besides.
    """

    process: Published
    version_ids: tuple[int, ...]
    processes: tuple[tuple[str, str], ...]
    actor: Actor
    seen: frozenset[int] | None
    deals: Q
    owner_id: int | None
    sort: str
    is_filtered: bool = False
    tells_money: bool = True


@dataclass(frozen=True)
class Column:
    """A stage on the board. Money is in minor units of the view's currency; `others` holds sums in other currencies.
    To who may not see amounts there is none.

    `days` is the expected stay, `more` the deal after which the next cards follow (None on the last).
    """

    key: str
    title: str
    deals: int
    amount: int | None
    weighted: int | None
    others: tuple[tuple[str, int], ...]
    days: int | None
    cards: tuple[Card, ...] = ()
    more: int | None = None


@dataclass(frozen=True)
class Board:
    """All columns; `currency` is that of the process."""

    view: View
    currency: str
    columns: tuple[Column, ...]


def view(
    process: str | None,
    actor: Actor,
    owner_id: int | None = None,
    sort: str = "",
    filters: Sequence[tuple[str, str]] = (),
) -> View:
    """What to show; `sort` is amount, age (longest in its stage first) or close (soonest expected close first).

    Without one that is the amount, or for who may not see amounts the age.

    `filters` are those of a list of deals. Raises NotFound for an unknown process, BadRequest for an unknown sort or
    filter.
    """
    tells_money = "amount" not in hidden_keys(kind_of("deals"), actor)
    sorts = [each for each in SORTS if tells_money or each != "amount"]
    sort = sort or sorts[0]
    if sort not in sorts:
        raise BadRequest(f"A board cannot be sorted by {sort[:40]}.", field="sort", remedy=f"Use {', '.join(sorts)}.")
    published = versions()
    titles = {each.key: each.title for each in published}
    key = process or min(((each.process_id, each.key) for each in published), default=(0, ""))[1]
    mine = [each for each in published if each.key == key]
    if not mine:
        raise NotFound("There is no such process.", field="process", remedy="Publish a playbook first.")
    narrowed = Q() if owner_id is None else Q(owner_id=owner_id)
    if filters:
        narrowed &= as_filter(kind_of("deals"), actor, filters)
    ids = tuple(each.id for each in mine)
    seen = visible_owner_ids(actor)
    deals, is_filtered = visible(actor) & narrowed, bool(filters)
    return View(mine[0], ids, tuple(titles.items()), actor, seen, deals, owner_id, sort, is_filtered, tells_money)


def board(shown: View) -> Board:
    """The whole board in a fixed number of queries at any size."""
    columns = heads(shown)
    found = _cards(shown, [column.key for column in columns if column.deals])
    filled = tuple(_filled(column, found.get(column.key, [])) for column in columns)
    return Board(shown, currency(shown), tuple(each for each in filled if each.key != EARLIER or each.deals))


def currency(shown: View) -> str:
    """The currency the board adds up in."""
    return shown.process.playbook.currency


def more_cards(shown: View, column: str, after: int) -> tuple[Sequence[Card], int | None]:
    """The next cards of a column after the deal `after`, and the deal after which yet more follow."""
    require_column(shown, column)
    anchor = Deal.objects.filter(visible(shown.actor), id=after).first()
    if anchor is None:
        raise BadRequest("The board has changed.", field="after", remedy="Reload it.")
    filled = _filled(_blank(column), _cards(shown, [column], anchor).get(column, []))
    return filled.cards, filled.more


def heads(shown: View) -> list[Column]:
    """Each column's totals, without cards."""
    cells = _totals(shown)
    return [_head(shown, stage, cells) for stage in shown.process.playbook.stages] + [_earlier(shown, cells)]


def cards_for(shown: View, ids: Sequence[int]) -> list[Card]:
    """The cards of these deals as the board may show them."""
    cards = cards_of(ids, shown.actor)
    return cards if shown.tells_money else [replace(card, amount_minor=None) for card in cards]


def require_column(shown: View, column: str) -> None:
    """Raise NotFound unless the board has such a column."""
    if column not in _columns(shown):
        raise NotFound("There is no such stage on this board.", field="stage")


Cells = dict[str, dict[str, tuple[int, int]]]


def _totals(shown: View) -> Cells:
    """Count and sum by stage and currency; stages that the version in force does not know fall together."""
    cells: Cells = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    known = set(_columns(shown))
    is_counted = shown.is_filtered or given_beyond(shown.actor, "deal") is not None  # sums that are kept go by owner
    for stage, money, deals, amount in _filtered(shown) if is_counted else _added_up(shown):
        column = cells[stage if stage in known else EARLIER]
        column[money] = (column[money][0] + deals, column[money][1] + (amount or 0))
    here = Deal.objects.filter(shown.deals, process_id=shown.process.process_id, status="open", stage=None)
    if not is_counted and (lost := here.count()):
        cells[EARLIER][""] = (lost, 0)
    return cells


def _filtered(shown: View) -> QuerySet[Deal, Any]:
    """Stage, currency, count and sum of the deals themselves: the sums that are kept know nothing of filters."""
    rows = Deal.objects.filter(shown.deals, process_id=shown.process.process_id, status="open").order_by()
    return rows.values_list("stage", "currency").annotate(Count("id"), Sum("amount_minor"))


def _added_up(shown: View) -> QuerySet[PipelineTotal, Any]:
    rows = PipelineTotal.objects.filter(version_id__in=shown.version_ids)
    if shown.owner_id is not None:
        rows = rows.filter(owner_id=shown.owner_id)
    if shown.seen is not None:
        rows = rows.filter(owner_id__in=[*shown.seen, NOBODY])
    return rows.values_list("stage", "currency").annotate(Sum("deals"), Sum("amount_minor"))


def _head(shown: View, stage: Stage, cells: Cells) -> Column:
    own, mine = cells.get(stage.key, {}), currency(shown)
    amount = own.get(mine, (0, 0))[1]
    if not shown.tells_money:
        return Column(stage.key, stage.title, _count(own), None, None, (), stage.days)
    weighted = round(amount * stage.probability / 100)
    return Column(stage.key, stage.title, _count(own), amount, weighted, _others(own, mine), stage.days)


def _earlier(shown: View, cells: Cells) -> Column:
    own, mine = cells.get(EARLIER, {}), currency(shown)
    amount = own.get(mine, (0, 0))[1] if shown.tells_money else None
    others = _others(own, mine) if shown.tells_money else ()
    return Column(EARLIER, "Earlier version", _count(own), amount, None, others, None)


def _count(cell: dict[str, tuple[int, int]]) -> int:
    return sum(deals for deals, _ in cell.values())


def _others(cell: dict[str, tuple[int, int]], mine: str) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((money, amount) for money, (_, amount) in cell.items() if money not in (mine, "") and amount))


def _columns(shown: View) -> list[str]:
    return [*(stage.key for stage in shown.process.playbook.stages), EARLIER]


def _gone(shown: View) -> list[str]:
    """The stages of earlier versions that the version in force does not know."""
    earlier = {stage.key for version_id in shown.version_ids for stage in playbook(version_id).stages}
    return sorted(earlier - set(_columns(shown)))


def _cards(shown: View, columns: Sequence[str], after: Deal | None = None) -> dict[str, list[Card]]:
    """Up to one card more than fits for each column: one query finds the deals of all of them, one reads them."""
    places = _places(shown, columns, after)
    found: dict[str, list[Card]] = defaultdict(list)
    for card in cards_for(shown, list(places)):
        found[places[card.id]].append(card)
    return found


def _places(shown: View, columns: Sequence[str], after: Deal | None) -> dict[int, str]:
    """The ids of the first deals of each column, in its order, with the column."""
    parts = _queries(shown, columns, after)
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*_united([query for _, query in parts]))
        rows = sorted(cursor.fetchall())
    found: dict[str, list[int]] = defaultdict(list)
    for part, _, deal_id in rows:
        if len(found[parts[part][0]]) <= CARDS:
            found[parts[part][0]].append(deal_id)
    return {deal_id: column for column, ids in found.items() for deal_id in ids}


Query = tuple[str, Sequence[Any]]  # SQL and its parameters


def _queries(shown: View, columns: Sequence[str], after: Deal | None) -> list[tuple[str, Query]]:
    """The queries for the deals of each column. Stages differ in one parameter only, so theirs are made once."""
    made = {
        key: [part.values("id").query.sql_with_params() for part in _parts(shown, key, after)]
        for key in {EARLIER if column == EARLIER else ANY_STAGE for column in columns}
    }
    return [
        (column, (text, [column if value == ANY_STAGE else value for value in values]))
        for column in columns
        for text, values in made[EARLIER if column == EARLIER else ANY_STAGE]
    ]


def _parts(shown: View, column: str, after: Deal | None) -> list[QuerySet[Deal]]:
    """The deals with a value to sort by, then those without, each in the order of an index."""
    path, descending = SORTS[shown.sort]
    rows = Deal.objects.filter(shown.deals, process_id=shown.process.process_id, status="open")
    rows = rows.filter(Q(stage__in=_gone(shown)) | Q(stage=None) if column == EARLIER else Q(stage=column))
    beyond, mark = ("lt", "-") if descending else ("gt", "")
    valued, empty = rows.filter(**{f"{path}__isnull": False}), rows.filter(**{path: None})
    if after is not None:
        value = getattr(after, path)
        if value is None:
            valued, empty = valued.none(), empty.filter(**{f"id__{beyond}": after.id})
        else:
            place = Q(**{f"{path}__{beyond}": value}) | Q(**{path: value, f"id__{beyond}": after.id})
            valued = valued.filter(place, **{f"{path}__{beyond}e": value})
    ordered = [valued.order_by(f"{mark}{path}", f"{mark}id"), empty.order_by(f"{mark}id")]
    return [part[: CARDS + 1] for part in ordered if not part.query.is_empty()]


def _united(queries: Sequence[Query]) -> Query:
    """SQL for the number of each query, the rank in it and the id of each of its deals.

    Each is limited for itself; SQLite takes no limits in a compound, so each is wrapped.
    """
    wrapped = (
        f"SELECT {n}, row_number() OVER (), id FROM ({text}) AS part{n}"  # noqa: S608 (built by the ORM)
        for n, (text, _) in enumerate(queries)
    )
    return " UNION ALL ".join(wrapped), [value for _, values in queries for value in values]


def _filled(column: Column, cards: Sequence[Card]) -> Column:
    """The column with the cards that fit."""
    fit = tuple(cards[:CARDS])
    return Column(
        column.key, column.title, column.deals, column.amount, column.weighted, column.others, column.days,
        fit, fit[-1].id if len(cards) > CARDS else None,
    )  # fmt: skip


def _blank(key: str) -> Column:
    return Column(key, "", 0, 0, None, (), None)
