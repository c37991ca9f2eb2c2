"""Verbs of the processes: draft, review, publish, retire, feedback. Each is one transaction with its events."""

from .drafts import begin_draft, publish_draft, save_draft, withdraw_draft
from .feedback import close_feedback, give_feedback, take_up_feedback, unvote, vote
from .publishing import publish, publish_shipped
from .retiring import bring_back, retire
from .reviewing import ask_review, review_draft

__all__ = [
    "ask_review",
    "begin_draft",
    "bring_back",
    "close_feedback",
    "give_feedback",
    "publish",
    "publish_draft",
    "publish_shipped",
    "retire",
    "review_draft",
    "save_draft",
    "take_up_feedback",
    "unvote",
    "vote",
    "withdraw_draft",
]
