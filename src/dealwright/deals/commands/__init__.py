"""Verbs of the deals: the only way in which a deal changes. Each is one transaction with its events.

Every verb has a form for many deals; the form for one is that of many with one.
"""

from .answer import answer, choose_frameworks
from .approve import ask_approval, decide_approval
from .beginning import History, NewDeal, Visit
from .change import change_deal, change_deals
from .close import lose_deal, lose_deals, reopen_deal, win_deal, win_deals
from .confirm import NewConfirmation, confirm, take_back_confirmation
from .listed import change_listed
from .move import move_stage, move_stages
from .open import open_deal, open_deals, record_deals
from .over import move_back, move_over
from .people import (
    KnownPart,
    NewStakeholder,
    add_stakeholder,
    add_stakeholders,
    change_stance,
    record_stakeholders,
    remove_stakeholder,
    remove_stakeholders,
)
from .products import ensure_products
from .remove import remove_deals, remove_listed, restore_deals
from .review import NewReview, pass_on, review_deal

__all__ = [
    "History",
    "KnownPart",
    "NewConfirmation",
    "NewDeal",
    "NewReview",
    "NewStakeholder",
    "Visit",
    "add_stakeholder",
    "add_stakeholders",
    "answer",
    "ask_approval",
    "change_deal",
    "change_deals",
    "change_listed",
    "change_stance",
    "choose_frameworks",
    "confirm",
    "decide_approval",
    "ensure_products",
    "lose_deal",
    "lose_deals",
    "move_back",
    "move_over",
    "move_stage",
    "move_stages",
    "open_deal",
    "open_deals",
    "pass_on",
    "record_deals",
    "record_stakeholders",
    "remove_deals",
    "remove_listed",
    "remove_stakeholder",
    "remove_stakeholders",
    "reopen_deal",
    "restore_deals",
    "review_deal",
    "take_back_confirmation",
    "win_deal",
    "win_deals",
]
