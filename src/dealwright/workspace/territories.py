"""Territories: customers who belong together by a rule, and who gets or sees what lies in them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dealwright.ledger.queries import Happened

from .conditions import condition
from .models import Member, Territory
from .rules import Actor

CUSTOMER: Final[Mapping[str, Any]] = {
    "name": "text", "country": "DE", "city": "Berlin", "sector": "text", "tier": "A", "employees": 100,
    "revenue": 1000.0, "domain": "example.com", "source": "web", "tags": ["text"],
}  # fmt: skip
OWNERSHIP, SIGHT = "ownership", "sight"
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A record that may lie in a territory: what rules look at, its customer (kind, number), and who owns that."""

    id: int
    title: str
    owner_id: int | None
    facts: Mapping[str, Any]
    customers_owner: int | None = None
    customer: tuple[str, int] | None = None


@dataclass(frozen=True)
class Ground:
    """A kind of record that territories divide.

    `batch(after, limit)` gives the next records by id, `some(ids)` those, `give(ids, owner, by, via)` makes a member
    their owner, `touched(events)` names the records whose facts these events of `kinds` changed. `hides(by)` names what
    a rule of the company hides from a member of what territories look at: they draw none by it.
    """

    one: str
    label: str
    batch: Callable[[int, int], Sequence[Placed]]
    some: Callable[[Collection[int]], Sequence[Placed]]
    give: Callable[[Sequence[int], int | None, Actor, str], object]
    touched: Callable[[Sequence[Happened]], Collection[int]]
    events: Collection[str]
    hides: Callable[[Actor], Collection[str]] = lambda by: ()


GROUNDS: dict[str, Ground] = {}


@dataclass(frozen=True)
class Land:
    """A territory as decisions see it; `members` are those who work here, in turn beginning with `turn`."""

    id: int
    title: str
    rule: str
    gives: str
    kinds: Sequence[str]
    members: Sequence[int]
    takes_owned: bool
    turn: int

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether a customer with these facts lies in it."""
        return condition("customer", self.rule).holds(facts)


@dataclass
class Turns:
    """Whose turn it is in each territory; goes on with each record given."""

    at: dict[int, int] = field(default_factory=dict)

    def next(self, land: Land) -> int:
        """The member whose turn it is; then it is the next one's."""
        turn = self.at.get(land.id, land.turn)
        self.at[land.id] = turn + 1
        return land.members[turn % len(land.members)]


@dataclass(frozen=True)
class Decision:
    """Where a record lies: the territory that decides its owner (None: none does), who that is, and who may see it."""

    record: Placed
    land: Land | None
    owner_id: int | None
    shown: Sequence[Land]

    @property
    def changes_owner(self) -> bool:
        """Whether it would be given to somebody else than who has it."""
        return self.owner_id != self.record.owner_id


def customer_known_to(by: Actor) -> dict[str, Any]:
    """What territories look at of a customer, as far as the member may know it, with a sample of each."""
    hidden = {name for ground in GROUNDS.values() for name in ground.hides(by)}
    return {name: value for name, value in CUSTOMER.items() if name not in hidden}


def lands() -> list[Land]:
    """All territories in order, with those of their members who work here; two queries."""
    rows = list(Territory.objects.order_by("place", "id"))
    working = set(Member.objects.filter(is_active=True).values_list("id", flat=True)) if rows else set()
    return [
        Land(
            row.id, row.title, row.rule, row.gives, tuple(row.kinds),
            tuple(one for one in row.members if one in working), row.takes_owned, row.turn,
        )
        for row in rows
    ]  # fmt: skip


def match(facts: Mapping[str, Any], one: str | None = None) -> list[Land]:
    """The territories that a customer or lead with these facts (names of CUSTOMER) lies in, the deciding one first.

    With `one` only those that divide this kind of record.
    """
    return [land for land in lands() if (one is None or one in land.kinds) and land.holds(facts)]


def decide(record: Placed, one: str, among: Iterable[Land], turns: Turns) -> Decision:
    """Where a record lies. The first territory that gives ownership decides.

    Who has the record keeps it when they are of the territory, or when it takes only what nobody owns. Else it goes
    to who owns the customer, if of the territory, or to the member whose turn it is.
    """
    found = [land for land in among if one in land.kinds and land.holds(record.facts)]
    shown = [land for land in found if land.gives == SIGHT]
    land = next((each for each in found if each.gives == OWNERSHIP and each.members), None)
    if land is None:
        return Decision(record, None, record.owner_id, shown)
    if record.owner_id in land.members or (record.owner_id is not None and not land.takes_owned):
        return Decision(record, land, record.owner_id, shown)
    near = record.customers_owner
    return Decision(record, land, near if near in land.members else turns.next(land), shown)


def everything(ground: Ground) -> Iterable[Sequence[Placed]]:
    """All records of the kind, a batch at a time."""
    after = 0
    while batch := ground.batch(after, BATCH):
        yield batch
        after = batch[-1].id
