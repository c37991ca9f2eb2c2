"""The one worker process: numbers committed events, lets readers read on, starts and runs jobs."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping

from .loading import load

log = logging.getLogger(__name__)
PAUSE = 0.3
PAUSE_AFTER_A_FAULT = 5.0
DAY, FIVE_MINUTES = 86_400.0, 300.0


def main() -> None:
    """Work until SIGTERM or SIGINT, or until the process that started this one is gone."""
    load()
    stopping = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopping.set())
    work(stopping, parent=os.getppid())


def work(stopping: threading.Event, parent: int) -> None:
    """Go round until told to stop; a fault is logged and tried again, so that one reader never halts the others."""
    from dealwright.ledger.readers import register, run

    from . import jobs

    register("jobs", jobs.launch())
    tomorrow = soon = time.monotonic()
    while not stopping.is_set() and os.getppid() == parent:
        if time.monotonic() >= tomorrow:
            tomorrow += DAY
            do_daily()
        if time.monotonic() >= soon:
            soon = time.monotonic() + FIVE_MINUTES
            do_often()
        try:
            pause = 0 if run() else PAUSE
        except Exception:
            log.exception("the worker stumbled and tries again")
            pause = PAUSE_AFTER_A_FAULT
        stopping.wait(pause)
    jobs.stop()


def do_daily() -> None:
    """Each daily job; one that fails is logged and waits for the next day."""
    from dealwright.ledger.subscriptions import DAILY

    _do("daily", DAILY)


def do_often() -> None:
    """Each frequent job; one that fails is logged and waits for its next time."""
    from dealwright.ledger.subscriptions import OFTEN

    _do("frequent", OFTEN)


def _do(kind: str, jobs: Mapping[str, Callable[[], object]]) -> None:
    for name, job in jobs.items():
        try:
            job()
        except Exception:
            log.exception("the %s job %s failed", kind, name)


if __name__ == "__main__":
    main()
