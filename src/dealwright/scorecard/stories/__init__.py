"""What the events of records add up to, told one event at a time: one file for each kind of record."""

from .activities import ACTIVITIES
from .deals import DEALS
from .family import Family
from .leads import LEADS
from .signs import SIGNS
from .spending import SPENDING

FAMILIES: tuple[Family, ...] = (DEALS, LEADS, ACTIVITIES, SIGNS, SPENDING)
KINDS = frozenset(kind for family in FAMILIES for kind in family.kinds)

__all__ = ["FAMILIES", "KINDS", "Family"]
