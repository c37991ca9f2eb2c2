"""Who gets a lead: ordered rules, the first that can give it away does, and says why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .conditions import compile_condition
from .facts import Facts


class Rule(NamedTuple):
    """A rule: for leads that the condition is true of ("" = of all), by a method, among members in this order.

    Methods: `member` gives to the first, `round_robin` to each in turn, `least_load` to whoever has fewest open leads,
    `territory` as `least_load` among those who have the lead's territory. With `in_hours` only those who are at work
    now can get it.
    """

    id: int
    title: str
    condition: str
    method: str
    members: tuple[int, ...] = ()
    in_hours: bool = False


@dataclass
class Standing:
    """How things stand when a lead is given away: open leads by member, and who got the last lead of each rule."""

    load: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    def gave(self, rule_id: int, member_id: int) -> None:
        """Count that a rule gave a lead to a member."""
        self.load[member_id] = self.load.get(member_id, 0) + 1
        self.last[rule_id] = member_id


class Candidate(NamedTuple):
    """Somebody whom a rule considered: how many open leads they have, and whether they could get it."""

    id: int
    name: str
    load: int
    can: bool
    note: str = ""


class Decision(NamedTuple):
    """Who gets the lead (None: nobody), by which rule, why, and among whom."""

    member_id: int | None
    rule: Rule | None
    why: str
    candidates: tuple[Candidate, ...] = ()


class Territory(NamedTuple):
    """A territory that a lead lies in: its title, and the members who have it, in order."""

    title: str
    members: tuple[int, ...]


@dataclass(frozen=True)
class Given:
    """What rules need to know of the people: names of the active members, who is at work, whose territory it is."""

    names: Mapping[int, str]
    at_work: Callable[[int], bool]
    territory: Callable[[Facts], Territory | None]


def choose(rules: Sequence[Rule], facts: Facts, standing: Standing, given: Given) -> Decision:
    """Who gets this lead. Rules that do not apply, or that find nobody, let the next one try; nothing is changed."""
    passed: list[str] = []
    for rule in rules:
        if rule.condition and not compile_condition(rule.condition).holds(facts):
            continue
        decision = _by(rule, facts, standing, given)
        if decision.member_id is not None:
            return decision._replace(why=" ".join([*passed, decision.why]))
        passed.append(f"“{rule.title}” found nobody: {decision.why}")
    return Decision(None, None, " ".join([*passed, "No rule gives this lead to anybody."]))


def _by(rule: Rule, facts: Facts, standing: Standing, given: Given) -> Decision:
    if rule.method == "territory":
        land = given.territory(facts)
        if land is None:
            return Decision(None, rule, "it lies in nobody's territory.")
        rule = rule._replace(members=land.members, title=f"{rule.title}: {land.title}")
    known = [_candidate(member_id, rule, standing, given) for member_id in rule.members if member_id in given.names]
    able = [each for each in known if each.can]
    if not able:
        return Decision(None, rule, "nobody of it was at work." if known else "it names nobody.", tuple(known))
    chosen, why = WAYS[rule.method](rule, able, standing)
    return Decision(chosen.id, rule, why, tuple(known))


def _candidate(member_id: int, rule: Rule, standing: Standing, given: Given) -> Candidate:
    away = rule.in_hours and not given.at_work(member_id)
    note = "not at work" if away else ""
    return Candidate(member_id, given.names[member_id], standing.load.get(member_id, 0), not away, note)


def _member(rule: Rule, able: Sequence[Candidate], standing: Standing) -> tuple[Candidate, str]:
    first = able[0]
    return first, f"“{rule.title}” gives such leads to {first.name}."


def _round_robin(rule: Rule, able: Sequence[Candidate], standing: Standing) -> tuple[Candidate, str]:
    last = standing.last.get(rule.id)
    after = rule.members.index(last) + 1 if last in rule.members else 0
    order = [*rule.members[after:], *rule.members[:after]]
    chosen = min(able, key=lambda each: order.index(each.id))
    return chosen, f"It is {chosen.name}'s turn by “{rule.title}”."


def _least_load(rule: Rule, able: Sequence[Candidate], standing: Standing) -> tuple[Candidate, str]:
    chosen = min(able, key=lambda each: (each.load, rule.members.index(each.id)))
    return chosen, f"{chosen.name} has the fewest open leads ({chosen.load}) by “{rule.title}”."


WAYS = {"member": _member, "round_robin": _round_robin, "least_load": _least_load, "territory": _least_load}
