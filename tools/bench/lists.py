"""Lists of people and deals at 1,000,000 and 200,000 against 10,000 and 2,000 of them: filters, orders, next pages.

Each size has a process of its own, on a data directory or on the database that DEALWRIGHT_DATABASE_URL names (a second
one, `…_small`, is made beside it); they are asked in turns, as what else the machine does changes. Cost is CPU of whole
requests: of that process, with SQLite the database is its own, and of PostgreSQL for it when it runs on this machine.
The quickest of some times counts: what else the machine does is no cost of a list. The company's own fields have the
indexes that the worker gives them. Only pages with as many rows at both sizes tell what grows: `rows` says how many.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from .processes import database_cpu

LARGE, SMALL = (1_000_000, 200_000), (10_000, 2_000)
TIMES, ROUNDS = 6, 3
WANTED = 1.5
COLUMNS = 40
Ask = Callable[[], int]
LISTS: Mapping[str, Sequence[str]] = {
    "people": [
        *("", "sort=-name", "sort=family_name", "sort=-id"),
        *("owner={member}", "organisation={organisation}", "email={mail}", "email__starts=p12", "job_title=Job 7"),
        *("added_on=last-7-days", "added_on__lt=last-7-days&sort=-id", "owner={member}&sort=-id", "tags__has=partner"),
        *("sort=-fields.size", "sort=fields.region", "fields.size__gte=990000", "fields.region=R123456"),
        *("fields.size__gte=500000&sort=fields.size", "fields.region__starts=r12&sort=fields.region"),
        'where={{"any": [{{"owner": "{member}"}}, {{"organisation": "{organisation}"}}]}}',
    ],
    "deals": [
        *("", "sort=-amount", "sort=close_on", "sort=title"),
        *("owner={member}", "owner={member}&sort=-amount", "organisation={organisation}", "status=open"),
        *("stage=qualifying&sort=-amount", "status=open&sort=-amount", "status=open&sort=close_on", "source=Web"),
        *("close_on=this-month", "close_on=this-month&sort=-amount", "amount__gte=90000&sort=-amount"),
        *("sort=-fields.size", "sort=fields.region", "fields.size__between=500000,530000", "fields.region__starts=r1"),
        'where={{"any": [{{"stage": "qualifying"}}, {{"owner": "{member}"}}]}}&sort=-amount',
    ],
}


def main(data: Path) -> None:
    """Fill both sizes where they are empty, ask each row of both in turns, and print what grew how much."""
    with _sized(data / str(SMALL[0]), SMALL) as small, _sized(data / str(LARGE[0]), LARGE) as large:
        vendor, names = _answer(small)
        _answer(large)
        print(f"\nLists on {vendor}: CPU ms at {SMALL[0]:,} people and {SMALL[1]:,} deals, and at", end=" ")
        print(f"{LARGE[0]:,} and {LARGE[1]:,} (wanted: at most {WANTED} times)")
        print(f"{'':64}{'few':>8}{'many':>8}{'growth':>8}  rows")
        for name in names:
            rounds = [(_asked(small, name), _asked(large, name)) for _ in range(ROUNDS)]
            (few, lines), (many, more) = (min(costs) for costs in zip(*rounds, strict=True))
            rows = str(lines) if lines == more else f"{lines} and {more}"
            print(f"{name[:63]:64}{few:8.2f}{many:8.2f}{many / few:8.2f}  {rows}", flush=True)


@contextmanager
def _sized(data: Path, size: tuple[int, int]) -> Iterator[subprocess.Popen[str]]:
    """A process that answers by the cost of each row whose name it is given, as long as the block lasts."""
    data.mkdir(parents=True, exist_ok=True)
    url = os.environ.get("DEALWRIGHT_DATABASE_URL", "")
    if url and size == SMALL:
        url = _second(url)
    own = {"DEALWRIGHT_DATA": str(data), "DEALWRIGHT_DATABASE_URL": url}
    own["DJANGO_SETTINGS_MODULE"] = "dealwright.site.settings"
    command = [sys.executable, "-m", "tools.bench.lists", str(data), *map(str, size)]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**os.environ, **own}, **pipes) as process:
        try:
            yield process
        finally:
            process.terminate()


def _answer(process: subprocess.Popen[str]) -> Any:
    assert process.stdout
    return json.loads(process.stdout.readline())


def _asked(process: subprocess.Popen[str], name: str) -> tuple[float, int]:
    assert process.stdin
    process.stdin.write(f"{name}\n")
    process.stdin.flush()
    ms, rows = _answer(process)
    return ms, rows


def _second(url: str) -> str:
    import psycopg

    parts = urlsplit(url)
    name = f"{parts.path.strip('/')}_small"
    with psycopg.connect(url, autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


def one_size(people: int, deals: int) -> None:
    """Fill the database unless it is full, print its vendor and what can be asked, then the cost of what is read."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from dealwright.customers.models import Person
    from dealwright.records.jobs import keep_indexes

    from .crowd import fill

    if not Person.objects.exists():
        fill(people, deals)
    keep_indexes()
    rows = dict(asks())
    print(json.dumps([connection.vendor, list(rows)]), flush=True)
    for line in sys.stdin:
        print(json.dumps(cost(rows[line.rstrip("\n")])), flush=True)


def asks() -> Iterator[tuple[str, Ask]]:
    """The rows of the table: what each is called, and what asks it as a browser does."""
    from django.test import Client

    from dealwright.customers.models import Person
    from dealwright.records.kinds import fields_of, kind_of
    from dealwright.records.table import choosable
    from dealwright.workspace.models import Member

    owner = Member.objects.get(email="bench@example.com")
    person = Person.objects.order_by("id")[4_321]
    known = {"member": person.owner_id, "organisation": person.organisation_id, "mail": person.email}
    browser = Client()
    browser.force_login(owner)
    for kind, queries in LISTS.items():
        for query in queries:
            yield from _of_list(browser, kind, query.format(**known), owner, query)
        keys = [field.key for field in choosable(fields_of(kind_of(kind), owner))][:COLUMNS]
        address = f"/{kind}/?columns={','.join(keys)}"
        yield f"{kind} with {len(keys)} columns", lambda address=address: _got(browser, address)
    yield "page of an organisation", lambda: _got(browser, f"/organisations/{known['organisation']}/")


def _of_list(browser: Any, kind_key: str, query: str, actor: Any, name: str) -> Iterator[tuple[str, Ask]]:
    """The list's first page, and its next one where there is one."""
    from dealwright.records.kinds import fields_of, kind_of
    from dealwright.records.queries import listing, page

    kind = kind_of(kind_key)
    catalogue = fields_of(kind, actor)
    pairs = parse_qsl(query)
    wanted = listing(kind, actor, [pair for pair in pairs if pair[0] != "sort"], dict(pairs).get("sort"), catalogue)
    address = f"/{kind_key}/?{urlencode(pairs)}"
    name = f"{kind_key} {name.format(member='…', organisation='…', mail='…')}"
    yield name, lambda: _got(browser, address)
    if cursor := page(wanted, [catalogue["id"]]).next_cursor:
        yield f"{name}, next page", lambda: _got(browser, f"{address}&cursor={cursor}&part=rows")


def _got(browser: Any, address: str) -> int:
    """How many rows the page has."""
    answer = browser.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return int(answer.content.count(b"<tr data-row"))


def cost(ask: Ask) -> tuple[float, int]:
    """CPU milliseconds, the least of some times; how many rows came."""
    rows = ask()
    spent = []
    for _ in range(TIMES):
        begun = time.thread_time() + database_cpu()
        ask()
        spent.append(time.thread_time() + database_cpu() - begun)
    return min(spent) * 1_000, rows


if __name__ == "__main__":
    if len(sys.argv) > 2:
        one_size(*map(int, sys.argv[2:4]))
    else:
        main(Path(sys.argv[1]))
