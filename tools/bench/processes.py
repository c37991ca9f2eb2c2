"""A served Dealwright, and the CPU time and memory of its processes, read from /proc."""

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Self

TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """User and system time that the process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident_mb(pid: int) -> float:
    """The process's share of memory (PSS), in MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"process {pid} tells no Pss")


def family(pid: int) -> list[int]:
    """The process's children, and theirs, without those that have ended."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(text) for task in tasks for text in task.read_text().split()]
    return [each for child in children if command(child) for each in (child, *family(child))]


def command(pid: int) -> bytes:
    """What the process was started with; empty when it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


class Served:
    """`dealwright up` on a data directory, as long as the block lasts."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.port = free_port()
        self._environment = {**os.environ, "DEALWRIGHT_DATA": str(data), "DEALWRIGHT_DATABASE_URL": database}
        self._environment.pop("DEALWRIGHT_PUBLIC_URL", None)

    def __enter__(self) -> Self:
        program = Path(sys.executable).with_name("dealwright")
        self._process = subprocess.Popen(
            [program, "up", "--port", str(self.port)], env=self._environment, stdout=subprocess.DEVNULL
        )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(120)  # hundreds of open connections are let go first

    def _wait(self) -> None:
        for _ in range(600):
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the server did not come up within a minute")

    def rest(self) -> None:
        """Wait until the worker has done what it does once a day in processes of their own, such as the forecast."""
        for _ in range(600):
            if len(self.worker) == 1:
                return
            time.sleep(1)
        raise TimeoutError("the worker was busy for ten minutes")

    def get(self, path: str) -> tuple[int, bytes]:
        """One GET without any headers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()

    @property
    def web(self) -> list[int]:
        """The web's processes, without the worker and the supervisor."""
        return [pid for pid in family(self._process.pid) if pid not in self.worker]

    @property
    def worker(self) -> list[int]:
        """The worker's processes."""
        found = [pid for pid in family(self._process.pid) if b"site.worker" in command(pid)]
        return [each for pid in found for each in (pid, *family(pid))]

    @property
    def supervisor(self) -> int:
        """The process that keeps the others alive."""
        return self._process.pid


def database_cpu() -> float:
    """Seconds of CPU that PostgreSQL has used for this process's connection, on this machine; 0 with SQLite, whose work
    is this process's own."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9


def cluster_cpu(postmaster: int) -> float:
    """Seconds of CPU that all processes of a PostgreSQL have used, those that ended among them; 0 without one."""
    if not postmaster:
        return 0.0
    fields = Path(f"/proc/{postmaster}/stat").read_text().rsplit(")", 1)[1].split()
    ended = (int(fields[13]) + int(fields[14])) / TICK
    return ended + sum(map(cpu_seconds, family(postmaster)))


def postmaster(url: str) -> int:
    """The process that all others of the PostgreSQL at this address are children of; 0 without an address."""
    if not url:
        return 0
    import psycopg

    with psycopg.connect(url) as connection:
        stat = Path(f"/proc/{connection.info.backend_pid}/stat").read_text()
        return int(stat.rsplit(")", 1)[1].split()[1])
