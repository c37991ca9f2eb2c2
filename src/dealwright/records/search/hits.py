"""Asks the index: numbers of records that have all the words that are sought, of each kind so many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

from django.db import connection

from .asked import Question, Sought, Statement
from .registered import SEARCHED
from .words import LAST

TITLES = 20  # of each kind that begin with the text
MANY = 10_000  # hits of one word beyond which no more are looked at
COUNTED = 2_000  # hits of a word beyond which it is a common one
DEARER = 10  # times that it costs to look at a record's words than at a hit of one word
Hits = Mapping[str, Sequence[int]]
Text = tuple[int, str]
Counted = Sequence[tuple[Sought, int]]

TITLED = "SELECT record_id FROM records_searchword WHERE kind = %s AND word >= %s AND word < %s"
FIRST = "SELECT record_id FROM ({hits}) AS arms LIMIT {many}"
# Said as a truth, PostgreSQL keeps the inner ids in a hash whatever it expects of them; so does SQLite.
AMONG = "SELECT record_id FROM ({hits}) AS lead WHERE (record_id IN ({ids})) IS TRUE LIMIT {many}"
# PostgreSQL takes ids as an array to the index, where it would read the words of all records first.
CHECKED_ARRAY = (
    "SELECT t.record_id FROM records_searchtext AS t WHERE t.kind = %s AND t.record_id = ANY(ARRAY({hits})) AND {tests}"
)
CHECKED = (
    "SELECT record_id FROM ({hits}) AS lead WHERE EXISTS (SELECT 1 FROM records_searchtext AS t"
    " WHERE t.kind = %s AND t.record_id = lead.record_id AND {tests})"
)


def hits(kinds: Sequence[str], question: Question, most: int, title: str = "") -> Hits:
    """Ids by kind of records with all the words, up to `most` of each, and of those whose title begins so.

    An id comes once for each hit of the leading word: as many ids as `most` mean that there may be more.
    """
    counts = _counts(question, kinds) if len(question) > 1 else {}
    statements = []
    for one in kinds:
        number = SEARCHED[one].number
        if title:
            statements.append(_numbered(number, (TITLED, [number, title, title + LAST]), TITLES))
        ordered = _rarest_first(question, [counts.get((number, place), MANY) for place in range(len(question))])
        if ordered[0][1]:
            statements.append(_numbered(number, _all_of(ordered, number), most))
    found: dict[str, list[int]] = defaultdict(list)
    names = {SEARCHED[one].number: one for one in kinds}
    for number, record_id in _union(statements):
        found[names[number]].append(record_id)
    return found


def hits_among(texts: Sequence[Text], question: Question, most: int, title: str = "") -> list[int]:
    """As `hits`, of records whose words are known: of each its id and its words between blanks."""
    patterns = [sought.patterns for sought in question]
    titled = [record_id for record_id, words in texts if title and f" {title}" in words]
    fitting = (record_id for record_id, words in texts if all(any(each in words for each in some) for some in patterns))
    return [*titled[:TITLES], *islice(fitting, most)]


def _counts(question: Question, kinds: Sequence[str]) -> dict[tuple[int, int], int]:
    """By kind's number and the word's place: how many hits it has, `COUNTED` at most."""
    statements = []
    for one in kinds:
        number = SEARCHED[one].number
        for place, sought in enumerate(question):
            first, values = _first(sought.leading(number), COUNTED)
            statements.append((f"SELECT {number}, {place}, count(*) FROM ({first}) AS every", values))  # noqa: S608 (constants and placeholders only)
    return {(number, place): count for number, place, count in _union(statements)}


def _rarest_first(question: Question, counts: Sequence[int]) -> Counted:
    """The word in fewest records first; among very common ones the longest."""
    return sorted(zip(question, counts, strict=True), key=lambda each: (each[1], -each[0].longest))


def _all_of(ordered: Counted, kind: int) -> Statement:
    """The ids of a kind's records with all these words, the rarest of which leads."""
    (lead, count), *others = ordered
    found = _first(lead.leading(kind)) if others else lead.leading(kind)
    quick = [sought for sought, number in others if number < min(COUNTED, count * DEARER)]
    for sought in quick:
        found = _among(found, _first(sought.leading(kind)))
    return _checked(found, kind, [sought for sought, _ in others if sought not in quick])


def _first(found: Statement, many: int = MANY) -> Statement:
    return FIRST.format(hits=found[0], many=many), found[1]


def _among(found: Statement, ids: Statement) -> Statement:
    return AMONG.format(hits=found[0], ids=ids[0], many=MANY), [*found[1], *ids[1]]


def _checked(found: Statement, kind: int, others: Sequence[Sought]) -> Statement:
    """Those of the records that have the other words, too."""
    if not others:
        return found
    tests = [_test(each) for each in others]
    patterns = [value for _, each in tests for value in each]
    told = {"hits": found[0], "tests": " AND ".join(test for test, _ in tests)}
    if connection.vendor == "postgresql":
        return CHECKED_ARRAY.format(**told), [kind, *found[1], *patterns]
    return CHECKED.format(**told), [*found[1], kind, *patterns]


def _test(sought: Sought) -> Statement:
    patterns: list[object] = [f"%{pattern}%" for pattern in sought.patterns]
    return f"({' OR '.join(['t.words LIKE %s'] * len(patterns))})", patterns


def _numbered(kind: int, statement: Statement, limit: int) -> Statement:
    text, values = statement
    found = f"SELECT {kind} AS kind, record_id FROM ({text}) AS found LIMIT %s"  # noqa: S608 (constants and placeholders only)
    return f"SELECT * FROM ({found}) AS hits", [*values, limit]  # noqa: S608 (same)


def _union(statements: Sequence[Statement]) -> list[tuple[int, ...]]:
    if not statements:
        return []
    every = " UNION ALL ".join(text for text, _ in statements)
    with connection.cursor() as cursor:
        cursor.execute(every, [value for _, values in statements for value in values])
        return list(cursor.fetchall())
