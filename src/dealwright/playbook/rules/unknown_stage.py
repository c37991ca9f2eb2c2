"""A shortcut leads from a stage of the process to another."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, meant, shown


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at shortcuts whose from or to is no stage."""
    known = [stage.word("key") for stage in draft.stages]
    for shortcut in draft.root.each("moves", "shortcuts"):
        for end in filter(None, (shortcut.get("from"), shortcut.get("to"))):
            if end.kind == "text" and end.text not in known:
                yield Flaw(end, f'There is no stage "{shown(end.text)}" in this process.', meant(end.text, known))
