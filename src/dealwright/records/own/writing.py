"""Values of one own field put into many records, where what becomes of them is told elsewhere."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from ..kinds import Kind


def write_values(kind: Kind, key: str, values: Mapping[int, Any]) -> None:
    """Put values into records (None takes the field out); their revision rises, so that nobody writes over it."""
    manager = kind.model._default_manager
    rows = manager.select_for_update().filter(id__in=list(values)).only("id", "fields", "revision")
    changed = []
    for row in rows:
        now: Any = row
        own = {each: value for each, value in now.fields.items() if each != key}
        if values[now.id] is not None:
            own[key] = values[now.id]
        now.fields, now.revision = own, now.revision + 1
        changed.append(now)
    table, quote = kind.model._meta.db_table, connection.ops.quote_name
    statement = f"UPDATE {quote(table)} SET fields = %s, revision = %s WHERE id = %s"  # noqa: S608 (the table's own name)
    column = kind.model._meta.get_field("fields")
    with connection.cursor() as cursor:
        cursor.executemany(
            statement, [(column.get_db_prep_save(each.fields, connection), each.revision, each.id) for each in changed]
        )
