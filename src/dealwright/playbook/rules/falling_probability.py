"""The chance of winning should not fall from one stage to the next.

A warning, not an error: nothing breaks, but each step forward would then lower the forecast, which is
seldom meant.
"""

from collections.abc import Iterator
from itertools import pairwise

from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.rules.wrong_type import WHOLE


def check(draft: Draft) -> Iterator[Flaw]:
    """Warnings at stages with a lower probability than the stage before."""
    stated = [node for stage in draft.stages if (node := stage.get("probability")) and WHOLE.match(node.text)]
    for before, node in pairwise(stated):
        if int(node.text) < int(before.text):
            message = f"The chance of winning falls from {before.text} to {node.text} percent."
            yield Flaw(node, message, "Moving forward should not make a deal less likely.", "warning")
