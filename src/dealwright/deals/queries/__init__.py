"""Questions to the deals, each already narrowed to what the actor may see."""

from .board import EARLIER, Board, Column, View, board, cards_for, currency, heads, more_cards, require_column, view
from .cards import Card, cards_of
from .deal import DealPage, Part, deal_gate, deal_page, may_write, people_on, visible_deal
from .frameworks import (
    frameworks_of,
    qualification,
)
from .over import OverDeal, OverPlan, PastMove, past_moves, plan_over
from .proof import Noted, Wish, noted_on, wish_of, wishes_for, wishes_on
from .quiet import Quiet, quiet_deals
from .related import (
    Line,
    deal_ids_of_organisation,
    deal_ids_of_person,
    deals_of_organisation,
    deals_of_person,
    known_parts,
    people_around_deal,
)
from .reviews import Reviewed, counted, review_on, reviews

__all__ = [
    "EARLIER",
    "Board",
    "Card",
    "Column",
    "DealPage",
    "Line",
    "Noted",
    "OverDeal",
    "OverPlan",
    "Part",
    "PastMove",
    "Quiet",
    "Reviewed",
    "View",
    "Wish",
    "board",
    "cards_for",
    "cards_of",
    "counted",
    "currency",
    "deal_gate",
    "deal_ids_of_organisation",
    "deal_ids_of_person",
    "deal_page",
    "deals_of_organisation",
    "deals_of_person",
    "frameworks_of",
    "heads",
    "known_parts",
    "may_write",
    "more_cards",
    "noted_on",
    "past_moves",
    "people_around_deal",
    "people_on",
    "plan_over",
    "qualification",
    "quiet_deals",
    "require_column",
    "review_on",
    "reviews",
    "view",
    "visible_deal",
    "wish_of",
    "wishes_for",
    "wishes_on",
]
