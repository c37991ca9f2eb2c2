"""The rules by which leads are scored."""

from django.db.models import QuerySet

from dealwright.ledger.kept import kept

from ..models import ScoreRule
from ..rules import Scoring


def scoring_rules() -> list[Scoring]:
    """The rules in the order in which they were written."""
    return [Scoring(*row) for row in _scoring_rules()]


@kept
def _scoring_rules() -> QuerySet[ScoreRule, tuple[str, int, str]]:
    return ScoreRule.objects.order_by("id").values_list("condition", "points", "reason")
