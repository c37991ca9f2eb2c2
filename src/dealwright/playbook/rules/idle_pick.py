"""Only a variant is picked: a process that extends none is chosen by whoever opens the deal."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw


def check(draft: Draft) -> Iterator[Flaw]:
    """A flaw at a pick without extends."""
    pick = draft.root.get("pick")
    if pick and not draft.root.get("extends"):
        message = 'Only a variant is picked, but there is no "extends".'
        yield Flaw(pick, message, "Remove it, or name the process that this one varies: extends: general")
