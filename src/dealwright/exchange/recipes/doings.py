"""How a row becomes an activity, a task or a part that somebody plays in a deal."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from dealwright import SalesError
from dealwright.activities.commands import (
    NewActivity,
    NewTask,
    add_tasks,
    known_activities,
    known_tasks,
    log_activities,
    remove_activities,
    remove_tasks,
)
from dealwright.deals.commands import NewStakeholder, add_stakeholders, remove_stakeholders
from dealwright.deals.queries import known_parts
from dealwright.records.fields import own_among

from ..cells import Fault
from ..links import ABOUT_KIND, ABOUT_NAME, BY_KIND, DEALS, FIRMS, LINKS, PEOPLE
from ..names import Names, Setting, noted
from ..rules import Existing
from .recipe import Line

NAMED = (*DEALS, *FIRMS, *PEOPLE)
ABOUT = (*BY_KIND, *NAMED)


class Doings:
    """What these have in common: they are about a record that the row names, and are never changed."""

    subject: str
    kind: str
    needs: tuple[tuple[str, ...], ...]
    unique: tuple[str, ...] = ()

    def __init__(self, setting: Setting) -> None:
        """Brought in by this setting."""
        self.setting = setting

    def change(self, lines: Sequence[Line], names: Names) -> None:
        """There is nothing to change: what is here already is passed over."""

    def restore(self, ids: list[int], before: Mapping[str, Any]) -> Mapping[int, SalesError]:
        """There is nothing to give back, since nothing was changed."""
        return {}

    def _note_known(self, lines: Sequence[Line], known: Sequence[int | None]) -> None:
        for line, record_id in zip(lines, known, strict=True):
            if record_id is not None:
                line.existing = Existing(record_id, {})

    def _noted(self, ids: Sequence[int]) -> None:
        noted(self.kind, ids, self.setting)


def _about(line: Line, names: Names) -> tuple[str, int] | None:
    """What the row is about: the first that it names of a deal, an organisation and a person."""
    pairs = ((_kind_of(key), _id_of(key, line, names)) for key in ABOUT)
    return next(((one, record_id) for one, record_id in pairs if record_id is not None), None)


def _kind_of(key: str) -> str:
    return LINKS[key].one if key in LINKS else key.partition(".")[0]


def _id_of(key: str, line: Line, names: Names) -> int | None:
    """Organisations are named as for deals and people, and may be made; all else is there already."""
    if key in LINKS:
        return names.links.id_of(key, line.values)
    return names.known["organisation"].get(line.values.get(key, ""))


def _settle_about(line: Line) -> None:
    """A number or an address says more than the name beside it; a name alone is that of the kind that the row tells."""
    values = line.values
    for *better, name in (DEALS, FIRMS, PEOPLE):
        if not values.keys().isdisjoint(better):
            values.pop(name, None)
    kind, said = values.pop(ABOUT_KIND, None), values.pop(ABOUT_NAME, None)
    if said and kind:
        values[f"about.{kind}"] = said
    elif said:
        remedy = f"Say it in a column {ABOUT_KIND}: {', '.join(LINKS[key].one for key in BY_KIND)}."
        line.faults.append(Fault(ABOUT_NAME, f"The row does not say what “{said[:80]}” is.", remedy))


def _person(line: Line, names: Names) -> int | None:
    return _first(PEOPLE, line, names)


def _first(keys: Sequence[str], line: Line, names: Names) -> int | None:
    return next((found for key in keys if (found := names.links.id_of(key, line.values)) is not None), None)


def _owner(line: Line, names: Names) -> int | None:
    get = line.values.get
    return names.owner_emails.get(get("owner.email", "")) or names.known["owner"].get(get("owner.name", ""))


def _require_about(line: Line) -> None:
    if line.values.keys().isdisjoint(ABOUT):
        line.faults.append(Fault("", "The row names no deal, organisation or person."))


def _is_to_come(line: Line, key: str) -> bool:
    return line.values.get(key) is not None and line.values[key] > timezone.now()


class Activities(Doings):
    """Calls, meetings, mails and notes; the same thing about the same record at the same time is one."""

    subject = kind = "activities"
    needs = ((ABOUT_NAME, *NAMED), ("subject", "text"))

    def complete(self, line: Line) -> None:
        """An activity is a note unless told, and is called by the first line of its text when it has no subject."""
        values = line.values
        _settle_about(line)
        _require_about(line)
        if said := values.get("subject") or values.get("text", "").strip().partition("\n")[0]:
            values["subject"] = said[:300]
        else:
            line.faults.append(Fault("", "The row has neither a subject nor a text."))
        values.setdefault("kind", "note")
        if _is_to_come(line, "at"):
            line.faults.append(Fault("at", "This has not taken place yet.", "Bring it in as a task."))

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the activity that is here already."""
        ready = [(line, new) for line in lines if not line.faults and (new := self._new(line, names)) and new.at]
        self._note_known([line for line, _ in ready], known_activities([new for _, new in ready]))

    def _new(self, line: Line, names: Names) -> NewActivity | None:
        about, get = _about(line, names), line.values.get
        if about is None:
            return None
        person, doer = _person(line, names), _owner(line, names)
        return NewActivity(
            about, get("kind"), get("subject"), get("text", ""), get("at"), person, doer, get("outcome", ""),
            get("direction", ""), get("minutes"), get("place", ""), fields=own_among(line.values),
        )  # fmt: skip

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Log them with the time at which they took place."""
        news = [new for line in lines if (new := self._new(line, names))]
        setting = self.setting
        self._noted(log_activities(news, by=setting.by, via=setting.via, import_id=setting.import_id))

    def remove(self, ids: list[int]) -> None:
        """Take them back."""
        remove_activities(ids, by=self.setting.by, via=self.setting.via)


class Tasks(Doings):
    """Things to do; the same title for the same record and day is one, about none also of the same owner."""

    subject = kind = "tasks"
    needs = (("title",),)

    def complete(self, line: Line) -> None:
        """A task needs a title; one that is done without a day was done by now."""
        values = line.values
        _settle_about(line)
        if "title" not in values:
            line.faults.append(Fault("", "The row has no title."))
        if values.pop("done", False):
            values.setdefault("done_at", timezone.now())
        if _is_to_come(line, "done_at"):
            line.faults.append(Fault("done_at", "This is not done yet.", "Leave the cell empty."))

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the task that is here already."""
        ready = [(line, self._new(line, names)) for line in lines if not line.faults]
        self._note_known([line for line, _ in ready], known_tasks([new for _, new in ready]))

    def _new(self, line: Line, names: Names) -> NewTask:
        get = line.values.get
        return NewTask(
            get("title"), get("kind", "task"), get("due_on"), _about(line, names), _owner(line, names), get("due_at"),
            get("minutes"), get("place", ""), done_at=get("done_at"), outcome=get("outcome", ""),
            fields=own_among(line.values),
        )  # fmt: skip

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Plan them."""
        news, setting = [self._new(line, names) for line in lines], self.setting
        self._noted(add_tasks(news, by=setting.by, via=setting.via, import_id=setting.import_id))

    def remove(self, ids: list[int]) -> None:
        """Take them back."""
        remove_tasks(ids, by=self.setting.by, via=self.setting.via)


class Stakeholders(Doings):
    """The parts that people play in deals."""

    subject = kind = "stakeholders"
    needs = (DEALS, PEOPLE)

    def complete(self, line: Line) -> None:
        """A part needs a deal and a person; one without a name is that of somebody who is simply there."""
        values = line.values
        _settle_about(line)
        if values.keys().isdisjoint(DEALS) or values.keys().isdisjoint(PEOPLE):
            line.faults.append(Fault("", "The row does not name both a deal and a person."))
        words = "".join(letter if letter.isalnum() else " " for letter in values.get("role", "").casefold()).split()
        values["role"] = "_".join(words) or "contact"

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the part that is known already."""
        ready = [(line, new) for line in lines if not line.faults and (new := self._new(line, names))]
        known = known_parts({new.deal_id for _, new in ready})
        self._note_known([line for line, _ in ready], [known.get(tuple(new)) for _, new in ready])

    def _new(self, line: Line, names: Names) -> NewStakeholder | None:
        deal, person = _first(DEALS, line, names), _person(line, names)
        return NewStakeholder(deal, person, line.values["role"]) if deal and person else None

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Say which parts they play."""
        news = [new for line in lines if (new := self._new(line, names))]
        self._noted(add_stakeholders(news, by=self.setting.by, via=self.setting.via))

    def remove(self, ids: list[int]) -> None:
        """Take them back."""
        remove_stakeholders(ids, by=self.setting.by, via=self.setting.via)
