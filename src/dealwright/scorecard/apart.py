"""Work that needs much memory once in a while: done in a process of its own, which gives it back.

The worker stays small, and the web process never draws a page of paper itself.
"""

import logging
import os
import subprocess
import sys
from importlib import import_module
from threading import Thread
from time import monotonic, sleep

log = logging.getLogger(__name__)
LONGEST = 1_800  # seconds
REST = 3_600.0  # seconds after a failure
LOOKS_UP = 1.0  # seconds
NICE = 10
TASKS = {
    "forecast": "dealwright.scorecard.forecasts.freezing:freeze",
    "alerts": "dealwright.scorecard.alerts.checking:check",
    "weeks": "dealwright.scorecard.digest.sending:send_weeks",
    "paper": "dealwright.scorecard.digest.paper:print_page",
    "texts": "dealwright.scorecard.texts:compile_some",
    "all texts": "dealwright.scorecard.texts:compile_all",
}
WITHOUT_DATA = {"paper", "texts", "all texts"}
BEHIND_ALL_ELSE = {"forecast", "all texts"}  # nobody waits for it
_at_work: set[str] = set()
_rests_until: dict[str, float] = {}


def run_apart(task: str, *words: str, given: bytes = b"") -> bytes:
    """What the task prints, done in a new process; raises CalledProcessError or TimeoutExpired when it fails."""
    command = _command(task, *words)
    done = subprocess.run(command, input=given, check=True, stdout=subprocess.PIPE, timeout=LONGEST)  # noqa: S603 (our own)
    return done.stdout


def start_apart(task: str, *words: str) -> None:
    """Begin the task in a new process and wait for nothing; when it fails, that is logged and kept: see `failing`.

    Does nothing while the task is at work, nor within an hour after it failed.
    """
    if task in _at_work or monotonic() < _rests_until.get(task, 0.0):
        return
    child = subprocess.Popen(_command(task, *words), stdout=subprocess.DEVNULL)  # noqa: S603 (our own)
    _at_work.add(task)
    Thread(target=_see_it_end, args=(task, child), daemon=True).start()


def _see_it_end(task: str, child: "subprocess.Popen[bytes]") -> None:
    from dealwright.workspace.failing import forget_failure, note_failure

    if code := child.wait():
        log.error("the task “%s” failed in its own process (code %s) and rests for an hour", task, code)
        _rests_until[task] = monotonic() + REST
        note_failure(task)
    else:
        forget_failure(task)
    _at_work.discard(task)


def _end_with(parent: int) -> None:
    """Nobody waits for what a worker began that was killed, and the next one begins it anew."""
    while os.getppid() == parent:
        sleep(LOOKS_UP)
    os._exit(1)


def _command(task: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "dealwright.scorecard.apart", task, *words]


def main() -> None:
    """Do the task that the command line names, as long as whoever began it is there."""
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    place, _sep, name = TASKS[sys.argv[1]].partition(":")
    if sys.argv[1] in BEHIND_ALL_ELSE:
        os.nice(NICE)
    if sys.argv[1] not in WITHOUT_DATA:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.site.settings")
        django.setup()
    getattr(import_module(place), name)(*sys.argv[2:])


if __name__ == "__main__":
    main()
