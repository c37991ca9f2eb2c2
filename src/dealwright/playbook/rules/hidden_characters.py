"""No invisible characters: with them two texts look the same, or read other than they are."""

import re
from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.shape import Text

HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at texts with control characters, or marks that turn the direction of writing."""
    for node, spec, name in draft.spots:
        if isinstance(spec, Text) and (found := HIDDEN.search(node.text)):
            message = f'"{name}" contains an invisible character (code {ord(found[0]):X}).'
            yield Flaw(node, message, "Type the text anew instead of pasting it.")
