"""Some lists need an item (a process without stages is none), and no list may be endless."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.shape import Many


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at lists with too few or too many items."""
    for node, spec, name in draft.spots:
        if not isinstance(spec, Many) or node.kind != "list":
            continue
        if len(node.items) < spec.low:
            yield Flaw(node, f'"{name}" is an empty list.', f"Put at least {spec.low} into it.")
        if len(node.items) > spec.high:
            yield Flaw(node, f'"{name}" has {len(node.items)} items.', f"At most {spec.high} are allowed.")
