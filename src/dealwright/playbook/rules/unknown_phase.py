"""The phase of a stage is a phase of the journey."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, meant, shown
from dealwright.playbook.words import JOURNEY


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at phases that the journey does not have."""
    journey = [phase.text for phase in draft.root.each("journey")] or list(JOURNEY)
    for stage in draft.stages:
        phase = stage.get("phase")
        if phase and phase.kind == "text" and phase.text not in journey:
            message = f'"{shown(phase.text)}" is not a phase of the journey.'
            yield Flaw(phase, message, meant(phase.text, journey))
