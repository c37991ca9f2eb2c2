"""The column in which a record keeps the values of own fields, each of which an index can hold."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform
from django.db.models.lookups import IsNull

from ..fields import OWN_PATH

COLUMN = "fields"
Sql = tuple[str, tuple[Any, ...]]


class OwnColumn(models.JSONField):
    """Values by key, as JSON. A value is asked for in the very words of its index: a key is part of the statement."""

    def deconstruct(self) -> Any:
        """As migrations write it: to the database it is plain JSON."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options

    def get_transform(self, name: str) -> Any:
        """The value under that key."""
        return partial(OwnValue, name)


class OwnValue(KeyTransform):
    """A value of an own field; what is not there is null.

    Indexes of any age hold these very words: whoever changes them gives the indexes another name.
    """

    def as_postgresql(self, compiler: Any, connection: Any) -> Sql:
        """As JSON: numbers are compared as numbers, texts as the database compares texts."""
        column, _ = compiler.compile(self.lhs)
        return f"({column} -> {quoted(self.key_name)})", ()

    def as_sqlite(self, compiler: Any, connection: Any) -> Sql:
        """As the number or text that JSON holds; yes and no by name."""
        column, _ = compiler.compile(self.lhs)
        place = f"{column}, {quoted(f'$.{json.dumps(self.key_name)}')}"
        named = "WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
        return f"(CASE JSON_TYPE({place}) {named} ELSE JSON_EXTRACT({place}) END)", ()


OwnValue.register_lookup(IsNull)


class OwnNumber(models.Func):
    """A value of an own field that is a number of a record; null where it is none."""

    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Sql:
        """As a number of the database, which compares JSON with JSON alone."""
        value, parameters = compiler.compile(self.source_expressions[0])
        return f"(CASE WHEN jsonb_typeof({value}) = 'number' THEN ({value})::bigint END)", (*parameters, *parameters)

    def as_sqlite(self, compiler: Any, connection: Any) -> Sql:
        """As it is: a text is equal to no number."""
        return compiler.compile(self.source_expressions[0])


def stored_in(paths: Iterable[str]) -> tuple[str, ...]:
    """The columns in which these paths stand, for `row_of`.

    An own value is read with all others of its record: what SQLite takes out of JSON no longer tells whether 100, null
    or true was a text.
    """
    return tuple(dict.fromkeys(COLUMN if path.startswith(OWN_PATH) else path for path in paths))


def row_of(paths: Iterable[str], columns: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """A row of `stored_in` these paths, by path; the columns are among it."""
    held = dict(zip(columns, row, strict=True))
    own = [path for path in paths if path.startswith(OWN_PATH)]
    return held | {path: held[COLUMN].get(path.removeprefix(OWN_PATH)) for path in own}


def column_of(path: str, stored: Mapping[str, Sequence[Any]]) -> Sequence[Any]:
    """What stands at a path in each row, of the columns that it is `stored_in`."""
    if not path.startswith(OWN_PATH):
        return stored[path]
    key = path.removeprefix(OWN_PATH)
    return [own.get(key) for own in stored[COLUMN]]


def quoted(text: str) -> str:
    """The text as it stands in a statement that has placeholders."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"
