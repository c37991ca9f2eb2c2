"""Work in a process of its own: one at a time, and who looks into the log sees that it failed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import enumerate as threads
from typing import Any

import pytest

from dealwright.scorecard import apart
from dealwright.workspace.failing import failures

ONCE_MORE = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('.'); sys.exit(int(sys.argv[2]))"
WAITING = """
import sys
from dealwright.scorecard import apart
apart.TASKS["wait"] = "signal:pause"
apart.WITHOUT_DATA.add("wait")
sys.argv[1:] = ["wait"]
apart.main()
"""
BEGINNING = """
import subprocess, sys
one = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
print(one.pid, flush=True)
one.wait()
"""


@pytest.fixture
def begin(monkeypatch: Any, tmp_path: Path, settings: Any) -> Any:
    """Begins a task twice, waits for it to end with a code, and tells how often it was done."""
    settings.DATA = tmp_path
    monkeypatch.setattr(apart, "_at_work", set())
    monkeypatch.setattr(apart, "_rests_until", {})
    done = tmp_path / "done"

    def begin(code: int) -> int:
        command = [sys.executable, "-S", "-c", ONCE_MORE, str(done), str(code)]
        monkeypatch.setattr(apart, "_command", lambda *words: command)
        before = set(threads())
        apart.start_apart("all texts")
        apart.start_apart("all texts")
        for thread in set(threads()) - before:
            thread.join(60)
        assert not apart._at_work
        return len(done.read_text())

    return begin


def test_a_task_is_at_work_once_and_can_be_begun_again(begin: Any, caplog: Any) -> None:
    assert begin(0) == 1
    assert begin(0) == 2
    assert not caplog.records


def test_a_task_that_failed_is_told_and_rests(begin: Any, caplog: Any, monkeypatch: Any) -> None:
    assert begin(3) == 1
    assert "“all texts” failed in its own process (code 3)" in caplog.text
    assert begin(0) == 1
    assert [said.split(",")[0] for said in failures()] == ["Numbers could not be prepared"]
    monkeypatch.setattr(apart, "_rests_until", {})
    assert begin(0) == 2
    assert list(failures()) == []


def test_what_a_killed_worker_began_ends_with_it() -> None:
    worker = subprocess.Popen([sys.executable, "-c", BEGINNING, WAITING], stdout=subprocess.PIPE)
    assert worker.stdout
    child = int(worker.stdout.readline())
    time.sleep(apart.LOOKS_UP)
    assert _is_there(child)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    for _ in range(300):
        if not _is_there(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("it goes on")


def _is_there(process: int) -> bool:
    """Whether it runs: one that has ended waits for whoever inherited it to look."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
