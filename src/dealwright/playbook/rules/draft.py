"""What a rule is given, and what it gives back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from dealwright.playbook.problems import Level
from dealwright.playbook.shape import Spot
from dealwright.playbook.source import Node


@dataclass(frozen=True)
class Flaw:
    """Something wrong at a place of the file: what it is, and how to mend it."""

    node: Node
    message: str
    remedy: str
    level: Level = "error"


@dataclass(frozen=True)
class Draft:
    """A file being checked: its tree, and all its values beside what is expected of them."""

    root: Node
    spots: tuple[Spot, ...]

    @property
    def stages(self) -> tuple[Node, ...]:
        """The stages, in order."""
        return self.root.each("stages")

    @property
    def reasons(self) -> tuple[Node, ...]:
        """The reasons for a loss."""
        return self.root.each("outcomes", "lost", "reasons")

    def needs(self, kind: str = "") -> Iterator[Node]:
        """The needs of all stages, also those within groups; of this kind only, where one is given."""
        for stage in self.stages:
            for need in nested(stage.each("exit")):
                if kind in ("", need.word("need")):
                    yield need

    def keys_in_stages(self, name: str) -> list[str]:
        """The keys of the items that the stages have under this name."""
        return [item.word("key") for stage in self.stages for item in stage.each(name)]


def nested(needs: Iterable[Node]) -> Iterator[Node]:
    """Needs, each followed by those within it."""
    for need in needs:
        yield need
        yield from nested(need.each("of"))


def key_node(item: Node) -> Node | None:
    """Where the key of an item stands: the item itself when it is a plain word."""
    return item if item.kind == "text" else item.get("key")


def meant(word: str, known: Iterable[str]) -> str:
    """Advice on a word that is not known: the one that was probably meant, or all that are known."""
    words = list(known)
    close = get_close_matches(word, words, n=1)
    if not words:
        return "There is none here yet."
    return f'Did you mean "{close[0]}"?' if close else f"Use one of: {', '.join(words)}."


def shown(text: str) -> str:
    """A text of the file for a message, cut to a readable length."""
    return text if len(text) <= 60 else f"{text[:57]}..."
