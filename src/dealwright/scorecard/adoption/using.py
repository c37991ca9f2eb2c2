"""Who uses the process: at work on how many days, steps with proof and without, open deals and their next steps.

Told of members whose deals the actor may see, of the four weeks up to now or up to the end of what is asked for.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from dealwright.deals.queries.untended import Tended, tended_by_owner
from dealwright.ledger.doing import AtWork, Steps, days_at_work, marked, steps_taken, stretch
from dealwright.workspace.access import visible_owner_ids
from dealwright.workspace.queries import Actor, members

from ..queries import Desk
from ..questions import Question

WEEKS = timedelta(weeks=4)
FORWARD, WON = "stage_moved", "deal_won"
OVERRIDE = "gate_overridden"
BYPASSES = {OVERRIDE: "", FORWARD: '"warning":"', WON: '"warning":"'}
MARKS = {"forward": '"forward":true', "proven": '"proofs":[', "warned": '"warning":"'}
ACTIVITIES = """
    SELECT owner_id, count(*) FROM activities JOIN deals USING (deal_id)
    WHERE deals.status = 'open' AND activities.at >= $since AND activities.at < $until GROUP BY owner_id
"""


@dataclass
class Use:
    """What a member did, or the members of a team.

    Of `moves` (steps forward and deals won) those `proven` met what a gate asks for, `overridden` and `warned` did not,
    and of the rest nothing was asked; `late` counts steps recorded more than a day after they happened. `open` deals
    are theirs, `without_step` those with nothing planned (None where that is not known), `activities` what anybody
    logged on them.
    """

    members: int = 1
    at_work: int = 0
    days: int = 0
    last: datetime | None = None
    moves: int = 0
    proven: int = 0
    overridden: int = 0
    warned: int = 0
    late: int = 0
    open: int = 0
    without_step: int | None = 0
    activities: int = 0

    def share(self, part: int) -> float | None:
        """A part of the moves; None without any."""
        return part / self.moves if self.moves else None

    def __add__(self, other: "Use") -> "Use":
        lasts = [each for each in (self.last, other.last) if each]
        counts = {name: getattr(self, name) + getattr(other, name) for name in COUNTS}
        bare = [each.without_step for each in (self, other) if each.without_step is not None]
        return Use(**counts, last=max(lasts, default=None), without_step=sum(bare) if len(bare) == 2 else None)


COUNTS = ("members", "at_work", "days", "moves", "proven", "overridden", "warned", "late", "open", "activities")


@dataclass(frozen=True)
class Adoption:
    """What members did from `since` to `until`: by member (id, name, use), and by team (None: in none)."""

    since: datetime
    until: datetime
    by_member: Sequence[tuple[int, str, Use]]
    by_team: Mapping[int | None, Use]
    team_names: Mapping[int | None, str]

    @property
    def ids(self) -> tuple[int, ...]:
        """The members told of."""
        return tuple(sorted(row[0] for row in self.by_member))


_told: WeakKeyDictionary[Desk, Adoption] = WeakKeyDictionary()  # several figures of a page ask the same desk


def adoption(actor: Actor, asked: Desk, question: Question) -> Adoption:
    """Who uses the process, of the members whose deals the actor may see; those with most open deals first.

    `asked` is the actor's desk for the question; asked again it says the same again.
    """
    if asked not in _told:
        _told[asked] = _adoption(actor, asked, question)
    return _told[asked]


def _adoption(actor: Actor, asked: Desk, question: Question) -> Adoption:
    until = min(asked.now, _start_of(question.end) or asked.now).replace(tzinfo=UTC)
    since, seen = until - WEEKS, visible_owner_ids(actor)
    everybody = asked.whole.found("members", lambda _facts: members())
    shown = [each for each in everybody if each.is_active and (seen is None or each.id in seen)]
    found = _found(actor, asked, question, sorted(each.id for each in shown), since, until)
    by_team: dict[int | None, Use] = {}
    for each in shown:
        use = found[each.id]
        by_team[each.team_id] = by_team[each.team_id] + use if each.team_id in by_team else use
    rows = sorted(((each.id, each.name, found[each.id]) for each in shown), key=_most_open)
    return Adoption(since, until, rows, by_team, {each.team_id: each.team.name for each in shown if each.team})


def _most_open(row: tuple[int, str, Use]) -> tuple[int, int, str]:
    return -row[2].open, -row[2].days, row[1]


def bypassed(actor: Actor, asked: Desk, question: Question) -> dict[str, tuple[int, int]]:
    """How often gates were overridden, and steps let pass with a warning, by the stage that was left, in the same four
    weeks and by the same members, on the desk's deals."""
    told = adoption(actor, asked, question)
    found = _done(asked, told.ids, told.since, told.until).bypasses
    known = _known(asked, sorted({deal for deal, _kind, _fields in found}))
    counts = Counter(
        (fields.get("stage") or fields.get("origin") or "", kind) for deal, kind, fields in found if deal in known
    )
    return {
        stage: (counts[stage, OVERRIDE], sum(counts[stage, kind] for kind in (FORWARD, WON)))
        for stage in {stage for stage, _kind in counts}
    }


def _start_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time()) if day else None


def _found(
    actor: Actor, asked: Desk, question: Question, ids: Sequence[int], since: datetime, until: datetime
) -> dict[int, Use]:
    """What is known of each of the members."""
    done = _done(asked, ids, since, until)
    logged, narrowed = _logged(asked, since, until), asked.facts.state.narrowed
    if narrowed.moment is None:
        tended = tended_by_owner(actor, question.process, narrowed.only.ids if narrowed.only else None)
    else:
        tended = {owner: Tended(n, None) for owner, n in _opened(asked).items()}
    nothing = Tended(0, 0 if narrowed.moment is None else None)
    return {
        one: _use(done.steps.get(one, ()), done.at_work.get(one), tended.get(one, nothing), logged.get(one, 0))
        for one in ids
    }


class Done(NamedTuple):
    """What members did by hand: their days at work, their steps, and the events by which the process was bypassed."""

    at_work: Mapping[int, AtWork]
    steps: Mapping[int, Sequence[Steps]]
    bypasses: Sequence[tuple[int, str, Mapping[str, Any]]]


def _done(asked: Desk, ids: Sequence[int], since: datetime, until: datetime) -> Done:
    """What these members did in that time; whatever is filtered, they did the same."""
    found: Done = asked.whole.found(("done", tuple(ids), until), lambda _facts: _look(ids, since, until))
    return found


def _look(ids: Sequence[int], since: datetime, until: datetime) -> Done:
    asked, by_member = stretch(since, until), dict[int, list[Steps]]()
    for each in steps_taken(ids, {FORWARD, WON}, MARKS, OVERRIDE, asked):
        by_member.setdefault(each.member, []).append(each)
    return Done(days_at_work(ids, asked), by_member, marked(ids, BYPASSES, asked))


def _use(steps: Iterable[Steps], at_work: AtWork | None, own: Tended, activities: int) -> Use:
    counts = Counter[str]()
    for each in steps:
        if each.kind == FORWARD and "forward" not in each.marks:
            continue
        counts["moves"] += each.n
        counts["late"] += each.n if each.late else 0
        sort = "overridden" if each.beside else "warned" if "warned" in each.marks else "proven"
        if sort != "proven" or "proven" in each.marks:
            counts[sort] += each.n
    days, last = at_work or (0, None)
    return Use(1, int(days > 0), days, last, **counts, **own._asdict(), activities=activities)


def _logged(asked: Desk, since: datetime, until: datetime) -> dict[int | None, int]:
    days = {"since": since.replace(tzinfo=None), "until": until.replace(tzinfo=None)}
    found: dict[int | None, int] = asked.facts.found(
        ("logged", until), lambda facts: dict(facts.execute(ACTIVITIES, days).fetchall())
    )
    return found


def _known(asked: Desk, ids: Sequence[int]) -> set[int]:
    """Those of the deals that the desk tells of."""
    if not ids:
        return set()
    query = "SELECT deal_id FROM deals WHERE deal_id IN (SELECT unnest($ids))"
    return {row[0] for row in asked.facts.connection.execute(query, {"ids": list(ids)}).fetchall()}


def _opened(asked: Desk) -> dict[int | None, int]:
    query = "SELECT owner_id, count(*) FROM deals WHERE status = 'open' GROUP BY owner_id"
    found: dict[int | None, int] = asked.facts.found("opened", lambda facts: dict(facts.execute(query).fetchall()))
    return found
