"""A shortcut goes forward: whether a deal may go back is said by `back`."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at shortcuts that do not lead to a later stage."""
    places = {stage.word("key"): place for place, stage in enumerate(draft.stages)}
    for shortcut in draft.root.each("moves", "shortcuts"):
        origin, to = places.get(shortcut.word("from")), places.get(shortcut.word("to"))
        if origin is not None and to is not None and to <= origin:
            message = f'This shortcut does not lead forward from "{shortcut.word("from")}".'
            yield Flaw(shortcut.get("to") or shortcut, message, "Name a later stage; going back is ruled by: back.")
