"""A need can ask only for a field that exists."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, meant, shown
from dealwright.playbook.words import EVERY_DEAL


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at needs that name neither a field of the process nor one that every deal has."""
    own = [field.word("key") for field in draft.root.each("fields")]
    known = list(dict.fromkeys([*own, *EVERY_DEAL]))
    for need in draft.needs("field"):
        field = need.get("field")
        if field and field.kind == "text" and field.text not in known:
            message = f'There is no field "{shown(field.text)}" in this process.'
            yield Flaw(field, message, f"{meant(field.text, known)} Or add it under fields.")
