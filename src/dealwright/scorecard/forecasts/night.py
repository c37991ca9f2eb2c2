"""The worker's part in the day's forecast: soon after midnight it has it made, in a process that ends afterwards."""

import logging
import time
from typing import TYPE_CHECKING

from ..apart import start_apart

if TYPE_CHECKING:
    import subprocess

log = logging.getLogger(__name__)
PAUSE = 3600.0  # seconds after a failure
_child: "subprocess.Popen[bytes] | None" = None
_not_before = 0.0


def see_to_today() -> None:
    """Start the process when today's forecast is not there yet and all that has happened is read."""
    global _child
    from django.utils import timezone

    from ..freshness import is_behind
    from .freezing import is_frozen

    if (
        not _is_at_work()
        and time.monotonic() >= _not_before
        and not is_frozen(timezone.localdate())
        and not is_behind()
    ):
        _child = start_apart("forecast")


def _is_at_work() -> bool:
    """Whether the process goes on; one that failed is told, and tried again an hour later."""
    global _child, _not_before
    if _child is None or _child.poll() is None:
        return _child is not None
    if _child.returncode:
        log.error("today's forecast could not be made (code %s); it is tried again in an hour", _child.returncode)
        _not_before = time.monotonic() + PAUSE
    _child = None
    return False
