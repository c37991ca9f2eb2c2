"""Answers what was typed: the exact paths first, the misspelt one when they find little."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from rapidfuzz import fuzz

from dealwright.workspace.queries import Actor

from ..kinds import Kind, subject
from ..shown import address_of
from .asked import Question, Sought, as_typed, inside, inside_number
from .checking import Little, fitting, little_of
from .hits import hits
from .misspelt import misspelt
from .ranking import WORD, fit, likeness
from .registered import SEARCHED
from .seen import Seen, seen
from .sight import Sight, sights_of
from .withheld import without_hidden
from .words import all_digits, fold, inland_in, may_be_inside, number_in, spelled, whole

MOST_WORDS = 6
HITS = 30  # of each kind are checked and ranked, or as many as are asked for
FEW = 5  # found as typed or inside words, below which misspelt words are thought of
COMPARED = 500  # of each word's first three letters, when looking for doubles
CLOSE_ENOUGH = 82
Key = tuple[str, int]


class Found(msgspec.Struct, frozen=True, gc=False):
    """A record that matches: its kind (singular key and label), number, name, page, what it belongs to, its owner."""

    one: str
    label: str
    id: int
    title: str
    page: str
    belongs: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, how many of each kind are looked at, the kinds of which they see a part, the words of those of which
    they see little, and whether what records belong to is told beside their names."""

    actor: Actor
    most: int
    sights: Mapping[str, Sight]
    little: Little
    beside: bool


def search(text: str, actor: Actor, limit: int = 20, *, beside: bool = True) -> list[Found]:
    """The records that have each word of the text and that the actor may see, best first.

    A word may be the beginning of one of the record's, stand inside it, or be misspelt; a number may be spelled in any
    way. First the very title, then titles that begin with the text, whole words, beginnings, the inside of words, and
    what is spelled otherwise; the newest of the same name first. Numbers that begin or end so come before those that
    have the digits in the middle, of which there must be five. Of each kind some fifty records are compared. Without
    `beside` they come without what they belong to and whose they are.
    """
    words = fold(text)[:MOST_WORDS]
    if not words:
        return []
    place = fit(spelled(text))
    asked, sights = list(_as_asked(text, words)), sights_of(actor)
    number = number_in(text)
    in_middle = inside_number(all_digits(text))
    little = little_of(sights, [inside(words), *asked[1:], *([in_middle] if number else [])])
    asks = Asking(actor, max(HITS, limit), sights, little, beside)
    found: dict[Key, Seen] = {}
    for question in asked:
        found |= _answers(question, asks, found, limit, whole(text))
    is_name = not (number or "@" in text)
    if len(found) < limit and (is_name or not found) and any(map(may_be_inside, words)):
        found |= _answers(inside(words), asks, found, limit)
    best = _ranked(found.values(), place)
    if number and len(best) < limit:
        best += _ranked(_answers(in_middle, asks, found).values(), place)
    is_sure = bool(best) and (len(words) > 1 or not is_name or place(spelled(best[0].title)) <= WORD)
    if len(best) < min(FEW, limit) and not is_sure:
        best += _otherwise(words, asks, found)
    return [_found(each) for each in best[:limit]]


def _ranked(found: Iterable[Seen], place: Callable[[str], int]) -> list[Seen]:
    """The records in their order: by their place, their name, the newest first."""
    ordered = [(place(name := spelled(each.title)), name, -each.id, each) for each in found]
    ordered.sort()
    return [each for _, _, _, each in ordered]


def _as_asked(text: str, words: Sequence[str]) -> Iterator[Question]:
    yield as_typed(words)
    if number := number_in(text):
        numbers = dict.fromkeys([number, inland_in(text)])
        yield from (as_typed([each]) for each in numbers if each and [each] != list(words))


def _otherwise(words: Sequence[str], asks: Asking, known: Mapping[Key, Seen]) -> list[Seen]:
    """Records whose words are spelled a little otherwise, the likest first; without those known already."""
    question = misspelt(words)
    if not any(sought.exactly for sought in question):
        return []
    fresh = _answers(question, replace(asks, most=max(asks.most, 500), little={}), known).values()
    return sorted(fresh, key=lambda each: (-likeness(each.title, words), -each.id))


def _answers(
    question: Question, asks: Asking, known: Mapping[Key, Seen], enough: int | None = None, title: str = ""
) -> dict[Key, Seen]:
    """What fits and the actor may see and know, without those known already."""
    kinds = {one: asks.sights.get(one) for one in SEARCHED if one not in asks.little}
    found = dict(hits(kinds, question, asks.most, title, enough))
    found |= {one: list(fitting(texts, question, asks.most, title)) for one, texts in asks.little.items()}
    if known:
        found = {one: [each for each in ids if (one, each) not in known] for one, ids in found.items()}
    rows = seen(found, asks.actor, beside=asks.beside)
    return {(row.one, row.id): row for row in without_hidden(rows, question, title, asks.actor)}


def _found(each: Seen) -> Found:
    kind = subject(each.one)
    page = address_of(kind.page, each.id)
    return Found(each.one, kind.label, each.id, each.title, page, each.belongs or "", each.owner or "")


def similar(kind: Kind, text: str, actor: Actor, limit: int = 5) -> list[Found]:
    """Records of a kind whose titles look like the text, closest first; for warnings against doubles."""
    wanted = fold(text)[:MOST_WORDS]
    if not wanted:
        return []
    beginnings = [[Sought(starts=(word[:3],))] for word in wanted if len(word) > 1]
    sought = {kind.one: sights_of(actor).get(kind.one)}
    ids = {
        record_id
        for question in (*beginnings, misspelt(wanted))
        for record_id in hits(sought, question, COMPARED, whole(text))[kind.one]
    }
    known = " ".join(sorted(wanted))
    scored = [
        (fuzz.token_sort_ratio(known, " ".join(sorted(fold(each.title)))), each)
        for each in seen({kind.one: ids}, actor)
    ]
    close = sorted((row for row in scored if row[0] >= CLOSE_ENOUGH), key=lambda row: (-row[0], row[1].id))
    return [_found(each) for _, each in close[:limit]]
