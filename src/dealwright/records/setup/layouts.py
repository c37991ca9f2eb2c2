"""Make the layout of a kind of record: sections with titles, and which fields stand in them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.commands import renew_settings
from dealwright.workspace.overview import require_role
from dealwright.workspace.queries import Actor, Machine, Right, require

from ..kinds import Kind, fields_of, kind_of
from ..layouts import placeable
from ..models import Layout
from ..own.events import LayoutSaved

MOST_SECTIONS = 20
LONGEST_TITLE = 80


@transaction.atomic
def save_layout(kind_key: str, sections: Sequence[Mapping[str, Any]], *, role: str = "", by: Actor, via: str) -> None:
    """Have the fields of a kind stand in these sections, `{"title", "fields"}` each, for a role or for everybody.

    Fields that no section names stay reachable under "More"; a field stands in one section only. Raises Invalid for
    a field that the kind does not have or that stands twice, or for an unknown role, and NotAllowed.
    """
    require(by, Right.FIELDS)
    kind = kind_of(kind_key)
    read = read_sections(kind, sections)
    require_role(role)
    before = Layout.objects.select_for_update().filter(kind=kind.key, role=role).first()
    if before is not None and before.sections == read:
        return
    Layout.objects.update_or_create(kind=kind.key, role=role, defaults={"sections": read})
    _tell(kind, role, read, by, via)


@transaction.atomic
def forget_layout(kind_key: str, *, role: str = "", by: Actor, via: str) -> None:
    """Go back to the usual layout, or for a role to everybody's."""
    require(by, Right.FIELDS)
    kind = kind_of(kind_key)
    if Layout.objects.filter(kind=kind.key, role=role).delete()[0]:
        _tell(kind, role, [], by, via)


def layout_for_setup(kind_key: str, role: str, actor: Actor) -> list[dict[str, Any]] | None:
    """The sections that were made for exactly this role; None when there are none."""
    require(actor, Right.FIELDS)
    row = Layout.objects.filter(kind=kind_of(kind_key).key, role=role).first()
    return None if row is None else row.sections


def read_sections(kind: Kind, given: Any) -> list[dict[str, Any]]:
    """Sections as they are stored; raises Invalid."""
    if not isinstance(given, list | tuple) or len(given) > MOST_SECTIONS:
        raise Invalid(f"A layout has at most {MOST_SECTIONS} sections.", field="sections")
    known = {field.key for field in placeable(kind, fields_of(kind, Machine()))}
    sections, seen = [], set()
    for one in given:
        title, keys = _read_section(one)
        for key in keys:
            if key not in known or key in seen:
                what = "stands twice" if key in seen else "is no field of these records"
                raise Invalid(f"“{key[:80]}” {what}.", field="sections", remedy="Take it out and save again.")
            seen.add(key)
        sections.append({"title": title, "fields": keys})
    return sections


def _read_section(one: Any) -> tuple[str, list[str]]:
    if not isinstance(one, Mapping) or set(one) - {"title", "fields"} or not isinstance(one.get("fields"), list):
        raise Invalid("A section has a title and a list of fields.", field="sections")
    title = str(one.get("title") or "").strip()
    if len(title) > LONGEST_TITLE or "\x00" in title:
        raise Invalid(f"A title has at most {LONGEST_TITLE} characters.", field="sections", remedy="Shorten it.")
    return title, [str(key) for key in one["fields"]]


def _tell(kind: Kind, role: str, sections: list[dict[str, Any]], by: Actor, via: str) -> None:
    renew_settings()
    record([Happening(LayoutSaved(of=kind.key, role=role, sections=sections), 0, by.id, via, timezone.now())])
