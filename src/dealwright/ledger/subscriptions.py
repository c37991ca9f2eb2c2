"""Which job an event starts, and which every day does: modules say so in their apps.py, the worker starts the jobs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .event import Event
from .queries import Happened

Job = Callable[[Happened], object]


@dataclass(frozen=True)
class Subscription:
    """A job that each event of a kind starts. The job may be run again after a crash, so it must be able to resume."""

    name: str
    event: type[Event]
    job: Job


SUBSCRIPTIONS: dict[str, Subscription] = {}


def subscribe(event: type[Event], job: Job, name: str) -> None:
    """Have every event of this class start `job` in the worker, once; `name` stays the same for good."""
    taken = SUBSCRIPTIONS.setdefault(name, Subscription(name, event, job))
    if (taken.event, taken.job) != (event, job):
        raise ValueError(f"two subscriptions are called {name}")


DAILY: dict[str, Callable[[], object]] = {}


def daily(job: Callable[[], object], name: str) -> None:
    """Have the worker do `job` when it starts and every day after; doing it once more must do no harm."""
    if DAILY.setdefault(name, job) is not job:
        raise ValueError(f"two daily jobs are called {name}")


OFTEN: dict[str, Callable[[], object]] = {}


def often(job: Callable[[], object], name: str) -> None:
    """Have the worker do `job` every five minutes; doing it once more must do no harm."""
    if OFTEN.setdefault(name, job) is not job:
        raise ValueError(f"two frequent jobs are called {name}")


def started_by(happened: Happened) -> Iterator[Subscription]:
    """The subscriptions that this event starts."""
    for subscription in SUBSCRIPTIONS.values():
        if subscription.event.kind == happened.kind:
            yield subscription
