"""What failed of the work that is done apart, kept beside the data until it succeeds: the page on data says so."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dealwright.desk.times import moment

SAID = {
    "forecast": lazy(
        "The forecast of the day could not be made, so Forecast shows the last one that could. It is tried again every "
        "hour."
    ),
    "all texts": lazy(
        "Numbers could not be prepared, so the first look at one takes longer. It is tried again every day and when "
        "Dealwright starts."
    ),
}


def note_failure(task: str) -> None:
    """Keep that the task failed now."""
    place = _folder()
    place.mkdir(parents=True, exist_ok=True)
    (place / task).touch()


def forget_failure(task: str) -> None:
    """The task succeeded: whatever failed before is no longer of interest."""
    (_folder() / task).unlink(missing_ok=True)


def failures() -> Iterator[str]:
    """What failed and has not succeeded since, in sentences that say when, what follows, and what to do."""
    for task, said in SAID.items():
        kept = _folder() / task
        if kept.exists():
            failed_at = datetime.fromtimestamp(kept.stat().st_mtime, UTC)
            yield f"{said} " + _(
                "If it goes on failing, have your operator look at what the worker wrote to its log on %(moment)s."
            ) % {"moment": moment(failed_at)}


def _folder() -> Path:
    return Path(settings.DATA) / "failed"
