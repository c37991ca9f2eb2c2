"""`dealwright up` as a person meets it: it greets, answers, heals, and ends when told."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from dealwright import Conflict
from dealwright.site import server

PROGRAM = Path(sys.executable).with_name("dealwright")
PATIENCE = 60


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something that needs a moment; fails with `what` when it never comes."""
    for _ in range(PATIENCE * 10):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail(f"waited in vain until {what}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A Dealwright in a process of its own."""

    def __init__(self, folder: Path, compiled_numbers: Path) -> None:
        """Start it with its data in `folder`; `compiled_numbers` are numbers that were compiled before."""
        (folder / "data").mkdir()
        (folder / "data" / "compiled").symlink_to(compiled_numbers)
        self.port = free_port()
        self.log = folder / "log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DEALWRIGHT")}
        self.process = subprocess.Popen(
            [PROGRAM, "up", "--port", str(self.port), "--data", folder / "data"],
            env=environment,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )
        wait_until(lambda: "http://" in self.log.read_text(), "it said where it is")
        assert self.status("/healthz") == 200, self.log.read_text()

    def status(self, path: str) -> int | None:
        """The status with which a path is answered; None when nobody listens yet."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def children(self, having: str) -> list[int]:
        """The living children in whose command line a text occurs."""
        lines = subprocess.check_output(
            ["ps", "-ww", "-o", "pid=,stat=,args=", "--ppid", str(self.process.pid)], text=True
        )
        rows = [line.split(None, 2) for line in lines.splitlines()]
        return [int(pid) for pid, state, arguments in rows if having in arguments and "Z" not in state]

    def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, compiled_numbers: Path) -> Iterator[Running]:
    """One Dealwright for the tests of this file."""
    started = Running(tmp_path_factory.mktemp("up"), compiled_numbers)
    yield started
    if started.process.poll() is None:
        started.stop()


@pytest.mark.scale
def test_the_first_run_prints_a_link_that_answers(running: Running) -> None:
    link = re.search(rf"http://127\.0\.0\.1:{running.port}(/welcome/\S+)", running.log.read_text())
    assert link
    assert running.status(link[1]) == 200


@pytest.mark.scale
def test_commands_beside_it_name_its_address(running: Running) -> None:
    data = running.log.with_name("data")
    assert (data / "address").read_text() == f"http://127.0.0.1:{running.port}"


@pytest.mark.scale
def test_the_worker_comes_back_when_it_is_killed(running: Running) -> None:
    (worker,) = running.children("site.worker")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: running.children("site.worker") not in ([], [worker]), "the worker was back")


@pytest.mark.scale
def test_the_web_comes_back_when_it_is_killed(running: Running) -> None:
    (web,) = running.children("spawn_main")
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: running.children("spawn_main") not in ([], [web]), "the web was back")
    wait_until(lambda: running.status("/healthz") == 200, "it was well again")


@pytest.mark.scale
def test_a_second_one_on_the_same_port_says_so(running: Running, tmp_path: Path) -> None:
    second = subprocess.run(
        [PROGRAM, "up", "--port", str(running.port), "--data", tmp_path], capture_output=True, text=True
    )
    assert second.returncode == 1
    assert f"port {running.port}" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.scale
def test_it_ends_whole_when_told(running: Running) -> None:
    children = running.children("")
    assert running.stop() == 0
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), "all its processes had ended")


def test_a_taken_port_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Conflict, match="cannot listen"):
            server.refuse_taken("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:81"), ("0.0.0.0", "http://127.0.0.1:81"), ("::1", "http://[::1]:81")],
)
def test_the_address_is_one_a_browser_can_open(host: str, address: str) -> None:
    assert server.address(host, 81) == address
