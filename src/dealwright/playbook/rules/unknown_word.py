"""Where the language offers a set of words, only these may stand."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, meant, shown
from dealwright.playbook.shape import TAG, Variants, Word


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at words outside their set, such as a field of type "number"."""
    for node, spec, name in draft.spots:
        if isinstance(spec, Word) and node.kind == "text" and node.text not in set(spec.words):
            yield Flaw(node, f'"{name}" cannot be "{shown(node.text)}".', meant(node.text, spec.words))
        if isinstance(spec, Variants) and node.kind == "mapping" and spec.named(node.word(TAG)) is None:
            word = node.get(TAG)
            message = f'"{TAG}" cannot be "{shown(word.text)}".' if word else f'"{TAG}" is missing under "{name}".'
            yield Flaw(word or node, message, meant(word.text if word else "", spec.words))
