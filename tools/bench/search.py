"""Search over 1,000,000 people: time of what is typed, as typed, inside words and misspelt.

Names are frequent as they are in life: a few first names and a long tail of family names (Zipf). Runs as a process of
its own: settings are read once per process. Time is CPU, of this process and of PostgreSQL's for it; each search is
asked three times, the quickest counts: what else the machine does is no time of the database.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from .processes import database_cpu

PEOPLE, BATCH, ASKED, REPEATED = 1_000_000, 4_000, 80, 3
OWNERS = 500
Row = tuple[str, str, str, int, Any]


def main(data: Path, people: int = PEOPLE) -> None:
    """Fill the data directory's database unless it is full already, and print what searches cost."""
    data.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DEALWRIGHT_DATA": str(data), "DJANGO_SETTINGS_MODULE": "dealwright.site.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from dealwright.customers.models import Person

    if not Person.objects.exists():
        fill(people)
    print(
        f"\nSearch among {Person.objects.count():,} people on {connection.vendor}: ms of CPU until the answer, all in,"
    )
    print("and of these the database's own, where it is another process")
    print(f"{'':44}{'p50':>8}{'p95':>8}{'db p50':>8}{'db p95':>8}{'found':>8}")
    for who, actor in actors():
        for what, texts in asked(actor).items():
            report(f"{what}, who sees {who}", texts, actor)


def fill(people: int) -> None:
    """Write people and have them indexed; print how quickly."""
    from django.db import connection, transaction

    from dealwright.customers.models import Person
    from dealwright.ledger.rows import insert_rows
    from dealwright.records.search import index

    owners = make_owners()
    rows, spent, used = imagined(people, owners), 0.0, 0.0
    columns = ["name", "email", "phone", "owner_id", "created_at"]
    constants = ["job_title", "revision", *(name for name in ("fields",) if hasattr(Person, name))]
    first = 1
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            insert_rows(
                Person, [*columns, *constants], ((*row, "", 1, "{}")[: len(columns + constants)] for row in batch)
            )
            begun, busy = time.perf_counter(), time.process_time()
            index([added(number) for number in range(first, first + len(batch))])
            spent += time.perf_counter() - begun
            used += time.process_time() - busy
        first += len(batch)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"Indexed {people:,} people in {spent:.0f} s: {people / spent:,.0f} a second; {used:.0f} s of CPU")
    print(f"The index takes {index_mb():,.0f} MB, the people {table_mb('customers_person'):,.0f} MB")


def make_owners() -> list[int]:
    """Ids of members who own the people."""
    from dealwright.workspace.commands import NewMember, add_member
    from dealwright.workspace.queries import Machine, Role

    new = [NewMember(f"Rep {n}", f"rep{n}@example.com", Role.REP) for n in range(OWNERS)]
    return [int(add_member(each, by=Machine(), via="cli").id) for each in new]


def added(number: int) -> Any:
    """The event that a person was added, as the reader gets it."""
    from django.utils import timezone

    from dealwright.ledger.queries import Happened

    now = timezone.now()
    return Happened(number, number, "person_added", "person", number, None, "import", now, now, "{}")


def imagined(people: int, owners: Sequence[int]) -> Iterator[Row]:
    """Name, mail, phone, owner and moment of people."""
    from django.utils import timezone

    chance, now = random.Random(4), timezone.now()
    firsts, families = first_names(), family_names()
    drawn = zip(drawn_from(firsts, people, chance), drawn_from(families, people, chance), strict=True)
    domains = [f"{name.lower()}.example" for name in chance.sample(families, 5_000)]
    for first, family in drawn:
        mail = f"{chance.choice(mails(first.lower(), family.lower(), chance))}@{chance.choice(domains)}"
        phone = f"+{chance.choice([44, 49, 33, 1, 31])} {chance.randrange(10**8, 10**10)}"
        yield f"{first} {family}", mail, phone, chance.choice(owners), now


def mails(first: str, family: str, chance: random.Random) -> list[str]:
    """How this person's address may begin."""
    return [f"{first}.{family}", f"{first[0]}{family}", f"{first}{family}{chance.randrange(100)}", first]


def drawn_from(names: Sequence[str], count: int, chance: random.Random) -> Iterator[str]:
    """Names, the n-th of them 1/n as frequent as the first."""
    weights = list(accumulate(1 / place for place in range(1, len(names) + 1)))
    for _ in range(0, count, BATCH):
        yield from chance.choices(names, cum_weights=weights, k=min(BATCH, count))


def first_names() -> list[str]:
    """Common first names, then rare ones that end otherwise."""
    from dealwright.exchange.sample.words import FIRST_NAMES

    return [*FIRST_NAMES, *(f"{name}{end}" for end in ("", "ke", "lin", "do", "ette") for name in FIRST_NAMES if end)]


def family_names() -> list[str]:
    """Common family names, then tens of thousands of rare ones."""
    from dealwright.exchange.sample.words import BEGINNINGS, ENDINGS, FAMILY_NAMES, MIDDLES

    rare = [
        f"{one}{two}{three}{four}"
        for one in BEGINNINGS
        for two in MIDDLES
        for three in ENDINGS
        for four in ("", "er", "s", "sen")
    ]
    random.Random(5).shuffle(rare)
    return [*FAMILY_NAMES, *dict.fromkeys(rare)]


def actors() -> list[tuple[str, Any]]:
    """Somebody who sees everybody, and somebody who sees their own people alone."""
    from dealwright.records import kinds
    from dealwright.workspace.models import Member
    from dealwright.workspace.queries import Machine

    rep = Member.objects.filter(email="rep7@example.com").get()
    from django.db.models import Q

    kinds.KINDS["people"] = replace(
        kinds.KINDS["people"], visible=lambda actor: Q() if actor.id is None else Q(owner_id=actor.id)
    )
    return [("all", Machine()), ("own", rep)]


def asked(actor: Any) -> dict[str, list[str]]:
    """What is typed, drawn from the names that the actor sees."""
    from dealwright.customers.models import Person

    chance = random.Random(6)
    mine = Person.objects.all() if actor.id is None else Person.objects.filter(owner_id=actor.id)
    ids = chance.sample(list(mine.order_by("id").values_list("id", flat=True)), ASKED)
    people = list(Person.objects.filter(id__in=ids).order_by("id").values_list("name", "email", "phone"))
    words = [chance.choice(name.split()) for name, _, _ in people]
    return {
        "prefix of a name": [word[: chance.randint(2, len(word))] for word in words],
        "prefixes of both names": [
            " ".join(part[: chance.randint(2, len(part))] for part in name.split()) for name, _, _ in people
        ],
        "mail address": [mail for _, mail, _ in people],
        "phone, spelled otherwise": [f"00{phone[1:9]} {phone[9:]}" for _, _, phone in people],
        "inside a phone": [phone[-7:-2] for _, _, phone in people],
        "inside a name": [word[1:][: chance.randint(3, 5)] for word in words if len(word) > 4],
        "inside both names": [" ".join(part[1:6] for part in name.split()) for name, _, _ in people],
        "misspelt name": [misspell(word, chance) for word in words if len(word) > 3],
        "misspelt full name": [f"{name.split()[0]} {misspell(name.split()[1], chance)}" for name, _, _ in people],
    }


def misspell(word: str, chance: random.Random) -> str:
    """The word with one letter too few, too many, another, or two exchanged."""
    place, letter = chance.randrange(1, len(word) - 1), chance.choice("aeioulnrst")
    return chance.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + letter + word[place:],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )


def report(name: str, texts: Sequence[str], actor: Any) -> None:
    """One row of the table: the median and the 95th percentile, and the share of searches that found somebody."""
    from dealwright.records.search import search

    spent, database, found = [], [], 0
    for text in texts:
        times = []
        for _ in range(REPEATED):
            ms, of_database, answers = timed(lambda text=text: search(text, actor, 10))
            times.append((ms, of_database))
        spent.append(min(ms for ms, _ in times))
        database.append(min(ms for _, ms in times))
        found += bool(answers)
    figures = "".join(f"{figure:8.2f}" for figure in (*middle_and_end(spent), *middle_and_end(database)))
    print(f"{name:44}{figures}{found / len(texts):8.0%}", flush=True)


def middle_and_end(figures: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    ordered = sorted(figures)
    return ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]


def timed(ask: Callable[[], Any]) -> tuple[float, float, Any]:
    """Milliseconds of CPU until the answer, this thread's and the database's, those of the database alone, and it."""
    begun, before = time.thread_time(), database_cpu()
    answer = ask()
    own, of_database = time.thread_time() - begun, database_cpu() - before
    return (own + of_database) * 1_000, of_database * 1_000, answer


def index_mb() -> float:
    """Megabytes of the tables of search."""
    return sum(table_mb(f"records_search{name}") for name in ("word", "text", "part"))


def table_mb(table: str) -> float:
    """Megabytes of a table and its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        else:
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name = %s", [table])
        return float(cursor.fetchone()[0]) / 1_000_000


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
