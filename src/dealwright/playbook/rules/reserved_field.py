"""A field of the process cannot have the name of one that every deal has."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw

RESERVED = frozenset(
    [
        "amount",
        "close_on",
        "currency",
        "organisation",
        "owner",
        "product",
        "source",
        "stage",
        "status",
        "title",
    ]
)


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at fields with a reserved key."""
    for field in draft.root.each("fields"):
        key = field.get("key")
        if key and key.text in RESERVED:
            remedy = f'Use the one that is there, or call yours for example "our_{key.text}".'
            yield Flaw(key, f'Every deal already has a field "{key.text}".', remedy)
