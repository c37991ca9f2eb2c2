"""Decisions about deals: may it move there, what does the gate still miss, and what proves the rest."""

from .asking import EVENT_NAMES, KIND_NAMES, looked_at, remedy, step_title, target, task_title
from .gate import Judgement, is_met, judge, missing, proofs_kept
from .proof import Answered, Done, Evidence, Proof, Standing
from .steps import Step, known_roles, late_by, plan_move, plan_win, start_refusal

__all__ = [
    "EVENT_NAMES",
    "KIND_NAMES",
    "Answered",
    "Done",
    "Evidence",
    "Judgement",
    "Proof",
    "Standing",
    "Step",
    "is_met",
    "judge",
    "known_roles",
    "late_by",
    "looked_at",
    "missing",
    "plan_move",
    "plan_win",
    "proofs_kept",
    "remedy",
    "start_refusal",
    "step_title",
    "target",
    "task_title",
]
