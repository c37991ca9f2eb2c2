"""Joins teamwork to the site."""

from functools import partial
from typing import Any

from django.apps import AppConfig
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class TeamworkConfig(AppConfig):
    """Comments, followers, notifications, what changes while you look."""

    name = "dealwright.teamwork"
    label = "teamwork"

    def ready(self) -> None:
        """Have pages carry what they watch, show discussions and notifications, and tell members what concerns them."""
        from dealwright.records.quality import erasing

        from .erasing import find

        self._on_pages()
        self._in_the_worker()
        erasing.register(find)

    def _on_pages(self) -> None:
        from dealwright.desk.registry import MenuItem, Panel, main_attributes, menu, panels

        from .watching import attributes

        main_attributes.append(attributes)
        place = MenuItem(
            label=_("Notifications"), url="notifications", icon="bell", shortcut="g n", order=12,
            count="notifications-count",
        )  # fmt: skip
        menu.append(place)
        for one in ("deal", "organisation", "person", "lead"):
            panels.append(Panel(slot=f"{one}.aside", label=_("Discussion"), address=partial(_at, "discussion", one)))
        panels.append(Panel(slot="deal.aside", label=_("Team"), address=partial(_at, "team", "deal"), order=110))
        slot: str = "settings.parts"
        address = reverse_lazy("settings-notifications")
        panels.append(Panel(slot=slot, label=_("My notifications"), address=lambda _: str(address), order=5))

    def _in_the_worker(self) -> None:
        from dealwright.ledger.readers import register as read_on
        from dealwright.ledger.subscriptions import daily, often

        from .jobs import forget_old, write_digests
        from .notable import given_a_part, given_by_share, mentioned, register
        from .readers import READER, notify
        from .rules import What

        register("mentions", What.MENTIONED, ["comment_added", "comment_changed"], mentioned)
        register("shares", What.GIVEN, ["record_shared"], given_by_share)
        register("parts", What.GIVEN, ["teammate_added"], given_a_part)
        read_on(READER, notify)
        often(write_digests, "daily mails")
        daily(forget_old, "old notifications")


def _at(url: str, one: str, record: Any) -> str:
    """The address of a panel for the record that its page shows."""
    from django.urls import reverse

    return reverse(url, args=[one, record.id])
