"""Short messages on the next page, with a way back."""

from django.contrib import messages
from django.http import HttpRequest

LEVELS = {"good": messages.SUCCESS, "info": messages.INFO, "warn": messages.WARNING, "bad": messages.ERROR}
TONES = {level: tone for tone, level in LEVELS.items()}


def flash(request: HttpRequest, text: str, *, undo: str = "", tone: str = "good") -> None:
    """Show ``text`` as a toast. ``undo`` is the path that takes the change back by POST.

    ``tone`` is good, info, warn or bad.
    """
    messages.add_message(request, LEVELS[tone], text, extra_tags=undo)


def flashes(request: HttpRequest) -> list[dict[str, str]]:
    """The waiting messages as ``{"text", "tone", "undo"}``; reading empties them.

    A page that is fetched only to show what others changed leaves them for the reader's next one.
    """
    if not hasattr(request, "_messages") or "Live" in request.headers:
        return []
    return [
        {"text": str(message), "tone": TONES.get(message.level, "info"), "undo": message.extra_tags}
        for message in messages.get_messages(request)
    ]
