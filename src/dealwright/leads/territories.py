"""Whose territory a lead lies in: whoever knows territories says so here."""

from collections.abc import Callable

from .rules import Facts

Match = Callable[[Facts], tuple[int, str] | None]
MATCHES: list[Match] = []


def register_territories(match: Match) -> None:
    """Have `match` say whose territory a lead with these facts lies in: the owner's number and the title, or None."""
    MATCHES.append(match)


def territory_of(facts: Facts) -> tuple[int, str] | None:
    """The first territory that a lead with these facts lies in; None when it lies in none."""
    return next((found for match in MATCHES if (found := match(facts)) is not None), None)
