"""The lists that a lead stands on: kept on its row as titles, sought by the table of what stands on which list."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Lookup

OF_TITLE = "IN (SELECT lead_id FROM leads_listed WHERE list_id IN (SELECT id FROM leads_prospectlist WHERE title = %s))"
ON_ANY = "IN (SELECT lead_id FROM leads_listed)"


class ListedField(models.JSONField):
    """Titles of lists, as JSON; `icontains` of a quoted title and `isnull` ask the table of entries instead."""

    def deconstruct(self) -> Any:
        """As migrations write it: to the database it is plain JSON."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options

    def get_lookup(self, lookup_name: str) -> Any:
        """The lookups of lists; all others are those of JSON."""
        return LOOKUPS.get(lookup_name) or super().get_lookup(lookup_name)


class _Listed(Lookup):  # type: ignore[type-arg]  # subscripted only for the type checker
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        number, _ = compiler.compile(self.lhs.target.model._meta.pk.get_col(self.lhs.alias))
        where, values = self.where()
        return f"{number} {where}", values

    def where(self) -> tuple[str, Sequence[Any]]:
        """The condition on the lead's number, and its values."""
        raise NotImplementedError


class OnList(_Listed):
    """Whether the lead stands on the list with that title, which comes in quotes, as JSON has it."""

    lookup_name = "icontains"

    def where(self) -> tuple[str, Sequence[Any]]:
        """The leads of that list."""
        title = str(self.rhs)
        title = title[1:-1] if len(title) > 1 and title[0] == title[-1] == '"' else title
        return OF_TITLE, [title]


class OnNone(_Listed):
    """Whether the lead stands on no list."""

    lookup_name = "isnull"

    def where(self) -> tuple[str, Sequence[Any]]:
        """The leads of any list, or the others."""
        return f"NOT {ON_ANY}" if self.rhs else ON_ANY, []


LOOKUPS: dict[str, Any] = {"icontains": OnList, "isnull": OnNone}
