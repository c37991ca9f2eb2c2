"""Take back members whom an import named."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from dealwright.ledger.commands import Happening, record

from ..events import MemberRemoved
from ..models import Member, Share
from ..queries import require
from ..rules import Actor, Right
from .compiling import compile_access


@transaction.atomic
def remove_members(ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Take members back who have no password and own nothing, the others stay; returns how many went."""
    require(by, Right.MEMBERS)
    names = dict(Member.objects.filter(id__in=ids, password="").exclude(id=by.id).values_list("id", "name"))
    gone = [member_id for member_id in sorted(names) if _deleted(member_id)]
    Share.objects.filter(to__in=[f"member:{one}" for one in gone]).delete()
    compile_access()
    now = timezone.now()
    record(Happening(MemberRemoved(name=names[one]), one, by.id, via, now) for one in gone)
    return len(gone)


def _deleted(member_id: int) -> bool:
    try:
        with transaction.atomic():
            Member.objects.filter(id=member_id).delete()
    except ProtectedError:
        return False
    return True
