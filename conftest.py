"""The ground every test stands on: its own data directory, and the fixed cast of members.

SQLite by default; DEALWRIGHT_DATABASE_URL=postgres://... runs the same tests on PostgreSQL.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest

DATA = tempfile.TemporaryDirectory(prefix="dealwright-test-")
os.environ["DEALWRIGHT_DATA"] = DATA.name
os.environ["DEALWRIGHT_TEST_SQLITE"] = str(Path(DATA.name) / "test.sqlite3")
os.environ["DEALWRIGHT_SECRET_KEY"] = "only-for-tests-" * 4
os.environ["DJANGO_SETTINGS_MODULE"] = "dealwright.site.settings"
os.environ.pop("DEALWRIGHT_PUBLIC_URL", None)
django.setup()

from django.conf import settings as configured

# A process of its own (-n 2) has read its settings before this file, with the directory of the one that started it.
configured.DATA = Path(DATA.name)

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client, TransactionTestCase

from dealwright.workspace.commands import NewMember, add_members, create_token, set_up_company
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine
from dealwright.workspace.rules import Role

if TYPE_CHECKING:
    from dealwright.processes.queries import Published

# The same examples in every run of CI, so that a red one can be repeated; other ones each time elsewhere.
hypothesis.settings.register_profile("ours", deadline=None, max_examples=40, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("ours")

ASKING = {"db", "transactional_db"}
PASSWORD = "correct horse battery"  # everybody in the cast signs in with it


@dataclass(frozen=True)
class Cast:
    """Who plays in every test: Ann and Bob sell in team North under Mia, Cid sells in South."""

    rep: Member
    mate: Member
    stranger: Member
    manager: Member
    operator: Member
    owner: Member

    def everybody(self) -> dict[str, Member]:
        """The members by the part they play."""
        return dict(vars(self))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what never asks a database: it was tested on SQLite already."""
    if connection.vendor == "postgresql":
        asking = [item for item in items if _asks(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in asking])
        items[:] = asking


def _asks(item: pytest.Item) -> bool:
    in_a_class_of_django = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    fixtures: Sequence[str] = getattr(item, "fixturenames", ())
    return in_a_class_of_django or bool(item.get_closest_marker("django_db") or ASKING & set(fixtures))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let tests that commit clean up after themselves: on SQLite they delete, which the ledger refuses."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER ledger_entry_stays")


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> None:
    """Hash passwords quickly, and forget playbooks kept from a test whose rows are gone."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if queries := sys.modules.get("dealwright.processes.queries"):
        queries.playbook.cache_clear()


@pytest.fixture
def machine() -> Machine:
    """The person at the command line, who may do everything."""
    return Machine()


@pytest.fixture
def company(db: None, machine: Machine) -> None:
    """Dealers Ltd, working in euros and in Berlin's time."""
    set_up_company("Dealers Ltd", "EUR", zone="Europe/Berlin", by=machine, via="cli")


@pytest.fixture
def cast(company: None, machine: Machine) -> Cast:
    """The fixed cast, all able to sign in with `PASSWORD`."""
    people = [
        NewMember("Ann", "ann@example.com", Role.REP, "North"),
        NewMember("Bob", "bob@example.com", Role.REP, "North"),
        NewMember("Cid", "cid@example.com", Role.REP, "South"),
        NewMember("Mia", "mia@example.com", Role.MANAGER, "North"),
        NewMember("Olga", "olga@example.com", Role.OPERATOR),
        NewMember("Otto", "otto@example.com", Role.OWNER),
    ]
    ids = [member.id for member in add_members(people, by=machine, via="cli")]
    Member.objects.filter(id__in=ids).update(password=make_password(PASSWORD))
    return Cast(*Member.objects.select_related("team").filter(id__in=ids).order_by("id"))


@pytest.fixture
def published(db: None, machine: Machine) -> "Published":
    """The shipped general process, published."""
    from dealwright.processes.commands import publish_shipped

    return publish_shipped("general", by=machine, via="cli")


@pytest.fixture
def client_of() -> Callable[[Member], Client]:
    """A browser in which the member is signed in."""

    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return signed_in


@pytest.fixture
def api_of() -> Callable[[Member], Client]:
    """A client of the API that carries a fresh token of the member."""

    def with_token(member: Member) -> Client:
        token = create_token(member, by=member, via="page")
        return Client(headers={"Authorization": f"Bearer {token}"})

    return with_token
