"""The fields of a deal, the process's own ones among them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from dealwright.playbook import Choice, FieldType, Playbook
from dealwright.playbook import Field as OwnField
from dealwright.playbook.categories import TITLES
from dealwright.processes.queries import playbook, version_ids
from dealwright.records.fields import OWN, OWN_PATH, Catalogue, Field, plain
from dealwright.records.kinds import Place, kind_of, ruled
from dealwright.records.money import to_text
from dealwright.records.own.catalogue import keyed_by
from dealwright.records.values import Reading
from dealwright.workspace.queries import Actor

STATUSES = {"open": "Open", "won": "Won", "lost": "Lost"}
CATEGORIES = dict(TITLES)


def catalogue() -> Catalogue:
    """Every field of a deal by key; own fields of all processes stand under `fields.`."""
    return _catalogue(version_ids())


def own_fields() -> dict[str, OwnField]:
    """The own fields of all published processes by key; where versions differ the newest one says what a field is."""
    return _own_fields(version_ids())


def stage_titles() -> Mapping[str, str]:
    """What stages are called, of all published processes; where versions differ the newest one says it."""
    return _stage_titles(version_ids())


def process_titles() -> Mapping[str, str]:
    """What processes are called, as `stage_titles`."""
    return _process_titles(version_ids())


def reason_titles() -> Mapping[str, str]:
    """What reasons for a loss are called, as `stage_titles`."""
    return _reason_titles(version_ids())


@lru_cache(maxsize=1024)
def place(version_id: int, stage: str | None) -> Place:
    """The stages that a deal there has reached, and the own fields of other processes, which it cannot have."""
    book = playbook(version_id)
    here = {field.key for field in book.fields}
    reached = book.stages[: book.position(stage) + 1] if stage else ()
    return Place([one.key for one in reached], [OWN + key for key in own_fields() if key not in here])


@lru_cache(maxsize=8)
def _stage_titles(versions: tuple[int, ...]) -> Mapping[str, str]:
    return {stage.key: stage.title for each in reversed(versions) for stage in playbook(each).stages}


@lru_cache(maxsize=8)
def _process_titles(versions: tuple[int, ...]) -> Mapping[str, str]:
    return {playbook(each).process: playbook(each).title for each in reversed(versions)}


@lru_cache(maxsize=8)
def _reason_titles(versions: tuple[int, ...]) -> Mapping[str, str]:
    return {one.key: one.title for each in reversed(versions) for one in playbook(each).outcomes.lost.reasons}


def fields_in(book: Playbook, by: Actor) -> Catalogue:
    """The fields of a deal that follows this playbook, as `by` knows them."""
    known = (*BUILT_IN, *(_own(field) for field in book.fields))
    return ruled(kind_of("deals"), {field.key: field for field in known}, by, book.digest)


def fitted(book: Playbook, known: Catalogue) -> Playbook:
    """The playbook with the own fields that deals have for who knows these: its own and those of the company."""
    kept = [field for field in book.fields if OWN + field.key in known]
    added = [_as_process_has_it(field) for field in known.values() if field.is_custom]
    return replace(book, fields=(*kept, *added))


def _as_process_has_it(field: Field) -> OwnField:
    choices = tuple(Choice(key, title) for key, title in field.reading.choices.items())
    return OwnField(
        key=field.key.removeprefix(OWN), type=field.type, title=field.label, choices=choices, help=field.help
    )


@lru_cache(maxsize=8)
def _catalogue(versions: tuple[int, ...]) -> Catalogue:
    listed = [*BUILT_IN, *(_own(field) for field in _own_fields(versions).values())]
    return {field.key: field for field in listed}


@lru_cache(maxsize=8)
def _own_fields(versions: tuple[int, ...]) -> dict[str, OwnField]:
    found: dict[str, OwnField] = {}
    for version_id in versions:
        for field in playbook(version_id).fields:
            found.setdefault(field.key, field)
    return found


@lru_cache(maxsize=1024)
def _own(field: OwnField) -> Field:
    choices = {choice.key: choice.title for choice in field.choices}
    path, is_money = OWN_PATH + field.key, field.type == FieldType.MONEY
    return Field(
        OWN + field.key,
        field.title,
        field.type,
        (path, "currency") if is_money else (path,),
        to_text if is_money else plain,
        reading=Reading(choices=choices),
        listed=False,
        keyed=keyed_by(field.type),
        help=field.help,
    )


def _text(key: str, label: str, path: str = "", **more: Any) -> Field:
    return Field(key, label, FieldType.TEXT, (path or key,), **more)


BUILT_IN = [
    Field(
        "id",
        "Number",
        FieldType.INTEGER,
        ("id",),
        writable=False,
        importable=False,
        sortable=True,
        nullable=False,
    ),
    _text("title", "Title", sortable=True, nullable=False),
    _text("process", "Process", "process__key", nullable=False, keyed=process_titles),
    Field(
        "version",
        "Process version",
        FieldType.INTEGER,
        ("version__number",),
        writable=False,
        importable=False,
    ),
    _text("stage", "Stage", keyed=stage_titles),
    Field("status", "Status", FieldType.CHOICE, ("status",), reading=Reading(choices=STATUSES), writable=False),
    Field("organisation", "Organisation", FieldType.ORGANISATION, ("organisation_id",), importable=False),
    _text("organisation.name", "Organisation", "organisation__name", writable=False),
    Field("owner", "Owner", FieldType.MEMBER, ("owner_id",), importable=False),
    _text("owner.name", "Owner", "owner__name", writable=False),
    _text("owner.email", "Owner's e-mail", "owner__email", writable=False, listed=False),
    Field(
        "amount",
        "Amount",
        FieldType.MONEY,
        ("amount_minor", "currency"),
        to_text,
        sortable=True,
        hideable=True,
        traces=("base",),
    ),
    _text("currency", "Currency", nullable=False),
    Field(
        "close_on",
        "Expected close",
        FieldType.DATE,
        ("close_on",),
        sortable=True,
    ),
    Field(
        "forecast_category",
        "Forecast category",
        FieldType.CHOICE,
        ("forecast_category",),
        reading=Reading(choices=CATEGORIES),
        nullable=False,
        help="How firmly you count on it. Left empty, its stage says it.",
    ),
    _text("product", "Product", "product__name", importable=False),
    _text("product.name", "Product", "product__name", writable=False),
    _text("source", "Source"),
    Field("opened_on", "Opened", FieldType.DATETIME, ("opened_at",), sortable=True, writable=False),
    Field("closed_on", "Closed", FieldType.DATETIME, ("closed_at",), writable=False),
    Field(
        "stage_since",
        "In stage since",
        FieldType.DATETIME,
        ("stage_since",),
        sortable=True,
        writable=False,
        importable=False,
    ),
    _text("reason", "Reason lost", "outcome__reason", keyed=reason_titles, writable=False, listed=False),
    _text("external_id", "Number elsewhere", writable=False),
    Field(
        "revision",
        "Revision",
        FieldType.INTEGER,
        ("revision",),
        writable=False,
        importable=False,
        filterable=False,
    ),
]
