"""The forecast of a day, frozen: for the company and each team, of this month and quarter and the next.

Made once a day, in a process of its own: it needs numpy, some seconds, and memory that should be given back. What was
missed is not made up for: a forecast of yesterday that is made today would know too much.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import date
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright.metrics import without_pandas
from dealwright.playbook.categories import TITLES
from dealwright.workspace.queries import Machine, year_of_company

from ..freshness import freshen_wholly
from ..goals.scopes import COMPANY, People, Scope
from ..models import Snapshot, SnapshotDeals
from ..queries import Desk, desk
from .lines import Line, pack
from .periods import Period, ahead
from .sums import AMOUNTS, sums_by_owner, together

log = logging.getLogger(__name__)
LONG = 60.0  # seconds after which it says how far it is
TRIALS = 12  # past windows that are kept with a snapshot
OPEN = """
    SELECT deal_id, owner_id, stage, category, {amount}, CAST(close_on AS VARCHAR)
    FROM deals WHERE status = 'open' ORDER BY deal_id
"""


def is_frozen(day: date) -> bool:
    """Whether the forecast of that day is there."""
    return SnapshotDeals.objects.filter(day=day).exists()


def freeze() -> int:
    """Make and keep today's forecasts; returns how many, 0 where they are there already or nothing is to be counted."""
    day = timezone.localdate()
    if is_frozen(day):
        return 0
    freshen_wholly()
    machine = Machine()
    asked = desk(machine)
    if not asked.count():
        return 0
    people, periods = People(machine), ahead(day, year_of_company(machine))
    chances: dict[str, dict[int, tuple[float, int]]] = {}
    scopes, snapshots, said_at = [COMPANY, *(Scope(team=team) for team in people.teams)], [], monotonic()
    for place, scope in enumerate(scopes):
        if monotonic() > said_at + LONG:
            log.warning("today's forecast takes long: %d of %d are made, one a team", place, len(scopes))
            said_at = monotonic()
        snapshots += _of_scope(asked, scope, people.owners(scope), day, periods, chances)
    with transaction.atomic():
        SnapshotDeals.objects.create(day=day, currency=asked.purse.currency, packed=pack(_lines(asked, chances)))
        Snapshot.objects.bulk_create(snapshots)
    return len(snapshots)


def _of_scope(
    asked: Desk,
    scope: Scope,
    owners: Collection[int] | None,
    day: date,
    periods: list[Period],
    chances: dict[str, dict[int, tuple[float, int]]],
) -> list[Snapshot]:
    """The snapshots of one scope; notes in `chances` what the company's say of each deal."""
    from dealwright.metrics.forecast import METHODS, Window, boosted, boosted_missing, forecast_in, read

    purse, made = asked.purse, []
    history = read(asked.facts.connection, money=purse.money, owners=owners)
    methods = METHODS + boosted(history)
    for period in periods:
        ends, skip = period.steps(day)
        begun = period.start if period.start < day else None
        figures = forecast_in(history, Window(day, ends, begun), skip, methods)
        deals = figures.pop("deals")
        figures["said"] += filter(None, [boosted_missing()])
        if scope == COMPANY:
            chances[period.kept] = {each["deal_id"]: (each["chance"], round(each["expected"])) for each in deals}
        sums = together(sums_by_owner(asked.facts, purse.money, period), owners)
        closed = round(history.won(period.start, day)[0]) if begun else 0
        made.append(
            Snapshot(
                day=day, team_id=scope.team or 0, period=period.kept, currency=purse.currency,
                closed_minor=closed, categories={part: sums.amounts[part] for part in TITLES},
                figures=_kept(figures), made_at=timezone.now(),
            )
        )  # fmt: skip
    return made


def _kept(figures: dict[str, Any]) -> dict[str, Any]:
    """The model's answer as it is kept: with the latest of its past windows, and what its methods are called."""
    from dealwright.metrics.forecast import BOOSTED, METHODS

    tried = figures["backtest"]
    titles = {each.name: each.title for each in (*METHODS, BOOSTED)}
    return {**figures, "backtest": {**tried, "trials": tried["trials"][-TRIALS:]}, "titles": titles}


def _lines(asked: Desk, chances: Mapping[str, Mapping[int, tuple[float, int]]]) -> list[Line]:
    with without_pandas():
        rows = asked.facts.connection.execute(OPEN.format(amount=AMOUNTS[asked.purse.money])).fetchall()
    return [
        Line(
            *row,
            {period: round(known.get(row[0], (0.0, 0))[0], 4) for period, known in chances.items()},
            {period: known.get(row[0], (0.0, 0))[1] for period, known in chances.items()},
        )
        for row in rows
    ]
