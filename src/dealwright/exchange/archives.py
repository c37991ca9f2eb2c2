"""Archives that members ask for: made by the worker, kept for a week."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dealwright import NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import Happened, entries_of
from dealwright.workspace.queries import Actor, Machine, Right, member, require

from .archive import write_archive
from .events import ArchiveMade, ArchiveRequested

THE_ARCHIVE = 1  # it is always all there is, and events want a number
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Kept:
    """An archive that can be downloaded; `size` in bytes."""

    name: str
    made_at: datetime
    size: int


def ask_archive(*, by: Actor, via: str) -> None:
    """Have the worker write everything into an archive, unless it is at it already; raises NotAllowed."""
    require(by, Right.MEMBERS)
    if not is_under_way():
        record([Happening(ArchiveRequested(), THE_ARCHIVE, by.id, via, timezone.now())])


def is_under_way() -> bool:
    """Whether an archive is being made."""
    latest = entries_of("archive", [THE_ARCHIVE], limit=1)
    return bool(latest) and isinstance(latest[0].event, ArchiveRequested)


def archives(by: Actor) -> list[Kept]:
    """The archives that can be downloaded, newest first; raises NotAllowed."""
    require(by, Right.MEMBERS)
    told = [(path.name, path.stat()) for path in kept()]
    zone = timezone.get_current_timezone()
    return [Kept(name, datetime.fromtimestamp(file.st_mtime, zone), file.st_size) for name, file in told]


def archive_file(name: str, by: Actor) -> Path:
    """Where an archive lies; raises NotAllowed, NotFound for a name that is none."""
    require(by, Right.MEMBERS)
    for path in kept():
        if path.name == name:
            return path
    raise NotFound("There is no such archive any more.", remedy="Make a new one.")


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
