"""Joins the doubles to the site."""

from django.utils.translation import gettext_lazy as _

NAMING = (
    *(("teamwork", table, "kind") for table in ("Comment", "Follower", "Teammate", "Notification")),
    ("records", "Confirmation", "one"),
    ("workspace", "Share", "kind"),
)  # tables of other modules that name a record by its kind, in that column, and its number
VERBS = ("merged", "merged_away", "unmerged", "came_back")


def join() -> None:
    """Have what names records follow them, search know of merges, the worker search for doubles; show the page."""
    from django.apps import apps

    from dealwright.desk.registry import MenuItem, menu
    from dealwright.ledger.subscriptions import subscribe
    from dealwright.records import search

    from . import follows, named
    from .events import DoubleSearchRequested
    from .searching import work_on_search
    from .shapes import SHAPES

    for label, table, kind in NAMING:
        follows.register(apps.get_model(label, table), kind, "record_id")
    follows.register_own("own_fields", named.follow, named.follow_back)
    search.TRIGGERS.update(f"{one}_{verb}" for one in SHAPES for verb in VERBS)
    subscribe(DoubleSearchRequested, work_on_search, "doubles")
    menu.append(MenuItem(label=_("Duplicates"), url="duplicates", icon="copy", order=85))
