"""Joins exchange to the site."""

from django.apps import AppConfig
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Import, export and sample data."""

    name = "dealwright.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Have the worker take up imports, and show them in the menu to those who may import."""
        from dealwright.desk.registry import Command, MenuItem, Panel, commands, menu, panels
        from dealwright.ledger.subscriptions import daily, subscribe
        from dealwright.records.quality import erasing
        from dealwright.workspace.queries import Right, has_right

        from .archives import forget_archives, work_on_archive
        from .commands import forget_files
        from .erasing import find
        from .events import ArchiveRequested, ImportRequested
        from .jobs import work_on_import
        from .sample.events import SampleRequested
        from .sample.jobs import work_on_sample

        erasing.register(find)
        subscribe(ImportRequested, work_on_import, "imports")
        daily(forget_files, "import-files")
        subscribe(SampleRequested, work_on_sample, "sample")
        subscribe(ArchiveRequested, work_on_archive, "archives")
        daily(forget_archives, "archives")

        def may_manage(member: object) -> bool:
            return member is not None and has_right(member, Right.MEMBERS)

        def may_import(member: object) -> bool:
            return member is not None and has_right(member, Right.IMPORT)

        menu.append(MenuItem(label=_("Import"), url="imports", icon="upload", order=80, allowed=may_import))
        panels.append(
            Panel(
                slot="settings.parts", label=_("Export everything"), order=90, allowed=may_manage,
                address=lambda _: str(reverse_lazy("settings-archive")),
            )
        )  # fmt: skip
        commands.append(Command(label=_("Import a file"), url="import-new", icon="upload", allowed=may_import))
