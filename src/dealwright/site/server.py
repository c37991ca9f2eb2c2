"""`dealwright up`: makes the data ready, then serves the web and keeps the worker alive beside it.

This process stays small: it never loads Django, its children do.
"""

import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from dealwright import Conflict

LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; raises Conflict when the port is taken or the data cannot be made ready."""
    refuse_taken(host, port)
    os.environ.setdefault("DEALWRIGHT_PUBLIC_URL", address(host, port))
    first = subprocess.run([sys.executable, "-m", "dealwright.site.first_run"], check=False, stdout=subprocess.PIPE)
    if first.returncode:
        raise Conflict("Dealwright did not start.", remedy="What stands above says why.")
    # A forked web process would hold open the pipes of a worker that is being started, and that start would never end.
    multiprocessing.set_start_method("spawn", force=True)
    worker = Kept([sys.executable, "-m", "dealwright.site.worker"])
    worker.start()
    web = _web(host, port)
    threading.Thread(target=_greet, args=(first.stdout.decode(), host, port), daemon=True).start()
    try:
        web.serve()
    finally:
        worker.stop()
    if not web.interrupt_signal:
        raise Conflict("The web process keeps dying.", remedy="What it wrote above says why.")


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds us."""
    seen = _seen(host)
    return f"http://{f'[{seen}]' if ':' in seen else seen}:{port}"


def _seen(host: str) -> str:
    return "127.0.0.1" if host in ("", "0.0.0.0", "::") else host  # noqa: S104 (compared, not bound)


def _greet(greeting: str, host: str, port: int) -> None:
    """Print it once somebody listens there: a link that is opened before would be refused."""
    while True:
        try:
            socket.create_connection((_seen(host), port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            print(greeting, end="", flush=True)
            return


def refuse_taken(host: str, port: int) -> None:
    """Raise Conflict when somebody else listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                f"Dealwright cannot listen on {host}, port {port}: {error.strerror}.",
                remedy="Is it running already? Otherwise choose another port: dealwright up --port 8001",
            ) from error


def _web(host: str, port: int) -> MPServer:
    return MPServer(
        "dealwright.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=10,
    )


class Kept:
    """A child process that is started again when it dies, later and later while it keeps dying."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start the process and keep it alive."""
        self._keeper.start()

    def stop(self) -> None:
        """Ask it to end, and end it after ten seconds."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        self._keeper.join(timeout=10)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def _keep(self) -> None:
        pause = 0.5
        while not self._stopping.is_set():
            started = time.monotonic()
            self._process = subprocess.Popen(self._command)  # noqa: S603 (our own program)
            code = self._process.wait()
            if self._stopping.is_set():
                return
            pause = 1.0 if time.monotonic() - started > STEADY_AFTER else min(pause * 2, LONGEST_PAUSE)
            print(f"The worker ended with code {code}; it starts again in {pause:.0f} s.", file=sys.stderr, flush=True)
            self._stopping.wait(pause)
