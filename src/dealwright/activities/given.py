"""To whom tasks are given, as their events tell it, for notifications."""

from collections.abc import Sequence

from dealwright.ledger.queries import Happened, entries_about

OWNED = ("task_planned", "task_changed")


def task_given(happened: Sequence[Happened]) -> dict[int, list[int]]:
    """Whom each event gives a task, by `Happened.id`; tasks of a process and changes that give nobody anything are
    left out. One query for each task that was changed."""
    found: dict[int, list[int]] = {}
    for each in happened:
        fields = each.fields()
        owner = fields["to"] if each.kind == "task_escalated" else fields.get("owner")
        if owner and each.via != "process" and (each.kind != "task_changed" or owner != _owner_before(each)):
            found[each.id] = [owner]
    return found


def _owner_before(change: Happened) -> int | None:
    number = change.fields()["task"]
    earlier = entries_about(
        {change.subject_kind: [change.subject_id]}, kinds=OWNED, before=(change.occurred_at, change.id),
        holding=[f'"task":{number}'], limit=20,
    )  # fmt: skip
    told = (each.fields() for each in earlier)
    return next((fields.get("owner") for fields in told if fields["task"] == number), None)
