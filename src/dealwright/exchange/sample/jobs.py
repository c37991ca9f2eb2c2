"""The job of the sample: what the worker does when somebody asked for it in the browser."""

from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import Happened
from dealwright.workspace.queries import Machine, member

from .events import SampleMade, SampleRemoved, SampleRequested
from .making import make_sample
from .removing import remove_sample


def work_on_sample(happened: Happened) -> None:
    """Make the sample company, or take it away; what a crash left behind goes first."""
    asked = happened.event
    if not isinstance(asked, SampleRequested):
        raise TypeError(f"{happened.kind} is no request for a sample")
    by = member(happened.actor_id) if happened.actor_id is not None else Machine()
    told: SampleMade | SampleRemoved = SampleRemoved(deals=remove_sample(by=by, via="sample"))
    if asked.deals:
        made = make_sample(asked.deals, asked.seed, by=by, via="sample")
        told = SampleMade(deals=made.deals, organisations=made.organisations)
    record([Happening(told, happened.subject_id, by.id, "sample", timezone.now())])
