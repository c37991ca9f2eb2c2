"""A text on its way to be published: what is wrong with it, and what it would change."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dealwright.playbook import Playbook, Problem, diff, read

from .claimed import claimed
from .parents import parent_text
from .queries import Published, versions


@dataclass(frozen=True)
class Checked:
    """What came of checking a text: the playbook unless there is an error, and all problems by line.

    `before` is the version in force of its process, `changes` what the text changes against it, in words.
    """

    problems: Sequence[Problem] = ()
    book: Playbook | None = None
    before: Published | None = None
    changes: Sequence[str] = ()


def checked(text: str, name: str) -> Checked:
    """Check a text as it would be published; `name` stands for the file in the problems. Never raises."""
    reading, garbled = read(text, name, parent_text), _garbled(text)
    book = None if garbled else reading.playbook
    before = next(iter(versions(book.process)), None) if book else None
    changes = [change.sentence for change in diff(before.playbook, book)] if book and before else []
    taken = claimed(text, name, book, before) if book else []
    return Checked((*garbled, *reading.problems, *taken), None if taken else book, before, changes)


def _garbled(text: str) -> list[Problem]:
    line = text[: text.find("\ufffd") + 1].count("\n") + 1
    message, remedy = _("This is not UTF-8 text."), _("Save the file again with the encoding UTF-8.")
    return [Problem("error", "", line, 1, "encoding", message, remedy)] if "\ufffd" in text else []
