"""Tables of the scorecard: the facts as the ledger tells them, the generations of their files, and forecasts.

Facts are made from events alone, so they can be thrown away and made again. Forecasts are never changed.
"""

from django.db import models


class DealFact(models.Model):
    """A deal as its events tell it. A deal that was taken back stays for a while, as status "removed".

    Money is in minor units; `seq` is the number of the last event that changed the deal or one of its visits.
    """

    deal_id = models.BigIntegerField(primary_key=True)
    process = models.CharField(max_length=60)
    version_id = models.BigIntegerField()
    version = models.IntegerField()
    stage = models.CharField(max_length=60, null=True)
    status = models.CharField(max_length=7)
    owner_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=120, null=True)
    product = models.CharField(max_length=200, null=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(null=True)
    base_minor = models.BigIntegerField(null=True)
    close_on = models.DateField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    opened_on = models.DateTimeField(null=True)
    closed_on = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60, null=True)
    probability = models.FloatField()
    category = models.CharField(max_length=9)
    seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index("seq", name="scorecard_dealfact_seq")]


class VisitFact(models.Model):
    """The n-th stay of a deal in a stage, with the stage's place and milestone in the deal's version of the process."""

    deal_id = models.BigIntegerField()
    n = models.IntegerField()
    stage = models.CharField(max_length=60)
    position = models.IntegerField()
    counts_as = models.CharField(max_length=8, null=True)
    entered_on = models.DateTimeField(null=True)
    left_on = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal_id", "n"], name="scorecard_visitfact_n")]


class StateFact(models.Model):
    """What a deal was from one moment up to the next that changed it; unknown moments are null."""

    deal_id = models.BigIntegerField()
    n = models.IntegerField()
    from_on = models.DateTimeField(null=True)
    to_on = models.DateTimeField(null=True)
    stage = models.CharField(max_length=60, null=True)
    status = models.CharField(max_length=7)
    owner_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(null=True)
    base_minor = models.BigIntegerField(null=True)
    close_on = models.DateField(null=True)
    probability = models.FloatField()
    category = models.CharField(max_length=9)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal_id", "n"], name="scorecard_statefact_n")]


class ActivityFact(models.Model):
    """Something that was done, by whom, about which deal or lead; status "removed" where it was taken back."""

    activity_id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    member_id = models.BigIntegerField(null=True)
    deal_id = models.BigIntegerField(null=True)
    lead_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=60, null=True)
    direction = models.CharField(max_length=3, null=True)
    minutes = models.IntegerField(null=True)
    status = models.CharField(max_length=7)
    seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index("seq", name="scorecard_activityfact_seq")]


class SignFact(models.Model):
    """Whose turn it is on a deal, apart from what activities tell: an approval, a task of ours, a step of the buyer.

    It says so from one moment up to another; unknown moments are null. Of a task it tells, too, what a deal has had
    once it is done, and what came of it.
    """

    sign_id = models.BigIntegerField(primary_key=True)
    deal_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    from_on = models.DateTimeField(null=True)
    to_on = models.DateTimeField(null=True)
    counts_as = models.CharField(max_length=8, null=True)
    outcome = models.CharField(max_length=12, null=True)
    status = models.CharField(max_length=7)
    seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index("seq", name="scorecard_signfact_seq")]


class LeadFact(models.Model):
    """A lead as its events tell it: by its first touch and its last, and when it got how far."""

    lead_id = models.BigIntegerField(primary_key=True)
    status = models.CharField(max_length=12)
    was = models.CharField(max_length=12, null=True)
    owner_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=120, null=True)
    campaign = models.CharField(max_length=200, null=True)
    last_source = models.CharField(max_length=120, null=True)
    last_campaign = models.CharField(max_length=200, null=True)
    created_on = models.DateTimeField()
    qualified_on = models.DateTimeField(null=True)
    converted_on = models.DateTimeField(null=True)
    disqualified_on = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60, null=True)
    deal_id = models.BigIntegerField(null=True)
    seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index("seq", name="scorecard_leadfact_seq")]


class TouchFact(models.Model):
    """The n-th time that a lead came to us, or heard from us."""

    lead_id = models.BigIntegerField()
    n = models.IntegerField()
    at = models.DateTimeField()
    source = models.CharField(max_length=120, null=True)
    campaign = models.CharField(max_length=200, null=True)
    medium = models.CharField(max_length=120, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead_id", "n"], name="scorecard_touchfact_n")]


class SpendFact(models.Model):
    """What a source or campaign of leads costs, in minor units of its currency."""

    spend_id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    campaign = models.BooleanField()
    cost_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)
    status = models.CharField(max_length=7)
    seq = models.BigIntegerField()


class Generation(models.Model):
    """Files that hold the facts up to event `seq`, one a table, never changed once they are listed here.

    `records` is how many deals, leads and activities they hold together.
    """

    seq = models.BigIntegerField()
    records = models.BigIntegerField()
    files = models.JSONField()  # the file's name by the table's
    made_at = models.DateTimeField()


class Submission(models.Model):
    """What a member says will be won in a period: of their own deals, of a team's, or (team 0) of the company's.

    Rows are added and never changed, which the database sees to; the latest counts. `commit_minor` is what they are
    sure of, `best_minor` what it may become, both with what is won already; in minor units of `currency`.
    """

    member_id = models.BigIntegerField()
    team_id = models.BigIntegerField(null=True)
    period = models.CharField(max_length=7)
    commit_minor = models.BigIntegerField()
    best_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    note = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("period", "id", name="scorecard_submission_period")]


class Snapshot(models.Model):
    """What was expected on a day of a period, for a team or (0) the company; never changed, which the database sees to.

    `figures` is the model's answer, with money in minor units of `currency`; `categories` what open deals of each
    category would bring that close in the period, `closed_minor` what was won in it by then.
    """

    day = models.DateField()
    team_id = models.BigIntegerField(default=0)
    period = models.CharField(max_length=7)
    currency = models.CharField(max_length=3)
    closed_minor = models.BigIntegerField()
    categories = models.JSONField()
    figures = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "team_id", "period"], name="scorecard_snapshot_once")]


class SnapshotDeals(models.Model):
    """Every open deal as it stood when the snapshots of a day were made, packed; see `forecasts.lines`."""

    day = models.DateField(unique=True)
    currency = models.CharField(max_length=3)
    packed = models.BinaryField()
