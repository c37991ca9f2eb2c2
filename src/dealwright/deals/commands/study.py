"""Have all past deals looked through: a replay of a draft, or how a process is followed."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dealwright import SalesError
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import Playbook, parse
from dealwright.processes.parents import parent_text
from dealwright.processes.queries import current
from dealwright.workspace.queries import Actor, Right, require

from ..access import visible
from ..conformance.summing import conformance
from ..events import StudyRequested
from ..models import Deal, Study
from ..replay.running import replay

AT_ONCE = 2_000  # with more deals than these nobody wants to wait for a page
REPLAY, CONFORMANCE = "replay", "conformance"


def replay_draft(key: str, text: str, *, by: Actor, via: str) -> Study:
    """A replay of the playbook in `text` on the deals of its process that the member sees.

    Few deals are looked through at once, many by the worker. Raises NotAllowed for reps, PlaybookRefused for a text
    that is no playbook, NotFound for a process that was never published.
    """
    require(by, Right.DRAFT)
    read_draft(key, text)
    return _ask(REPLAY, key, text, by, via)


def look_at_conformance(key: str, *, by: Actor, via: str) -> Study:
    """How the deals of a process that the member sees followed it; raises NotFound for an unknown process."""
    return _ask(CONFORMANCE, key, "", by, via)


def read_draft(key: str, text: str) -> Playbook:
    """The playbook in a text, as a draft of the process with this key whatever its own says; raises PlaybookRefused."""
    return parse(text, f"{key}.yaml", parent_text)


def is_small(key: str, by: Actor) -> bool:
    """Whether so few deals are seen that a page can wait for the answer."""
    found = Deal.objects.filter(visible(by) & Q(process_id=current(key).process_id))
    return found[: AT_ONCE + 1].count() <= AT_ONCE


def _ask(kind: str, key: str, text: str, by: Actor, via: str) -> Study:
    now = timezone.now()
    small = is_small(key, by)
    with transaction.atomic():
        study = Study.objects.create(kind=kind, process=key, text=text, by_id=by.id, asked_at=now)
        if not small:
            record([Happening(StudyRequested(study=kind, process=key), study.id, by.id, via, now)])
    if small:
        carry_out(study, by)
    return study


def carry_out(study: Study, by: Actor) -> None:
    """Look through the deals as the member sees them, and keep what is found; a crash loses nothing but time."""
    try:
        found = _found(study, by, _noting(study))
    except SalesError as error:
        study.fault = error.sentence
    else:
        study.found = found.as_data()
    study.finished_at = timezone.now()
    study.save()


def _found(study: Study, by: Actor, progress: Callable[[int, int], object]) -> Any:
    if study.kind == REPLAY:
        return replay(read_draft(study.process, study.text), study.process, by, progress)
    return conformance(study.process, by, progress)


def _noting(study: Study) -> Callable[[int, int], None]:
    """Notes progress for whoever waits, about once a second."""
    noted = monotonic()

    def note(done: int, total: int) -> None:
        nonlocal noted
        if monotonic() - noted >= 1:
            noted = monotonic()
            Study.objects.filter(id=study.id).update(done=done, total=total)

    return note
