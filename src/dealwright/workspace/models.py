"""Tables of the workspace: the company, its teams and members, and how they prove who they are."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Value

from .rules import Role, Sees

NOTHING = Value({}, models.JSONField())
EMPTY = Value([], models.JSONField())


class Company(models.Model):
    """The one company of this deployment.

    `year_begins` is the month, 1 to 12. `rates` say what one unit of another currency is worth in the company's, as
    decimal texts by ISO 4217 code. `settings_revision` is another number after each change of what all requests
    depend on and keep in the process.
    """

    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    zone = models.CharField(max_length=60, default="UTC")
    locale = models.CharField(max_length=12, default="en")
    year_begins = models.SmallIntegerField(default=1)
    rates = models.JSONField(default=dict, db_default=NOTHING)
    settings_revision = models.BigIntegerField(default=0)


class Team(models.Model):
    """Members who share deals; it may be part of another team."""

    name = models.CharField(max_length=200, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")


class Member(AbstractBaseUser):
    """Somebody who works here. Without an e-mail address (an owner known from an import) nobody can sign in as them.

    `access` is what company roles, the tree of teams and shares add to role and sight, written by the commands that
    change any of these, so that asking costs no query: see `commands.compiling`.
    """

    email = models.EmailField(null=True, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=[(role, role) for role in Role])
    sees = models.CharField(max_length=4, choices=[(sees, sees) for sees in Sees])
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    zone = models.CharField(max_length=60, default="")
    locale = models.CharField(max_length=12, default="")
    access = models.JSONField(default=dict, db_default=NOTHING)
    created_at = models.DateTimeField(auto_now_add=True)
    settings_revision: int  # brought along by who signed in or sent a token
    company_currency: str | None  # brought along as well
    newest_entry: int | None  # brought along by who signed in, as is the next
    asked_at: int

    USERNAME_FIELD = "email"
    objects = BaseUserManager()

    class Meta:
        indexes = [models.Index("name", name="workspace_member_name")]

    @property
    def can_sign_in(self) -> bool:
        """Whether they work here and have an address and a password."""
        return bool(self.is_active and self.email and self.password)


class Token(models.Model):
    """A bearer token for the API; only its hash is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """A one-time link: to create the owner (no member yet) or to set a member's password."""

    hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignInFailure(models.Model):
    """A failed try to sign in, kept to slow down guessing."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index("key", "at", name="workspace_signinfailure_key")]


class CompanyRole(models.Model):
    """A role that the company made: what it adds to the built-in role of those who hold it."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=100, unique=True)
    reach = models.JSONField(default=dict)
    rights = models.JSONField(default=list)


class Holding(models.Model):
    """A member holds a role of the company."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(CompanyRole, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "role"], name="workspace_holding_once")]


class Share(models.Model):
    """One record shared: `to` is "member:5", "team:3" or "territory:2", `verb` see or change (which includes to see).

    `reason` is what it is for ("" when shared by hand): a part in a deal team, a territory.
    """

    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    to = models.CharField(max_length=40)
    verb = models.CharField(max_length=6)
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        indexes = [models.Index("kind", "to", "verb", "record_id", name="workspace_share_to")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id", "to", "reason"], name="workspace_share_once")
        ]


class Territory(models.Model):
    """Customers who belong together by a rule, and the members who look after them.

    It gives ownership (to its members in turn) or sight. `takes_owned`: also records that somebody else owns.
    """

    title = models.CharField(max_length=100, unique=True)
    place = models.IntegerField()
    rule = models.TextField()
    kinds = models.JSONField(default=list)
    gives = models.CharField(max_length=10)
    members = models.JSONField(default=list)
    takes_owned = models.BooleanField(default=False)
    turn = models.IntegerField(default=0)


class Application(models.Model):
    """Territories were applied to all records, and that may be taken back."""

    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)


class Allotment(models.Model):
    """What an application did to one record: the owner before and after, or (both null) that it was shared."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    territory = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    was_owner = models.BigIntegerField(null=True)
    owner = models.BigIntegerField(null=True)
