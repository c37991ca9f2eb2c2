"""The lists that there are, as choices."""

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet

from dealwright.ledger.kept import kept

from .models import ProspectList

MOST = 200


class Titles(Mapping[str, str]):
    """Choices that are whatever people write: a title is its own name, those of the lists there are get offered."""

    def __getitem__(self, key: str) -> str:
        """The text itself."""
        if not isinstance(key, str):
            raise KeyError(key)
        return key

    def __iter__(self) -> Iterator[str]:
        """The titles of the lists, asked of the database; at most two hundred."""
        return iter([row[0] for row in _titles()])

    def __len__(self) -> int:
        """None is prescribed."""
        return 0


@kept
def _titles() -> QuerySet[ProspectList, tuple[str]]:
    return ProspectList.objects.order_by("title").values_list("title")[:MOST]
