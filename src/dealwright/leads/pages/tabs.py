"""The parts of setting up leads."""

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(here: str) -> list[dict[str, object]]:
    """The pages on which it is said how leads come in, are scored and given away; `here` is a url name."""
    parts = [
        ("lead-sources", _("Sources and cost")),
        ("lead-forms", _("Forms and sign-ups")),
        ("lead-scoring", _("Score")),
        ("lead-assignment", _("Who gets them")),
    ]
    return [{"label": label, "href": reverse(name), "current": name == here} for name, label in parts]
