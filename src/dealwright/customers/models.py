"""Tables of the customers: organisations, people, where people worked, who knows whom, what they consented to."""

from typing import Any

from django.db import models
from django.db.models import F, Q, Value

from dealwright.records.own.column import OwnColumn

from .keyed import KeyedField

NO_FIELDS = Value({}, models.JSONField())
NONE = Value([], models.JSONField())
LIST: dict[str, Any] = {"default": list, "db_default": NONE}
TEXT: dict[str, Any] = {"default": "", "db_default": "", "blank": True}


def _where_known(one: str, *columns: str) -> list[models.Index]:
    """An index for each of these columns, of the rows that have a value in it: they cost nothing for all others."""
    return [
        models.Index(column, "id", condition=Q(**{f"{column}__isnull": False}), name=f"customers_{one}_{column}"[:30])
        for column in columns
    ]


class Organisation(models.Model):
    """A firm or body we sell to.

    Its main phone and the place of its main address stand in `phone`, `city` and `country`; `phones` is the whole
    list where there are several or a kind is told.
    """

    name = models.CharField(max_length=300)
    external_id = models.CharField(max_length=200, null=True)
    website = models.CharField(max_length=500, default="", blank=True)
    phone = models.CharField(max_length=60, default="", blank=True)
    sector = models.CharField(max_length=120, default="", blank=True)
    tier = models.CharField(max_length=60, **TEXT)
    city = models.CharField(max_length=120, **TEXT)
    country = models.CharField(max_length=120, default="", blank=True)
    employees = models.IntegerField(null=True)
    founded = models.IntegerField(null=True)
    revenue_minor = models.BigIntegerField(null=True)
    revenue_currency = models.CharField(max_length=3, default="")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    domains = KeyedField(what="domain", **LIST)
    phones = KeyedField(what="phone", **LIST)
    addresses = models.JSONField(**LIST)
    tags = KeyedField(what="tag", **LIST)
    fields = OwnColumn(default=dict, db_default=NO_FIELDS)
    revision = models.IntegerField(default=1)
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("name", "id", "owner", "country", "sector", "created_at", name="customers_org_names"),
            models.Index("owner", "name", "id", name="customers_org_owner_name"),
            models.Index("country", "name", "id", name="customers_org_country"),
            models.Index("sector", "name", "id", name="customers_org_sector"),
            models.Index("created_at", "id", name="customers_org_added"),
            *(models.Index(column, name=f"customers_org_{column}") for column in ("tier", "city", "phone", "website")),
            *_where_known("org", "parent", "employees", "founded", "revenue_minor"),
            models.Index("import_id", condition=Q(import_id__isnull=False), name="customers_org_import"),
        ]
        constraints = [models.UniqueConstraint(fields=["external_id"], name="customers_org_external")]


class Person(models.Model):
    """Somebody we talk to.

    The main mail and phone stand in `email` and `phone`; `mails` and `phones` are the whole lists where there are
    several or a kind is told. `family_name` is what they are sorted by: empty until somebody told or a reader worked
    it out. Organisation and job title are those of today, since `employed_since`; former ones are `Employment`s.
    """

    name = models.CharField(max_length=300)
    family_name = models.CharField(max_length=300, **TEXT)
    external_id = models.CharField(max_length=200, null=True)
    email = models.CharField(max_length=320, default="", blank=True)
    phone = models.CharField(max_length=60, default="", blank=True)
    job_title = models.CharField(max_length=200, default="", blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    employed_since = models.DateField(null=True)
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    locale = models.CharField(max_length=12, **TEXT)
    zone = models.CharField(max_length=60, **TEXT)
    mails = KeyedField(what="mail", **LIST)
    phones = KeyedField(what="phone", **LIST)
    profiles = models.JSONField(**LIST)
    tags = KeyedField(what="tag", **LIST)
    consents = KeyedField(what="consent", **LIST)
    fields = OwnColumn(default=dict, db_default=NO_FIELDS)
    revision = models.IntegerField(default=1)
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("name", "id", "owner", "organisation", "created_at", "email", name="customers_person_names"),
            models.Index("owner", "name", "id", name="customers_person_owner_name"),
            models.Index("organisation", "name", "id", name="customers_person_org_name"),
            models.Index("family_name", "id", name="customers_person_family"),
            models.Index("job_title", "name", "id", name="customers_person_job_name"),
            models.Index("email", name="customers_person_email"),
            models.Index("created_at", "id", name="customers_person_added"),
            *(models.Index(column, name=f"customers_person_{column}") for column in ("phone", "locale", "zone")),
            *_where_known("person", "employed_since"),
            models.Index("import_id", condition=Q(import_id__isnull=False), name="customers_person_import"),
        ]
        constraints = [models.UniqueConstraint(fields=["external_id"], name="customers_person_external")]


class Key(models.Model):
    """Under what a record is found: a normalised mail, phone or domain, a tag, a purpose consented to."""

    what = models.CharField(max_length=10)
    key = models.CharField(max_length=320)
    one = models.CharField(max_length=12)
    record_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index("one", "record_id", name="customers_key_record")]
        constraints = [models.UniqueConstraint(fields=["what", "key", "one", "record_id"], name="customers_key_key")]


class Label(models.Model):
    """A tag or a purpose as it was first written; `key` is how it is compared."""

    what = models.CharField(max_length=10)
    key = models.CharField(max_length=320)
    text = models.CharField(max_length=320)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "key"], name="customers_label_key")]


class Employment(models.Model):
    """A place where somebody worked before; days are null where they are not known."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    job_title = models.CharField(max_length=200, default="", blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)


class Consent(models.Model):
    """What somebody said about a purpose we may use their data for: the newest word on it counts, all are kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=60)
    given = models.BooleanField()
    at = models.DateTimeField()
    source = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField(default="", blank=True)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)


class Relation(models.Model):
    """How a person stands to another, read from the person: "reports_to" another."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    note = models.CharField(max_length=300, default="", blank=True)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other", "kind"], name="customers_relation_kind"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="customers_relation_other"),
        ]
