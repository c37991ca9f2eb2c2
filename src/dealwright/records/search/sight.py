"""The part of a kind that somebody sees, as what is asked of the index."""

from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

from django.db import connection
from django.db.models import Q

from dealwright.workspace.queries import Actor

from ..kinds import KINDS, Kind
from .registered import SEARCHED
from .statements import Statement

COUNTED = 12_000  # records beyond which they are many
LITTLE = 2_500  # records of which all words are looked through
KEPT_FOR = 300  # seconds for which it is kept how many records somebody sees
IDS = "SELECT mine.id AS record_id FROM ({rows}) AS mine"
AMONG = "SELECT lead.record_id FROM ({found}) AS lead CROSS JOIN ({rows}) AS mine ON mine.id = lead.record_id"


@dataclass(frozen=True, slots=True)
class Sight:
    """What asks for the ids of all records of a kind that somebody sees, and how many these are, `COUNTED` at most."""

    rows: Statement
    count: int
    longest: int = 0

    @property
    def is_little(self) -> bool:
        """Whether it is quicker to look through all that is seen than to ask the index for each word."""
        return self.count < LITTLE

    def leading(self, _kind: int = 0) -> Statement:
        """What asks for the ids."""
        text, values = self.rows
        return IDS.format(rows=text), values

    def among(self, found: Statement) -> Statement:
        """Those of the ids that are found which somebody sees."""
        ids, values = self.leading()
        if connection.vendor == "postgresql":
            # An array is taken to the key's index, or once through the table, whatever PostgreSQL expects of it.
            return f"{ids} WHERE mine.id = ANY(ARRAY({found[0]}))", [*values, *found[1]]
        return AMONG.format(found=found[0], rows=self.rows[0]), [*found[1], *values]


def sights_of(actor: Actor) -> dict[str, Sight]:
    """Of each kind that the actor sees a part of, which part."""
    limited = {kind: kind.visible(actor) for kind in KINDS.values() if kind.one in SEARCHED}
    period = int(monotonic() / KEPT_FOR)
    return {kind.one: _sight(kind, may_see, period) for kind, may_see in limited.items() if may_see}


@lru_cache(maxsize=256)
def _sight(kind: Kind, may_see: Q, period: int) -> Sight:
    """How many they are need not be known to the second: it decides the way that is taken, not what is found."""
    rows = kind.model._default_manager.filter(may_see).order_by().values("id")
    text, values = rows.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    return Sight((text, list(values)), rows[:COUNTED].count())
