"""How rows get into DuckDB: as lines of JSON in a file that is gone afterwards, so that memory stays small.

Nothing is quicker that needs no more than the database: it writes the lines itself. Binding rows one by one takes 50
times as long.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

LINES = "format = 'newline_delimited', maximum_object_size = 65536"  # which also keeps its buffers small


def lines_of(rows: QuerySet[Any], columns: Iterable[str]) -> QuerySet[Any, str]:
    """Each row as a line of JSON, as the database writes it: moments in UTC, numbers to 15 digits."""
    told = Cast(JSONObject(**{name: name for name in columns}), TextField())
    return rows.values_list(told, flat=True)


@contextmanager
def handed(columns: Mapping[str, str], lines: Iterable[str]) -> Iterator[str]:
    """A query that tells these columns of the lines, by their types in DuckDB, for as long as this is open."""
    kinds = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    with NamedTemporaryFile("w", dir=settings.DATA, suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        yield f"SELECT * FROM read_json('{file.name}', {LINES}, columns = {{{kinds}}})"  # noqa: S608 (own names)
