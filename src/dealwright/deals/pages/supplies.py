"""What a gate misses, as small forms that supply it on the spot, and what such a form asks to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from dealwright.activities.commands import log_activity
from dealwright.desk.locale import current
from dealwright.playbook import FieldType, Playbook
from dealwright.records.values import read_value
from dealwright.workspace.queries import Actor

from ..commands import add_stakeholder, change_deal
from ..models import Deal
from ..rules import KIND_NAMES, Judgement
from . import choosing
from .controls import Control, control_of, read_form

ACTIVITY, PERSON = "activity", "person."
KINDS = {"call": "Call", "meeting": "Meeting", "email": "E-mail", "note": "Note", "task": "Task"}


@dataclass(frozen=True)
class Supply:
    """A missing need with the controls that supply it (none where waiting or thinking must help)."""

    need: str
    title: str
    why: str
    ask: str
    controls: tuple[Control, ...]


def supplies(unmet: Sequence[Judgement], deal: Deal, book: Playbook) -> list[Supply]:
    """For each missing need its controls; a control that two needs ask for stands once."""
    given: set[str] = set()
    made = []
    for one in unmet:
        fresh = tuple(each for each in _controls(one, deal, book) if each.name not in given)
        given.update(each.name for each in fresh)
        made.append(Supply(one.need, title_of(one, deal, book), one.why, _ask(one), fresh))
    return made


def title_of(one: Judgement, deal: Deal, book: Playbook) -> str:
    """What a need asks for, in a word or two: the field, "A call or a meeting", the part somebody plays."""
    match one.need:
        case "field":
            control = control_of(one.target, deal, book)
            return control.label if control else one.why
        case "activity":
            words = " or ".join(KIND_NAMES[kind] for kind in one.target.split(","))
            return words[:1].upper() + words[1:]
        case "person":
            return one.target.replace("_", " ").capitalize()
    return one.why


def _ask(one: Judgement) -> str:
    return "" if one.need == "check" else one.remedy


def _controls(one: Judgement, deal: Deal, book: Playbook) -> list[Control]:
    match one.need:
        case "activity":
            return _activity(one.target)
        case "person":
            role = one.target.replace("_", " ").capitalize()
            return [
                Control(
                    PERSON + one.target,
                    role,
                    "combobox",
                    "",
                    "",
                    help=_("A new name is added to your people."),
                    finds="person",
                )
            ]
    found = (control_of(name, deal, book) for name in one.target.split(","))
    return [each for each in found if each is not None]


def _activity(kinds: str) -> list[Control]:
    start = f"{ACTIVITY}.{kinds.replace(',', '-')}"
    offered = tuple((kind, KINDS[kind]) for kind in kinds.split(","))
    today = datetime.now(ZoneInfo(current.get().zone)).date().isoformat()
    said = f"What {_were(offered)} about"
    return [
        Control(f"{start}.kind", "Kind", "select", offered[0][0], offered[0][1], offered),
        Control(f"{start}.subject", said, "text", "", ""),
        Control(f"{start}.on", "On", "date", today, today),
    ]


def _were(offered: tuple[tuple[str, str], ...]) -> str:
    return f"the {offered[0][1].lower()} was" if len(offered) == 1 else "it was"


def supply(form: QueryDict, deal: Deal, book: Playbook, by: Actor) -> None:
    """Do what the form asks: change fields, log activities, add people; call inside a transaction.

    Raises the refusals of the commands, with the name of the control at fault as `field`.
    """
    changes = read_form(form, book, deal.currency, by)
    if changes:
        change_deal(deal.id, changes, by=by, via="page")
    for name in form:
        if name.startswith(ACTIVITY) and name.endswith(".subject") and form[name].strip():
            _log(form, name.removesuffix(".subject"), deal, by)
        elif name.startswith(PERSON) and form[name].strip():
            person = choosing.person(form[name], deal.organisation_id, by, name)
            if person is not None:
                add_stakeholder(deal.id, person, name.removeprefix(PERSON), by=by, via="page")


def _log(form: QueryDict, start: str, deal: Deal, by: Actor) -> None:
    day = read_value(FieldType.DATE, form.get(f"{start}.on"), key=f"{start}.on")
    log_activity(
        ("deal", deal.id), form.get(f"{start}.kind", ""), form[f"{start}.subject"], at=at_noon(day), by=by, via="page"
    )


def at_noon(day: date | None) -> datetime | None:
    """The moment an activity of that day is noted at: now for today, otherwise noon in the reader's zone."""
    zone = ZoneInfo(current.get().zone)
    if day is None or day == timezone.now().astimezone(zone).date():
        return None
    return datetime.combine(day, time(12), zone).astimezone(UTC)
