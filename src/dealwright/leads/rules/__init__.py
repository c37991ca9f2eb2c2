"""Pure decisions about leads: what a condition says, what a lead scores, who gets it, where it may go next."""

from .assigning import Candidate, Decision, Given, Rule, Standing, Territory, choose
from .conditions import Condition, compile_condition, condition_faults
from .facts import SAMPLE, Facts, facts_of
from .scoring import Scored, Scoring, score
from .status import OPEN_STATUSES, REASONS, STATUSES, Status, require_move

__all__ = [
    "OPEN_STATUSES",
    "REASONS",
    "SAMPLE",
    "STATUSES",
    "Candidate",
    "Condition",
    "Decision",
    "Facts",
    "Given",
    "Rule",
    "Scored",
    "Scoring",
    "Standing",
    "Status",
    "Territory",
    "choose",
    "compile_condition",
    "condition_faults",
    "facts_of",
    "require_move",
    "score",
]
