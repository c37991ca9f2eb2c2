"""A need can ask only for a task that some stage plans."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, meant, shown


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at needs whose task is among the activities of no stage."""
    known = draft.keys_in_stages("activities")
    for need in draft.needs("task"):
        task = need.get("task")
        if task and task.kind == "text" and task.text not in known:
            message = f'No stage plans a task "{shown(task.text)}".'
            yield Flaw(task, message, f"{meant(task.text, known)} Or add it to the activities of the stage.")
