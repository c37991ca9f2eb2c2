"""How fresh the answers are."""

from time import monotonic

from dealwright.ledger.commands import number_entries, read_on
from dealwright.ledger.queries import waiting
from dealwright.ledger.readers import catch_up

from .files import roll_over_if_due
from .projection import READER, take_in

PATIENCE = 2.0  # seconds that somebody waits for a page
BATCH = 2_000


def freshen() -> bool:
    """Read what has happened since the last question, for two seconds at most: more than that the worker does.

    Returns whether something still waits.
    """
    start = monotonic()
    while monotonic() < start + PATIENCE:
        if not is_behind():
            return False
        number_entries(BATCH)
        read_on(READER, take_in, BATCH)
    return True


def freshen_wholly() -> None:
    """Read everything that has happened, however long it takes, and keep the files: for the command line."""
    catch_up(READER)
    roll_over_if_due()


def is_behind() -> bool:
    """Whether events wait that the answers do not know of yet."""
    return waiting(READER, 1) > 0
