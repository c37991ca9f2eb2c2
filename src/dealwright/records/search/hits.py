"""Asks the index: numbers of records that have all the words that are sought and that somebody sees, of each kind."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from .asked import TITLES, Question, Sought, Statement
from .checking import checked
from .registered import SEARCHED
from .sight import COUNTED, Sight
from .words import LAST, as_one

FEW = 1_000  # records that have a word, which are quickly looked at one by one
MANY = 10_000  # records that are looked at one by one at most
NAMED = 10_000  # titles that begin with the first word, of which those that go on with the others are wanted
DEARER = 20  # times that it costs to look at a record than to meet it in the index
Hits = Mapping[str, Sequence[int]]
Term = Sought | Sight
Word = tuple[int, Sought]  # of a kind by its number
Counts = Mapping[Word, int]
FIRST = "SELECT record_id FROM ({ids}) AS every LIMIT {many}"
# Said as a truth, PostgreSQL keeps the inner ids in a hash whatever it expects of them; so does SQLite.
AMONG = "SELECT lead.record_id FROM ({found}) AS lead WHERE (lead.record_id IN ({ids})) IS TRUE"
# What stands between the words of a title is an underscore, for LIKE any sign unless it is escaped.
TITLED = (
    "SELECT record_id FROM (SELECT record_id, word FROM records_searchword WHERE kind = %s AND word >= %s AND word < %s"
    " LIMIT {many}) AS named WHERE word LIKE %s ESCAPE '!'"
)


class Wanted(NamedTuple):
    """A kind by its number, what its records must have, what is seen of them, and how many are wanted at most."""

    kind: int
    question: Question
    sight: Sight | None
    most: int

    @property
    def words(self) -> Sequence[Word]:
        """What is to be counted; one word alone need not be."""
        return [(self.kind, sought) for sought in self.question] if self.sight or len(self.question) > 1 else ()

    def is_common(self, counts: Counts) -> bool:
        """Whether each of its words is in many records."""
        return all(counts[word] == COUNTED for word in self.words)


def hits(
    kinds: Mapping[str, Sight | None], question: Question, most: int, title: str = "", enough: int | None = None
) -> Hits:
    """Ids by kind of records with all the words, up to `most` of each, and of those whose title begins so.

    `kinds` tells what is seen of each kind, None for all of it. Where each of several words is a common one, `enough`
    records that have them in their title will do. An id comes once for each hit of the leading word.
    """
    wanted = list(_wanted(kinds, question, most, title))
    counts = _counts(wanted, FEW)
    found: dict[int, list[int]] = defaultdict(list)
    if enough is not None and len(question) > 1:
        common = [each.kind for each in wanted if each.sight is None and each.words and each.is_common(counts)]
        found |= _titled(common, question, most)
        wanted = [each for each in wanted if len(found[each.kind]) < enough]
    counts |= _counts([each for each in wanted if each.is_common(counts)], COUNTED)
    for number, record_id in _union([_narrowed(each, counts) for each in wanted]):
        found[number].append(record_id)
    return {one: found[SEARCHED[one].number] for one in kinds}


def _wanted(kinds: Mapping[str, Sight | None], question: Question, most: int, title: str) -> Iterator[Wanted]:
    for one, sight in kinds.items():
        kind = SEARCHED[one].number
        if title:
            yield Wanted(kind, [Sought(starts=(title,))], sight, TITLES)
        yield Wanted(kind, question, sight, most)


def _titled(kinds: Sequence[int], question: Question, most: int) -> dict[int, list[int]]:
    """Ids by kind of records whose title has words that begin so, in this order or, of two, in the other one.

    A title is one entry of the index, so that no other word of a record is looked at: the quick answer to a full name.
    """
    words = [sought.starts[0] for sought in question]
    statements = []
    for number in kinds:
        statements.append(_numbered(number, Sought(starts=(as_one(words),)).leading(number), TITLES))
        for first, *others in [words, words[::-1]] if len(words) == 2 else [words]:
            values = [number, f"={first}", f"={first}{LAST}", f"={'%!_'.join((first, *others))}%"]
            statements.append(_numbered(number, (TITLED.format(many=NAMED), values), most))
    found: dict[int, list[int]] = defaultdict(list)
    for number, record_id in _union(statements):
        found[number].append(record_id)
    return found


def _counts(wanted: Sequence[Wanted], up_to: int) -> dict[Word, int]:
    """In how many of the kind's records each word is; `COUNTED` for as many as `up_to`."""
    words = list(dict.fromkeys(word for each in wanted for word in each.words))
    statements = []
    for place, (kind, sought) in enumerate(words):
        first, values = _first(sought.leading(kind), up_to)
        statements.append((f"SELECT {place}, count(*) FROM ({first}) AS every", values))  # noqa: S608 (constants and placeholders only)
    return {words[place]: count if count < up_to else COUNTED for place, count in _union(statements)}


def _narrowed(wanted: Wanted, counts: Counts) -> Statement:
    """The ids of the kind's records with all that is wanted, with the kind's number."""
    counted: list[tuple[Term, int]] = [(each, counts.get((wanted.kind, each), COUNTED)) for each in wanted.question]
    if wanted.sight is not None:
        counted.append((wanted.sight, wanted.sight.count))
    found = _all_of(wanted.kind, sorted(counted, key=lambda each: (each[1], -each[0].longest)))
    return _numbered(wanted.kind, found, wanted.most)


def _numbered(kind: int, statement: Statement, limit: int) -> Statement:
    text, values = statement
    found = f"SELECT {kind} AS kind, record_id FROM ({text}) AS found LIMIT %s"  # noqa: S608 (constants and placeholders only)
    return f"SELECT * FROM ({found}) AS hits", [*values, limit]  # noqa: S608 (same)


def _all_of(kind: int, ordered: Sequence[tuple[Term, int]]) -> Statement:
    """The rarest term leads; its records are looked up among those of a rare one, and looked at for a common one."""
    (lead, count), *others = ordered
    if not others:
        return lead.leading(kind)
    found = _first(lead.leading(kind), MANY)
    common = []
    for term, number in others:
        if number < min(COUNTED, count * DEARER):
            text, values = _first(term.leading(kind), COUNTED)
            found = AMONG.format(found=found[0], ids=text), [*found[1], *values]
        else:
            common.append(term)
    words = [term for term in common if isinstance(term, Sought)]
    found = checked(found, kind, [words]) if words else found
    for term in common:
        found = term.among(found) if isinstance(term, Sight) else found
    return found


def _first(ids: Statement, many: int) -> Statement:
    return FIRST.format(ids=ids[0], many=many), ids[1]


def _union(statements: Sequence[Statement]) -> list[tuple[int, ...]]:
    if not statements:
        return []
    every = " UNION ALL ".join(text for text, _ in statements)
    with connection.cursor() as cursor:
        cursor.execute(every, [value for _, values in statements for value in values])
        return list(cursor.fetchall())
