"""A stage cannot have the name of a state of the deal: a filter or an import could not tell them apart."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw

RESERVED = frozenset(["won", "lost", "open"])


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at stages with a reserved key."""
    for stage in draft.stages:
        key = stage.get("key")
        if key and key.text in RESERVED:
            message = f'A stage cannot be called "{key.text}": this is what a deal is after or beside its stages.'
            yield Flaw(key, message, "The end of a deal belongs under outcomes; give a stage another key.")
