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

from ..cells import Fault
from ..links import LINKS
from ..names import Names, Setting, noted
from ..rules import Existing
from .recipe import Line

ABOUT = ("deal.external_id", "organisation.external_id", "person.external_id", "person.email")
PEOPLE = ("person.external_id", "person.email")


class Doings:
    """What these have in common: they are about a record that is named by its number, and are never changed."""

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
    pairs = ((LINKS[key].one, names.links.id_of(key, line.values)) for key in ABOUT)
    return next(((one, record_id) for one, record_id in pairs if record_id is not None), None)


def _person(line: Line, names: Names) -> int | None:
    return next((found for key in PEOPLE if (found := names.links.id_of(key, line.values)) is not None), None)


def _owner(line: Line, names: Names) -> int | None:
    get = line.values.get
    return names.owner_emails.get(get("owner.email", "")) or names.known["owner"].get(get("owner.name", ""))


def _require_about(line: Line) -> None:
    if line.values.keys().isdisjoint(ABOUT):
        line.faults.append(Fault("", "The row names no deal, organisation or person."))


class Activities(Doings):
    """Calls, meetings, mails and notes; the same thing about the same record at the same time is one."""

    subject = kind = "activities"
    needs = (ABOUT, ("subject", "text"))

    def complete(self, line: Line) -> None:
        """An activity is a note unless told, and is called by the first line of its text when it has no subject."""
        values = line.values
        _require_about(line)
        if said := values.get("subject") or values.get("text", "").strip().partition("\n")[0]:
            values["subject"] = said[:300]
        else:
            line.faults.append(Fault("", "The row has neither a subject nor a text."))
        values.setdefault("kind", "note")
        if values.get("at") is not None and values["at"] > timezone.now():
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
            about, get("kind"), get("subject"), get("text", ""), get("at"), person, doer, get("outcome", "")
        )

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Log them with the time at which they took place."""
        news = [new for line in lines if (new := self._new(line, names))]
        setting = self.setting
        self._noted(log_activities(news, by=setting.by, via=setting.via, import_id=setting.import_id))

    def remove(self, ids: list[int]) -> None:
        """Take them back."""
        remove_activities(ids, by=self.setting.by, via=self.setting.via)


class Tasks(Doings):
    """Things to do; the same title for the same record and day is one."""

    subject = kind = "tasks"
    needs = (ABOUT, ("title",))

    def complete(self, line: Line) -> None:
        """A task needs a title."""
        _require_about(line)
        if "title" not in line.values:
            line.faults.append(Fault("", "The row has no title."))

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the task that is here already."""
        ready = [(line, new) for line in lines if not line.faults and (new := self._new(line, names)).about]
        self._note_known([line for line, _ in ready], known_tasks([new for _, new in ready]))

    def _new(self, line: Line, names: Names) -> NewTask:
        get = line.values.get
        return NewTask(get("title"), get("kind", "task"), get("due_on"), _about(line, names), _owner(line, names))

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
    needs = (("deal.external_id",), PEOPLE)

    def complete(self, line: Line) -> None:
        """A part needs a deal and a person; one without a name is that of somebody who is simply there."""
        values = line.values
        if "deal.external_id" not in values or values.keys().isdisjoint(PEOPLE):
            line.faults.append(Fault("", "The row does not name both a deal and a person."))
        words = "".join(letter if letter.isalnum() else " " for letter in values.get("role", "").casefold()).split()
        values["role"] = "_".join(words) or "contact"

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the part that is known already."""
        ready = [(line, new) for line in lines if not line.faults and (new := self._new(line, names))]
        known = known_parts({new.deal_id for _, new in ready})
        self._note_known([line for line, _ in ready], [known.get(tuple(new)) for _, new in ready])

    def _new(self, line: Line, names: Names) -> NewStakeholder | None:
        deal, person = names.links.id_of("deal.external_id", line.values), _person(line, names)
        return NewStakeholder(deal, person, line.values["role"]) if deal and person else None

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Say which parts they play."""
        news = [new for line in lines if (new := self._new(line, names))]
        self._noted(add_stakeholders(news, by=self.setting.by, via=self.setting.via))

    def remove(self, ids: list[int]) -> None:
        """Take them back."""
        remove_stakeholders(ids, by=self.setting.by, via=self.setting.via)
