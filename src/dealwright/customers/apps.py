"""Joins customers to the site."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """Organisations and people."""

    name = "dealwright.customers"
    label = "customers"

    def ready(self) -> None:
        """Make organisations and people known: as kinds of records, in the search, on the menu, on others' pages."""
        self._as_kinds()
        self._in_the_search()
        self._as_personal()
        self._on_pages()

    def _as_kinds(self) -> None:
        from dealwright.records.kinds import Kind, register

        from . import catalogue, commands
        from .models import Organisation, Person
        from .queries import visible, visible_of

        firms = ("name", "sector", "country", "employees", "revenue", "owner.name")
        register(
            Kind(
                "organisations", "organisation", "Organisation", Organisation, catalogue.organisations, visible,
                "name", "organisation", columns=firms, new="organisation-new",
                change_many=commands.change_organisations, remove_many=commands.remove_organisations,
                restore_many=commands.restore_organisations,
            )
        )  # fmt: skip
        people = ("name", "job_title", "organisation.name", "email", "phone", "owner.name")
        register(
            Kind(
                "people", "person", "Person", Person, catalogue.people, partial(visible_of, "person"),
                "name", "person", columns=people, new="person-new",
                change_many=commands.change_people, remove_many=commands.remove_people,
                restore_many=commands.restore_people,
            )
        )  # fmt: skip

    def _in_the_search(self) -> None:
        from dealwright.ledger.readers import register
        from dealwright.records import search

        from .commands import keys
        from .doubles import joining
        from .doubles.aliases import numbers_they_had

        belongs = {"organisation": "parent__name", "person": "organisation__name"}
        found_by = {
            "organisation": ("website", "domains", "phone", "phones", "external_id"),
            "person": ("email", "mails", "phone", "phones", "external_id"),
        }
        for one, also in found_by.items():
            events = [f"{one}_{verb}" for verb in ("added", "changed", "removed", "restored")]
            search.register(one, events, also, numbers_they_had(one), belongs[one])
        register(keys.READER, keys.work_out, set(keys.ADDED))
        joining.join()

    def _as_personal(self) -> None:
        from dealwright.records.quality import erasing

        from .erasing import find, widen
        from .events import PersonErased

        erasing.ERASABLE["person"] = lambda count: PersonErased(events=count)
        erasing.register(find, widen)

    def _on_pages(self) -> None:
        from dealwright.desk.registry import Command, MenuItem, commands, menu
        from dealwright.teamwork.belonging import stands_on
        from dealwright.teamwork.watching import watch
        from dealwright.workspace.readers import divide

        from .belonging import pages_of_people
        from .territories import ORGANISATIONS

        divide(ORGANISATIONS)
        for one, many in (("organisation", "organisations"), ("person", "people")):
            watch(one, f"{one}:")
            watch(many, one)
        watch("organisation", "person>organisation:")
        stands_on("person", pages_of_people)
        menu.append(MenuItem(label=_("Organisations"), url="organisations", icon="building", shortcut="g o", order=40))
        menu.append(MenuItem(label=_("People"), url="people", icon="users", shortcut="g p", order=50))
        for label, url, key, order in (
            (_("New organisation"), "organisation-new", "c o", 40), (_("New person"), "person-new", "c p", 50),
        ):  # fmt: skip
            commands.append(Command(label=label, url=url, in_dialog=True, shortcut=key, named="name", order=order))
