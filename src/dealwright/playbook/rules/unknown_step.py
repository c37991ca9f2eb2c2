"""A need can ask only for a step of the buyer that some stage names."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, meant, shown


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at needs whose step stands under buyer in no stage."""
    known = draft.keys_in_stages("buyer")
    for need in draft.needs("buyer"):
        step = need.get("step")
        if step and step.kind == "text" and step.text not in known:
            message = f'No stage has a step of the buyer "{shown(step.text)}".'
            yield Flaw(step, message, f"{meant(step.text, known)} Or add it under buyer.")
