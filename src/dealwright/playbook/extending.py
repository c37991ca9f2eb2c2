"""Variants: a file that extends another process and says only what differs."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from dealwright.playbook import rules
from dealwright.playbook.expressions import compile_check
from dealwright.playbook.merging import merged, without
from dealwright.playbook.model import Playbook
from dealwright.playbook.plain_words import Unreadable
from dealwright.playbook.problems import Problem
from dealwright.playbook.rules.draft import Flaw
from dealwright.playbook.shape import Record
from dealwright.playbook.shelf import shipped
from dealwright.playbook.source import Node, tree
from dealwright.playbook.words import HYPHENED_KEY
from dealwright.playbook.writing import WHOLE

Parents = Callable[[str], str | None]
Extended = tuple[Node, tuple[Problem, ...]]
# What a variant says for itself: none of it comes from the process it extends.
OWN: Final = ("format", "process", "title", "summary", "extends", "pick")
MOST_GENERATIONS: Final = 5
RULE: Final = "extends"


def none(key: str) -> str | None:
    """Knows no process that could be extended."""
    return None


def beside(folder: Path) -> Parents:
    """Finds a process to extend in this folder, as `<key>.yaml`, or among those that come with the product."""

    def found(key: str) -> str | None:
        for path in (folder / f"{key}.yaml", shipped().get(key)):
            if path and path.is_file():
                # What is no UTF-8 becomes characters that reading refuses, with their line.
                return path.read_bytes().decode("utf-8", "surrogateescape")
        return None

    return found


def picked(variants: Sequence[Playbook], facts: Mapping[str, Any]) -> Playbook | None:
    """The first variant, by the order of their keys, whose `pick` is true of a new deal; None where none is.

    `facts` is what `Check.holds` takes. A variant without a pick is never picked by itself.
    """
    ordered = sorted((variant for variant in variants if variant.pick), key=lambda variant: variant.process)
    return next((variant for variant in ordered if compile_check(variant.pick).holds(facts)), None)


def extended(root: Node, file: str, parents: Parents, line: tuple[str, ...] = ()) -> Extended:
    """The whole tree of a process: a variant laid over what it extends, any other as it stands.

    With it, what is wrong with the extending; where this is not empty the tree is not to be used. `line` has the
    keys of the variants that led here.
    """
    said = root.get("extends")
    if said is None or said.kind != "text":
        return root, ()
    line = line or (root.word("process"),)
    if flaw := _refusal(said, line):
        return root, _problems([flaw], file)
    if whole := root.get(WHOLE):
        flaws = [] if whole.text == "true" else [_not_true(whole)]
        return without(root, (WHOLE,)), _problems(flaws, file)
    parent, problems = _parent(said, file, parents, line)
    if problems:
        return root, problems
    flaws = []
    laid_over = merged(without(parent, OWN), root, Record(Playbook), flaws)
    return laid_over, _problems(flaws, file)


def _parent(said: Node, file: str, parents: Parents, line: tuple[str, ...]) -> Extended:
    """The tree of the process that is extended, checked by itself: what is wrong with it is told of its own file."""
    key, name = said.text, f"{said.text}.yaml"
    text = parents(key) if re.fullmatch(HYPHENED_KEY.strip("^$"), key) else None
    if text is None:
        return said, _problems([_unknown(said)], file)
    try:
        root = tree(text, name)
    except Unreadable as fault:
        return said, (Problem("error", name, fault.line, fault.column, "yaml", fault.message, fault.advice),)
    root, problems = extended(root, name, parents, (*line, key))
    found = problems or rules.check(root, name)
    return root, tuple(problem for problem in found if problem.level == "error")


def _refusal(said: Node, line: tuple[str, ...]) -> Flaw | None:
    if said.text in line:
        circle = " extends ".join([*line[line.index(said.text) :], said.text])
        return Flaw(said, f"This goes round in a circle: {circle}.", "Extend a process that does not extend this one.")
    if len(line) > MOST_GENERATIONS:
        message = f"This is a variant of a variant, more than {MOST_GENERATIONS} deep."
        return Flaw(said, message, "Extend one of the earlier processes.")
    return None


def _unknown(said: Node) -> Flaw:
    remedy = f"Put {said.text[:60]}.yaml beside this file, or extend one that is there: {', '.join(shipped())}."
    return Flaw(said, f'There is no process "{said.text[:60]}" to extend.', remedy)


def _not_true(whole: Node) -> Flaw:
    return Flaw(whole, f'"{WHOLE}" can only be true.', f"Write {WHOLE}: true where nothing is to be inherited.")


def _problems(flaws: Sequence[Flaw], file: str) -> tuple[Problem, ...]:
    return tuple(rules.problem(RULE, flaw, file) for flaw in flaws)
