"""The worker's part in the day's forecast: soon after midnight it has it made, in a process that ends afterwards.

`python -m dealwright.scorecard.forecasts.night` is that process.
"""

import logging
import os
import subprocess
import sys
import time

log = logging.getLogger(__name__)
NICE = 10
PAUSE = 3600.0  # seconds after a failure
_child: "subprocess.Popen[bytes] | None" = None
_not_before = 0.0


def see_to_today() -> None:
    """Start the process when today's forecast is not there yet and all that has happened is read."""
    from django.utils import timezone

    from ..freshness import is_behind
    from .freezing import is_frozen

    if (
        not _is_at_work()
        and time.monotonic() >= _not_before
        and not is_frozen(timezone.localdate())
        and not is_behind()
    ):
        _start()


def _start() -> None:
    global _child
    _child = subprocess.Popen([sys.executable, "-m", __name__], stdout=subprocess.DEVNULL)  # noqa: S603 (our own program)


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


def main() -> None:
    """Make today's forecast."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.site.settings")
    os.nice(NICE)
    django.setup()
    from .freezing import freeze

    freeze()


if __name__ == "__main__":
    main()
