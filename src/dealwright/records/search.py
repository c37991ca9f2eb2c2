"""Search by the words of records' names: kept up by a reader of the ledger, asked by the beginnings of words."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from rapidfuzz import fuzz

from dealwright.ledger.commands import rewind
from dealwright.ledger.kept import kept
from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import insert_rows
from dealwright.workspace.queries import Actor, Sees

from .kinds import KINDS, Kind, subject
from .models import SearchWord
from .shown import address_of

READER = "search"
LONGEST_WORD = 40
MOST_WORDS = 6
HITS = 30  # of each kind are checked and ranked, or as many as are asked for
TITLES = 20  # of each kind that begin with the text
COUNTED = 2_000  # hits of a word up to which words are compared for rarity
PROBED = 10_000  # hits of the rarest word that are looked at for the other words
LAST = "\U0010ffff"
COMPARED = 500  # of each word's first three letters, when looking for doubles
CLOSE_ENOUGH = 82

WORD = re.compile(r"[^\W_]+")
SEARCHED: dict[str, tuple[str, ...]] = {}
TRIGGERS: set[str] = set()


@dataclass(frozen=True, slots=True)
class Found:
    """A record that matches: its kind (singular key and label), number, name and page."""

    one: str
    label: str
    id: int
    title: str
    page: str


def register(one: str, events: Iterable[str], also: Sequence[str] = ()) -> None:
    """Have records of this kind found by their title and by the columns `also`.

    `events` are the kinds of event after which a record must be read again.
    """
    SEARCHED[one] = tuple(also)
    TRIGGERS.update(events)


def fold(text: str) -> list[str]:
    """The words of a text as they are compared: small letters without accents, cut at forty."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _words(text)))


def _words(text: str) -> list[str]:
    plain = text.casefold()
    if not plain.isascii():
        spelled = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in spelled if not unicodedata.combining(letter))
    return WORD.findall(plain)


def index(entries: Sequence[Happened]) -> None:
    """The ledger's reader: read the words of the records that these events named, changed or removed."""
    changed: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.kind in TRIGGERS and entry.subject_kind in SEARCHED:
            changed[entry.subject_kind].add(entry.subject_id)
    for one, ids in changed.items():
        _index_records(subject(one), ids)


def _index_records(kind: Kind, ids: Collection[int]) -> None:
    SearchWord.objects.filter(kind=kind.one, record_id__in=ids).delete()
    rows = kind.model._default_manager.filter(id__in=ids).values_list("id", kind.title, *SEARCHED[kind.one])
    words = [(word, kind.one, record_id) for record_id, *texts in rows for word in _entries(*texts)]
    words.sort()  # neighbours in the index, written one after the other
    insert_rows(SearchWord, ["word", "kind", "record_id"], words)


def _entries(title: str, *others: str | None) -> Iterator[str]:
    """What a record is found by, each once: the title as one entry, its words, those of the other columns."""
    words = fold(title)
    yield _as_one(words)
    yield from words
    if given := list(filter(None, others)):
        yield from (word for word in fold(" ".join(given)) if word not in words)


def whole(title: str) -> str:
    """The title as one entry of the index, so that the very title leads though its words are in hundreds of others."""
    return _as_one(fold(title))


def _as_one(words: Sequence[str]) -> str:
    return ("=" + " ".join(words))[:LONGEST_WORD]


def rebuild() -> None:
    """Forget every word and have the reader start from the first event."""
    SearchWord.objects.all().delete()
    rewind(READER)


def search(text: str, actor: Actor, limit: int = 20) -> list[Found]:
    """The records that have, for each word of the text, a word beginning with it, and that the actor may see.

    Best first: the very title, titles that begin with the text, then the rest by title. Of each kind some fifty
    records are compared; those who see everything may miss one whose words are all in thousands of others.
    """
    words = fold(text)[:MOST_WORDS]
    kinds = [kind for kind in KINDS.values() if kind.one in SEARCHED]
    if not words:
        return []
    title = whole(text)
    by_title = [_limited(kind.one, title, TITLES) for kind in kinds]
    most = max(HITS, limit)
    hits = _hits([*by_title, *(_statement(kind.one, words, most) for kind in kinds)])
    seen = [(kind, *row) for kind in kinds for row in _seen(kind, hits.get(kind.one, []), words, actor, most)]
    wanted = " ".join(_words(text))
    seen.sort(key=lambda row: _rank(row[2], wanted))
    return [_found(*row) for row in seen[:limit]]


def _rank(title: str, wanted: str) -> tuple[int, str]:
    name = _spelled(title)
    place = 0 if name == wanted else 1 if name.startswith(wanted) else 2 if f" {wanted}" in name else 3
    return place, name


@lru_cache(maxsize=20_000)
def _spelled(title: str) -> str:
    return " ".join(_words(title))


def _found(kind: Kind, record_id: int, title: str) -> Found:
    return Found(kind.one, kind.label, record_id, title, address_of(kind.page, record_id))


SPAN = "kind = %s AND word >= %s AND word < %s"
LEAD = f"SELECT kind, record_id FROM records_searchword WHERE {SPAN} LIMIT %s"  # noqa: S608 (constants only)
MANY = f"SELECT count(*) FROM (SELECT 1 FROM records_searchword WHERE {SPAN} LIMIT %s) AS part"  # noqa: S608 (same)
OTHER = (
    "EXISTS (SELECT 1 FROM records_searchword AS other WHERE other.kind = lead.kind"
    " AND other.record_id = lead.record_id AND other.word >= %s AND other.word < %s)"
)
Statement = tuple[str, list[object]]


def _hits(statements: Sequence[Statement]) -> dict[str, list[int]]:
    """Ids by kind, one for each hit of the leading word, from all statements in one."""
    found: dict[str, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        union = " UNION ALL ".join(text for text, _ in statements)
        cursor.execute(union, [value for _, values in statements for value in values])
        for one, record_id in cursor.fetchall():
            found[one].append(record_id)
    return found


def _limited(one: str, beginning: str, limit: int) -> Statement:
    return f"SELECT * FROM ({LEAD}) AS hits", [one, beginning, beginning + LAST, limit]  # noqa: S608 (constants only)


def _statement(one: str, words: Sequence[str], most: int) -> Statement:
    """What asks for records of a kind with all these words: the rarest leads, the others are looked up."""
    first, *others = _rarest_first(words, one)
    values: list[object] = [one, first, first + LAST, PROBED if others else most]
    for other in others:
        values += [other, other + LAST]
    where = " WHERE " + " AND ".join([OTHER] * len(others)) if others else ""
    return f"SELECT * FROM (SELECT * FROM ({LEAD}) AS lead{where} LIMIT %s) AS hits", [*values, most]  # noqa: S608 (constants only)


def _rarest_first(words: Sequence[str], one: str) -> list[str]:
    """The words, the one in fewest records of the kind first; among very common ones the longest."""
    if len(words) == 1:
        return list(words)
    values: list[object] = [value for word in words for value in (one, word, word + LAST, COUNTED)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([MANY] * len(words)), values)
        counts = [row[0] for row in cursor.fetchall()]
    return [word for _, _, word in sorted((n, -len(word), word) for n, word in zip(counts, words, strict=True))]


def _seen(kind: Kind, hits: Sequence[int], words: Sequence[str], actor: Actor, most: int) -> set[tuple[int, str]]:
    """The hits that the actor may see; where there are too many, who sees little also looks among what they see."""
    found = set(map(tuple, _titles(kind, kind.visible(actor), ids=set(hits)))) if hits else set()
    if len(hits) >= most and actor.sees != Sees.ALL:
        rows = kind.model._default_manager.filter(kind.visible(actor))
        having = reduce(Q.__and__, (Q(Exists(_words_of(kind, word))) for word in words))
        found |= set(rows.filter(having).values_list("id", kind.title)[:most])
    return found


@kept
def _titles(kind: Kind, seen: Q, ids: Any) -> QuerySet[Any]:
    return kind.model._default_manager.filter(seen, id__in=ids).values_list("id", kind.title)


def _words_of(kind: Kind, word: str) -> QuerySet[SearchWord]:
    return SearchWord.objects.filter(kind=kind.one, record_id=OuterRef("id"), word__gte=word, word__lt=word + LAST)


def similar(kind: Kind, text: str, actor: Actor, limit: int = 5) -> list[Found]:
    """Records of a kind whose titles look like the text, closest first; for warnings against doubles."""
    wanted = fold(text)
    ids = {
        record_id
        for word in wanted
        if len(word) > 1
        for record_id in _hits([_limited(kind.one, word[:3], COMPARED)])[kind.one]
    }
    ids |= set(kind.model._default_manager.filter(**{kind.title: text.strip()}).values_list("id", flat=True)[:limit])
    known = " ".join(sorted(wanted))
    scored = [
        (fuzz.token_sort_ratio(known, " ".join(sorted(fold(title)))), record_id, title)
        for record_id, title in _seen(kind, sorted(ids), wanted, actor, HITS)
    ]
    close = sorted((row for row in scored if row[0] >= CLOSE_ENOUGH), key=lambda row: -row[0])
    return [_found(kind, record_id, title) for _, record_id, title in close[:limit]]
