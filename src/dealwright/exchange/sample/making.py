"""Makes the sample company: members, customers, then deals in batches with all that belongs to them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from random import Random

from django.conf import settings
from django.utils import timezone

from dealwright import Invalid, NotFound
from dealwright.processes.commands import publish_shipped
from dealwright.processes.queries import Published, current
from dealwright.workspace.queries import Actor, Right, company, require

from .bottleneck import planted
from .market import organisations
from .sales import Street, sale
from .sellers import managers_and_reps
from .storing import Store
from .truth import Truth

BATCH = 2_000
LARGEST = 2_000_000
PROCESS = "general"
Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Made:
    """What was made: how many of each, with which seed, and the file that holds the truth."""

    deals: int
    organisations: int
    people: int
    activities: int
    tasks: int
    members: int
    seed: int
    truth: str

    def as_dict(self) -> dict[str, int | str]:
        """As the command line prints it."""
        return asdict(self)


def make_sample(
    deals: int = 500,
    seed: int = 1,
    *,
    by: Actor,
    via: str,
    progress: Progress | None = None,
    today: date | None = None,
) -> Made:
    """Make a company with that many deals over the last two years, the same for the same seed and day.

    `progress` is called with (deals done, deals in all) after each batch. The truth is written to
    `sample-truth.json` beside the data. The general process is published when it is not there. Raises Invalid
    for a number of deals that is not sensible, NotAllowed when the actor may not add members or publish.
    """
    if not 1 <= deals <= LARGEST:
        raise Invalid(f"A sample has 1 to {LARGEST:,} deals.", field="deals")
    for right in (Right.MEMBERS, Right.PUBLISH):
        require(by, right)
    rng = Random(seed)  # noqa: S311 (a sample wants the same draws each time, not secrets)
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)  # nothing told lies ahead
    now = datetime.combine(today, time(12), UTC) if today else midnight
    book = _process(by, via).playbook
    store = Store(book, company().currency, now, by, via)
    street = _street(rng, deals, store)
    truth = Truth(book, planted(rng, book))
    days = street.opening_days(rng, deals, now.date())
    at_once = max(50, min(BATCH, deals // 20))
    for start in range(0, deals, at_once):
        batch = [sale(rng, street, truth, day, now) for day in days[start : start + at_once]]
        store.deals(rng, batch)
        if progress:
            progress(start + len(batch), deals)
    path = truth.write(settings.DATA, seed, [rep for rep, _ in street.reps])
    return _made(store.counts, seed, str(path))


def _process(by: Actor, via: str) -> Published:
    try:
        return current(PROCESS)
    except NotFound:
        return publish_shipped(PROCESS, by=by, via=via)


def _street(rng: Random, deals: int, store: Store) -> Street:
    """The members and the customers, stored."""
    managers, reps = managers_and_reps(rng, deals)
    ids = store.members(managers, reps)
    customers = store.customers(rng, organisations(rng, max(3, deals // 10)))
    return Street(store.book, list(zip(reps, ids, strict=True)), customers)


def _made(counts: Counter[str], seed: int, truth: str) -> Made:
    names = ("deals", "organisations", "people", "activities", "tasks", "members")
    return Made(**{name: counts[name] for name in names}, seed=seed, truth=truth)
