"""Only the keys of the language may be used: a mistyped key would otherwise be ignored."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, meant, shown
from dealwright.playbook.shape import Record, keys


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at keys that the language does not have in their place."""
    for node, spec, name in draft.spots:
        if isinstance(spec, Record):
            known = keys(spec.cls)
            place = f' under "{name}"' if name else ""
            for key, _ in node.pairs:
                if key.text not in known:
                    yield Flaw(key, f'There is no key "{shown(key.text)}"{place}.', meant(key.text, known))
