"""No deal can be stopped for good.

Stages follow each other, so a stage is out of reach when the one before it can never be left: when one of
its checks comes to no for every deal, because it does not look at the deal. Where deals may start in any
stage the next one can still be entered, but a deal in the stage before is stuck. Both are errors. In a group a
check that never changes is a warning, unless the whole group comes to no for every deal.
"""

from collections.abc import Iterator
from itertools import pairwise

from dealwright.playbook.expressions import BadCheck, compile_check
from dealwright.playbook.rules.draft import Draft, Flaw, shown
from dealwright.playbook.source import Node


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at stages that cannot be reached, and at checks that are the same for every deal."""
    after = {id(stage): following for stage, following in pairwise(draft.stages)}
    for stage in draft.stages:
        for need in stage.each("exit"):
            yield from _constants(need, after.get(id(stage)))


def _constants(need: Node, following: Node | None) -> Iterator[Flaw]:
    """Flaws where a need comes to the same for every deal, or a part of it does."""
    if _answer(need) is False:
        yield _stuck(_place(need), following)
    else:
        yield from _idlers(need)


def _idlers(need: Node) -> Iterator[Flaw]:
    answer = _answer(need)
    if answer is not None:
        yield _idle(_place(need), "always met" if answer else "never met")
    else:
        for part in need.each("of"):
            yield from _idlers(part)


def _place(need: Node) -> Node:
    return need.get("check") or need


def _answer(need: Node) -> bool | None:
    """What a need comes to when it does not look at the deal; nothing for any other."""
    if need.get("when"):
        return None
    node, kind = need.get("check"), need.word("need")
    if kind == "check" and node:
        return _constant(node)
    answers = [_answer(part) for part in need.each("of")]
    if kind == "any" and answers:
        return True if True in answers else None if None in answers else False
    if kind == "all" and answers:
        return False if False in answers else None if None in answers else True
    return None


def _constant(node: Node) -> bool | None:
    """What a check comes to when it does not look at the deal; nothing for any other check."""
    try:
        check = compile_check(node.text)
    except BadCheck:
        return None
    return None if check.program.variables() else check.holds({})


def _stuck(node: Node, following: Node | None) -> Flaw:
    where = f'stage "{shown(following.word("key"))}" is' if following else "the outcome won is"
    message = f"This {_noun(node)} does not look at the deal and always fails, so {where} out of reach."
    return Flaw(node, message, "Let it look at the deal, such as deal.amount > 0, or remove it.")


def _idle(node: Node, met: str) -> Flaw:
    message = f"This {_noun(node)} does not look at the deal and is {met}."
    return Flaw(node, message, "Let it look at the deal, such as deal.amount > 0, or remove it.", "warning")


def _noun(node: Node) -> str:
    return "check" if node.kind == "text" else "group"
