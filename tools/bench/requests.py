"""CPU per request of the web process, each row against a route that does nothing behind the same middleware."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count

from .processes import Served, cpu_seconds

API = "/api/v1"


@dataclass(frozen=True)
class Request:
    """One kind of request: a name, and what the n-th one of it is (method, path, body)."""

    name: str
    make: Callable[[int], tuple[str, str, object]]
    times: int = 300


@dataclass(frozen=True)
class Cost:
    """What a request cost: CPU milliseconds in the web process (with SQLite, the database's too)."""

    name: str
    ms: float
    kilobytes: float


class Browser:
    """A client that keeps its connection and carries a token, and a session for pages."""

    def __init__(self, served: Served, token: str, session: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", served.port, timeout=120)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._pages = {"Cookie": f"sessionid={session}"}

    def send(self, method: str, path: str, body: object = None) -> bytes:
        """The body of the answer; raises for anything but a success."""
        headers = self._headers if path.startswith("/api") else self._pages
        self._connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {content[:300]!r}")
        return content


def measure(served: Served, browser: Browser, request: Request) -> Cost:
    """The mean cost over the request's repetitions, after a warm-up."""
    for n in range(5):
        content = browser.send(*request.make(n))
    pids = served.web
    before = sum(map(cpu_seconds, pids))
    for n in range(5, 5 + request.times):
        content = browser.send(*request.make(n))
    used = sum(map(cpu_seconds, pids)) - before
    return Cost(request.name, used / request.times * 1000, len(content) / 1024)


def get(path: str) -> Callable[[int], tuple[str, str, object]]:
    """The same GET every time."""
    return lambda n: ("GET", path, None)


def requests(browser: Browser) -> Iterator[Request]:
    """The rows of the table."""
    first = json.loads(browser.send("GET", f"{API}/deals?stage=qualifying&sort=-amount"))
    yield Request("no-op", get(f"{API}/ping"), 1000)
    yield Request("list of 50 by stage, sorted by amount", get(f"{API}/deals?stage=qualifying&sort=-amount"))
    yield Request("its next page", get(f"{API}/deals?stage=qualifying&sort=-amount&cursor={first['next_cursor']}"))
    yield Request("search", get(f"{API}/search?q=garden"))
    yield Request("search by what a name begins with", get(f"{API}/search?q=gar"))
    yield Request("report: pipeline by stage", get(f"{API}/scorecard/pipeline"), 100)
    yield Request("create a deal", lambda n: ("POST", f"{API}/deals", {"title": f"Deal {n}", "amount": "12.50"}))
    yield Request("move a deal to another stage", _moves(browser))
    yield Request("list of 50 people by name", get(f"{API}/people?sort=name"))
    yield Request("create a person", lambda n: ("POST", f"{API}/people", {"name": f"Ada Berg {n}"}))
    yield Request("page: list", get("/deals/"), 100)
    yield Request("page: board", get("/board/"), 100)
    yield Request("page: today", get("/"), 100)
    yield Request("page: people", get("/people/"), 100)
    yield Request("page: organisation", get(f"/organisations/{first_of(browser, 'organisations')}/"), 100)
    yield Request("page: leads", get("/leads/"), 100)


def first_of(browser: Browser, kind: str) -> int:
    """The number of a record of that kind, the first of its list."""
    return int(json.loads(browser.send("GET", f"{API}/{kind}?limit=1"))["items"][0]["id"])


def _moves(browser: Browser) -> Callable[[int], tuple[str, str, object]]:
    made = (
        json.loads(browser.send("POST", f"{API}/deals", {"title": f"Moving {n}", "stage": "needs_assessment"}))["id"]
        for n in count()
    )
    ids = [next(made) for _ in range(305)]
    return lambda n: ("PUT", f"{API}/deals/{ids[n]}/stage", {"stage": "qualifying"})
