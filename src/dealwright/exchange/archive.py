"""Everything in one folder of open formats: each table as lines of JSON, lists as CSV, playbooks as YAML; and back.

What is made from the ledger alone (the words of the search, the facts of the scorecard) is left out and made anew.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.commands import number_entries
from dealwright.ledger.queries import has_unnumbered, head_seq
from dealwright.ledger.rows import go_on_after, insert_rows, last_id, many_writes, one_moment
from dealwright.processes.queries import text_of, versions
from dealwright.records.kinds import LISTS
from dealwright.workspace.queries import Actor, Right, has_owner, require

from .export import written

FORMAT = 1
MANIFEST = "manifest.json"
MADE_ANEW = frozenset({
    "records_searchword", "records_searchtext", "records_searchpart", "scorecard_dealfact", "scorecard_visitfact",
    "scorecard_statefact", "scorecard_activityfact", "scorecard_signfact", "scorecard_leadfact", "scorecard_touchfact",
    "scorecard_spendfact", "scorecard_generation",
})  # fmt: skip
PASSING = frozenset({"records_keptanswer", "workspace_signinfailure"})  # of no use a day later
READERS_MADE_ANEW = frozenset({"search", "scorecard", "scorecard-files"})
AT_ONCE = 2_000
Step = Callable[[str, int], None]


@dataclass(frozen=True)
class Report:
    """How many rows of how many tables an archive holds, and where it lies."""

    folder: Path
    tables: dict[str, int]

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(self.tables.values())


def kept_tables() -> list[type[models.Model]]:
    """The tables whose rows are the company's own."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("dealwright.")]
    return [model for model in ours if model._meta.db_table not in MADE_ANEW | PASSING]


def write_archive(folder: Path, *, by: Actor, step: Step = lambda table, rows: None) -> Report:
    """Write everything there is into a new or empty folder, as of one moment.

    Raises NotAllowed for members who may not manage members, since it holds what everybody sees; Conflict for a
    folder that holds something.
    """
    require(by, Right.MEMBERS)
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty.", remedy="Name a new folder.")
    for part in ("tables", "lists", "playbooks"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    while number_entries():
        pass
    with one_moment():
        tables = {model._meta.db_table: _write_table(model, folder, step) for model in kept_tables()}
        _write_lists(folder, by)
        for one in versions():
            (folder / "playbooks" / f"{one.key}-{one.number}.yaml").write_text(text_of(one.id), encoding="utf-8")
        manifest = {"format": FORMAT, "program": "dealwright", "migrations": migrations(), "tables": tables}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    return Report(folder, {name: told["rows"] for name, told in tables.items()})


def migrations() -> dict[str, str]:
    """The newest migration of each module, which says how its tables are made."""
    applied = MigrationRecorder(connection).applied_migrations()
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("dealwright.")}
    return {label: name for label, name in sorted(applied) if label in ours}


def _columns(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _write_table(model: type[models.Model], folder: Path, step: Step) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with (folder / "tables" / f"{model._meta.db_table}.jsonl").open("wb") as file:
        for line in _lines(model):
            digest.update(line)
            file.write(line)
            count += 1
            if count % AT_ONCE == 0:
                step(model._meta.db_table, count)
    step(model._meta.db_table, count)
    return {"rows": count, "sha256": digest.hexdigest(), "last_id": last_id(model)}


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    names = [field.attname for field in _columns(model)]
    rows = model._default_manager.order_by("pk").values_list(*names)
    if model._meta.db_table == "ledger_reader":
        rows = rows.exclude(name__in=READERS_MADE_ANEW)
    for row in rows.iterator(AT_ONCE):
        yield msgspec.json.encode(dict(zip(names, row, strict=True)), order="deterministic") + b"\n"


def _write_lists(folder: Path, by: Actor) -> None:
    for key in LISTS:
        with (folder / "lists" / f"{key}.csv").open("w", encoding="utf-8", newline="") as file:
            file.writelines(written(key, by, "csv"))


def read_archive(folder: Path, *, step: Step = lambda table, rows: None) -> Report:
    """Bring a whole archive into an empty database, all of it or nothing.

    Raises NotFound or Invalid for a folder that is no archive or was changed, Conflict where there is data already
    or where the tables are made in another way.
    """
    manifest = _manifest(folder)
    _require_fitting(manifest)
    tables = {model._meta.db_table: model for model in kept_tables()}
    with many_writes(), transaction.atomic():
        _clear(name for name in tables if name != "ledger_entry")
        for name, model in tables.items():
            _read_table(model, folder, manifest["tables"][name], step)
    return Report(folder, {name: told["rows"] for name, told in manifest["tables"].items()})


def _clear(tables: Iterable[str]) -> None:
    """Take away what the set-up of an empty database wrote, such as how far its readers have come."""
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 (names of our own tables)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise NotFound(f"{folder} holds no archive.", remedy=f"Name the folder in which {MANIFEST} lies.")
    try:
        manifest: dict[str, Any] = json.loads(path.read_text())
        is_ours = manifest["program"] == "dealwright" and manifest["format"] == FORMAT
        is_whole = {model._meta.db_table for model in kept_tables()} == set(manifest["tables"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{path} is not the manifest of an archive.") from error
    if not is_ours or not is_whole:
        raise Conflict("This archive was made by another version.", remedy="Bring it in with the version that made it.")
    return manifest


def _require_fitting(manifest: dict[str, Any]) -> None:
    if has_owner() or head_seq() or has_unnumbered():
        raise Conflict("There is data here already.", remedy="Bring the archive into an empty data directory.")
    here = migrations()
    if other := [app for app, name in manifest["migrations"].items() if here.get(app) != name]:
        raise Conflict(
            f"This archive was made by another version: the tables of {', '.join(other)} differ.",
            remedy="Bring it in with the version that made it, then upgrade.",
        )


def _read_table(model: type[models.Model], folder: Path, told: dict[str, Any], step: Step) -> None:
    fields, name = _columns(model), model._meta.db_table
    digest, count = hashlib.sha256(), 0
    path = folder / "tables" / f"{name}.jsonl"
    if not path.is_file():
        raise NotFound(f"The archive lacks {path.name}.")
    with path.open("rb") as file:
        while lines := list(islice(file, AT_ONCE)):
            for line in lines:
                digest.update(line)
            insert_rows(model, [field.column for field in fields], list(map(partial(_row, fields, name), lines)))
            count += len(lines)
            step(name, count)
    if digest.hexdigest() != told["sha256"]:
        raise Invalid(f"{path.name} is not what was written into the archive.", remedy="Take an unchanged copy.")
    go_on_after(model, told["last_id"] or 0)


def _row(fields: list[Any], table: str, line: bytes) -> tuple[Any, ...]:
    try:
        held = msgspec.json.decode(line)
        return tuple(_stored(field, held[field.attname]) for field in fields)
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise Invalid(f"A line of {table} cannot be read: {error}.") from error


def _stored(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return None if value is None and field.null else msgspec.json.encode(value).decode()
    target = field.target_field if field.is_relation else field
    return None if value is None else target.to_python(value)
