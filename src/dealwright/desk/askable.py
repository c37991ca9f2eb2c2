"""What the rows of a condition can ask of, for the component `ui.condition`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Askable:
    """A part of a record: how a condition names it, its title, its kind and the values that are suggested.

    `values` are pairs of what a condition holds and its title, which is shown in its place. `kind` is text, number,
    yesno or several (texts, of which a condition asks whether one is among them).
    """

    name: str
    title: str
    kind: str
    values: Sequence[tuple[str, str]] = ()


def askables(
    root: str,
    sample: Mapping[str, Any],
    titles: Mapping[str, str],
    values: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Askable]:
    """The parts of a record that looks like the sample, which a condition calls `root`.

    A mapping in the sample, such as `fields`, has parts of its own; `titles` and `values` (their titles by what a
    condition holds) are by "country" or "fields.size". What has no title is called by its key in words.
    """
    known = values or {}
    return [
        Askable(f"{root}.{key}", titles.get(key) or _in_words(key), kind_of(value), _told_apart(known.get(key, {})))
        for key, value in _parts(sample)
    ]


def _told_apart(titles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Values with their titles; where two have the same one, such as stages of two processes, it names the value."""
    often = Counter(titles.values())
    return [(key, f"{title} ({key})" if often[title] > 1 else title) for key, title in titles.items()]


def kind_of(value: Any) -> str:
    """The kind of a part that holds such a value."""
    if isinstance(value, bool):
        return "yesno"
    if isinstance(value, int | float):
        return "number"
    return "several" if isinstance(value, list | tuple) else "text"


def _parts(sample: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in sample.items():
        if isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", each) for inner, each in value.items())
        else:
            yield key, value


def _in_words(key: str) -> str:
    return key.rpartition(".")[2].replace("_", " ").capitalize()
