"""Questions to the imports: which there are, how far they have come, what was refused."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.desk.spreadsheets import guarded
from dealwright.records.kinds import KINDS
from dealwright.workspace.access import Verb, reach
from dealwright.workspace.queries import Actor, Right, Sees, require

from .models import Import, RefusedRow
from .reading import open_table
from .table import Table

UNDO_FOR = timedelta(days=30)
KEPT_FOR = timedelta(days=30)  # the file, after its import ended
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
COUNTS = ("read", "created", "updated", "skipped", "refused")


class FileGone(Conflict):
    """The file of this import is no longer kept."""

    code = "file_gone"


def get(import_id: int, by: Actor) -> Import:
    """The import; raises NotAllowed for members who may not import, NotFound."""
    found = _visible(by).filter(id=import_id).first()
    if found is None:
        raise NotFound(f"There is no import {import_id} that you may see.")
    return found


def imports(by: Actor, limit: int = 100) -> list[Import]:
    """The latest imports, newest first; an export of another program is one."""
    return list(_visible(by).filter(part_of=None).order_by("-id")[:limit])


def _visible(by: Actor) -> QuerySet[Import]:
    """The actor's own, and those of kinds of which they see every record: rows stand in them as they came."""
    require(by, Right.IMPORT)
    found = Import.objects.select_related("by")
    whole = [key for key, kind in KINDS.items() if reach(by, kind.one, Verb.SEE) == Sees.ALL]
    return found if len(whole) == len(KINDS) else found.filter(Q(by_id=by.id) | Q(kind__in=whole))


def path_of(one: Import) -> Path:
    """Where the import's copy of the file lies, or lay."""
    return Path(settings.DATA) / one.path


def file_of(one: Import) -> Path:
    """The import's copy of the file; raises FileGone when it was deleted since."""
    path = path_of(one)
    if not one.path or not path.is_file():
        raise FileGone(f"The file {one.file_name} of this import is gone.", remedy="Upload it again.")
    return path


def undo_until(one: Import) -> datetime | None:
    """Until when the import can be undone; None when it cannot."""
    ended = one.finished_at or one.started_at
    if one.status not in ("done", "failed", "running") or ended is None:
        return None
    until: datetime = ended + UNDO_FOR
    return until if until > timezone.now() else None


def problems(one: Import, limit: int = 1_000) -> list[dict[str, Any]]:
    """Why rows were refused, in order of the rows."""
    rows = RefusedRow.objects.filter(of=one).order_by("row", "id")[:limit]
    return [{"row": r.row, "column": r.column or None, "message": r.message, "remedy": r.remedy or None} for r in rows]


def summary(one: Import) -> dict[str, Any]:
    """The import as the API and `--json` show it."""
    return {
        "import": one.id,
        **{name: getattr(one, name) for name in COUNTS},
        "warned": (one.plan or {}).get("warned", 0),
        "problems": problems(one),
        "matches": one.matches,
    }


def refused_csv(one: Import) -> Iterator[str]:
    """The refused rows as CSV: the columns of the file as they were, and why each was refused.

    Raises FileGone before the first line.
    """
    return _refused_lines(one, open_table(file_of(one)))


def _refused_lines(one: Import, table: Table) -> Iterator[str]:
    rows = RefusedRow.objects.filter(of=one).order_by("row", "id")
    reasons: dict[int, list[str]] = {}
    for row in rows.iterator(2_000):
        reasons.setdefault(row.row, []).append(f"{row.column}: {row.message}" if row.column else row.message)
    yield _csv_line([*table.header, "row", "reason"])
    for number, cells in table.rows():
        if number in reasons:
            safe = [guarded(cell) if cell[:1] in FORMULAS else cell for cell in cells]
            padded = [*safe, *[""] * (len(table.header) - len(cells))]
            yield _csv_line([*padded, str(number), guarded("; ".join(reasons[number]))])


def _csv_line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def taken_back(one: Import) -> int:
    """How many records an import that is being undone, or its files, have given up or changed back so far."""
    rows = Import.objects.filter(id=one.id) | Import.objects.filter(part_of=one)
    told = [undone for undone in rows.values_list("undone", flat=True) if undone]
    return sum(each["removed"] + each["restored"] for each in told)
