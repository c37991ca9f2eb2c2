"""What the worker does for the weekly mail: look every five minutes, and write in a process of its own."""

from django.utils import timezone

from ..apart import run_apart
from .sending import due


def write_weeks() -> None:
    """Send the weekly mails whose time has come."""
    if due(timezone.now()):
        run_apart("weeks")
