"""Cards in words, as the board writes them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.desk.figures import whole_money
from dealwright.desk.times import ago, days

from ..queries import Card


@dataclass(frozen=True, slots=True)
class Written:
    """A card as `ui.cards` takes it: texts, "" where there is nothing to tell; `lacking` says `missing` in words.

    `known` is how much of what frameworks ask is answered, `told` the same in words.
    """

    id: int
    title: str
    href: str
    subtitle: str
    amount: str
    owner: str
    age: str
    tone: str
    next_step: str
    missing: int
    lacking: str
    known: str
    told: str


def written(cards: Iterable[Card]) -> list[Written]:
    """The cards in words, in the reader's language."""
    pages, known = reverse("deals"), _("%(n)s of %(all)s answered")
    return [
        Written(
            card.id,
            card.title,
            f"{pages}{card.id}/",
            card.organisation,
            "" if card.amount_minor is None else whole_money(card.amount_minor, card.currency),
            card.owner,
            "" if card.days is None else days(card.days, short=True),
            card.tone,
            _next_step(card),
            card.missing,
            _lacking(card.missing) if card.missing else "",
            f"{card.known}/{card.asked}" if card.asked else "",
            known % {"n": card.known, "all": card.asked} if card.asked else "",
        )
        for card in cards
    ]


def _next_step(card: Card) -> str:
    if not card.next_step or not card.next_on:
        return card.next_step
    late = card.step_late
    due = _("%(days)s late") % {"days": days(late, short=True)} if late else ago(card.next_on)
    return f"{due} · {card.next_step}"


def _lacking(count: int) -> str:
    return ngettext("%(num)d thing missing", "%(num)d things missing", count) % {"num": count}
