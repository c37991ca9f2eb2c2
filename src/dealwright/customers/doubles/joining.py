"""Joins the doubles to the site."""

from django.utils.translation import gettext_lazy as _

VERBS = ("merged", "merged_away", "unmerged", "came_back")


def join() -> None:
    """Have shares follow, search know of merges, the worker search for doubles; put the page on the menu."""
    from django.apps import apps

    from dealwright.desk.registry import MenuItem, menu
    from dealwright.ledger.subscriptions import subscribe
    from dealwright.records import search

    from . import follows
    from .events import DoubleSearchRequested
    from .searching import work_on_search
    from .shapes import SHAPES

    follows.register(apps.get_model("workspace", "Share"), "kind", "record_id")
    for table in ("Comment", "Follower", "Teammate", "Notification"):
        follows.register(apps.get_model("teamwork", table), "kind", "record_id")
    search.TRIGGERS.update(f"{one}_{verb}" for one in SHAPES for verb in VERBS)
    subscribe(DoubleSearchRequested, work_on_search, "doubles")
    menu.append(MenuItem(label=_("Duplicates"), url="duplicates", icon="copy", order=85))
