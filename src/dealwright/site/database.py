"""The database made ready before anything is asked of it."""

from typing import ClassVar

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from dealwright import SalesError


class Silent(SalesError):
    """The database does not answer."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "database_silent"


def is_current() -> bool:
    """Whether every table is as this version of the program wants it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def make_current() -> None:
    """Make or change the tables when something is missing; raises Silent when the database does not answer."""
    try:
        if not is_current():
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        remedy = "Is it running, and is DEALWRIGHT_DATABASE_URL (or the directory of the data) right?"
        raise Silent(f"The database does not answer: {error}", remedy=remedy) from error
