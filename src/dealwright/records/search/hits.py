"""Asks the index: numbers of records that have all the words that are sought and that somebody sees, of each kind."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from .asked import TITLES, Question, Sought
from .checking import checked
from .meeting import meeting
from .registered import SEARCHED
from .sight import COUNTED, Sight
from .statements import Statement, among, first, numbered, union
from .titled import titled
from .wanted import Counts, Found, Wanted, Word, counts_of

FEW = 1_000  # records that have a word, which are quickly looked at one by one
MANY = 10_000  # records that are looked at one by one at most
DEARER = 20  # times that it costs to look at a record than to meet it in the index
Hits = Mapping[str, Sequence[int]]
Term = Sought | Sight


def hits(
    kinds: Mapping[str, Sight | None], question: Question, most: int, title: str = "", enough: int | None = None
) -> Hits:
    """Ids by kind of records with all the words, up to `most` of each, and of those whose title begins so.

    `kinds` tells what is seen of each kind, None for all of it. Where each of several words is a common one, `enough`
    records that are quickly found will do. An id comes once for each hit of the leading word.
    """
    wanted = list(_wanted(kinds, question, most, title))
    counts = counts_of(wanted, FEW)
    none = {kind for (kind, sought), count in counts.items() if not count and sought in question}
    wanted = [each for each in wanted if each.kind not in none]
    found: Found = defaultdict(list)
    if len(question) > 1:
        wanted = _quickly(wanted, counts, found, bool(title), most if enough is None else enough)
    else:
        counts |= counts_of([each for each in wanted if each.is_common(counts)], COUNTED)
    for number, ids in union([_narrowed(each, counts) for each in wanted]):
        found[number] += ids
    return {one: found[SEARCHED[one].number] for one in kinds}


def _wanted(kinds: Mapping[str, Sight | None], question: Question, most: int, title: str) -> Iterator[Wanted]:
    for one, sight in kinds.items():
        kind = SEARCHED[one].number
        if title:
            yield Wanted(kind, [Sought(starts=(title,))], sight, TITLES)
        yield Wanted(kind, question, sight, most)


def _quickly(
    wanted: Sequence[Wanted], counts: dict[Word, int], found: Found, has_title: bool, enough: int
) -> list[Wanted]:
    """Adds what is quickly found of several common words, and how common they are; what is still wanted."""
    common = [each for each in wanted if len(each.question) > 1 and each.is_common(counts)]
    if has_title:
        found |= titled([each for each in common if each.sight is None])
    full = {kind for kind, ids in found.items() if len(set(ids)) >= enough}
    common = [each for each in common if each.kind not in full]
    met, known = meeting(common)
    counts |= known
    for each in common:
        found[each.kind] += met[each.kind]
    done = [each for each in common if each.is_rare(known) or len(set(found[each.kind])) >= enough]
    return [each for each in wanted if each.kind not in full and each not in done]


def _narrowed(wanted: Wanted, counts: Counts) -> Statement:
    """The ids of the kind's records with all that is wanted, with the kind's number."""
    counted: list[tuple[Term, int]] = [(each, counts.get((wanted.kind, each), COUNTED)) for each in wanted.question]
    if wanted.sight is not None:
        counted.append((wanted.sight, wanted.sight.count))
    found = _all_of(wanted.kind, sorted(counted, key=lambda each: (each[1], -each[0].longest)))
    return numbered(wanted.kind, found, wanted.most)


def _all_of(kind: int, ordered: Sequence[tuple[Term, int]]) -> Statement:
    """The rarest term leads; its records are looked up among those of a rare one, and looked at for a common one."""
    (lead, count), *others = ordered
    if not others:
        return lead.leading(kind)
    found = _ids(lead, kind, MANY)
    common = []
    for term, number in others:
        if number < min(COUNTED, count * DEARER):
            found = among(found, _ids(term, kind, COUNTED))
        else:
            common.append(term)
    words = [term for term in common if isinstance(term, Sought)]
    found = checked(found, kind, [words]) if words else found
    for term in common:
        found = term.among(found) if isinstance(term, Sight) else found
    return found


def _ids(term: Term, kind: int, many: int) -> Statement:
    """The ids of the records that have a word, so many at most; all of those that are seen, though they may be more
    by now than when they were counted.
    """
    ids = term.leading(kind)
    return ids if isinstance(term, Sight) else first(ids, many)
