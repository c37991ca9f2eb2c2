"""What the worker failed to do, kept beside the data until it succeeds: the page on data says so."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dealwright.desk.times import moment

SAID: dict[str, str | Promise] = {}  # what follows from a failure and what is done about it, by task


def register_failure(task: str, said: str | Promise) -> None:
    """Have the failure of a task told in these words."""
    SAID[task] = said


def note_failure(task: str) -> None:
    """Keep that the task failed now."""
    place = _folder()
    place.mkdir(parents=True, exist_ok=True)
    (place / task).touch()


def forget_failure(task: str) -> None:
    """The task succeeded: whatever failed before is no longer of interest."""
    (_folder() / task).unlink(missing_ok=True)


def when_failed(task: str) -> datetime | None:
    """When the task failed last, None where it has succeeded since."""
    try:
        return datetime.fromtimestamp((_folder() / task).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def failures() -> Iterator[str]:
    """What failed and has not succeeded since, in sentences that say when, what follows, and what to do."""
    for task, said in SAID.items():
        if (failed_at := when_failed(task)) is not None:
            yield f"{said} " + _(
                "If it goes on failing, have your operator look at what the worker wrote to its log on %(moment)s."
            ) % {"moment": moment(failed_at)}


def _folder() -> Path:
    return Path(settings.DATA) / "failed"
