"""Fields that the company added on screen: a process may not have another one under the same key."""

import re

from django.utils.translation import gettext as _

from dealwright.playbook import Playbook, Problem
from dealwright.records.own.configured import configured
from dealwright.workspace.queries import Machine

from .queries import Published

RULE = "field-of-the-company"


def claimed(text: str, name: str, book: Playbook, before: Published | None) -> list[Problem]:
    """An error for each field of the playbook, new since the version in force, whose key the company's own has.

    Deals keep both under one key, so that the values of one would be taken for those of the other.
    """
    known = {field.key for field in before.playbook.fields} if before else set()
    added = {field.key: field.title for field in configured(Machine()).fields.get("deals", ())}
    new = [field for field in book.fields if field.key in added and field.key not in known]
    return [_problem(text, name, field.key, added[field.key]) for field in new]


def _problem(text: str, name: str, key: str, title: str) -> Problem:
    line = next((at for at, each in enumerate(text.splitlines(), 1) if re.search(rf"\bkey:\s*\W?{key}\b", each)), 1)
    message = _("Deals already have a field of the company's own under “%(key)s”: “%(title)s”.")
    remedy = _("Call yours by another key, or retire that field under Settings, Fields, first.")
    return Problem("error", name, line, 1, RULE, message % {"key": key, "title": title}, remedy)
