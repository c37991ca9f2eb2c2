"""Tables of the workspace: the company, its teams and members, and how they prove who they are."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from .rules import Role, Sees


class Company(models.Model):
    """The one company of this deployment.

    `settings_revision` is another number after each change of what all requests depend on and keep in the process.
    """

    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    zone = models.CharField(max_length=60, default="UTC")
    locale = models.CharField(max_length=12, default="en")
    settings_revision = models.BigIntegerField(default=0)


class Team(models.Model):
    """Members who share deals."""

    name = models.CharField(max_length=200, unique=True)


class Member(AbstractBaseUser):
    """Somebody who works here. Without an e-mail address (an owner known from an import) nobody can sign in as them."""

    email = models.EmailField(null=True, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=[(role, role) for role in Role])
    sees = models.CharField(max_length=4, choices=[(sees, sees) for sees in Sees])
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    zone = models.CharField(max_length=60, default="")
    locale = models.CharField(max_length=12, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    settings_revision: int  # brought along by who signed in or sent a token

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
