"""Django's own `migrate`, which makes the tables of an empty database at once."""

from typing import Any

from django.core.management.commands import migrate

from dealwright.ledger.new_tables import is_empty, make_tables


class Command(migrate.Command):
    """Bring the tables to what this version of the program wants."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all tables of an empty database in one go; then, and otherwise, do as Django does."""
        is_whole = options["app_label"] is None and not (options["plan"] or options["check_unapplied"])
        if is_whole and is_empty():
            make_tables()
        super().handle(*args, **options)
