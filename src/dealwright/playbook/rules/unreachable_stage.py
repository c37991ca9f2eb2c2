"""No deal can be stopped for good.

Stages follow each other, so a stage is out of reach when the one before it can never be left: when one of
its checks comes to no for every deal, because it does not look at the deal. Where deals may start in any
stage the next one can still be entered, but a deal in the stage before is stuck. Both are errors.
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
            node = need.get("check")
            answer = _constant(node) if node and need.word("need") == "check" else None
            if node and answer is not None:
                yield _stuck(node, after.get(id(stage))) if not answer else _idle(node)


def _constant(node: Node) -> bool | None:
    """What a check comes to when it does not look at the deal; nothing for any other check."""
    try:
        check = compile_check(node.text)
    except BadCheck:
        return None
    return None if check.program.variables() else check.holds({})


def _stuck(node: Node, following: Node | None) -> Flaw:
    where = f'stage "{shown(following.word("key"))}" is' if following else "the outcome won is"
    message = f"This check does not look at the deal and always fails, so {where} out of reach."
    return Flaw(node, message, "Let the check look at the deal, such as deal.amount > 0, or remove it.")


def _idle(node: Node) -> Flaw:
    message = "This check does not look at the deal and is always met."
    return Flaw(node, message, "Let it look at the deal, such as deal.amount > 0, or remove it.", "warning")
