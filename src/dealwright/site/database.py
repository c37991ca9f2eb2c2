"""The database made ready before anything is asked of it."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def is_current() -> bool:
    """Whether every table is as this version of the program wants it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def make_current() -> None:
    """Make or change the tables when something is missing; nothing when all is there."""
    if not is_current():
        call_command("migrate", verbosity=0, interactive=False)
