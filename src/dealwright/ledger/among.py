"""Many values in one comparison, as a single parameter: the ORM needs longer to write each out than to look it up."""

from collections.abc import Collection
from typing import Any

import msgspec
from django.db.models import Expression


class Among(Expression):
    """Stands after `__in`: any of these texts, or of these ids. In any number they are one parameter of the query."""

    def __init__(self, values: Collection[str] | Collection[int]) -> None:
        """Of these; without any, nothing is among them."""
        super().__init__()
        self.values = list(values)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """A list inside the database: an array on PostgreSQL, JSON on SQLite."""
        if connection.vendor == "postgresql":
            kind = "bigint" if self.values and isinstance(self.values[0], int) else "text"
            return f"(SELECT unnest(%s::{kind}[]))", [self.values]
        return "(SELECT value FROM json_each(%s))", [msgspec.json.encode(self.values).decode()]
