"""Where several common words meet: the records of each are read once, up to a limit, and those that all have kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from .sight import COUNTED
from .statements import Statement, among, counted, first, numbered, union
from .wanted import Found, Wanted, Word, words_of_all

READ = 6_000  # records of a word
READ_ONCE = "{name} AS MATERIALIZED ({ids})"


def meeting(wanted: Sequence[Wanted]) -> tuple[Found, dict[Word, int]]:
    """Ids by kind of records with all the words, as far as they are among the first `READ` of each word.

    And in how many records each word is; `COUNTED` for as many as `READ`.
    """
    words = words_of_all(wanted)
    names = {word: f"word{place}" for place, word in enumerate(words)}
    asked = [counted(-1 - place, _records(names[word])) for place, word in enumerate(words)]
    asked += [numbered(each.kind, _seen_with_all(each, names), each.most) for each in wanted]
    found: Found = defaultdict(list)
    counts = {}
    for number, values in union(asked, _read_once(names)):
        if number < 0:
            [count] = values
            counts[words[-1 - number]] = count if count < READ else COUNTED
        else:
            found[number] += values
    return found, counts


def _read_once(names: Mapping[Word, str]) -> Statement:
    read = [(name, *first(sought.leading(kind), READ)) for (kind, sought), name in names.items()]
    each = ", ".join(READ_ONCE.format(name=name, ids=text) for name, text, _ in read)
    return f"WITH {each} ", [value for _, _, values in read for value in values]


def _seen_with_all(wanted: Wanted, names: Mapping[Word, str]) -> Statement:
    lead, *others = (_records(names[word]) for word in wanted.words)
    for other in others:
        lead = among(lead, other)
    if wanted.sight is None:
        return lead
    return among(lead, wanted.sight.leading()) if wanted.sight.count < COUNTED else wanted.sight.among(lead)


def _records(name: str) -> Statement:
    return f"SELECT record_id FROM {name}", []  # noqa: S608 (a name of ours)
