"""What the worker does for alerts: the nightly look."""

from ..apart import run_apart


def look() -> None:
    """Look at every number, in a process of its own, which gives its memory back."""
    run_apart("alerts")
