"""The quick answer to a full name: a title is one entry of the index, so that no other word of a record is looked at.

Of all titles whose first word begins so, the index is asked for each such first word once (a "loose scan") and for
those that go on with the second one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import connection

from .asked import TITLES, Sought
from .statements import Statement, numbered, union
from .wanted import Found, Wanted
from .words import LAST, as_one

NAMES = 300  # first words that begin so
PAST = "`"  # stands in the index behind the underscore between the words of a title, and before every letter
NEXT = "SELECT word FROM records_searchword WHERE kind = %s AND word > {after} AND word < %s ORDER BY word LIMIT 1"
STEPS = (
    "(WITH RECURSIVE step(word) AS (SELECT ({begin}) UNION ALL SELECT ({then}) FROM step WHERE step.word IS NOT NULL)"
    " SELECT {name} AS name FROM step WHERE step.word IS NOT NULL LIMIT {names}) AS named"
)
# Both databases are told to go from the names to the titles; PostgreSQL may think that all titles are the shorter way.
ENTRIES = {
    "postgresql": "LATERAL (SELECT record_id, word FROM records_searchword"
    " WHERE kind = %s AND word >= named.name || %s AND word < named.name || %s OFFSET 0) AS entry WHERE",
    "sqlite": "records_searchword AS entry"
    " WHERE kind = %s AND word >= named.name || %s AND word < named.name || %s AND",
}
# LIKE takes an underscore for any sign unless it is escaped.
TITLED = "SELECT entry.record_id FROM {steps} CROSS JOIN {entries} entry.word LIKE %s ESCAPE '!'"
FIRST_WORD = {
    "postgresql": "split_part(step.word, '_', 1)",
    "sqlite": "substr(step.word, 1, instr(step.word || '_', '_') - 1)",
}


def titled(wanted: Sequence[Wanted]) -> Found:
    """Ids by kind of records whose title has words that begin so, in this order or, of two, in the other one: the
    first two side by side.
    """
    found: Found = defaultdict(list)
    for kind, ids in union([statement for each in wanted for statement in _titled(each)]):
        found[kind] += ids
    return found


def _titled(wanted: Wanted) -> Iterator[Statement]:
    kind, words = wanted.kind, [sought.starts[0] for sought in wanted.question]
    yield numbered(kind, Sought(starts=(as_one(words),)).leading(kind), TITLES)
    for order in [words, words[::-1]] if len(words) == 2 else [words]:
        yield numbered(kind, _side_by_side(kind, order), wanted.most)


def _side_by_side(kind: int, words: Sequence[str]) -> Statement:
    begin, then = f"={words[0]}", f"_{words[1]}"
    name, last = FIRST_WORD[connection.vendor], begin + LAST
    after = NEXT.format(after=f"{name} || '{PAST}'")
    steps = STEPS.format(begin=NEXT.format(after="%s"), then=after, name=name, names=NAMES)
    text = TITLED.format(steps=steps, entries=ENTRIES[connection.vendor])
    return text, [kind, begin, last, kind, last, kind, then, then + LAST, f"%!_{'%!_'.join(words[1:])}%"]
