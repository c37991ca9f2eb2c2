"""Ask for an approval on a deal, and give or refuse it."""

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import ApprovalNeed, Playbook, flat, label
from dealwright.processes.queries import playbook
from dealwright.workspace.queries import Actor, roles_up_to

from ..access import locked, may_judge, visible
from ..events import ApprovalAsked, ApprovalGiven, ApprovalRefused
from ..models import Approval, Deal

LONGEST = 2_000


@transaction.atomic
def ask_approval(deal_id: int, key: str, *, note: str = "", by: Actor, via: str) -> int:
    """Ask for what the process wants approved (the key of a need); returns the id of the approval.

    Raises NotFound for a key that the process does not ask for, Conflict when it is asked for already.
    """
    (deal,), now = locked([deal_id], by), timezone.now()
    need = _need(playbook(deal.version_id), key)
    if Approval.objects.filter(deal_id=deal.id, key=key, granted=None).exists():
        raise Conflict("This approval is asked for already.", remedy=f"Wait for the {need.approver}'s answer.")
    made = Approval.objects.create(
        deal_id=deal.id, key=key, title=need.title or need.why, role=need.approver, note=_text(note, "note"),
        asked_by_id=by.id, asked_at=now,
    )  # fmt: skip
    event = ApprovalAsked(approval=made.id, key=key, title=made.title, role=made.role, note=made.note)
    record([Happening(event, deal.id, by.id, via, now)])
    return made.id


@transaction.atomic
def decide_approval(approval_id: int, granted: bool, *, reason: str = "", by: Actor, via: str) -> None:
    """Give or refuse an approval that was asked for.

    Raises NotFound when it is not there or the deal may not be seen, NotAllowed below the role that the process
    names and for whoever asked (unless they are the company's owner), Conflict when it is decided already,
    Invalid for a refusal without a reason.
    """
    found = Approval.objects.select_for_update().filter(id=approval_id).first()
    if found is None or not Deal.objects.filter(visible(by), id=found.deal_id).exists():
        raise NotFound(f"There is no approval {approval_id} that you may see.")
    _require_approver(found, by)
    if found.granted is not None:
        raise Conflict("This approval is decided already.")
    reason = _text(reason, "reason")
    if not granted and not reason:
        raise Invalid("A refusal needs a reason.", field="reason", remedy="Say in a sentence what must change.")
    now = timezone.now()
    Approval.objects.filter(id=found.id).update(granted=granted, reason=reason, decided_by_id=by.id, decided_at=now)
    kind = ApprovalGiven if granted else ApprovalRefused
    event = kind(approval=found.id, key=found.key, title=found.title, reason=reason)
    record([Happening(event, found.deal_id, by.id, via, now)])


def _need(book: Playbook, key: str) -> ApprovalNeed:
    for need in (need for stage in book.stages for need in flat(stage.exit)):
        if isinstance(need, ApprovalNeed) and label(need) == key:
            return need
    raise NotFound(f"{book.title} asks for no approval “{key}”.", field="key")


def _require_approver(found: Approval, by: Actor) -> None:
    if found.role not in roles_up_to(by):
        raise NotAllowed(f"Only a {found.role} can approve this.", remedy=f"Ask your {found.role}.")
    if not may_judge(found.asked_by_id, by):
        raise NotAllowed("Nobody approves what they asked for themselves.", remedy=f"Ask another {found.role}.")


def _text(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise Invalid(f"This is longer than {LONGEST:,} characters.", field=field, remedy="Shorten it.")
    return text
