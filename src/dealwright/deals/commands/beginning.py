"""What is known of a deal when it is opened, or recorded with its past."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec


class NewDeal(msgspec.Struct, frozen=True):
    """A deal to open. Money in minor units; `fields` holds the process's own fields as stored; `product` is a name.

    Without a `forecast_category` the deal has that of its stage.
    """

    title: str
    process: str | None = None
    stage: str | None = None
    organisation_id: int | None = None
    owner_id: int | None = None
    product: str | None = None
    source: str = ""
    amount_minor: int | None = None
    currency: str | None = None
    close_on: date | None = None
    fields: dict[str, Any] = {}  # each its own: a Struct copies it
    external_id: str | None = None
    forecast_category: str | None = None


class Visit(msgspec.Struct, frozen=True):
    """A stay in a stage: it began then (None: unknown, for the first stay only) and ended when the next began."""

    stage: str
    entered_at: datetime | None


class History(msgspec.Struct, frozen=True):
    """The known past of a deal: when it was opened, where it has been, how it ended ("open", "won", "lost").

    The first visit begins with the opening, whatever its own `entered_at` says.
    """

    deal: NewDeal
    visits: Sequence[Visit] = ()
    opened_at: datetime | None = None
    status: str = "open"
    closed_at: datetime | None = None
    reason: str = ""
    last_touch_at: datetime | None = None
