"""A process cannot have the name of something else that has its address among the playbooks."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw

RESERVED = frozenset(["frameworks"])


def check(draft: Draft) -> Iterator[Flaw]:
    """A flaw at a process with a reserved key."""
    key = draft.root.get("process")
    if key and key.text in RESERVED:
        message = f'A process cannot be called "{key.text}": the pages of these have that address.'
        yield Flaw(key, message, f'Call it for example "{key.text}_process".')
