"""The table of who wants the weekly mail."""

from django.db import models


class WeeklyMail(models.Model):
    """On which weekday (0: Monday) a member gets the mail, None for not at all, and the last day it was claimed for."""

    member = models.OneToOneField("workspace.Member", primary_key=True, on_delete=models.CASCADE, related_name="+")
    weekday = models.SmallIntegerField(null=True)
    mailed_on = models.DateField(null=True)

    class Meta:
        app_label = "scorecard"
