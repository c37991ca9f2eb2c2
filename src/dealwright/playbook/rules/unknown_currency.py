"""The currency is one that is in use, by its code in ISO 4217."""

from collections.abc import Iterator
from functools import cache

from babel.core import get_global

from dealwright.playbook.rules.draft import Draft, Flaw, shown


@cache
def currencies() -> frozenset[str]:
    """The codes of all currencies that are legal tender somewhere today."""
    territories = get_global("territory_currencies").values()
    return frozenset(code for used in territories for code, _, until, tender in used if tender and until is None)


def check(draft: Draft) -> Iterator[Flaw]:
    """A flaw at a currency that is not known."""
    said = draft.root.get("currency")
    if said and said.kind == "text" and said.text.strip() and said.text not in currencies():
        upper = said.text.upper()
        remedy = f"Write {upper}." if upper in currencies() else "Write its three letters, such as EUR, USD or GBP."
        yield Flaw(said, f'"{shown(said.text)}" is not the code of a currency.', remedy)
