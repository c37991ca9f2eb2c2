"""A field to choose from has choices, and only such a field."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw

CHOOSING = ("choice", "choices")


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at choice fields without choices, and at choices of other fields."""
    for field in draft.root.each("fields"):
        kind, choices = field.get("type"), field.get("choices")
        if kind and kind.text in CHOOSING and not (choices and (choices.items or choices.kind != "list")):
            yield Flaw(kind, "This field has nothing to choose from.", "Add for example: choices: [small, large]")
        if choices and kind and kind.kind == "text" and kind.text not in CHOOSING:
            message = f'A field of type "{kind.text[:60]}" has no choices.'
            yield Flaw(choices, message, 'Remove them, or make the type "choice" (one) or "choices" (several).')
