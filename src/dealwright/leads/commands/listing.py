"""Which leads stand on which lists."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.ledger.rows import insert_rows
from dealwright.workspace.queries import Actor

from ..events import ProspectListChanged
from ..models import Listed, ProspectList


def enter(titles: Mapping[int, Sequence[str]], *, by: Actor, via: str) -> None:
    """Have leads stand on just the lists with these titles, by lead id; a list that is not known yet is made."""
    ids = ensure_lists({title for some in titles.values() for title in some}, by=by, via=via)
    wanted = {(ids[title], lead_id) for lead_id, some in titles.items() for title in some}
    rows = Listed.objects.filter(lead_id__in=titles.keys()).values_list("list_id", "lead_id", "id")
    there = {(list_id, lead_id): row_id for list_id, lead_id, row_id in rows}
    if gone := [row_id for pair, row_id in there.items() if pair not in wanted]:
        Listed.objects.filter(id__in=gone).delete()
    insert_rows(Listed, ["list_id", "lead_id"], sorted(wanted - there.keys(), key=lambda pair: pair[::-1]))


def ensure_lists(titles: Iterable[str], *, by: Actor, via: str) -> dict[str, int]:
    """The numbers of lists by title; those that are not known yet are made and belong to the actor."""
    wanted = set(titles)
    known = dict(ProspectList.objects.filter(title__in=wanted).values_list("title", "id")) if wanted else {}
    if fresh := sorted(wanted - set(known)):
        now = timezone.now()
        rows = [ProspectList(title=title, owner_id=by.id, created_at=now) for title in fresh]
        ProspectList.objects.bulk_create(rows, ignore_conflicts=True)
        known = dict(ProspectList.objects.filter(title__in=wanted).values_list("title", "id"))
        events = ((known[title], ProspectListChanged(title=title, owner=by.id)) for title in fresh)
        record(Happening(event, list_id, by.id, via, now) for list_id, event in events)
    return known
