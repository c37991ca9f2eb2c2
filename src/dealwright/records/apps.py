"""Joins records to the site."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The field catalogue, lists and search."""

    name = "dealwright.records"
    label = "records"

    def ready(self) -> None:
        """Have search read the ledger, old answers forgotten, and changes of many records worked on."""
        from dealwright.ledger.readers import register
        from dealwright.ledger.subscriptions import daily, often, subscribe

        from .events import BulkRequested
        from .jobs import keep_indexes, work_on_bulk, work_on_type
        from .own.events import FieldTypeRequested
        from .quality.retention import apply_retention
        from .repeats import forget_old_answers
        from .search import READER, TRIGGERS, index

        register(READER, index, TRIGGERS)
        daily(forget_old_answers, "kept-answers")
        daily(apply_retention, "retention")
        often(keep_indexes, "own-indexes")
        subscribe(BulkRequested, work_on_bulk, "bulk")
        subscribe(FieldTypeRequested, work_on_type, "field-type")
        self._own_fields()
        self._history()
        self._erasing()

    def _history(self) -> None:
        """Put quality on the menu, and have each record's page lead to who changed what on it."""
        from django.utils.translation import gettext_lazy as _

        from dealwright.desk.registry import MenuItem, Panel, menu, panels

        from .quality import events as _events  # noqa: F401 (what the ledger holds must be known in each process)
        from .quality.pages import address

        menu.append(MenuItem(label=_("Quality"), url="quality", icon="circle-check", order=86))

        for one in ("organisation", "person", "deal", "lead"):
            panels.append(Panel(slot=f"{one}.actions", label=_("History"), address=address(one), order=90))
            quality = address(one, "record-quality")
            panels.append(Panel(slot=f"{one}.aside", label=_("Quality"), address=quality, order=10))

    def _erasing(self) -> None:
        """Have what records keep of somebody erased with them, and their pages lead there."""
        from django.utils.translation import gettext_lazy as _

        from dealwright.desk.registry import Panel, panels
        from dealwright.workspace.queries import Right, has_right

        from .quality import erasing, traces
        from .quality.pages import address

        erasing.register(traces.find)
        for one in ("person", "lead"):
            panels.append(
                Panel(
                    slot=f"{one}.actions", label=_("Erase for good…"), address=address(one, "erase"), order=95,
                    icon="trash", allowed=lambda member: has_right(member, Right.ERASE),
                )
            )  # fmt: skip

    def _own_fields(self) -> None:
        """Make the events of the company's own fields known, and their pages a part of the settings."""
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from dealwright.desk.registry import Panel, panels
        from dealwright.ledger.readable import register as reduce_events
        from dealwright.workspace.queries import Right, has_right

        from .history import known_to
        from .own import events as _events  # noqa: F401 (what the ledger holds must be known in each process)

        reduce_events(known_to)
        panels.append(
            Panel(
                slot="settings.parts", label=_("Fields"), address=lambda _: reverse("settings-fields"), order=50,
                allowed=lambda member: has_right(member, Right.FIELDS),
            )
        )  # fmt: skip
