"""Verbs of the processes: draft, review, publish, retire. Each is one transaction with its events."""

from .drafts import begin_draft, publish_draft, save_draft, withdraw_draft
from .publishing import publish, publish_shipped

__all__ = [
    "begin_draft",
    "publish",
    "publish_draft",
    "publish_shipped",
    "save_draft",
    "withdraw_draft",
]
