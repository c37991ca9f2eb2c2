"""The worker's part in the day's forecast: soon after midnight it has it made, in a process that ends afterwards."""

from ..apart import start_apart


def see_to_today() -> None:
    """Start the process when today's forecast is not there yet and all that has happened is read."""
    from django.utils import timezone

    from ..freshness import is_behind
    from .freezing import is_frozen

    if not is_frozen(timezone.localdate()) and not is_behind():
        start_apart("forecast")
