"""Which fields count for completeness and how much, and how complete one record is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.access import Verb, may, require_all_changeable
from dealwright.workspace.commands import renew_settings
from dealwright.workspace.queries import Actor, Right, member_names, require

from ..complete import weighed
from ..fields import Field
from ..kinds import fields_of, record_kind, require_visible, subject
from ..models import Weights
from .events import RecordConfirmed, WeightsSet
from .keeping import Looking, broken, rules_of
from .models import Confirmation
from .rules import EMPTY, Rule
from .ruling import ruled_kinds

MOST_POINTS = 5


@dataclass(frozen=True)
class Standing:
    """How complete one record is: points had and points there are, what it lacks, which rules it breaks.

    `confirmed_by` said at `confirmed_at` that all is still right (None: nobody did); `may_write` is for who looks.
    """

    had: int
    total: int
    lacks: Sequence[Field]
    broken: Sequence[Rule]
    confirmed_at: datetime | None
    confirmed_by: str
    may_write: bool

    @property
    def share(self) -> float:
        """How much of what counts is filled, 0 to 1."""
        return self.had / self.total if self.total else 1.0


@transaction.atomic
def set_weights(kind_key: str, points: Mapping[str, int], *, by: Actor, via: str) -> bool:
    """Say how many points (0 to 5) each field counts; returns whether that is new. Without any the usual ones count.

    Raises Invalid naming a field that nobody fills or points that are not so many, NotAllowed.
    """
    require(by, Right.FIELDS)
    kind = record_kind(kind_key)
    known = {field.key for field in fields_of(kind, by).values() if field.writable}
    for key, count in points.items():
        if key not in known or kind not in ruled_kinds():
            raise Invalid(f"Nobody fills a field “{key[:80]}”.", field=key[:80])
        if not 0 <= count <= MOST_POINTS:
            raise Invalid(f"A field counts 0 to {MOST_POINTS} points.", field=key)
    chosen = [(key, count) for key, count in points.items() if count]
    before = Weights.objects.filter(kind=kind.key).values_list("points", flat=True).first() or []
    if [tuple(each) for each in before] == chosen:
        return False
    Weights.objects.update_or_create(kind=kind.key, defaults={"points": chosen})
    renew_settings()
    record([Happening(WeightsSet(of=kind.key, points=chosen), 0, by.id, via, timezone.now())])
    return True


def standing_of(one: str, record_id: int, actor: Actor) -> Standing:
    """How complete a record is that the actor may see; raises NotFound."""
    require_visible(one, record_id, actor)
    kind = subject(one)
    fields, rules = weighed(kind, actor), list(rules_of(kind, actor))
    looking = Looking(kind, rules)
    paths = list(dict.fromkeys((*(field.path for field, _points in fields), *looking.paths)))
    row = kind.model._default_manager.filter(id=record_id).values("owner_id", *paths).first()
    if row is None:
        raise NotFound(f"There is no {kind.label.lower()} {record_id}.")
    lacks = [(field, points) for field, points in fields if row[field.path] in EMPTY]
    total = sum(points for _field, points in fields)
    confirmed = Confirmation.objects.filter(one=one, record_id=record_id, field="").first()
    return Standing(
        total - sum(points for _field, points in lacks), total, [field for field, _points in lacks],
        broken(rules, looking.facts(row), fields_of(kind, actor)), confirmed.at if confirmed else None,
        member_names().get(confirmed.by_id or 0, "") if confirmed else "",
        may(actor, one, Verb.CHANGE, record_id, row["owner_id"]),
    )  # fmt: skip


def confirmed(one: str, record_id: int, actor: Actor, field: str = "") -> tuple[datetime | None, str]:
    """When somebody last said that a record, or one field of it, is still right, and who; (None, "") if nobody did.

    Raises NotFound for a record that the actor may not see.
    """
    require_visible(one, record_id, actor)
    found = Confirmation.objects.filter(one=one, record_id=record_id, field=field).first()
    return (found.at, member_names().get(found.by_id or 0, "")) if found else (None, "")


@transaction.atomic
def confirm_record(one: str, record_id: int, *, by: Actor, via: str, field: str = "") -> None:
    """Say that a record, or one field of it, is still right: who and when are kept.

    Raises NotFound, Invalid for a field that is not there, NotAllowed for what is not the actor's to change.
    """
    require_visible(one, record_id, by)
    kind, now = subject(one), timezone.now()
    if field and field not in fields_of(kind, by):
        raise Invalid(f"There is no field “{field[:80]}”.", field="field")
    owner_id, title = kind.model._default_manager.values_list("owner_id", kind.title).get(id=record_id)
    require_all_changeable(by, one, {record_id: (owner_id, title)})
    Confirmation.objects.update_or_create(
        one=one, record_id=record_id, field=field, defaults={"by_id": by.id, "at": now}
    )
    record([Happening(RecordConfirmed(field=field), record_id, by.id, via, now, about=one)])
