"""Numbers stay within their bounds: no negative days, no chance above 100 percent."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.rules.wrong_type import WHOLE
from dealwright.playbook.shape import Number


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at whole numbers that are too small or too large."""
    for node, spec, name in draft.spots:
        if isinstance(spec, Number) and WHOLE.match(node.text) and not _within(int(node.text), spec):
            remedy = f"Write a whole number from {spec.low} to {spec.high}."
            yield Flaw(node, f'"{name}" cannot be {node.text}.', remedy)


def _within(number: int, spec: Number) -> bool:
    return (spec.low is None or number >= spec.low) and (spec.high is None or number <= spec.high)
