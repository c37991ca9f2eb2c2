"""A company of any size for the benchmark: members, organisations, people and deals, written into their tables.

People and deals have two fields that the company added, a number and a text, empty in every third.
"""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

MEMBERS, BATCH = 50, 5_000
COUNTRIES = ["Germany", "France", "Austria", "Italy", "Spain", "Poland", "Norway", "Sweden"]


def fill(people: int, deals: int) -> None:
    """Write members, a tenth as many organisations as people, people and deals straight into their tables."""
    from django.db import connection
    from django.utils import timezone

    from dealwright.customers.models import Organisation, Person
    from dealwright.deals.models import Deal

    members, version = _company()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # indexes in memory while they are filled in any order
            cursor.execute("PRAGMA cache_size=-1000000")
            cursor.execute("PRAGMA synchronous=OFF")
    chance, now = random.Random(1), timezone.now()
    firms = people // 10
    _write(Organisation, ["name", "country", "sector", "employees", "owner_id", "revision", "created_at"], (
        (f"Org {chance.randrange(10**9):09}", chance.choice(COUNTRIES), chance.choice("abcdefgh"),
         chance.randrange(1, 9_999), chance.choice(members), 1, _ago(now, chance))
        for _ in range(firms)
    ))  # fmt: skip
    columns = ["name", "family_name", "email", "job_title", "organisation_id", "owner_id", "fields"]
    columns += ["revision", "created_at"]
    _write(Person, columns, (
        (f"P {chance.randrange(10**9):09}", f"F {chance.randrange(10**9):09}",
         f"p{chance.randrange(10**9)}@example.com", f"Job {chance.randrange(50)}", chance.randrange(1, firms + 1),
         chance.choice(members), json.dumps(_own(chance)), 1, _ago(now, chance))
        for _ in range(people)
    ))  # fmt: skip
    columns = ["title", "process_id", "version_id", "stage", "status", "organisation_id", "owner_id", "source"]
    columns += ["amount_minor", "currency", "close_on", "opened_at", "stage_since", "fields", "revision", "created_at"]
    stages = [stage.key for stage in _stages(version.id)]

    def deal() -> tuple[Any, ...]:
        at = _ago(now, chance)
        amount = chance.choice([None, chance.randrange(10**7), chance.randrange(10**7)])
        closing = (now + timedelta(days=chance.randrange(-300, 300))).date()
        status, source = chance.choice(["open", "won", "lost"]), chance.choice(["Web", "Fair", "Mail", ""])
        names = (f"D {chance.randrange(10**9):09}", version.process_id, version.id, chance.choice(stages), status)
        whose = (chance.randrange(1, firms + 1), chance.choice(members), source)
        own = json.dumps({"pain": "time", **_own(chance)})
        return (*names, *whose, amount, "EUR", closing, at, at, own, 1, at)

    _write(Deal, columns, (deal() for _ in range(deals)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _own(chance: random.Random) -> dict[str, Any]:
    return chance.choice([{}, *[{"size": chance.randrange(10**6), "region": f"R{chance.randrange(10**6):06}"}] * 2])


def _ago(now: Any, chance: random.Random) -> Any:
    return now - timedelta(minutes=chance.randrange(10**6))


def _write(model: Any, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    from django.db import transaction

    from dealwright.ledger.rows import insert_rows

    others = {field.attname: field for field in model._meta.concrete_fields if field.attname not in (*columns, "id")}
    usual = {name: field.get_default() for name, field in others.items()}
    same = [json.dumps(value) if isinstance(value, dict | list) else value for value in usual.values()]
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            insert_rows(model, [*columns, *usual], ([*row, *same] for row in batch))


def _company() -> tuple[list[int], Any]:
    """Ids of members, and the published process that the deals run in."""
    from dealwright.processes.commands import publish_shipped
    from dealwright.processes.models import Version
    from dealwright.records.setup.fields import NewField, add_field
    from dealwright.workspace.commands import NewMember, add_members, set_up_company
    from dealwright.workspace.queries import Machine, Role

    by: Any = {"by": Machine(), "via": "cli"}
    set_up_company("Bench Ltd", "EUR", **by)
    version = Version.objects.get(id=publish_shipped("general", **by).id)
    new = [NewMember(f"Rep {n}", f"rep{n}@example.com", Role.REP) for n in range(MEMBERS)]
    members = [member.id for member in add_members(new, **by)]
    add_members([NewMember("Bench", "bench@example.com", Role.OWNER)], **by)
    for kind in ("people", "deals"):
        for title, of_type in (("Size", "integer"), ("Region", "text")):
            add_field(kind, NewField(title, of_type), **by)
    return members, version


def _stages(version_id: int) -> Sequence[Any]:
    from dealwright.processes.queries import playbook

    return playbook(version_id).stages
