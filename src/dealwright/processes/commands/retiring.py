"""Retire a process, and bring it back."""

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Actor, Right, require

from ..events import ProcessBroughtBack, ProcessRetired
from ..models import Process


@transaction.atomic
def retire(key: str, *, by: Actor, via: str) -> None:
    """Let no new deals begin on the process; deals under way go on.

    Raises NotAllowed without the right to publish, NotFound for an unknown process, Conflict when it is retired, and
    for the last process that deals could begin on.
    """
    require(by, Right.PUBLISH)
    process, now = _locked(key), timezone.now()
    if process.retired_at:
        raise Conflict(f"{process.title} is retired already.")
    if not Process.objects.filter(retired_at=None).exclude(id=process.id).exists():
        raise Conflict(f"{process.title} is the only process that deals can begin on.", remedy="Publish another first.")
    Process.objects.filter(id=process.id).update(retired_at=now)
    record([Happening(ProcessRetired(title=process.title), process.id, by.id, via, now)])


@transaction.atomic
def bring_back(key: str, *, by: Actor, via: str) -> None:
    """Let new deals begin on a retired process again. Raises NotAllowed, NotFound, Conflict when it is not retired."""
    require(by, Right.PUBLISH)
    process, now = _locked(key), timezone.now()
    if not process.retired_at:
        raise Conflict(f"{process.title} is not retired.")
    Process.objects.filter(id=process.id).update(retired_at=None)
    record([Happening(ProcessBroughtBack(title=process.title), process.id, by.id, via, now)])


def _locked(key: str) -> Process:
    process = Process.objects.select_for_update().filter(key=key).first()
    if process is None:
        raise NotFound(f"There is no process “{key}”.", field="process")
    return process
