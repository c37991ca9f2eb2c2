"""What territories learn from the ledger: what is new or lies elsewhere now gets its owner and its audience."""

from collections.abc import Sequence

from dealwright.ledger.doors import MUTED
from dealwright.ledger.event import Changed
from dealwright.ledger.queries import Happened
from dealwright.ledger.readers import register as read_on

from .commands.territories import VIA, apply_to
from .models import Territory
from .queries import Machine
from .territories import BATCH, GROUNDS, Ground, lands

READER = "workspace.territories"
UNMOVED = MUTED | {VIA}


def divide(ground: Ground) -> None:
    """Have territories divide this kind of record, too: whoever has the records says so in apps.py."""
    GROUNDS[ground.one] = ground
    read_on(READER, place, {kind for each in GROUNDS.values() for kind in each.events})


def place(happened: Sequence[Happened]) -> None:
    """Apply the territories to the records that these events are about.

    What was imported waits until somebody applies territories; and nobody's choice of an owner is turned back.
    """
    events = [each for each in happened if each.via not in UNMOVED and not _only_owner(each)]
    if not events or not Territory.objects.exists():
        return
    among = lands()
    for ground in GROUNDS.values():
        mine = [each for each in events if each.kind in ground.events]
        ids = sorted(ground.touched(mine)) if mine else []
        for start in range(0, len(ids), BATCH):
            apply_to(ground, ground.some(ids[start : start + BATCH]), among, by=Machine())


def _only_owner(happened: Happened) -> bool:
    event = happened.event
    return isinstance(event, Changed) and set(event.new) <= {"owner"}
