"""Tables of the customers: organisations and people."""

from django.db import models
from django.db.models import Q, Value

NO_FIELDS = Value({}, models.JSONField())


class Organisation(models.Model):
    """A firm or body we sell to."""

    name = models.CharField(max_length=300)
    external_id = models.CharField(max_length=200, null=True)
    website = models.CharField(max_length=500, default="", blank=True)
    phone = models.CharField(max_length=60, default="", blank=True)
    sector = models.CharField(max_length=120, default="", blank=True)
    country = models.CharField(max_length=120, default="", blank=True)
    employees = models.IntegerField(null=True)
    founded = models.IntegerField(null=True)
    revenue_minor = models.BigIntegerField(null=True)
    revenue_currency = models.CharField(max_length=3, default="")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict, db_default=NO_FIELDS)
    revision = models.IntegerField(default=1)
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("name", "id", name="customers_org_name"),
            models.Index("import_id", condition=Q(import_id__isnull=False), name="customers_org_import"),
        ]
        constraints = [models.UniqueConstraint(fields=["external_id"], name="customers_org_external")]


class Person(models.Model):
    """Somebody we talk to."""

    name = models.CharField(max_length=300)
    external_id = models.CharField(max_length=200, null=True)
    email = models.CharField(max_length=320, default="", blank=True)
    phone = models.CharField(max_length=60, default="", blank=True)
    job_title = models.CharField(max_length=200, default="", blank=True)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict, db_default=NO_FIELDS)
    revision = models.IntegerField(default=1)
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("name", "id", name="customers_person_name"),
            models.Index("email", name="customers_person_email"),
            models.Index("import_id", condition=Q(import_id__isnull=False), name="customers_person_import"),
        ]
        constraints = [models.UniqueConstraint(fields=["external_id"], name="customers_person_external")]
