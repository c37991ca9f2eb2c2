"""Questions to the leads."""

from .assigning import assignment_rules, given_at, last_before, standing_now
from .inbox import VIEWS, Inbox, Line, count, inbox
from .lead import LeadPage, lead_page, visible_lead
from .matching import Match, matches
from .qualifying import frameworks_asked, qualification
from .scoring import scoring_rules
from .sources import Origin, names, origins
from .told import facts_by_id

__all__ = [
    "VIEWS",
    "Inbox",
    "LeadPage",
    "Line",
    "Match",
    "Origin",
    "assignment_rules",
    "count",
    "facts_by_id",
    "frameworks_asked",
    "given_at",
    "inbox",
    "last_before",
    "lead_page",
    "matches",
    "names",
    "origins",
    "qualification",
    "scoring_rules",
    "standing_now",
    "visible_lead",
]
