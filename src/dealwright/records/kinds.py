"""The kinds of record there are: each module registers its own, with its fields and who may see which rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple, Protocol

from django.db.models import Expression, Model, OuterRef, Q, Subquery

from dealwright import NotFound
from dealwright.desk.registry import record_pages
from dealwright.playbook import FieldType
from dealwright.workspace.access import role_keys
from dealwright.workspace.guarded import Guarded, guard
from dealwright.workspace.queries import Actor, settings_revision

from .fields import REFERENCES, Catalogue, Field
from .own.catalogue import asking, compiled
from .own.column import OwnNumber
from .own.configured import configured

KINDS: dict[str, "Kind"] = {}  # by plural key
SUBJECTS: dict[str, "Kind"] = {}  # by singular key
LISTS: dict[str, "Kind"] = {}  # records, and what is kept about them; by plural key
LARGEST_ID = 2**63 - 1  # databases refuse to compare with more


class ChangeMany(Protocol):
    """Give fields of records new values, by field key; returns how many differ now, raises why none was changed."""

    def __call__(self, ids: Sequence[int], changes: Mapping[str, Any], *, by: Actor, via: str) -> int: ...


class RemoveMany(Protocol):
    """Remove records, or bring them back; returns how many, raises why none is."""

    def __call__(self, ids: Sequence[int], *, by: Actor, via: str) -> int: ...


ALL = Q()


class Place(NamedTuple):
    """Where a record stands: the stages it has reached, in order, and the keys of fields that it cannot have."""

    stages: Sequence[str] = ()
    lacks: Sequence[str] = ()


def nowhere(*_columns: Any) -> Place:
    """The place of records that go through no stages."""
    return Place()


def as_they_are(known: Catalogue, _actor: Actor) -> Catalogue:
    """The fields of records that tell nothing of others which not everybody sees."""
    return known


@dataclass(frozen=True)
class Kind:
    """A kind of record: plural key, singular key, label, table, catalogue, visibility and the page of one record.

    `fields` are those of its module; what somebody may see of a kind is asked of `fields_of`.
    `title` is the column that names a record, `columns` the fields a list shows first, `new` the page that makes one.
    `in_dialog` says that its page is a form, which a list opens in the dialog.
    `change_many`, `remove_many` and `restore_many` are the commands for many records at once, where there are any.
    `place` tells from the columns `placed_by` where a record stands, `open` which records are still worked on.
    `known_to` narrows what fields tell of other records to what the actor sees of those.
    """

    key: str
    one: str
    label: str
    model: type[Model]
    fields: Callable[[], Catalogue]
    visible: Callable[[Actor], Q]
    default_sort: str
    page: str
    title: str = "name"
    columns: tuple[str, ...] = ()
    new: str = ""
    change_many: ChangeMany | None = None
    remove_many: RemoveMany | None = None
    restore_many: RemoveMany | None = None
    in_dialog: bool = False
    placed_by: tuple[str, ...] = ()
    place: Callable[..., Place] = nowhere
    open: Q = ALL
    known_to: Callable[[Catalogue, Actor], Catalogue] = as_they_are

    def __hash__(self) -> int:
        """By its key: kinds are looked up by in what is kept of each."""
        return hash(self.key)

    @property
    def is_record(self) -> bool:
        """Whether its entries are records themselves, not kept about records."""
        return self.key in KINDS

    @property
    def keeps_own(self) -> bool:
        """Whether its table has room for fields that the company adds."""
        return "fields" in _columns(self.model)

    @property
    def has_currency(self) -> bool:
        """Whether each record says in which currency its money is."""
        return "currency" in _columns(self.model)


@cache
def _columns(model: type[Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.concrete_fields)


@lru_cache(maxsize=256)
def _compiled(kind: str, part: str, revision: int, roles: frozenset[str]) -> list[tuple[Catalogue, Catalogue]]:
    """Where the catalogue for these roles is kept: with that of the module which it was made from."""
    return []


def fields_of(kind: Kind, actor: Actor) -> Catalogue:
    """The fields of a kind as the actor knows them: those of its module and those that the company added.

    What a rule hides from the actor is not among them; what they may only read is not `writable`. Whatever shows,
    filters, sorts, changes or names fields to somebody asks this and nothing else.
    """
    return kind.known_to(ruled(kind, kind.fields(), actor), actor)


def ruled(kind: Kind, base: Catalogue, actor: Actor, part: str = "") -> Catalogue:
    """These fields of the kind's module as the actor knows them, with those that the company added; see `fields_of`.

    `part` names those records of the kind that have just these fields, where not all have the same.
    """
    roles = role_keys(actor)
    place = _compiled(kind.key, part, settings_revision(actor), roles)
    if place and (place[0][0] is base or place[0][0] == base):
        return place[0][1]
    known = configured(actor)
    own, rules = known.fields.get(kind.key, ()), known.rules.get(kind.key, {}) if roles else {}
    made = compiled(base, own, rules, roles, kind.keeps_own, kind.has_currency)
    made = asking(_with_names(made), known.needed.get(kind.key, ()))
    place[:] = [(base, made)]
    return made


def fields_of_role(kind: Kind, role: str, actor: Actor) -> Catalogue:
    """The fields of a kind as a member of just this role ("" for everybody's rules) would know them."""
    known = configured(actor)
    own, rules = known.fields.get(kind.key, ()), known.rules.get(kind.key, {})
    roles = {role} if role else ()
    return compiled(kind.fields(), own, rules, roles, kind.keeps_own, kind.has_currency)


def _with_names(known: Catalogue) -> Catalogue:
    """With a field beside each own one that names a record: what that is called, for all who know the field."""
    if not any(field.is_own and field.type in REFERENCES for field in known.values()):
        return known
    found = ((field, _name_beside(field)) for field in known.values())
    return {field.key: field for pair in found for field in pair if field is not None}


def _name_beside(field: Field) -> Field | None:
    if not field.is_own or field.type not in REFERENCES:
        return None
    return Field(
        f"{field.key}.name", field.label, FieldType.TEXT, (field.path.replace("fields__", "named_"),),
        writable=False, importable=False, listed=False, made=_name_behind(field.type.value, field.path),
    )  # fmt: skip


@cache
def _name_behind(one: str, path: str) -> Expression:
    """Kept, as two subqueries are never equal."""
    kind = SUBJECTS[one]
    rows = kind.model._default_manager.filter(id=OwnNumber(OuterRef(path)))
    return Subquery(rows.order_by().values(kind.title)[:1])


def hidden_keys(kind: Kind, actor: Actor) -> frozenset[str]:
    """The fields of a kind that are there and that the actor may not know of."""
    rules = configured(actor).rules.get(kind.key)
    if not rules or not role_keys(actor):
        return frozenset()
    return frozenset((*rules, *kind.fields())) - set(fields_of(kind, actor))


def conceal(kind: Kind, record: Any, actor: Actor) -> Any:
    """The record without what the actor may not know of it: to be shown, never to be saved."""
    hidden = hidden_keys(kind, actor)
    for field in (field for key, field in kind.fields().items() if key in hidden) if hidden else ():
        if not field.is_own and "__" not in field.path:
            nothing: Any = [] if field.type == FieldType.CHOICES else None if field.nullable else ""
            setattr(record, field.path, nothing)
    return record


def register(kind: Kind) -> None:
    """Make a kind known to lists, search, import and export, and its records to sharing."""
    KINDS[kind.key] = SUBJECTS[kind.one] = LISTS[kind.key] = kind
    record_pages[kind.page] = kind.label
    guard(Guarded(kind.one, kind.label, kind.model, kind.visible, kind.title, kind.page))


def enlist(kind: Kind) -> None:
    """Make entries known to lists and export that are kept about records, and seen, shared and removed with them."""
    LISTS[kind.key] = kind


def kind_of(key: str) -> Kind:
    """What can be listed under that key: records, or what is kept about them; raises NotFound."""
    return _known(key, LISTS)


def record_kind(key: str) -> Kind:
    """The kind of record of that key; raises NotFound."""
    return _known(key, KINDS)


def _known(key: str, among: Mapping[str, Kind]) -> Kind:
    if key not in among:
        raise NotFound(f"There are no records called {key}.", remedy=f"Known are: {', '.join(among)}.")
    return among[key]


def subject(one: str) -> Kind:
    """The kind of record by its singular key, as events and activities name it; raises NotFound."""
    if one not in SUBJECTS:
        raise NotFound(f"There are no records called {one}.", field="about")
    return SUBJECTS[one]


def require_visible(one: str, record_id: int, actor: Actor) -> str:
    """What the record is called; raises NotFound unless it is there and the actor may see it."""
    kind = subject(one)
    found = kind.model._default_manager.filter(kind.visible(actor), id=record_id).values_list(kind.title)[:1]
    if not found:
        raise NotFound(f"There is no {kind.label.lower()} {record_id} that you may see.", field="about")
    return str(found[0][0])


def titles(records: Iterable[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], str]:
    """What records are called, by (singular key, id); those that the actor may not see are not among them.

    One query for each kind.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for one, record_id in records:
        wanted[one].add(record_id)
    found = {}
    for one, ids in wanted.items():
        kind = subject(one)
        rows = kind.model._default_manager.filter(kind.visible(actor), id__in=ids).values_list("id", kind.title)
        found.update({(one, record_id): title for record_id, title in rows})
    return found


def missing(one: str, ids: Collection[int], actor: Actor) -> set[int]:
    """Those of the records that are not there or that the actor may not see."""
    kind, left = subject(one), sorted(each for each in set(ids) if 0 < each <= LARGEST_ID)
    rows = kind.model._default_manager.filter(kind.visible(actor))
    found: set[int] = set()
    for start in range(0, len(left), 5_000):
        found.update(rows.filter(id__in=left[start : start + 5_000]).values_list("id", flat=True))
    return set(ids) - found
