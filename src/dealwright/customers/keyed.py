"""Lists on a record that are found by their keys: tags, mails, phones and domains, at the same cost for any number."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models.lookups import Lookup

KEYS = "customers_key"


class KeyedField(models.JSONField):
    """A list, kept as JSON on the row; `icontains` of a quoted text and `isnull` ask the index of keys instead.

    `what` names the keys that are meant, such as "tag"; the model says whose they are.
    """

    def __init__(self, *args: Any, what: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.what = what

    def deconstruct(self) -> Any:
        """As migrations write it: to the database it is plain JSON."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options

    def get_lookup(self, lookup_name: str) -> Any:
        """The lookups of lists; all others are those of JSON."""
        return LOOKUPS.get(lookup_name) or super().get_lookup(lookup_name)


class _Keyed(Lookup):  # type: ignore[type-arg]  # subscripted only for the type checker
    prepare_rhs = False
    where, truly = "", True

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        field = self.lhs.target
        number, _ = compiler.compile(field.model._meta.pk.get_col(self.lhs.alias))
        values = [field.what, field.model._meta.model_name, *self.values()]
        sql = f"{number} IN (SELECT record_id FROM {KEYS} WHERE what = %s AND one = %s{self.where})"  # noqa: S608
        return (sql if self.truly else f"NOT {sql}"), values

    def values(self) -> list[Any]:
        """What stands in `where`."""
        return []


class Has(_Keyed):
    """Whether the list has this entry; the text comes in quotes, as JSON has it."""

    lookup_name = "icontains"
    where = " AND key = %s"

    def values(self) -> list[Any]:
        """The entry as a key."""
        from .normal import key_of

        return [key_of(self.lhs.target.what, _unquoted(str(self.rhs)))]


class Empty(_Keyed):
    """Whether the list has no entry."""

    lookup_name = "isnull"

    @property
    def truly(self) -> bool:  # type: ignore[override]  # the question decides
        """Records with entries are sought when the question is whether the list is not empty."""
        return not self.rhs


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


LOOKUPS: dict[str, Any] = {"icontains": Has, "isnull": Empty}
