"""Verbs of a team around a record: somebody gets a part in it, and sees it by that; or has none any more."""

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotFound
from dealwright.records.kinds import require_visible
from dealwright.workspace.access import require_change
from dealwright.workspace.commands.sharing import share, unshare
from dealwright.workspace.guarded import record_of
from dealwright.workspace.overview import shares_of
from dealwright.workspace.queries import Actor, member, one_line

from ..events import TeammateAdded, TeammateRemoved
from ..models import Teammate
from ..rules import REASON
from .telling import tell


@transaction.atomic
def add_teammate(one: str, record_id: int, member_id: int, role: str, *, by: Actor, via: str) -> int:
    """Give an active member a part in a record, or another part, and let them see it; returns the row's number.

    Raises NotFound for a record that cannot be seen or a member who is not there, NotAllowed unless the actor may
    change the record, Invalid for a role that is no line of text.
    """
    part = one_line(role, "The role", field="role", longest=60)
    who = member(member_id)
    if not who.is_active:
        raise Invalid(f"{who.name} does not work here any more.", field="member", remedy="Choose somebody else.")
    share(one, record_id, f"member:{member_id}", reason=REASON, by=by, via=via)
    found = {"kind": one, "record_id": record_id, "member_id": member_id}
    before = Teammate.objects.select_for_update().filter(**found).first()
    if before is not None and before.role == part:
        return before.id
    defaults = {"role": part, "added_at": before.added_at if before else timezone.now()}
    row, _ = Teammate.objects.update_or_create(**found, defaults=defaults)
    tell(TeammateAdded(member=member_id, name=who.name, role=part), one, record_id, by, via)
    return row.id


@transaction.atomic
def remove_teammate(teammate_id: int, *, by: Actor, via: str) -> tuple[str, int]:
    """End a member's part, and what they saw by it; returns kind and number of the record.

    Raises NotFound, and NotAllowed for who may not change the record.
    """
    row = Teammate.objects.select_for_update().select_related("member").filter(id=teammate_id).first()
    if row is None:
        raise NotFound(f"There is no such part in a team: {teammate_id}.")
    require_visible(row.kind, row.record_id, by)
    kept = record_of(row.kind, row.record_id)
    require_change(by, row.kind, row.record_id, kept.owner_id, kept.title)
    tell(TeammateRemoved(member=row.member_id, name=row.member.name), row.kind, row.record_id, by, via)
    row.delete()
    for each in shares_of(row.kind, row.record_id):
        if each.to == f"member:{row.member_id}" and each.reason == REASON:
            unshare(each.id, by=by, via=via)
    return row.kind, row.record_id
