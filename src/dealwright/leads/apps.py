"""Joins leads to the site."""

from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

DOABLE = (
    (_("Convert the lead…"), "lead-convert", "trophy"),
    (_("Give the lead to…"), "lead-assign", "user"),
    (_("Disqualify the lead…"), "lead-disqualify", "thumb-down"),
    (_("Recycle the lead…"), "lead-recycle", "refresh"),
)


class LeadsConfig(AppConfig):
    """Where demand comes from."""

    name = "dealwright.leads"
    label = "leads"

    def ready(self) -> None:
        """Make leads known: as a kind of record, on the menu, on others' pages and timelines, as a reader, daily."""
        self._as_kind()
        self._on_pages()
        self._on_timelines()
        self._erasing()

    def _as_kind(self) -> None:
        from dealwright.records import search
        from dealwright.records.kinds import Kind, register

        from .access import visible
        from .catalogue import catalogue
        from .commands import change_leads, remove_leads, restore_leads
        from .models import OPEN, Lead

        columns = ("name", "organisation", "score", "status", "source", "owner.name", "added_on")
        register(
            Kind(
                "leads", "lead", "Lead", Lead, catalogue, visible, "-id", "lead", columns=columns, new="lead-new",
                change_many=change_leads, remove_many=remove_leads, restore_many=restore_leads, open=OPEN,
            )
        )  # fmt: skip
        events = ["lead_added", "lead_changed", "lead_removed", "lead_restored"]
        search.register("lead", events, ["organisation", "email", "phone", "external_id"], belongs="organisation")

    def _on_pages(self) -> None:
        from dealwright.desk.registry import Command, MenuItem, Panel, Verb, commands, menu, panels, verbs
        from dealwright.teamwork.watching import watch

        watch("leads", "lead")
        watch("leads-all", "lead")
        watch("lead", "lead:")
        menu.append(MenuItem(label=_("Leads"), url="leads", icon="target", shortcut="g l", order=15))
        new = Command(
            label=_("New lead"), url="lead-new", icon="target", in_dialog=True, shortcut="c l", named="name", order=20
        )
        commands.append(new)
        for label, url, icon in DOABLE:
            verbs.append(Verb(label=label, on="lead", address=_about(url), icon=icon, needs="change", order=10))
        for one in ("organisation", "person", "deal"):
            panels.append(Panel(slot=f"{one}.aside", label=_("Came from"), address=_came_from(one), order=150))
        panels.append(Panel(slot="person.aside", label=_("Referrals"), address=_referrals, order=160))
        panels.append(Panel(slot="leads.actions", label=_("Lists"), address=lambda _: reverse("lead-lists")))
        panels.append(Panel(slot="leads.actions", label=_("Inbox"), address=lambda _: reverse("leads")))

    def _erasing(self) -> None:
        from dealwright.records.quality import erasing

        from .erasing import find, widen
        from .events import LeadErased

        erasing.ERASABLE["lead"] = lambda count: LeadErased(events=count)
        erasing.register(find, widen)

    def _on_timelines(self) -> None:
        from dealwright.activities.telling import register_look, register_words
        from dealwright.activities.waiting import register_waiting
        from dealwright.ledger.readers import register as read_on
        from dealwright.ledger.subscriptions import daily, often, subscribe

        from .events import FormSubmitted
        from .jobs import ask_again_to_confirm, ask_to_confirm, bring_leads_back, clear_forms
        from .readers import note_first_contacts
        from .telling import LOOKS, WORDS, tell
        from .waiting import leads_waiting

        for kind, look in LOOKS.items():
            register_look(kind, *look)
        register_words([event.kind for event in WORDS], tell)
        self._to_whom_it_concerns()
        register_waiting("leads", leads_waiting)
        read_on("leads.contact", note_first_contacts, {"activity_logged"})
        daily(bring_leads_back, "leads.back")
        daily(clear_forms, "leads.forms")
        often(ask_again_to_confirm, "leads.confirmations")
        subscribe(FormSubmitted, ask_to_confirm, "leads.confirm")

    def _to_whom_it_concerns(self) -> None:
        from dealwright.teamwork.notable import What, quiet, register

        from .readers import lead_given

        register("leads", What.GIVEN, ["lead_assigned"], lead_given)
        quiet(["lead_scored"])


def _about(url: str) -> Any:
    """Where something is done about the lead of a number."""
    return lambda lead_id: reverse(url, args=[lead_id])


def _came_from(one: str) -> Any:
    """Where it is told which leads became a record."""
    return lambda record: reverse("leads-of", args=[one, record.id])


def _referrals(person: Any) -> str:
    """Where it is told whom a person referred."""
    return reverse("leads-referred", args=[person.id])
