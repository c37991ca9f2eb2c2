"""Before the first request: the tables are made, and where nobody owns the place yet, a link to take it."""

import sys

from dealwright import SalesError

from .loading import load


def main() -> None:
    """Make the tables, note the address, print the greeting; code 1 and a sentence when something is missing."""
    load()
    from dealwright.scorecard.spark import require_analytics
    from dealwright.workspace.address import note_address

    from .database import make_current

    try:
        require_analytics()
        make_current()
        note_address()
        print(greeting(), flush=True)
    except SalesError as refusal:
        sys.exit(f"{refusal.message}\n{refusal.remedy or ''}")


def greeting() -> str:
    """Where Dealwright is, and on the first run the one-time link with which its owner comes in."""
    from django.conf import settings

    from dealwright.workspace.commands import invite
    from dealwright.workspace.queries import Machine, has_owner

    if has_owner():
        return f"Dealwright is at {settings.PUBLIC_URL}"
    link = f"{settings.PUBLIC_URL}/welcome/{invite(None, by=Machine())}/"
    return boxed(["Welcome to Dealwright. Open this link to become its owner; it works once:", "", link])


def boxed(lines: list[str]) -> str:
    """The lines in a box."""
    width = max(map(len, lines))
    rows = [f"│ {line:<{width}} │" for line in lines]
    return "\n".join([f"┌{'─' * (width + 2)}┐", *rows, f"└{'─' * (width + 2)}┘"])


if __name__ == "__main__":
    main()
