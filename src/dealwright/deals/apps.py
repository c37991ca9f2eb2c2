"""Joins deals to the site."""

from functools import partial
from typing import Any

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """Deals moving through the process."""

    name = "dealwright.deals"
    label = "deals"

    def ready(self) -> None:
        """Make deals known: as a kind of record, on the menu, on others' pages and timelines, as a reader."""
        from dealwright.records.quality import erasing

        from .erasing import find

        erasing.register(find)
        self._as_kind()
        self._on_pages()
        self._on_timelines()

    def _as_kind(self) -> None:
        from dealwright.records import search
        from dealwright.records.kinds import Kind, register

        from .access import visible
        from .catalogue import catalogue, place
        from .commands import change_listed, remove_listed, restore_deals
        from .models import OPEN, Deal

        columns = ("title", "stage", "organisation.name", "owner.name", "amount", "close_on", "status")
        register(
            Kind(
                "deals", "deal", "Deal", Deal, catalogue, visible, "-id", "deal", "title", columns, "deal-new",
                change_many=change_listed, remove_many=remove_listed, restore_many=restore_deals,
                placed_by=("version_id", "stage"), place=place, open=OPEN,
            )
        )  # fmt: skip
        events = ["deal_opened", "deal_changed", "deal_removed", "deal_restored"]
        search.register("deal", events, ["external_id"], belongs="organisation__name")

    def _on_pages(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from dealwright.desk.registry import Command, MenuItem, Panel, Verb, commands, menu, panels, verbs
        from dealwright.teamwork.belonging import stands_on
        from dealwright.teamwork.watching import watch

        from .belonging import pages_of_deals

        watch("board", "deal")
        watch("deals", "deal")
        watch("deal", "deal:")
        stands_on("deal", pages_of_deals)
        for one in ("organisation", "person"):
            watch(one, f"deal>{one}:")
        menu.append(MenuItem(label=_("Board"), url="board", icon="layout-kanban", shortcut="g b", order=20))
        menu.append(MenuItem(label=_("Deals"), url="deals", icon="briefcase", shortcut="g d", order=30))
        commands.append(
            Command(label=_("New deal"), url="deal-new", in_dialog=True, shortcut="c d", named="title", order=10)
        )
        for label, url, icon, needs in (
            (_("Move to…"), "deal-move", "route", "change"), (_("Give the deal to…"), "deal-assign", "user", "give"),
        ):  # fmt: skip
            verbs.append(Verb(label=label, on="deal", address=partial(_page, url), icon=icon, needs=needs, order=10))
        for one in ("organisation", "person"):
            address = partial(_new_for, one)
            verbs.append(Verb(label=_("New deal for them"), on=one, address=address, icon="plus", order=10))
        panels.append(Panel(slot="playbook.actions", label=_("Move deals over"), address=_over, allowed=_may_move_over))
        panels.append(Panel(slot="playbook.actions", label=_("How it is followed"), address=_followed, order=40))
        panels.append(
            Panel(slot="playbook.actions", label=_("Try a change"), address=_replayed, order=50, allowed=_may_draft)
        )
        panels.append(
            Panel(slot="draft.actions", label=_("Try it on past deals"), address=_draft_replayed, allowed=_may_draft)
        )
        panels.append(Panel(slot="deal.aside", label=_("Way through the process"), address=_way_of, order=200))
        panels.append(Panel(slot="feedback.stage", label=_("What reviews of deals say"), address=_reviews_of))
        panels.append(Panel(slot="playbook.actions", label=_("Reviews of deals"), address=_reviews_of_all, order=45))
        commands.append(Command(label=_("Reviews of won and lost deals"), url="reviews", icon="message-2", order=60))
        panels.append(Panel(slot="deals.actions", label=_("Board"), address=_board_of))
        for one in ("organisation", "person"):
            panels.append(Panel(slot=f"{one}.deals", label=_("Deals"), address=partial(_deals_of, one), order=10))

    def _on_timelines(self) -> None:
        from dealwright.activities.around import register_people
        from dealwright.activities.telling import register_look, register_related, register_words
        from dealwright.ledger.readers import register as read_on
        from dealwright.workspace.readers import divide

        from .queries import deal_ids_of_organisation, deal_ids_of_person, people_around_deal
        from .readers import note_touches
        from .telling import LOOKS, WORDS, tell
        from .territories import DEALS

        for kind, look in LOOKS.items():
            register_look(kind, *look)
        register_words([event.kind for event in WORDS], tell)
        register_related("organisation", deal_ids_of_organisation)
        register_related("person", deal_ids_of_person)
        register_people("deal", people_around_deal)
        self._on_today()
        self._to_whom_it_concerns()
        read_on("deals.touch", note_touches, {"activity_logged"})
        divide(DEALS)
        self._in_the_worker()

    def _on_today(self) -> None:
        from dealwright.activities.waiting import register_stakes, register_waiting

        from .waiting import deals_waiting, stakes_of

        register_stakes("deal", stakes_of)
        register_waiting("deals", deals_waiting)

    def _to_whom_it_concerns(self) -> None:
        from dealwright.teamwork.notable import What, register, register_own

        from .readers import asked_to_approve

        register_own("deals", ["stage_moved", "deal_won", "deal_lost", "deal_reopened"])
        register("approvals", What.APPROVAL, ["approval_asked"], asked_to_approve)

    def _in_the_worker(self) -> None:
        from dealwright.ledger.subscriptions import subscribe
        from dealwright.workspace.events import CompanyNamed

        from .events import StudyRequested
        from .jobs import work_on_rates, work_on_study

        subscribe(StudyRequested, work_on_study, "studies")
        subscribe(CompanyNamed, work_on_rates, "rates")


def _page(url: str, deal_id: int) -> str:
    """The address of a page about a deal."""
    from django.urls import reverse

    return reverse(url, args=[deal_id])


def _deals_of(one: str, record: Any) -> str:
    """Where the deals of an organisation or person are shown."""
    from django.urls import reverse

    return reverse(f"{one}-deals", args=[record.id])


def _over(version: Any) -> str:
    """Where open deals are moved over to this version."""
    from django.urls import reverse

    return f"{reverse('playbook-over', args=[version.key])}?to={version.number}"


def _may_move_over(member: Any) -> bool:
    from dealwright.workspace.queries import Right, has_right

    return has_right(member, Right.PUBLISH)


def _followed(version: Any) -> str:
    """Where it is told how a process is followed."""
    from django.urls import reverse

    return reverse("playbook-conformance", args=[version.key])


def _reviews_of(stage: Any) -> str:
    """Where reviews of deals decided in a stage are; `stage` has the key of its process and its own."""
    from urllib.parse import urlencode

    from django.urls import reverse

    return f"{reverse('reviews')}?{urlencode({'process': stage.process, 'stage': stage.key})}"


def _reviews_of_all(version: Any) -> str:
    """Where reviews of the deals of a process are."""
    from django.urls import reverse

    return f"{reverse('reviews')}?process={version.key}"


def _replayed(version: Any) -> str:
    """Where a change of a process is tried on past deals."""
    from django.urls import reverse

    return reverse("playbook-replay", args=[version.key])


def _draft_replayed(draft: Any) -> str:
    """Where a draft is tried on past deals."""
    from django.urls import reverse

    return f"{reverse('playbook-replay', args=[draft.process_key])}?draft={draft.id}"


def _way_of(deal: Any) -> str:
    """Where a deal tells how it followed its process."""
    from django.urls import reverse

    return reverse("deal-deviations", args=[deal.id])


def _may_draft(member: Any) -> bool:
    from dealwright.workspace.queries import Right, has_right

    return has_right(member, Right.DRAFT)


def _board_of(request: Any) -> str:
    """The board with the filters of the list that is open."""
    from urllib.parse import urlencode

    from django.urls import reverse

    from dealwright.records.asked import Asked

    asked = Asked.read(request.GET)
    if asked.filters:
        return f"{reverse('board')}?{urlencode({'list': Asked(asked.filters).text})}"
    return f"{reverse('board')}?view={asked.view}" if asked.view.isdecimal() else reverse("board")


def _new_for(one: str, record_id: int) -> str:
    """The address of the form of a new deal with an organisation or a person."""
    from django.urls import reverse

    return f"{reverse('deal-new')}?{one}={record_id}"
