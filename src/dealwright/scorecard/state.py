"""How far the facts have read, and what they lie in."""

from typing import Any

from dealwright.ledger.queries import entry, reader_seq, waiting

from .files import latest
from .projection import READER
from .stories import FAMILIES

EVERY = 10**12  # more events than any ledger has


def state() -> dict[str, Any]:
    """`read` of `head` events, those without a number yet among them, `as_of` when the last one read was written down;
    rows by table; the files, if any.
    """
    seq, generation = reader_seq(READER), latest()
    rows = {name: model._default_manager.count() for family in FAMILIES for name, model in family.tables.items()}
    return {
        "read": seq,
        "head": seq + waiting(READER, EVERY),
        "as_of": entry(seq).recorded_at.isoformat() if seq else None,
        **rows,
        "files": sorted(generation.files.values()) if generation else [],
        "files_as_of_event": generation.seq if generation else None,
    }
