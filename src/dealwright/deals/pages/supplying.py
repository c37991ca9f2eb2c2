"""What a form that supplies a gate asks to be done: fields changed, activities logged, proof noted, answers given."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone

from dealwright import Invalid, NotFound, SalesError, read_each
from dealwright.activities.commands import complete_task, log_activity, plan_tasks
from dealwright.activities.queries import planned_task
from dealwright.desk.locale import current
from dealwright.playbook import FieldType, Playbook
from dealwright.records.values import read_value, whole_number
from dealwright.workspace.queries import Actor

from ..commands import (
    NewConfirmation,
    add_stakeholder,
    answer,
    ask_approval,
    change_deal,
    change_stance,
    confirm,
    decide_approval,
)
from ..models import Deal
from ..queries import wishes_on
from . import choosing
from .controls import read_form

CALLED = {"at": "on", "person": "who"}  # where a control has another name than what it sets
Act = Callable[[QueryDict, str, Deal, Playbook, Actor], None]


def supply(form: QueryDict, deal: Deal, book: Playbook, by: Actor) -> None:
    """Do what the form asks; call inside a transaction.

    A control that is left empty asks for nothing. Raises the refusals of the commands, with the names of the controls
    at fault as fields; nothing may be kept then.
    """
    wanted: dict[str, Callable[[], None]] = {"": partial(_change, form, deal, book, by)}
    for name in form:
        kind, _, rest = name.partition(".")
        start, _, last = name.rpartition(".")
        act = ACTS.get((kind, last)) or ACTS.get((kind, "" if "." not in rest else "*"))
        if act is not None and form[name].strip():
            wanted[name] = partial(_told_beside, act, form, start if (kind, last) in ACTS else name, deal, book, by)
    read_each(wanted, lambda _name, act: act())


def _change(form: QueryDict, deal: Deal, book: Playbook, by: Actor) -> None:
    changes = read_form(form, book, deal.currency, by)
    if changes:
        change_deal(deal.id, changes, by=by, via="page")


def _told_beside(act: Act, form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    """Act; a refusal names the control that it is about."""
    try:
        act(form, start, deal, book, by)
    except SalesError as error:
        control = f"{start}.{CALLED.get(error.field or '', error.field)}"
        error.field = control if control in form else error.field
        raise


def _log(form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    log_activity(
        ("deal", deal.id),
        form.get(f"{start}.kind", ""),
        form[f"{start}.subject"],
        at=at_noon(_day(form, start)),
        outcome=form.get(f"{start}.outcome", ""),
        by=by,
        via="page",
    )


def _join(form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    person = choosing.person(form[start], deal.organisation_id, by, start)
    role, stance = start.removeprefix("person."), form.get(f"{start}.stance", "")
    if person is not None:
        add_stakeholder(deal.id, person, role, stance=stance, by=by, via="page")


def _think(form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    role, _, person = start.removeprefix("stance.").partition(".")
    change_stance(deal.id, whole_number(person) or 0, role, form[start], by=by, via="page")


def _answer(form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    framework, _, element = start.removeprefix("answer.").partition(".")
    strength = whole_number(form.get(f"{start}.strength", "")) or 1
    link = form.get(f"{start}.link", "")
    answer(deal.id, framework, element, strength, form[f"{start}.text"], link=link, by=by, via="page")


def _note(form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    need, _, key = start.partition(".")
    person = choosing.person(form.get(f"{start}.who", ""), deal.organisation_id, by, f"{start}.who")
    link, day = form.get(f"{start}.link", ""), _day(form, start)
    confirm(deal.id, NewConfirmation(need=need, key=key, link=link, person=person, at=at_noon(day)), by=by, via="page")


def _note_link(form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    if not form.get(f"{start}.done"):
        _note(form, start, deal, book, by)


def _do(form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    key = start.removeprefix("task.")
    plan = next((each for stage in book.stages for each in stage.activities if each.key == key), None)
    if plan is None:
        raise NotFound(f"{book.title} plans no “{key}”.")
    task = planned_task("deal", deal.id, key)
    if task is None:
        (task,) = plan_tasks([(deal.id, deal.owner_id, plan)], at=timezone.now())
    complete_task(task, form.get(f"{start}.note", ""), by=by, via="page")


def _ask(form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    ask_approval(deal.id, start.removeprefix("approval."), note=form.get(f"{start}.note", ""), by=by, via="page")


def _decide(form: QueryDict, start: str, deal: Deal, book: Playbook, by: Actor) -> None:
    """Say yes or no; who may approve their own wishes need not ask first."""
    key = start.removeprefix("approval.")
    wish = next((each.id for each in wishes_on(deal.id) if each.key == key and each.granted is None), None)
    if wish is None:
        wish = ask_approval(deal.id, key, by=by, via="page")
    says, reason = form[f"{start}.says"], form.get(f"{start}.reason", "")
    if says not in ("yes", "no"):
        raise Invalid("Say yes or no.", field="says")
    decide_approval(wish, says == "yes", reason=reason, by=by, via="page")


ACTS: dict[tuple[str, str], Act] = {
    ("activity", "subject"): _log,
    ("person", ""): _join,
    ("stance", "*"): _think,
    ("answer", "text"): _answer,
    ("document", "done"): _note,
    ("document", "link"): _note_link,
    ("event", "done"): _note,
    ("buyer", "done"): _note,
    ("consent", "who"): _note,
    ("task", "done"): _do,
    ("approval", "ask"): _ask,
    ("approval", "says"): _decide,
}


def _day(form: QueryDict, start: str) -> date | None:
    return read_value(FieldType.DATE, form.get(f"{start}.on"), key=f"{start}.on")


def at_noon(day: date | None) -> datetime | None:
    """The moment an activity of that day is noted at: now for today, otherwise noon in the reader's zone."""
    zone = ZoneInfo(current.get().zone)
    if day is None or day == timezone.now().astimezone(zone).date():
        return None
    return datetime.combine(day, time(12), zone).astimezone(UTC)
