"""Tables of the deals: the deal, its way through the stages, the people on it, the proof on it, the totals."""

from django.db import models
from django.db.models import Q

from dealwright.records.own.column import OwnColumn

from .answers import GivenAnswer

OPEN = Q(status="open")


class Product(models.Model):
    """Something we sell, known by its name."""

    name = models.CharField(max_length=200, unique=True)


class Deal(models.Model):
    """What we try to win, pinned to the process version it started on.

    Money is in minor units of `currency`; `base_minor` is the same in the company's currency, at the rate that
    held when the amount was set (null when no rate was known). `forecast_category` follows the stage until somebody
    chooses another one.
    """

    title = models.CharField(max_length=300)
    external_id = models.CharField(max_length=200, null=True)
    process = models.ForeignKey("processes.Process", on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey("processes.Version", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=60, null=True)
    status = models.CharField(max_length=4, default="open")
    organisation = models.ForeignKey("customers.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=120, default="", blank=True)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    base_minor = models.BigIntegerField(null=True)
    close_on = models.DateField(null=True)
    forecast_category = models.CharField(max_length=9, default="pipeline", db_default="pipeline")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    stage_since = models.DateTimeField(null=True)
    last_touch_at = models.DateTimeField(null=True)
    fields = OwnColumn(default=dict)
    frameworks = models.JSONField(null=True)
    revision = models.IntegerField(default=1)
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("stage", "amount_minor", "id", name="deals_deal_stage_amount"),
            models.Index("process", "stage", "amount_minor", "id", condition=OPEN, name="deals_deal_board"),
            models.Index("process", "stage", "stage_since", "id", condition=OPEN, name="deals_deal_board_age"),
            models.Index("process", "stage", "close_on", "id", condition=OPEN, name="deals_deal_board_close"),
            models.Index("owner", "status", "amount_minor", "id", name="deals_deal_owner"),
            models.Index("owner", "id", name="deals_deal_owner_newest"),
            models.Index("owner", "amount_minor", "id", name="deals_deal_owner_amount"),
            models.Index("amount_minor", "id", name="deals_deal_amount"),
            models.Index("title", "id", name="deals_deal_title"),
            models.Index("close_on", "id", condition=OPEN, name="deals_deal_close_on"),
            models.Index("close_on", "id", name="deals_deal_closing"),
            models.Index("opened_at", "id", name="deals_deal_opened"),
            models.Index("source", "id", name="deals_deal_source"),
            models.Index("currency", "id", name="deals_deal_currency"),
            models.Index("forecast_category", "id", name="deals_deal_forecast"),
            models.Index("stage_since", "id", name="deals_deal_since"),
            models.Index("closed_at", "id", condition=Q(closed_at__isnull=False), name="deals_deal_closed"),
            models.Index("product", "id", condition=Q(product__isnull=False), name="deals_deal_product"),
            models.Index("owner", "last_touch_at", condition=OPEN, name="deals_deal_quiet"),
            models.Index("import_id", condition=Q(import_id__isnull=False), name="deals_deal_import"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="deals_deal_external"),
            models.CheckConstraint(condition=Q(status__in=["open", "won", "lost"]), name="deals_deal_status"),
        ]


class StageVisit(models.Model):
    """One stay of a deal in a stage: the n-th; times are null where an import did not tell them."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+", db_index=False)
    n = models.IntegerField()
    stage = models.CharField(max_length=60)
    entered_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "n"], name="deals_stagevisit_n")]


class Outcome(models.Model):
    """How a deal ended: a row that says when, by whom and, for a loss, why."""

    deal = models.OneToOneField(Deal, on_delete=models.CASCADE, related_name="outcome", primary_key=True)
    kind = models.CharField(max_length=4)
    reason = models.CharField(max_length=60, default="", blank=True)
    note = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)


class Review(models.Model):
    """What its people learned from a deal that ended: what decided it, and in which stage.

    `outcome` is how it had ended when that was written, `reason` one that its process knows for a loss, `change` what
    the process should change, `asked` whether the customer was asked, `customer` what they said. `change_passed` and
    `customer_passed` are the feedback on the process that these two became.
    """

    deal = models.OneToOneField(Deal, on_delete=models.CASCADE, related_name="review")
    outcome = models.CharField(max_length=4)
    stage = models.CharField(max_length=60)
    reason = models.CharField(max_length=60, default="", blank=True)
    decided = models.TextField()
    change = models.TextField(default="", blank=True)
    asked = models.BooleanField(default=False)
    customer = models.TextField(default="", blank=True)
    change_passed = models.ForeignKey(
        "processes.Feedback", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    customer_passed = models.ForeignKey(
        "processes.Feedback", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("stage", "id", name="deals_review_stage")]
        constraints = [models.CheckConstraint(condition=Q(outcome__in=["won", "lost"]), name="deals_review_outcome")]


class Stakeholder(models.Model):
    """A person on the customer's side of a deal, the part they play, and what they think of buying from us."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("customers.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    stance = models.CharField(max_length=12, db_default="", default="", blank=True)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "person", "role"], name="deals_stakeholder_role")]


class Supplied(models.Model):
    """Who filled in a field of a deal last, and when."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+", db_index=False)
    field = models.CharField(max_length=60)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "field"], name="deals_supplied_field")]


class Confirmation(models.Model):
    """Proof that lies outside the deal's fields: a document, an event of the offer, a buyer's step, a consent.

    It counts until `until` (null: for good), unless it was taken back.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+")
    need = models.CharField(max_length=12)
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    link = models.CharField(max_length=1000, default="", blank=True)
    person = models.ForeignKey("customers.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(need__in=["document", "event", "buyer", "consent"]), name="deals_confirmation_need"
            )
        ]


class Approval(models.Model):
    """What somebody of ours was asked to approve on a deal, and what they said (`granted` null: not yet)."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    role = models.CharField(max_length=12)
    note = models.TextField(default="", blank=True)
    asked_by = models.ForeignKey(
        "workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    reason = models.TextField(default="", blank=True)
    decided_by = models.ForeignKey(
        "workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("role", "asked_at", condition=Q(granted=None), name="deals_approval_open")]
        constraints = [
            models.UniqueConstraint(fields=["deal", "key"], condition=Q(granted=None), name="deals_approval_asked_once")
        ]


class Answer(GivenAnswer):
    """What we know of a deal under an element of a framework."""

    about = "deal_id"
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "concept"], name="deals_answer_concept"),
            *GivenAnswer._meta.constraints,
        ]


class MoveOver(models.Model):
    """Open deals of a process that were moved over to another version, and may be moved back."""

    version = models.ForeignKey("processes.Version", on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)


class MovedOver(models.Model):
    """A deal that was moved over: the version and stage it had before, and its revision after."""

    move = models.ForeignKey(MoveOver, on_delete=models.CASCADE, related_name="+")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+", db_index=False)
    was_version = models.ForeignKey("processes.Version", on_delete=models.PROTECT, related_name="+", db_index=False)
    was_stage = models.CharField(max_length=60, null=True)
    revision = models.IntegerField()


class PipelineTotal(models.Model):
    """Count and sum of open deals by process version, stage, owner and currency, kept in each write's transaction."""

    version = models.ForeignKey("processes.Version", on_delete=models.PROTECT, related_name="+", db_index=False)
    stage = models.CharField(max_length=60)
    owner_id = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    deals = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    base_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "stage", "owner_id", "currency"], name="deals_pipelinetotal_cell"
            )
        ]


class Study(models.Model):
    """A look through all past deals that somebody asked for: a replay of the draft in `text`, or the conformance.

    `done` of `total` deals have been read; `found` is what came of it, as JSON; `fault` why nothing did.
    """

    kind = models.CharField(max_length=12)
    process = models.CharField(max_length=60)
    text = models.TextField(default="", blank=True)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    found = models.JSONField(null=True)
    fault = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["by", "kind", "process", "id"], name="deals_study_of_member")]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["replay", "conformance"]), name="deals_study_kind")]
