"""The ledger's reader: keeps what records are found by in step with the records."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from django.db import connection
from django.db.models import QuerySet

from dealwright.ledger.commands import rewind
from dealwright.ledger.kept import kept
from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import insert_rows

from ..kinds import Kind, subject
from ..models import SearchPart, SearchText, SearchWord
from .registered import SEARCHED, TRIGGERS, Searched
from .words import all_digits, as_one, backwards, fold, has_parts, number_in, parts, within

READER = "search"
AMONG = " IN (SELECT value FROM json_each(%s))"
OF_ADDRESSES = frozenset({"http", "https", "www"})
Entry = tuple[str, int]  # a word and a record's id


def index(entries: Sequence[Happened]) -> None:
    """Read the records again that these events named, changed or removed."""
    changed: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.kind in TRIGGERS and entry.subject_kind in SEARCHED:
            changed[entry.subject_kind].add(entry.subject_id)
    for one, ids in changed.items():
        _index_records(subject(one), SEARCHED[one], ids)


def reindex(one: str, ids: Collection[int]) -> None:
    """Read these records again at once, as when what they were found by must be gone."""
    if one in SEARCHED:
        _index_records(subject(one), SEARCHED[one], ids)


def rebuild() -> None:
    """Forget every word and have the reader start from the first event."""
    for model in (SearchWord, SearchText, SearchPart):
        model.objects.all().delete()
    rewind(READER)


def words_known(kind: Kind, also: Collection[str], ids: Collection[int]) -> dict[int, str]:
    """All words of these records between blanks, of the title, of these columns alone, and of texts kept elsewhere."""
    searched = replace(SEARCHED[kind.one], also=tuple(also))
    found = ((record_id, fold(title), others) for record_id, title, others in _texts(kind, searched, ids))
    return {record_id: _line(words, _further(others, words)) for record_id, words, others in found}


def _further(others: Iterable[str], words: Collection[str]) -> list[str]:
    return [word for word in _of_others(others) if word not in words]


def _line(words: Collection[str], further: Iterable[str]) -> str:
    return f" {' '.join([*words, *further, as_one(words)])} "


def _index_records(kind: Kind, searched: Searched, ids: Collection[int]) -> None:
    before: dict[int, str] = dict(_indexed(searched.number, ids=list(ids)))
    after: dict[int, str] = {}
    parted: set[str] = set()
    for record_id, title, others in _texts(kind, searched, ids):
        words = fold(title)
        further = _further(others, words)
        after[record_id] = _line(words, further)
        parted.update(filter(has_parts, words), _worth_parts(further, words))
    _replace(searched.number, before, after)
    _add_parts(parted)


@kept
def _indexed(kind: int, ids: Any) -> QuerySet[Any]:
    return SearchText.objects.filter(kind=kind, record_id__in=ids).values_list("record_id", "words")


@kept
def _titled(kind: Kind, searched: Searched, ids: Any) -> QuerySet[Any]:
    return kind.model._default_manager.filter(id__in=ids).values_list("id", kind.title, *searched.also)


def _texts(kind: Kind, searched: Searched, ids: Collection[int]) -> Iterator[tuple[int, str, list[str]]]:
    """Id, title and the other texts of each record that is still there."""
    more: dict[int, list[str]] = defaultdict(list)
    for record_id, text in searched.texts(ids) if searched.texts else ():
        more[record_id].append(text)
    for record_id, title, *others in _titled(kind, searched, ids=list(ids)):
        yield record_id, title, [*(text for each in others for text in _plain(each)), *more.get(record_id, ())]


def _plain(value: Any) -> Iterator[str]:
    """The texts of a column: its own, or those of a list and of what stands in it, but for the kind of an entry."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (text for each in value for text in _plain(each))
    elif isinstance(value, dict):
        yield from (text for key, each in value.items() if key != "kind" for text in _plain(each))


def _of_others(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if digits := number_in(text):
            yield digits
            yield backwards(all_digits(text))
        else:
            yield from (word for word in fold(text) if word not in OF_ADDRESSES)


def _worth_parts(words: Iterable[str], title: Sequence[str]) -> Iterator[str]:
    """Words of letters that hold none of the title's: who is found by Berg need not be found by annaberg too."""
    for word in words:
        if word.isalpha() and has_parts(word) and not any(len(each) > 2 and each in word for each in title):
            yield word


def _replace(kind: int, before: Mapping[int, str], after: Mapping[int, str]) -> None:
    """Write what differs: words that records lost go, words they gained come, neighbours of the index together."""
    differ = [record_id for record_id in before.keys() | after.keys() if before.get(record_id) != after.get(record_id)]
    lost = _entries(differ, before, after)
    gained = _entries(differ, after, before)
    gone = [(kind, word, record_id) for word, record_id in lost]
    _many("DELETE FROM records_searchword WHERE kind = %s AND word = %s AND record_id = %s", gone)
    known = [(kind, record_id) for record_id in differ if record_id in before]
    _many("DELETE FROM records_searchtext WHERE kind = %s AND record_id = %s", known)
    insert_rows(SearchWord, ["kind", "word", "record_id"], ((kind, *entry) for entry in gained))
    fresh = [(kind, record_id, after[record_id]) for record_id in sorted(differ) if record_id in after]
    insert_rows(SearchText, ["kind", "record_id", "words"], fresh)
    _forget_parts({word for word, _ in lost})


def _entries(ids: Iterable[int], of: Mapping[int, str], but: Mapping[int, str]) -> list[Entry]:
    """Words that records have in `of` and not in `but`, in the order of the index."""
    found = []
    for record_id in ids:
        words = dict.fromkeys(_of_line(of.get(record_id, "")))
        other = set(_of_line(but[record_id])) if record_id in but else ()
        found += [(word, record_id) for word in words if word not in other]
    return sorted(found)


def _of_line(line: str) -> Iterator[str]:
    for word in line.split():
        yield word
        if word.isdigit():
            yield from within(word)


def _add_parts(words: Collection[str]) -> None:
    new = set(words) - _known(words)
    rows = sorted({(part, len(word), word) for word in new for part in parts(word)})
    insert_rows(SearchPart, ["part", "size", "word"], rows)


def _known(words: Collection[str]) -> set[str]:
    """Those of the words that are found by their parts."""
    return {
        part[1:] for part in _stored("SELECT part FROM records_searchpart WHERE part", [f"^{word}" for word in words])
    }


def _forget_parts(words: Collection[str]) -> None:
    """Words that no record has any more are not to be found by their parts either."""
    left = _known(list(filter(has_parts, words))) if words else set()
    for searched in SEARCHED.values():
        left -= _stored(f"SELECT word FROM records_searchword WHERE kind = {searched.number} AND word", sorted(left))  # noqa: S608 (a number of ours)
    rows = [(part, len(word), word) for word in left for part in parts(word)]
    _many("DELETE FROM records_searchpart WHERE part = %s AND size = %s AND word = %s", rows)


def _stored(select: str, texts: Sequence[str]) -> set[str]:
    """The first column of the rows whose last-named column is one of the texts."""
    if not texts:
        return set()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(select + " = ANY(%s)", [texts])
        else:
            cursor.execute(select + AMONG, [msgspec.json.encode(texts).decode()])
        return {found for (found,) in cursor.fetchall()}


def _many(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)
