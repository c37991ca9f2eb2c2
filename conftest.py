"""The ground every test stands on: its own data directory, and the fixed cast of members.

SQLite by default; DEALWRIGHT_DATABASE_URL=postgres://... runs the same tests on PostgreSQL.
"""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

DATA = tempfile.TemporaryDirectory(prefix="dealwright-test-")
os.environ["DEALWRIGHT_DATA"] = DATA.name
os.environ["DEALWRIGHT_TEST_SQLITE"] = str(Path(DATA.name) / "test.sqlite3")
os.environ["DEALWRIGHT_SECRET_KEY"] = "only-for-tests-" * 4
os.environ.pop("DEALWRIGHT_PUBLIC_URL", None)

from dealwright.site.loading import load

load()
gc.disable()  # until all is collected, as what is loaded stays

from django.conf import settings as configured

# A process of its own (-n 2) has read its settings before this file, with the directory of the one that started it.
configured.DATA = Path(DATA.name)
configured.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.template import engines
from django.test import Client, TransactionTestCase
from django.test.client import ClientHandler
from jinja2 import FileSystemBytecodeCache

from dealwright.ledger.tests.ground import kept, new_versions, stand_on, wanted
from dealwright.metrics.texts import keep_texts
from dealwright.workspace.commands import NewMember, add_members, create_token, set_up_company
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine
from dealwright.workspace.rules import Role

if TYPE_CHECKING:
    from dealwright.processes.queries import Published

# The same examples in every run of CI, so that a red one can be repeated; other ones each time elsewhere. PostgreSQL is
# asked what was asked of SQLite already.
EXAMPLES = 10 if "DEALWRIGHT_DATABASE_URL" in os.environ else 40
hypothesis.settings.register_profile("ours", deadline=None, max_examples=EXAMPLES, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("ours")

WALKS = Path(__file__).parent / "tests"  # through everything there is: the longest of all
LONG = {"browser", "scale", "thorough"}
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
    items.sort(key=_rank)


def pytest_collection_finish() -> None:
    """Whoever looks for garbage need not look through all that was collected here, nor after every few objects."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


def _rank(item: pytest.Item) -> tuple[int, list[str]]:
    """What takes long begins first, walks before all; tests on the same ground follow each other; those that commit
    come after them.
    """
    short = 2 if _asks(item) else 4
    long = 0 if WALKS in item.path.parents else 1
    turn = 3 if _commits(item) else long if LONG & {mark.name for mark in item.iter_markers()} else short
    return turn, [make.__qualname__ for make in wanted(item)]


def _commits(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db")
    return bool(marked and marked.kwargs.get("transaction"))


def _asks(item: pytest.Item) -> bool:
    fixtures: Sequence[str] = getattr(item, "fixturenames", ())
    asking = item.get_closest_marker("django_db") or ASKING & set(fixtures)
    return bool(asking) or _is_of_django(getattr(item, "cls", None))


def _is_of_django(cls: type | None) -> bool:
    return issubclass(cls or object, TransactionTestCase)


@pytest.fixture(scope="session")
def compiled_numbers(request: pytest.FixtureRequest) -> Path:
    """Where compiled numbers are kept from process to process."""
    return request.config.cache.mkdir("texts")


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(request: pytest.FixtureRequest, compiled_numbers: Path) -> None:
    """Keep compiled templates and numbers from process to process; they are known by their source."""
    keep_texts(compiled_numbers)
    (Path(DATA.name) / "compiled").symlink_to(compiled_numbers)  # for the processes that a test starts
    kept_at = request.config.cache.mkdir("templates")
    engines["jinja2"].env.bytecode_cache = FileSystemBytecodeCache(str(kept_at))


@pytest.fixture(scope="session", autouse=True)
def _middleware_once() -> None:
    """Every client of the tests answers by the same middleware; making it looks through all static files."""
    handler = ClientHandler()
    handler.load_middleware()
    ClientHandler._middleware_chain = staticmethod(handler._middleware_chain)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tests that commit clean up after themselves: on SQLite they delete, which the ledger refuses."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER ledger_entry_stays")
            # The table of statistics: made by an import within a test, it has SQLite read its tables' shapes anew
            # (3 ms) after each request that a walk takes back.
            cursor.execute("ANALYZE")
            # The row that `new_versions` changes.
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('processes_version', 0)")
    yield
    with django_db_blocker.unblock():
        stand_on([])


@pytest.fixture(scope="class", autouse=True)
def _bare(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """Django's own classes of tests close the database: nothing may lie in it before them."""
    if _is_of_django(request.cls):
        with django_db_blocker.unblock():
            stand_on([])


@pytest.fixture
def _ground(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        stand_on([] if _commits(request.node) else wanted(request.node))


@pytest.fixture
def _django_db_helper(_ground: None, _django_db_helper: None) -> None:
    """What pytest-django does for a test that asks the database, upon kept ground."""
    new_versions()


@pytest.fixture
def machine() -> Machine:
    """The person at the command line, who may do everything."""
    return Machine()


@pytest.fixture
@kept
def company() -> None:
    """Dealers Ltd, working in euros and in Berlin's time."""
    set_up_company("Dealers Ltd", "EUR", zone="Europe/Berlin", by=Machine(), via="cli")


@pytest.fixture
@kept
def cast(company: None) -> Cast:
    """The fixed cast, all able to sign in with `PASSWORD`."""
    people = [
        NewMember("Ann", "ann@example.com", Role.REP, "North"),
        NewMember("Bob", "bob@example.com", Role.REP, "North"),
        NewMember("Cid", "cid@example.com", Role.REP, "South"),
        NewMember("Mia", "mia@example.com", Role.MANAGER, "North"),
        NewMember("Olga", "olga@example.com", Role.OPERATOR),
        NewMember("Otto", "otto@example.com", Role.OWNER),
    ]
    ids = [member.id for member in add_members(people, by=Machine(), via="cli")]
    Member.objects.filter(id__in=ids).update(password=make_password(PASSWORD))
    return Cast(*Member.objects.select_related("team").filter(id__in=ids).order_by("id"))


@pytest.fixture
@kept
def published() -> "Published":
    """The shipped general process, published."""
    from dealwright.processes.commands import publish_shipped

    return publish_shipped("general", by=Machine(), via="cli")


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
