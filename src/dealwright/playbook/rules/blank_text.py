"""A text that people read must say something; above all why a need is asked for."""

from collections.abc import Iterator

from dealwright.playbook.needs import Asked
from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.shape import Text, entries


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at texts of nothing but spaces where a text is needed."""
    for node, spec, name in draft.spots:
        if isinstance(spec, Text) and node.kind == "text" and not (spec.blank or node.text.strip()):
            remedy = _why_doc() if name == "why" else "Write a text, or remove it."
            yield Flaw(node, f'"{name}" is blank.', remedy)


def _why_doc() -> str:
    return next(entry.doc for entry in entries(Asked) if entry.name == "why")
