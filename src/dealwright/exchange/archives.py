"""Archives that were asked for on the page: made by the worker, kept for a week."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import Happened
from dealwright.workspace.queries import Machine, member

from .archive import write_archive
from .events import ArchiveMade

THE_ARCHIVE = 1  # it is always all there is, and events want a number
KEPT_FOR = timedelta(days=7)


def folder() -> Path:
    """Where the archives lie."""
    return Path(settings.DATA) / "archives"


def kept() -> list[Path]:
    """The archives, newest first."""
    return sorted(folder().glob("dealwright-*.zip"), reverse=True)


def work_on_archive(happened: Happened) -> None:
    """Write everything into one zip file, which appears when it is whole; those of a week ago go."""
    by = member(happened.actor_id) if happened.actor_id is not None else Machine()
    forget_archives()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder()) as place:
        report = write_archive(Path(place) / "archive", by=by)
        packed = Path(shutil.make_archive(f"{place}/packed", "zip", report.folder))
        name = f"dealwright-{timezone.now():%Y-%m-%d-%H%M%S}.zip"
        packed.rename(folder() / name)
    told = ArchiveMade(rows=report.rows, size=(folder() / name).stat().st_size)
    record([Happening(told, happened.subject_id, by.id, "archive", timezone.now())])


def forget_archives() -> int:
    """Delete the archives that were kept long enough; returns how many. The worker's daily job."""
    before = (timezone.now() - KEPT_FOR).timestamp()
    old = [path for path in kept() if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
