"""What was found by a field that a rule hides from who asks is not found for them."""

from collections.abc import Collection, Sequence

from dealwright.workspace.queries import Actor

from ..kinds import Kind, hidden_keys, subject
from .asked import Question
from .index import words_known
from .registered import SEARCHED
from .seen import Seen


def without_hidden(rows: Sequence[Seen], question: Question, title: str, actor: Actor) -> list[Seen]:
    """The rows that have each word, or a title that begins so, in what the actor may know; a query for such a kind."""
    left = list(rows)
    for one in {each.one for each in rows}:
        kind, also = subject(one), SEARCHED[one].also
        hidden = _hidden(kind, actor)
        known = [column for column in also if column not in hidden] if hidden else also
        if len(known) < len(also):
            words = words_known(kind, known, [each.id for each in rows if each.one == one])
            left = [each for each in left if each.one != one or _fits(words.get(each.id, ""), question, title)]
    return left


def _hidden(kind: Kind, actor: Actor) -> Collection[str]:
    hidden = hidden_keys(kind, actor)
    return {field.path for key, field in kind.fields().items() if key in hidden} if hidden else ()


def _fits(words: str, question: Question, title: str) -> bool:
    has_all = all(any(pattern in words for pattern in sought.patterns) for sought in question)
    return has_all or (bool(title) and f" {title}" in words)
