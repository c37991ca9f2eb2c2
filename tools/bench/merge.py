"""Two people with many entries each merged, taken apart, and the same done by SQL written by hand.

Runs as a process of its own, on a data directory of its own or on the database that DEALWRIGHT_DATABASE_URL names.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .imports import Spent
from .processes import database_cpu

ENTRIES = 10_000  # of each of the two
ROUNDS = 7
TABLES = {
    "activities_activity": ("about_id", "about_kind = 'person' AND "),
    "activities_task": ("about_id", "about_kind = 'person' AND "),
    "customers_consent": ("person_id", ""),
    "deals_stakeholder": ("person_id", ""),
}


def main(data: Path) -> None:
    """Print the seconds of a merge and of its undoing, against the same rows repointed by hand; the best of some."""
    os.environ |= {"DEALWRIGHT_DATA": str(data), "DJANGO_SETTINGS_MODULE": "dealwright.site.settings"}
    data.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    survivor, removed = two_people()
    merged, undone, by_hand = [], [], []
    for _ in range(ROUNDS):
        there, back_again = through_the_program(survivor, removed)
        merged.append(there)
        undone.append(back_again)
        by_hand.append(timed(lambda: repointed(survivor, removed)))
        repointed(removed, survivor, only=MINE)
    ours, back, hand = best(merged), best(undone), best(by_hand)
    print(f"\nMerge of two people with {ENTRIES:,} entries each on {connection.vendor}: {ours.wall:.3f} s", end="")
    print(f", {ours.cpu:.3f} s of CPU (with the database's)")
    print(f"taken apart again: {back.wall:.3f} s, {back.cpu:.3f} s of CPU", end="")
    print(f"; the same rows by hand: {hand.wall:.3f} s, {hand.cpu:.3f} s of CPU")
    shares = f"{ours.wall / hand.wall:.1f} times by the clock, {ours.cpu / hand.cpu:.1f} times by CPU"
    print(f"merge against by hand: {shares} (wanted: 3)")


def best(rounds: Sequence[Spent]) -> Spent:
    """The least that any round took, by the clock and of CPU: what else runs on the machine only ever adds."""
    return Spent(min(each.wall for each in rounds), min(each.cpu for each in rounds))


def two_people() -> tuple[int, int]:
    """Two people, each with entries of four kinds in equal parts."""
    from dealwright.activities.models import Activity, Task
    from dealwright.customers.commands import NewPerson, record_people
    from dealwright.customers.models import Consent
    from dealwright.deals.models import Deal, Stakeholder
    from dealwright.processes.commands import publish_shipped
    from dealwright.processes.models import Version
    from dealwright.workspace.queries import Machine

    by, now, part = Machine(), datetime(2026, 1, 1, tzinfo=UTC), ENTRIES // 4
    publish_shipped("general", by=by, via="cli")
    version = Version.objects.select_related("process").latest("id")
    people = record_people(
        [NewPerson("Anna Berg", "a@x.example"), NewPerson("Ana Berg", "b@x.example")], by=by, via="cli"
    )
    deal = {
        "process": version.process,
        "version": version,
        "stage": "prospecting",
        "currency": "EUR",
        "created_at": now,
    }
    deals = Deal.objects.bulk_create([Deal(title=f"Deal {n}", **deal) for n in range(2 * part)], batch_size=500)
    for place, person in enumerate(people):
        about = {"about_kind": "person", "about_id": person}
        Activity.objects.bulk_create([Activity(kind="call", subject="Call", at=now, **about) for _ in range(part)])
        Task.objects.bulk_create([Task(kind="call", title="Call", created_at=now, **about) for _ in range(part)])
        said = {"person_id": person, "given": True, "at": now}
        Consent.objects.bulk_create([Consent(purpose=f"purpose {n % 9}", **said) for n in range(part)])
        mine = deals[place * part : (place + 1) * part]
        Stakeholder.objects.bulk_create([Stakeholder(deal=each, person_id=person, role="user") for each in mine])
    remember(people[1])
    return people[0], people[1]


MINE: dict[str, list[int]] = {}


def remember(person: int) -> None:
    """Which rows are the second person's, to give them back by hand."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table, (column, kind) in TABLES.items():
            cursor.execute(f"SELECT id FROM {table} WHERE {kind}{column} = %s", [person])
            MINE[table] = [row[0] for row in cursor.fetchall()]


def through_the_program(survivor: int, removed: int) -> tuple[Spent, Spent]:
    """What it took: the merge, and its undoing."""
    from dealwright.customers.doubles.merging import merge, undo_merge
    from dealwright.workspace.queries import Machine

    who: Any = {"by": Machine(), "via": "cli"}
    numbers: list[int] = []
    merging = timed(lambda: numbers.append(merge("person", survivor, removed, **who)))
    return merging, timed(lambda: undo_merge(numbers[0], **who))


def repointed(to: int, of: int, only: dict[str, list[int]] | None = None) -> None:
    """The same by hand: note which rows, then one UPDATE a table, in one transaction."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table, (column, kind) in TABLES.items():
            cursor.execute(f"SELECT id FROM {table} WHERE {kind}{column} = %s", [of])
            cursor.fetchall()
            if only is None:
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {kind}{column} = %s", [to, of])
            else:
                marks = [(to, each) for each in only[table]]
                cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s", marks)


def timed(work: Callable[[], Any]) -> Spent:
    """Seconds by the clock, and of CPU in this process and its database."""
    clock, cpu = time.perf_counter(), time.process_time() + database_cpu()
    work()
    return Spent(time.perf_counter() - clock, time.process_time() + database_cpu() - cpu)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
