"""How fresh the answers are."""

from dealwright.ledger.queries import waiting
from dealwright.ledger.readers import catch_up

from .files import roll_over_if_due
from .projection import READER

AT_MOST = 5_000


def freshen() -> None:
    """Read what has happened since the last question, unless it is so much that the worker had better do it."""
    if 0 < waiting(READER, AT_MOST) < AT_MOST:
        catch_up(READER, at_most=AT_MOST)


def freshen_wholly() -> None:
    """Read everything that has happened, however long it takes, and keep the files: for the command line."""
    catch_up(READER)
    roll_over_if_due()


def is_behind() -> bool:
    """Whether events wait that the answers do not know of yet."""
    return waiting(READER, 1) > 0
