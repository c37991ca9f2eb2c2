"""A playbook says which version of the language it is written in; this program reads the first."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, shown
from dealwright.playbook.rules.wrong_type import WHOLE


def check(draft: Draft) -> Iterator[Flaw]:
    """A flaw at a format other than 1."""
    said = draft.root.get("format")
    if said and WHOLE.match(said.text) and said.text != "1":
        yield Flaw(said, f"Format {shown(said.text)} is not known here.", "Write: format: 1")
