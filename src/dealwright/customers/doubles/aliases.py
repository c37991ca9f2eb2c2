"""Numbers of records that went up into others: who answers for them now, and whose past belongs to whom."""

from collections.abc import Callable, Collection, Iterator

import msgspec

from dealwright.workspace.queries import Actor

from .models import Merge

DEEPEST = 50


class _Was(msgspec.Struct):
    external_id: str | None = None


class _Kept(msgspec.Struct):
    removed: _Was


def survivor_of(one: str, record_id: int) -> int | None:
    """The number of the record that answers for one that was merged, at the end of the chain; None if it was not."""
    found, number = None, record_id
    for _ in range(DEEPEST):
        rows = Merge.objects.filter(kind=one, removed_id=number, undone_at=None)
        into = rows.values_list("survivor_id", flat=True).first()
        if into is None:
            break
        found = number = into
    return found


def survivors(one: str) -> dict[int, int]:
    """For every number that was merged away, the one that answers for it, at the end of the chain; one query."""
    into = dict(Merge.objects.filter(kind=one, undone_at=None).values_list("removed_id", "survivor_id"))

    def end(number: int) -> int:
        for _ in range(DEEPEST):
            if number not in into:
                break
            number = into[number]
        return number

    return {number: end(number) for number in into}


def former_numbers(one: str, record_id: int) -> list[int]:
    """The numbers of all records that went up into this one, directly or through others; a query for each level."""
    found: list[int] = []
    level = [record_id]
    while level:
        rows = Merge.objects.filter(kind=one, survivor_id__in=level, undone_at=None)
        level = [number for number in rows.order_by("id").values_list("removed_id", flat=True) if number not in found]
        found += level
    return found


def former_subjects(one: str) -> Callable[[int, Actor], list[tuple[str, int]]]:
    """For timelines: what was told of the numbers that went up into a record belongs to its past."""
    return lambda record_id, _by: [(one, number) for number in former_numbers(one, record_id)]


def numbers_they_had(one: str) -> Callable[[Collection[int]], Iterator[tuple[int, str]]]:
    """For search: the numbers, here and elsewhere, of all that went up into records of this kind, under theirs."""

    def texts(ids: Collection[int]) -> Iterator[tuple[int, str]]:
        ends = {number: number for number in ids}
        while ends:
            rows = Merge.objects.filter(kind=one, survivor_id__in=list(ends), undone_at=None)
            found = list(rows.values_list("removed_id", "survivor_id", "kept"))
            ends = {removed: ends[into] for removed, into, _ in found}
            for removed, _, kept in found:
                yield ends[removed], str(removed)
                if elsewhere := _number_elsewhere(kept):
                    yield ends[removed], elsewhere

    return texts


def _number_elsewhere(kept: str) -> str:
    """The number in another system of what was removed; none where it was erased for good."""
    return (msgspec.json.decode(kept, type=_Kept).removed.external_id or "") if kept else ""
