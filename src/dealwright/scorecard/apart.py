"""Work that needs much memory once in a while: done in a process of its own, which gives it back.

The worker stays small, and the web process never draws a page of paper itself.
"""

import subprocess
import sys
from importlib import import_module

LONGEST = 1_800  # seconds
TASKS = {
    "alerts": "dealwright.scorecard.alerts.checking:check",
    "weeks": "dealwright.scorecard.digest.sending:send_weeks",
    "paper": "dealwright.scorecard.digest.paper:print_page",
}
WITHOUT_DATA = {"paper"}


def run_apart(task: str, *words: str, given: bytes = b"") -> bytes:
    """What the task prints, done in a new process; raises CalledProcessError or TimeoutExpired when it fails."""
    command = [sys.executable, "-m", "dealwright.scorecard.apart", task, *words]
    done = subprocess.run(command, input=given, check=True, stdout=subprocess.PIPE, timeout=LONGEST)  # noqa: S603 (our own)
    return done.stdout


def main() -> None:
    """Do the task that the command line names."""
    import os

    place, _sep, name = TASKS[sys.argv[1]].partition(":")
    if sys.argv[1] not in WITHOUT_DATA:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.site.settings")
        django.setup()
    getattr(import_module(place), name)(*sys.argv[2:])


if __name__ == "__main__":
    main()
