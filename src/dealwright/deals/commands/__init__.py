"""Verbs of the deals: the only way in which a deal changes. Each is one transaction with its events.

Every verb has a form for many deals; the form for one is that of many with one.
"""

from .change import change_deal, change_deals
from .close import lose_deal, lose_deals, reopen_deal, win_deal, win_deals
from .move import move_stage, move_stages
from .open import History, NewDeal, Visit, open_deal, open_deals, record_deals, remove_deals
from .people import KnownPart, add_stakeholder, record_stakeholders, remove_stakeholder
from .products import ensure_products

__all__ = [
    "History",
    "KnownPart",
    "NewDeal",
    "Visit",
    "add_stakeholder",
    "change_deal",
    "change_deals",
    "ensure_products",
    "lose_deal",
    "lose_deals",
    "move_stage",
    "move_stages",
    "open_deal",
    "open_deals",
    "record_deals",
    "record_stakeholders",
    "remove_deals",
    "remove_stakeholder",
    "reopen_deal",
    "win_deal",
    "win_deals",
]
