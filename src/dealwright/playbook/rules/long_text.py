"""Texts stay short enough for a screen."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.shape import Text

LONGEST = 2000


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at texts of more than LONGEST characters."""
    for node, spec, name in draft.spots:
        if isinstance(spec, Text) and len(node.text) > LONGEST:
            message = f'"{name}" has {len(node.text):,} characters.'
            yield Flaw(node, message, f"At most {LONGEST:,} are allowed: keep to what a rep needs here.")
