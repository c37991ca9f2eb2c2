"""Run past deals against a draft."""

from collections.abc import Callable
from time import perf_counter

from django.db.models import Q

from dealwright.playbook import Playbook
from dealwright.processes.queries import current
from dealwright.workspace.queries import Actor, company

from ..access import visible
from ..models import Deal
from .judging import Pair
from .moments import pasts
from .summing import Sum
from .told import Replay

Progress = Callable[[int, int], object]


def replay(book: Playbook, key: str, actor: Actor, progress: Progress | None = None) -> Replay:
    """What a draft would have done to the past deals of a process that the actor sees, against the version in force.

    Each move forward and each win is judged by what was known of the deal at that moment. `progress` is told how many
    deals are done and how many there are. Raises NotFound where the process has never been published.
    """
    begun, present = perf_counter(), current(key)
    found = visible(actor) & Q(process_id=present.process_id)
    total, done = Deal.objects.filter(found).count(), 0
    summed = Sum(Pair(book, present.playbook))
    places = {stage.key: place for place, stage in enumerate(book.stages)}
    for batch in pasts(found, [book, present.playbook], places):
        for past in batch:
            summed.add(past)
        done += len(batch)
        if progress is not None:
            progress(done, max(done, total))
    return summed.told(present.number, company().currency, perf_counter() - begun)
