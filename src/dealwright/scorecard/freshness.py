"""How fresh the answers are."""

from time import monotonic

from django.utils.translation import gettext as _

from dealwright.ledger.commands import number_entries, read_on
from dealwright.ledger.queries import head_seq, reader_seq, waiting
from dealwright.ledger.readers import catch_up

from .files import roll_over_if_due
from .projection import READER, take_in

PATIENCE = 2.0  # seconds that somebody waits for a page
BATCH = 1_000
MANY = 5_000  # events, of which nobody waits for the first: all are the worker's


def freshen() -> str:
    """Read what has happened since the last question, for two seconds at most: what is much, the worker reads.

    Returns what is to be said when something still waits, with how far the reading is; else nothing.
    """
    start = monotonic()
    while monotonic() < start + PATIENCE and (left := waiting(READER, MANY)) < MANY:
        if not left:
            return ""
        number_entries(BATCH)
        read_on(READER, take_in, BATCH)
    return _("Some of what happened is still being counted: %d %% is. Look again in a minute.") % _counted()


def _counted() -> int:
    """How many of a hundred events are read, when not all are."""
    return min(99, 100 * reader_seq(READER) // max(head_seq(), 1))


def freshen_wholly() -> None:
    """Read everything that has happened, however long it takes, and keep the files: for the command line."""
    catch_up(READER)
    roll_over_if_due()


def is_behind() -> bool:
    """Whether events wait that the answers do not know of yet."""
    return waiting(READER, 1) > 0
