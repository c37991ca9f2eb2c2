"""A job starts once for each event, and a worker that was killed in the middle of it ends it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.scale
PATIENCE = 60
# A worker with one subscription: the job leaves a line on each start, and hangs on its first.
WORKER = """
import os, sys, time
import django
django.setup()
from pathlib import Path
from dealwright.ledger.subscriptions import subscribe
from dealwright.site import worker
from dealwright.workspace.events import TeamAdded

def job(happened):
    file = Path(os.environ["TOLD"])
    with file.open("a") as told:
        print(happened.event.name, file=told)
    try:  # two are at work at once: one of them alone makes this file
        with file.with_suffix(".first").open("x") as first:
            first.write(happened.event.name)
    except FileExistsError:
        return
    time.sleep(600)

subscribe(TeamAdded, job, "tell-team")
worker.main()
"""
TEAMS = """
import django
django.setup()
from dealwright.site.database import make_current
from dealwright.workspace.commands import ensure_team
from dealwright.workspace.queries import Machine
make_current()
for name in ("North", "South", "West"):
    ensure_team(name, by=Machine(), via="cli")
"""


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something that needs a moment; fails with `what` when it never comes."""
    for _ in range(PATIENCE * 10):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail(f"waited in vain until {what}")


def test_a_killed_worker_ends_its_job_at_the_next_start(tmp_path: Path) -> None:
    told = tmp_path / "told"
    environment = {**os.environ, "DEALWRIGHT_DATA": str(tmp_path), "TOLD": str(told)}
    environment.pop("DEALWRIGHT_DATABASE_URL", None)

    def lines() -> list[str]:
        return told.read_text().split() if told.exists() else []

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", WORKER], env=environment)

    def done() -> int:
        with closing(sqlite3.connect(tmp_path / "jobs.sqlite3", timeout=PATIENCE)) as jobs:
            return jobs.execute("SELECT count(*) FROM workflow_status WHERE status = 'SUCCESS'").fetchone()[0]

    subprocess.run([sys.executable, "-c", TEAMS], env=environment, check=True)
    first = start()
    wait_until(lambda: len(lines()) == 3, "all three jobs had started")
    wait_until(lambda: done() == 2, "two of them were known to have ended")
    first.send_signal(signal.SIGKILL)
    first.wait()
    hanging = told.with_suffix(".first").read_text()
    second = start()
    wait_until(lambda: done() == 3, "the job that hung was taken up again and ended")
    second.terminate()
    assert second.wait(PATIENCE) == 0
    assert sorted(lines()) == sorted(["North", "South", "West", hanging])
