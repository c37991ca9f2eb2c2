"""Jobs of the leads."""

from .commands import bring_back_due


def bring_leads_back() -> None:
    """Bring back the recycled leads whose day has come."""
    bring_back_due()
