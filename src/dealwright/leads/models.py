"""Tables of the leads: the lead and where it came from, what is known of it, and how it is scored and given away."""

from django.db import models
from django.db.models import Q

from dealwright.deals.answers import GivenAnswer
from dealwright.records.own.column import OwnColumn

from .listed import ListedField

OPEN = Q(status__in=["new", "working", "qualified"])
STATUSES = ["new", "working", "qualified", "converted", "disqualified", "recycled"]
METHODS = ["member", "round_robin", "least_load", "territory"]


class Source(models.Model):
    """Where leads come from, known by its name; what it costs in a period, in minor units."""

    name = models.CharField(max_length=120, unique=True)
    cost_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    cost_from = models.DateField(null=True)
    cost_until = models.DateField(null=True)


class Campaign(models.Model):
    """Something we do to win leads, with what it costs from its first day to its last."""

    name = models.CharField(max_length=200, unique=True)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    cost_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    cost_from = models.DateField(null=True)
    cost_until = models.DateField(null=True)


class Lead(models.Model):
    """Somebody who may become a customer.

    `source`, `campaign` and `first_touch_at` are those of the first touch, those beginning with `last` of the latest.
    `score` is the sum of the points in `reasons`, pairs of reason and points. `status_at` is when it got its status,
    `back_on` the day on which a recycled lead comes back, `first_contact_at` when we first spoke to them.
    """

    name = models.CharField(max_length=300)
    email = models.CharField(max_length=320, default="", blank=True)
    phone = models.CharField(max_length=60, default="", blank=True)
    organisation = models.CharField(max_length=300, default="", blank=True)
    domain = models.CharField(max_length=253, default="", blank=True)
    job_title = models.CharField(max_length=200, default="", blank=True)
    country = models.CharField(max_length=120, default="", blank=True)
    message = models.TextField(default="", blank=True)
    fields = OwnColumn(default=dict)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="+")
    medium = models.CharField(max_length=120, default="", blank=True)
    last_source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    last_campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_touch_at = models.DateTimeField(null=True)
    last_touch_at = models.DateTimeField(null=True)
    touches = models.IntegerField(default=0)
    referred_by = models.ForeignKey("customers.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=12, default="new")
    status_at = models.DateTimeField()
    reason = models.CharField(max_length=60, default="", blank=True)
    back_on = models.DateField(null=True)
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    score = models.IntegerField(default=0)
    reasons = models.JSONField(default=list)
    consent = models.TextField(default="", blank=True)
    consent_at = models.DateTimeField(null=True)
    first_contact_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=200, null=True)
    revision = models.IntegerField(default=1)
    lists = ListedField(default=list)
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("score", "id", condition=OPEN, name="leads_lead_inbox"),
            models.Index("owner", "score", "id", condition=OPEN, name="leads_lead_of_owner"),
            models.Index("status", "id", name="leads_lead_by_status"),
            models.Index("name", "id", name="leads_lead_name"),
            models.Index("email", name="leads_lead_email"),
            models.Index("created_at", "id", name="leads_lead_created"),
            models.Index("back_on", condition=Q(status="recycled"), name="leads_lead_back"),
            models.Index("import_id", condition=Q(import_id__isnull=False), name="leads_lead_import"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="leads_lead_external"),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="leads_lead_status"),
        ]


class Touch(models.Model):
    """A time that the lead came to us or heard from us: by which source, campaign and medium, from which address."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    medium = models.CharField(max_length=120, default="", blank=True)
    address = models.CharField(max_length=1000, default="", blank=True)
    utm = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index("lead", "at", name="leads_touch_lead")]


class ProspectList(models.Model):
    """A list of leads to be worked through for a purpose, known by its title."""

    title = models.CharField(max_length=120, unique=True)
    purpose = models.TextField(default="", blank=True)
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()


class Listed(models.Model):
    """A lead that stands on a list; the order of the numbers is that in which they are worked through."""

    list = models.ForeignKey(ProspectList, on_delete=models.CASCADE, related_name="+", db_index=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "lead"], name="leads_listed_once")]


class Answer(GivenAnswer):
    """What we know of a lead under an element of a framework."""

    about = "lead_id"
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead", "concept"], name="leads_answer_concept"),
            *GivenAnswer._meta.constraints,
        ]


class ScoreRule(models.Model):
    """Points for leads that a condition is true of, and the reason that is shown for them."""

    condition = models.CharField(max_length=500)
    points = models.IntegerField()
    reason = models.CharField(max_length=200)


class AssignmentRule(models.Model):
    """Who gets the leads that a condition is true of; rules are asked in the order of `place`."""

    place = models.IntegerField()
    title = models.CharField(max_length=200)
    condition = models.CharField(max_length=500, default="", blank=True)
    method = models.CharField(max_length=12)
    members = models.JSONField(default=list)
    in_hours = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(method__in=METHODS), name="leads_assignmentrule_method")]


class Assignment(models.Model):
    """A lead that was given to a member: by which rule (null: by hand), why, and among whom."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(
        "workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    rule = models.ForeignKey(AssignmentRule, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    title = models.CharField(max_length=200, default="", blank=True)
    why = models.TextField()
    candidates = models.JSONField(default=list)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("lead", "id", name="leads_assignment_lead"),
            models.Index("rule", "id", name="leads_assignment_rule"),
        ]


class Conversion(models.Model):
    """What became of a lead: the records it was turned into, which of them were made for it, what was taken along.

    `carried` has the numbers of `activities`, `tasks` and of the `note` with what they wrote, what was `left`, and what
    stood `around` the lead: `comments`, `followers`, `parts` in its team, `shares`.
    """

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, related_name="conversion", primary_key=True)
    organisation = models.ForeignKey("customers.Organisation", null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey("customers.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    deal = models.ForeignKey("deals.Deal", null=True, on_delete=models.SET_NULL, related_name="+")
    made = models.JSONField(default=list)
    carried = models.JSONField(default=dict)
    was_status = models.CharField(max_length=12)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()


class Form(models.Model):
    """A form that strangers fill in, known to them by its key; what it sends becomes leads.

    `fields` are what it asks: key, label, kind of control, whether it is required, choices, and whether the answer is
    an own field. `sites` are the web addresses of pages that may show it in a frame.
    """

    key = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=200)
    intro = models.TextField(default="", blank=True)
    fields = models.JSONField(default=list)
    consent = models.TextField(default="", blank=True)
    consent_required = models.BooleanField(default=True)
    thanks = models.TextField(default="", blank=True)
    button = models.CharField(max_length=60, default="Send")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    confirms = models.BooleanField(default=False)
    sites = models.JSONField(default=list)
    revoked_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=1)
    created_at = models.DateTimeField()


class Submission(models.Model):
    """What somebody sent by a form, with the text they agreed to, when and from where.

    With double opt-in it becomes a lead when they confirm; `secret` is kept until the mail has gone, then only `hash`.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="+")
    once = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    address = models.CharField(max_length=45, default="", blank=True)
    given = models.JSONField(default=dict)
    came = models.JSONField(default=dict)
    consent = models.TextField(default="", blank=True)
    hash = models.CharField(max_length=64, null=True, unique=True)
    secret = models.CharField(max_length=64, default="", blank=True)
    mailed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_from = models.CharField(max_length=45, default="", blank=True)
    lead = models.ForeignKey(Lead, null=True, on_delete=models.SET_NULL, related_name="+")


class Knock(models.Model):
    """A try to send a form from an address, kept to slow down floods."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("key", "at", name="leads_knock_key")]


class Hook(models.Model):
    """An address to which another program sends sign-ups, each signed with the secret."""

    key = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=200)
    secret = models.CharField(max_length=120)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()


class HookMessage(models.Model):
    """A message that a hook has taken; sent again it does nothing."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="+", db_index=False)
    message = models.CharField(max_length=200)
    at = models.DateTimeField()
    leads = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "message"], name="leads_hookmessage_once")]
