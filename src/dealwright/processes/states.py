"""The states that a draft and a piece of feedback go through, and the words for verdicts and kinds."""

from enum import StrEnum


class DraftState(StrEnum):
    """How far a draft is."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


UNDER_WAY = (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.APPROVED)


class Verdict(StrEnum):
    """What a reviewer says."""

    APPROVE = "approve"
    CHANGES = "changes"


class FeedbackKind(StrEnum):
    """What is the matter with a step: it is silly, something is missing, a buyer says so, or something else."""

    SILLY = "silly"
    MISSING = "missing"
    BUYER = "buyer"
    OTHER = "other"


class FeedbackState(StrEnum):
    """What became of it."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"
