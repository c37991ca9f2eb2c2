"""A form as somebody filled it in, with what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dealwright import SalesError


@dataclass(frozen=True)
class Filled:
    """What stands in each field, and the sentence beside each field that is wrong."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in the field."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with the field; empty when nothing is."""
        return self.errors.get(name, "")

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Pairs of field and sentence, as ``ui.form_errors`` takes them."""
        return list(self.errors.items())

    def refused(self, error: SalesError, otherwise: str) -> "Filled":
        """The same form with a refusal beside its fields, or beside field ``otherwise`` where it names none."""
        return Filled(self.values, error.by_field(otherwise))


def filled(given: Mapping[str, str], *names: str) -> Filled:
    """The named fields of a request's POST; what was not sent is empty."""
    return Filled({name: str(given.get(name, "")) for name in names})
