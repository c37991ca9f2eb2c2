"""Pairs that wait for somebody to look at them, with what their records hold side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from dealwright import NotFound
from dealwright.records.kinds import fields_of, hidden_keys, kind_of, titles
from dealwright.records.shown import text_of
from dealwright.workspace.access import changeable
from dealwright.workspace.queries import Actor

from ..commands.values import EMPTY, Shape
from ..queries import visible_of
from .finding import SURE
from .models import Double
from .shapes import SHAPES
from .uniting import UNITED, choices

PAGE = 10
SAID_OF = {"email": "mail", "phone": "phone"}  # the word that reasons have for a field
REFERENCES = {"organisation": "organisation", "parent": "organisation"}


@dataclass(frozen=True, slots=True)
class Line:
    """A field of two records side by side: its values in words, and which one the merge takes unless told.

    `united` marks a list, of which the merge keeps both sides' entries.
    """

    key: str
    label: str
    left: str
    right: str
    takes_right: bool
    united: bool

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return bool(self.left and self.right and self.left != self.right)


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair as it is looked at: `kept` is the record that survives unless told, `other` the one that goes up."""

    id: int
    kind: str
    probability: float
    reasons: Sequence[str]
    kept: Any
    other: Any
    lines: Sequence[Line]
    may_merge: bool

    @property
    def sure(self) -> bool:
        """Whether it may be merged without a look."""
        return self.probability >= SURE

    @property
    def share(self) -> float:
        """The probability, rounded down to a hundredth: nothing that needs a look is 100 %."""
        return int(self.probability * 100) / 100


def waiting(one: str, by: Actor) -> QuerySet[Double]:
    """The pairs that nobody decided, of records that are there and that the actor sees, most probable first."""
    seen = SHAPES[one].model._default_manager.filter(visible_of(one, by)).values("id")
    found = Double.objects.filter(kind=one, state="open", left_id__in=seen, right_id__in=seen)
    return found.order_by("-probability", "id")


def pair(double_id: int, by: Actor) -> Double:
    """The pair, whatever was decided; raises NotFound when the actor may not see both."""
    double = Double.objects.filter(id=double_id).first()
    if double is not None:
        ids, model = {double.left_id, double.right_id}, SHAPES[double.kind].model
        if model._default_manager.filter(visible_of(double.kind, by), id__in=ids).count() == 2:
            return double
    raise NotFound(f"There is no pair {double_id} that you may see.")


def after(found: QuerySet[Double], place: tuple[float, int] | None) -> QuerySet[Double]:
    """What follows the pair with this probability and number."""
    if place is None:
        return found
    probability, number = place
    return found.filter(Q(probability__lt=probability) | Q(probability=probability, id__gt=number))


def side_by_side(one: str, doubles: Sequence[Double], by: Actor) -> list[Shown]:
    """Pairs with their records, the older one kept; a few queries for any number."""
    shape = SHAPES[one]
    ids = {number for each in doubles for number in (each.left_id, each.right_id)}
    rows: dict[int, Any] = {
        row.id: row for row in shape.model._default_manager.select_related("owner").filter(id__in=ids)
    }
    mine = changeable(by, one, {row.id: row.owner_id for row in rows.values()})
    names = _names(rows.values(), by)
    return [
        Shown(
            each.id,
            one,
            each.probability,
            reasons_for(each, by),
            rows[each.left_id],
            rows[each.right_id],
            _lines(shape, rows[each.left_id], rows[each.right_id], names, by),
            {each.left_id, each.right_id} <= mine,
        )
        for each in doubles
    ]


def reasons_for(double: Double, by: Actor) -> list[str]:
    """Why the two may be the same, but for what is said of fields that somebody may not see."""
    hidden = hidden_keys(kind_of(SHAPES[double.kind].many), by)
    words = [word for key, word in SAID_OF.items() if key in hidden]
    return [reason for reason in double.reasons if not any(word in reason for word in words)]


def _names(rows: Any, by: Actor) -> dict[str, dict[str, str]]:
    """What records and members that these rows name are called, by field and number."""
    wanted = {(kind, n) for row in rows for key, kind in REFERENCES.items() if (n := getattr(row, f"{key}_id", None))}
    called = titles(wanted, by)
    firms = {str(number): title for (_, number), title in called.items()}
    owners = {str(row.owner_id): row.owner.name for row in rows if row.owner_id}
    return {**dict.fromkeys(REFERENCES, firms), "owner": owners}


def _lines(shape: Shape, kept: Any, other: Any, names: dict[str, dict[str, str]], by: Actor) -> list[Line]:
    known = fields_of(kind_of(shape.many), by)
    keys = [key for key in (*choices(shape), *UNITED) if key in known]
    lines = [_line(known[key], kept, other, names.get(key, {}), key in UNITED) for key in keys]
    return [line for line in lines if line.left or line.right]


def _line(field: Any, kept: Any, other: Any, names: dict[str, str], united: bool) -> Line:
    left, right = (_text(field, row, names) for row in (kept, other))
    return Line(field.key, field.label, left, right, not left and bool(right), united)


def _text(field: Any, row: Any, names: dict[str, str]) -> str:
    values = [getattr(row, path.replace("__", "."), None) for path in field.paths]
    if values[0] in EMPTY:
        return ""
    if isinstance(values[0], list):
        return ", ".join(_entry(each) for each in values[0])
    return text_of(field, values, names)


def _entry(entry: Any) -> str:
    return (
        entry
        if isinstance(entry, str)
        else " ".join(str(text) for key, text in entry.items() if text and key != "kind")
    )
