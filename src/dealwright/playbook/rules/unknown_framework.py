"""Frameworks are those that the program knows, and a need asks only for one that the process names."""

from collections.abc import Iterator

from dealwright.playbook.framework import frameworks
from dealwright.playbook.rules.draft import Draft, Flaw, meant, shown


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at frameworks that there are not, and at needs for one that is not under frameworks."""
    named = draft.root.each("frameworks")
    for node in named:
        if node.kind == "text" and node.text not in frameworks():
            yield Flaw(node, f'There is no framework "{shown(node.text)}".', meant(node.text, frameworks()))
    known = [node.text for node in named]
    for need in draft.needs("answer"):
        asked = need.get("framework")
        if asked and asked.kind == "text" and asked.text not in known:
            message = f'The framework "{shown(asked.text)}" is not one of this process.'
            yield Flaw(asked, message, f"{meant(asked.text, known)} Or name it under frameworks.")
