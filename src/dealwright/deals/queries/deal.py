"""One deal in full: where it stands, what its gate still misses, who is on it, how it came here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from dealwright import NotFound
from dealwright.playbook import ApprovalNeed, Material, Playbook, Stage, compile_check, coverage, flat
from dealwright.playbook import Known as Covered
from dealwright.processes.queries import Published, version
from dealwright.records.kinds import conceal, kind_of
from dealwright.workspace.access import Verb, may
from dealwright.workspace.queries import Actor, member_names

from ..access import visible
from ..evidence import evidence_of
from ..models import Deal, Outcome, StageVisit, Stakeholder
from ..qualifying.known import Qualified
from ..rules import Evidence, Judgement, judge
from .cards import days_since, stage_of
from .frameworks import qualification
from .proof import Noted, Wish, noted_on, wishes_on


@dataclass(frozen=True)
class StripStage:
    """A stage on the strip: `state` as ui.stage_strip knows it, whole days spent there (None: never, or not known)."""

    title: str
    state: str
    days: int | None
    typical: int | None
    late: bool


@dataclass(frozen=True)
class Part:
    """A person on the deal, the part they play, and what they think of buying from us ("" = not known)."""

    person_id: int
    name: str
    job_title: str
    role: str
    stance: str


@dataclass(frozen=True)
class DealPage:
    """Everything a deal's page shows.

    `stage` is None where an import did not tell it; `gate` are the judged needs of the present stage; `following`
    is the next stage (None on the last); `materials` are those that suit this deal; `noted` is proof, `wishes` are
    approvals; `qualified` is what is known under its frameworks; `names` are those of all members; `writable` says
    whether the actor may change the deal.
    """

    deal: Deal
    version: Published
    stage: Stage | None
    following: Stage | None
    gate: tuple[Judgement, ...]
    strip: tuple[StripStage, ...]
    people: tuple[Part, ...]
    outcome: Outcome | None
    history_known: bool
    materials: tuple[Material, ...]
    noted: tuple[Noted, ...]
    wishes: tuple[Wish, ...]
    qualified: tuple[Qualified, ...]
    names: Mapping[int, str]
    writable: bool

    @property
    def book(self) -> Playbook:
        """The playbook of the version the deal is pinned to."""
        return self.version.playbook

    @property
    def missing(self) -> tuple[Judgement, ...]:
        """The needs that are not met."""
        return tuple(each for each in self.gate if not each.met)

    @property
    def covered(self) -> Covered:
        """How much of what its frameworks ask is known of the deal."""
        strengths = {known.element.concept: known.strength for each in self.qualified for known in each.elements}
        return coverage([each.framework for each in self.qualified], strengths).total

    @property
    def done_steps(self) -> Mapping[str, Noted]:
        """The buyer's steps that are done, by key."""
        return {each.key: each for each in reversed(self.noted) if each.need == "buyer" and each.counts}

    @property
    def earlier(self) -> tuple[Stage, ...]:
        """The stages before the present one."""
        return self.book.stages[: self.book.position(self.stage.key)] if self.stage else ()

    @property
    def weighted_minor(self) -> int | None:
        """The amount times the stage's probability, in minor units."""
        if self.stage is None or self.deal.amount_minor is None:
            return None
        return round(self.deal.amount_minor * self.stage.probability / 100)


def visible_deal(deal_id: int, actor: Actor) -> Deal:
    """The deal with organisation, owner and product; raises NotFound unless the actor may see it."""
    found = Deal.objects.select_related("organisation", "owner", "product").filter(visible(actor), id=deal_id).first()
    if found is None:
        raise NotFound(f"There is no deal {deal_id} that you may see.")
    return found


def may_write(deal: Deal, actor: Actor) -> bool:
    """Whether the actor may change the deal: their own, nobody's, as far as they reach, or shared to be changed."""
    return may(actor, "deal", Verb.CHANGE, deal.id, deal.owner_id)


def deal_page(deal_id: int, actor: Actor) -> DealPage:
    """Everything about a deal; raises NotFound unless the actor may see it."""
    deal = visible_deal(deal_id, actor)
    published, stage = version(deal.version_id), stage_of(deal)
    book = published.playbook
    place = book.position(stage.key) if stage else -1
    following = book.stages[place + 1] if place + 1 < len(book.stages) else None
    evidence = evidence_of([deal], actor)[deal.id]
    gate = judge(stage, evidence, book) if stage and deal.status == "open" else []
    visits = list(StageVisit.objects.filter(deal_id=deal.id).order_by("n"))
    known = bool(visits) and all(visit.entered_at for visit in visits)
    names = member_names()
    outcome = Outcome.objects.select_related("by").filter(deal_id=deal.id).first()
    conceal(kind_of("deals"), deal, actor)  # only now: gates are judged by what is so
    return DealPage(
        deal, published, stage, following, tuple(gate), _strip(deal, book, visits), people_on(deal.id), outcome,
        known, tuple(_suiting(stage, evidence)), tuple(noted_on(deal.id)),
        tuple(wishes_on(deal.id)) if _approves(book) else (), tuple(qualification(deal, names)), names,
        may_write(deal, actor),
    )  # fmt: skip


def _approves(book: Playbook) -> bool:
    return any(isinstance(need, ApprovalNeed) for stage in book.stages for need in flat(stage.exit))


def deal_gate(deal: Deal, actor: Actor) -> list[Judgement]:
    """The judged needs of the stage that the deal stands in; none for a closed deal or an unknown stage."""
    stage = stage_of(deal) if deal.status == "open" else None
    return judge(stage, evidence_of([deal], actor)[deal.id], version(deal.version_id).playbook) if stage else []


def _suiting(stage: Stage | None, evidence: Evidence) -> Iterator[Material]:
    """What to have at hand in this stage for this deal."""
    for each in stage.materials if stage else ():
        if not each.when or compile_check(each.when).holds(evidence.facts):
            yield each


PART = ("person_id", "person__name", "person__job_title", "role", "stance")


def people_on(deal_id: int) -> tuple[Part, ...]:
    """Who is on the deal, in the order they joined."""
    rows = Stakeholder.objects.filter(deal_id=deal_id).order_by("id")
    return tuple(Part(*row) for row in rows.values_list(*PART))


def _strip(deal: Deal, book: Playbook, visits: Sequence[StageVisit]) -> tuple[StripStage, ...]:
    now, spent = timezone.now(), _spent(visits, deal.closed_at)
    places = [book.position(visit.stage) for visit in visits]
    first = min(places, default=0)
    here = book.position(deal.stage) if deal.stage else -1
    steps = []
    for place, stage in enumerate(book.stages):
        days = (
            days_since(deal.stage_since, now) if place == here and deal.status == "open" and len(places) < 2 else None
        )
        days = spent.get(stage.key, days)
        state = _state(place, here, first, place in places, deal.status)
        late = bool(stage.days and days is not None and days > stage.days)
        steps.append(StripStage(stage.title, state, days, stage.days, late))
    if deal.status != "open":
        ended = book.outcomes.won.title if deal.status == "won" else book.outcomes.lost.title
        steps.append(StripStage(ended, deal.status, None, None, False))
    return tuple(steps)


def _state(place: int, here: int, first: int, visited: bool, status: str) -> str:
    """How a stage looks on the strip; those before the first known one are left open, for nobody knows."""
    if place == here:
        return "current" if status == "open" else "done"
    if place > here:
        return "coming"
    return "done" if visited else "unknown" if place < first else "skipped"


def _spent(visits: Sequence[StageVisit], closed_at: datetime | None) -> dict[str, int]:
    """Whole days spent in each stage, over all visits whose times are known."""
    seconds: dict[str, float] = defaultdict(float)
    for visit in visits:
        if visit.entered_at is not None:
            left = visit.left_at or closed_at or timezone.now()
            seconds[visit.stage] += max((left - visit.entered_at).total_seconds(), 0)
    return {stage: int(total // 86_400) for stage, total in seconds.items()}
