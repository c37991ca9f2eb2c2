"""How a deal's command says no."""

from collections.abc import Sequence

from dealwright import Conflict

from .rules import Judgement


class CriteriaUnmet(Conflict):
    """This gate still misses something."""

    code = "criteria_unmet"

    def __init__(self, stage: str, unmet: Sequence[Judgement]) -> None:
        """`stage` is the title of the stage the deal cannot leave yet; `unmet` what it misses."""
        wanted = " ".join(one.remedy for one in unmet)
        super().__init__(
            f"{stage} still misses {len(unmet)} {'thing' if len(unmet) == 1 else 'things'}.",
            field="stage",
            remedy=wanted,
            missing=[one.as_missing() for one in unmet],
        )


class MoveRefused(Conflict):
    """The process does not allow this move."""

    code = "move_refused"


class AlreadyClosed(Conflict):
    """This deal is closed."""

    code = "already_closed"
