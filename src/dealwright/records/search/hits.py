"""Asks the index: numbers of records that have all the words that are sought, of each kind so many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import connection

from .asked import Question, Sought, Statement
from .registered import SEARCHED
from .words import LAST

TITLES = 20  # of each kind that begin with the text
COUNTED = 4_000  # hits of a word up to which words are compared for rarity
PROBED = 10_000  # hits of the rarest word that are looked at for the other words
Hits = Mapping[str, Sequence[int]]

TITLED = "SELECT record_id FROM records_searchword WHERE kind = %s AND word >= %s AND word < %s"
TEXT_OF_LEAD = "SELECT 1 FROM records_searchtext AS t WHERE t.kind = %s AND t.record_id = lead.record_id"


def hits(kinds: Sequence[str], question: Question, most: int, title: str = "") -> Hits:
    """Ids by kind of records with all the words, up to `most` of each, and of those whose title begins so.

    An id comes once for each hit of the leading word: as many ids as `most` mean that there may be more.
    """
    if not kinds:
        return {}
    ordered = _rarest_first(question, kinds) if len(question) > 1 else question
    statements = []
    for one in kinds:
        number = SEARCHED[one].number
        if title:
            statements.append(_numbered(number, (TITLED, [number, title, title + LAST]), TITLES))
        statements.append(_numbered(number, _all_of(ordered, number), most))
    found: dict[str, list[int]] = defaultdict(list)
    names = {SEARCHED[one].number: one for one in kinds}
    for number, record_id in _union(statements):
        found[names[number]].append(record_id)
    return found


def _all_of(ordered: Question, kind: int) -> Statement:
    """The ids of a kind's records with all these words: the first leads, its hits are looked at for the others."""
    lead, *others = ordered
    text, values = lead.leading(kind)
    if not others:
        return text, values
    tests = [_test(each) for each in others]
    checks = " AND ".join([TEXT_OF_LEAD, *(test for test, _ in tests)])
    hits_of_lead = f"SELECT * FROM ({text}) AS arms LIMIT {PROBED}"  # noqa: S608 (constants and placeholders only)
    having = f"SELECT record_id FROM ({hits_of_lead}) AS lead WHERE EXISTS ({checks})"  # noqa: S608 (same)
    return having, [*values, kind, *(value for _, patterns in tests for value in patterns)]


def _test(sought: Sought) -> Statement:
    patterns: list[object] = [f"%{pattern}%" for pattern in sought.patterns]
    return f"({' OR '.join(['t.words LIKE %s'] * len(patterns))})", patterns


def _rarest_first(question: Question, kinds: Sequence[str]) -> Question:
    """The word in fewest records first; among very common ones the longest."""
    counts = dict(_union([_counted(place, sought, kinds) for place, sought in enumerate(question)]))
    order = sorted(range(len(question)), key=lambda place: (counts[place], -question[place].longest))
    return [question[place] for place in order]


def _counted(place: int, sought: Sought, kinds: Sequence[str]) -> Statement:
    numbers = [SEARCHED[one].number for one in kinds]
    limited = [_numbered(number, sought.leading(number), COUNTED) for number in numbers]
    every = " UNION ALL ".join(text for text, _ in limited)
    count = f"SELECT {place}, count(*) FROM ({every}) AS every"  # noqa: S608 (constants and placeholders only)
    return count, [value for _, values in limited for value in values]


def _numbered(kind: int, statement: Statement, limit: int) -> Statement:
    text, values = statement
    found = f"SELECT {kind} AS kind, record_id FROM ({text}) AS found LIMIT %s"  # noqa: S608 (same)
    return f"SELECT * FROM ({found}) AS hits", [*values, limit]  # noqa: S608 (same)


def _union(statements: Sequence[Statement]) -> list[tuple[int, int]]:
    every = " UNION ALL ".join(text for text, _ in statements)
    with connection.cursor() as cursor:
        cursor.execute(every, [value for _, values in statements for value in values])
        return list(cursor.fetchall())
