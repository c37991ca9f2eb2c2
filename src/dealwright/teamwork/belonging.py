"""On the pages of which other records a record stands: a deal on that of its organisation, say."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import msgspec

from dealwright.ledger.queries import Noted

Find = Callable[[Collection[int]], Iterable[tuple[int, tuple[str, int]]]]
PLACES: dict[str, list[Find]] = {}
Places = Mapping[tuple[str, int], frozenset[str]]


def stands_on(one: str, find: Find) -> None:
    """Have pages that watch "deal>organisation:" hear of records of that kind; `find` gives number and (kind, number)
    of each record on whose page one of these stands."""
    PLACES.setdefault(one, []).append(find)


def places_of(fresh: Sequence[Noted]) -> Places:
    """For each record to which something happened where it stands ("organisation:5"), also where it stood before."""
    found: dict[tuple[str, int], set[str]] = {}
    for one, finds in PLACES.items():
        mine = [each for each in fresh if each.subject_kind == one]
        ids = {each.subject_id for each in mine}
        pairs = [pair for find in finds for pair in find(ids)] if ids else []
        for record_id, (other, other_id) in [*pairs, *(pair for each in mine for pair in _before(each))]:
            found.setdefault((one, record_id), set()).add(f"{other}:{other_id}")
    return {about: frozenset(where) for about, where in found.items()}


def _before(each: Noted) -> Iterable[tuple[int, tuple[str, int]]]:
    old = msgspec.json.decode(each.data).get("old") if '"organisation":' in each.data else None
    if isinstance(old, dict) and isinstance(organisation_id := old.get("organisation"), int):
        yield each.subject_id, ("organisation", organisation_id)
