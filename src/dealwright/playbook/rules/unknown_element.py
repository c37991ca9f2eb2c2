"""A need can ask only for an element that its framework has."""

from collections.abc import Iterator

from dealwright.playbook.framework import frameworks
from dealwright.playbook.rules.draft import Draft, Flaw, meant, shown


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at elements that the framework of the need does not have."""
    named = {node.text for node in draft.root.each("frameworks")}
    for need in draft.needs("answer"):
        name, asked = need.word("framework"), need.get("element")
        framework = frameworks().get(name) if name in named else None
        known = [element.key for element in framework.elements] if framework else []
        if known and asked and asked.kind == "text" and asked.text not in known:
            message = f'The framework "{name}" has no element "{shown(asked.text)}".'
            yield Flaw(asked, message, meant(asked.text, known))
