"""The database made ready before anything is asked of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from django.apps import apps
from django.db import connection
from django.db.utils import OperationalError

from dealwright import SalesError

DONE = "django_migrations"


class Silent(SalesError):
    """The database does not answer."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "database_silent"


def is_current() -> bool:
    """Whether every table is as this version of the program wants it.

    Migrations are told by their files' names: to load them all takes longer than most commands.
    """
    if DONE not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT app, name FROM {DONE}")  # noqa: S608 (a name of Django's)
        return set(_written()) <= set(cursor.fetchall())


def _written() -> Iterator[tuple[str, str]]:
    for app in apps.get_app_configs():
        yield from ((app.label, file.stem) for file in Path(app.path, "migrations").glob("[0-9]*.py"))


def make_current() -> None:
    """Make or change the tables when something is missing; raises Silent when the database does not answer."""
    from django.core.management import call_command  # with all that migrations are made of

    try:
        if not is_current():
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        remedy = "Is it running, and is DEALWRIGHT_DATABASE_URL (or the directory of the data) right?"
        raise Silent(f"The database does not answer: {error}", remedy=remedy) from error
