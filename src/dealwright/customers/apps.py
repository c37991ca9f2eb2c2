"""Joins customers to the site."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """Organisations and people."""

    name = "dealwright.customers"
    label = "customers"

    def ready(self) -> None:
        """Make organisations and people known as kinds of records, and put them on the menu."""
        from dealwright.desk.registry import Command, MenuItem, commands, menu
        from dealwright.ledger.readers import register as register_reader
        from dealwright.records import search
        from dealwright.records.kinds import Kind, register
        from dealwright.records.quality import erasing
        from dealwright.teamwork.belonging import stands_on
        from dealwright.teamwork.watching import watch
        from dealwright.workspace.readers import divide

        from . import catalogue
        from .belonging import pages_of_people
        from .commands import (
            change_organisations,
            change_people,
            keys,
            remove_organisations,
            remove_people,
            restore_organisations,
            restore_people,
        )
        from .doubles import joining
        from .doubles.aliases import numbers_they_had
        from .erasing import find, widen
        from .events import PersonErased
        from .models import Organisation, Person
        from .queries import visible, visible_of
        from .territories import ORGANISATIONS

        firms = ("name", "sector", "country", "employees", "revenue", "owner.name")
        register(
            Kind(
                "organisations",
                "organisation",
                "Organisation",
                Organisation,
                catalogue.organisations,
                visible,
                "name",
                "organisation",
                columns=firms,
                new="organisation-new",
                change_many=change_organisations,
                remove_many=remove_organisations,
                restore_many=restore_organisations,
            )
        )
        people = ("name", "job_title", "organisation.name", "email", "phone", "owner.name")
        register(
            Kind(
                "people",
                "person",
                "Person",
                Person,
                catalogue.people,
                partial(visible_of, "person"),
                "name",
                "person",
                columns=people,
                new="person-new",
                change_many=change_people,
                remove_many=remove_people,
                restore_many=restore_people,
            )
        )
        register_reader(keys.READER, keys.work_out, set(keys.ADDED))
        divide(ORGANISATIONS)
        found_by = {
            "organisation": ("website", "domains", "phone", "phones", "external_id"),
            "person": ("email", "mails", "phone", "phones", "external_id"),
        }
        belongs = {"organisation": "parent__name", "person": "organisation__name"}
        for one, also in found_by.items():
            events = [f"{one}_{verb}" for verb in ("added", "changed", "removed", "restored")]
            search.register(one, events, also, numbers_they_had(one), belongs[one])
        joining.join()
        erasing.ERASABLE["person"] = lambda count: PersonErased(events=count)
        erasing.register(find, widen)
        for one, many in (("organisation", "organisations"), ("person", "people")):
            watch(one, f"{one}:")
            watch(many, one)
        watch("organisation", "person>organisation:")
        stands_on("person", pages_of_people)
        menu.append(MenuItem(label=_("Organisations"), url="organisations", icon="building", shortcut="g o", order=40))
        menu.append(MenuItem(label=_("People"), url="people", icon="users", shortcut="g p", order=50))
        commands.append(
            Command(label=_("New organisation"), url="organisation-new", in_dialog=True, named="name", order=40)
        )
        commands.append(Command(label=_("New person"), url="person-new", in_dialog=True, named="name", order=50))
