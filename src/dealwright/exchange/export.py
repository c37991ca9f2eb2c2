"""Records as CSV or JSON, a stream of any size, holding what the member may see and nothing else."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from dealwright import BadRequest
from dealwright.desk.spreadsheets import guarded
from dealwright.playbook import FieldType
from dealwright.records.fields import Field
from dealwright.records.kinds import Kind, fields_of, kind_of
from dealwright.records.own.column import stored_in
from dealwright.records.queries import Row, listing, made_of, show
from dealwright.workspace.access import require_export
from dealwright.workspace.queries import Actor

from .targets import LISTS

FORMATS = ("csv", "json", "vcf")
AT_ONCE = 2_000
NUMBERS = {FieldType.INTEGER, FieldType.DECIMAL, FieldType.PERCENT, FieldType.MONEY}
Given = Sequence[tuple[str, str]]


def written(kind: str, actor: Actor, form: str, given: Given = (), sort: str | None = None) -> Iterator[str]:
    """The records that match the filters, in pieces of text; raises NotFound or BadRequest before the first piece.

    `form` is csv, json or, for people, vcf.
    """
    known = kind_of(kind)
    if form == "vcf" and kind != "people":
        raise BadRequest("Cards are for people alone.", field="format", remedy="Choose csv or json.")
    fields = exported(known, actor)
    wanted = listing(known, actor, given, sort)
    require_export(actor, known.one, wanted.rows, known.key)
    rows = _shown(wanted.rows.order_by("id"), fields)
    return WRITERS[form](rows, fields)


def exported(kind: Kind, actor: Actor) -> list[Field]:
    """The fields of an export by the actor, each once; names stand for records, so that an import reads them back."""
    catalogue = fields_of(kind, actor)
    return [
        field
        for field in catalogue.values()
        if (field.filterable or field.key in LISTS.get(kind.key, ()))
        and field.key != "fields"
        and f"{field.key}.name" not in catalogue
    ]


def _shown(rows: Any, fields: Sequence[Field]) -> Iterator[Row]:
    columns = stored_in(path for field in fields for path in field.paths)
    found = rows.annotate(**dict(made_of(fields))).values_list(*columns).iterator(AT_ONCE)
    while batch := list(islice(found, AT_ONCE)):
        yield from show(columns, batch, fields)


def _as_csv(rows: Iterator[Row], fields: Sequence[Field]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([field.key for field in fields])
    plain = [field.type in NUMBERS for field in fields]
    while batch := list(islice(rows, 500)):
        for row in batch:
            writer.writerow([_cell(row[field.key], bare) for field, bare in zip(fields, plain, strict=True)])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _cell(value: Any, bare: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return json.dumps(value, ensure_ascii=False)
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if bare else guarded(text)


def _as_json(rows: Iterator[Row], fields: Sequence[Field]) -> Iterator[str]:
    yield "["
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(
            {field.key: row[field.key] for field in fields}, ensure_ascii=False, default=_iso
        )
    yield "\n]\n"


def _iso(value: date) -> str:
    return value.isoformat()


def _as_cards(rows: Iterator[Row], fields: Sequence[Field]) -> Iterator[str]:
    from .cards import card_of  # the library for cards is heavy

    yield from map(card_of, rows)


WRITERS = {"csv": _as_csv, "json": _as_json, "vcf": _as_cards}
