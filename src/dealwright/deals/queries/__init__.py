"""Questions to the deals, each already narrowed to what the actor may see."""

from .board import EARLIER, Board, Column, View, board, currency, heads, more_cards, require_column, view
from .cards import Card, cards_of
from .deal import DealPage, deal_page, may_write, people_on, visible_deal
from .frameworks import Known, Qualified, frameworks_of, qualification
from .over import OverDeal, OverPlan, plan_over
from .quiet import Quiet, quiet_deals
from .related import (
    Line,
    deal_ids_of_organisation,
    deal_ids_of_person,
    deals_of_organisation,
    deals_of_person,
    people_around_deal,
)

__all__ = [
    "EARLIER",
    "Board",
    "Card",
    "Column",
    "DealPage",
    "Known",
    "Line",
    "OverDeal",
    "OverPlan",
    "Qualified",
    "Quiet",
    "View",
    "board",
    "cards_of",
    "currency",
    "deal_ids_of_organisation",
    "deal_ids_of_person",
    "deal_page",
    "deals_of_organisation",
    "deals_of_person",
    "frameworks_of",
    "heads",
    "may_write",
    "more_cards",
    "people_around_deal",
    "people_on",
    "plan_over",
    "qualification",
    "quiet_deals",
    "require_column",
    "view",
    "visible_deal",
]
