"""The table of goals."""

from django.db import models
from django.db.models import Q


class Goal(models.Model):
    """What a member, a team or (neither) the company wants to reach in each month, quarter or year.

    `target` is a number, minor units of the company's currency, or hundredths of a per cent. It holds from the period
    that contains `since` on, until it is withdrawn.
    """

    metric = models.CharField(max_length=160)
    member = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("workspace.Team", null=True, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    target = models.BigIntegerField()
    since = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "scorecard"
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "period", "member"],
                condition=Q(withdrawn_at=None, member__isnull=False), name="scorecard_goal_of_member",
            ),
            models.UniqueConstraint(
                fields=["metric", "period", "team"],
                condition=Q(withdrawn_at=None, team__isnull=False), name="scorecard_goal_of_team",
            ),
            models.UniqueConstraint(
                fields=["metric", "period"],
                condition=Q(withdrawn_at=None, team=None, member=None), name="scorecard_goal_of_company",
            ),
        ]  # fmt: skip
