"""What it costs that 200 open browsers ask whether something changed, and how soon they are told.

Runs as a process of its own. Each browser asks as the behaviour does, about every 700 ms; meanwhile deals are changed
over the API, and each time it is measured how long after the answer to the change a browser was told.
"""

import asyncio
import json
import random
import re
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from .processes import Served, cpu_seconds

BROWSERS, PACE, SECONDS, CHANGES = 200, 0.7, 20, 20


def main(data: Path) -> None:
    """Serve the data, open the browsers and print the table."""
    keys = json.loads(data.with_suffix(".json").read_text())
    with Served(data) as served:
        idle, told = asyncio.run(measure(served, keys))
    told.sort()
    print(f"\n{BROWSERS} browsers that watch the board, each asking every {PACE * 1000:.0f} ms")
    print(f"CPU of the web process while nothing changes: {idle:.1%} of one core")
    print(f"from the answer to a change until a browser was told: p50 {told[len(told) // 2] * 1000:.0f} ms", end="")
    print(f", p95 {told[len(told) * 95 // 100] * 1000:.0f} ms, slowest {told[-1] * 1000:.0f} ms ({len(told):,} times)")


async def measure(served: Served, keys: dict[str, str]) -> tuple[float, list[float]]:
    """The share of one core while nothing changes, and for each browser and change the seconds until it was told."""
    page = (await ask(served.port, "/board/", {"Cookie": f"sessionid={keys['session']}"}))[2]
    found = re.search(r'data-live-watch-value="([^"]+)" data-live-at-value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the board watches nothing")
    told: list[float] = []
    changed: list[float] = []
    browsers = [asyncio.create_task(watch(served.port, *found.groups(), changed, told)) for _ in range(BROWSERS)]
    await asyncio.sleep(3)
    before, begun = cpu(served), time.perf_counter()
    await asyncio.sleep(SECONDS)
    idle = (cpu(served) - before) / (time.perf_counter() - begun)
    await change(served.port, keys["token"], changed)
    for browser in browsers:
        browser.cancel()
    ended = await asyncio.gather(*browsers, return_exceptions=True)
    if broken := [end for end in ended if not isinstance(end, asyncio.CancelledError)]:
        raise RuntimeError(f"{len(broken)} of {BROWSERS} browsers broke off: {broken[0]!r}")
    return idle, told


def cpu(served: Served) -> float:
    """CPU seconds of the web's processes so far."""
    return sum(map(cpu_seconds, served.web))


async def change(port: int, token: str, changed: list[float]) -> None:
    """Change a deal every 1.5 seconds."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    first = json.loads((await ask(port, "/api/v1/deals?status=open&limit=1", headers))[2])["items"][0]["id"]
    for number in range(CHANGES):
        body = json.dumps({"title": f"Changed {number}"})
        status, _, said = await ask(port, f"/api/v1/deals/{first}", headers, "PATCH", body)
        if status != 200:
            raise RuntimeError(said)
        changed.append(time.perf_counter())
        await asyncio.sleep(1.5)


async def watch(port: int, token: str, at: str, changed: list[float], told: list[float]) -> None:
    """One browser: ask, note when it is told, wait, ask again; over one connection."""
    await asyncio.sleep(random.random() * PACE)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        query = urlencode({"at": at, "watch": token})
        writer.write(f"GET /live/?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        status, headers, _ = await answer(reader)
        at = headers.get("live-at", at)
        if status == 200 and changed:
            told.append(time.perf_counter() - changed[-1])
        await asyncio.sleep(PACE * (0.85 + 0.3 * random.random()))


async def ask(
    port: int, path: str, headers: dict[str, str], method: str = "GET", body: str = ""
) -> tuple[int, dict[str, str], str]:
    """One request over a connection of its own: status, headers, body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode())
    found = await answer(reader)
    writer.close()
    return found


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], str]:
    """What comes back: status, headers by lower-case name, body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    if headers.get("transfer-encoding") == "chunked":
        return int(head[0].split()[1]), headers, await chunks(reader)
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return int(head[0].split()[1]), headers, body.decode()


async def chunks(reader: asyncio.StreamReader) -> str:
    """A body that comes in pieces."""
    parts = []
    while size := int((await reader.readline()).strip() or b"0", 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts).decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
