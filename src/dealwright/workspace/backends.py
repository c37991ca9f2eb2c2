"""How Django finds a signed-in member."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Subquery

from .models import Company, Member


class MemberBackend(ModelBackend):
    """Signs in by e-mail address and password; a member comes with what they need of the company in the same query."""

    def get_user(self, user_id: int) -> Member | None:
        """The active member with `company_zone`, `company_locale` and `settings_revision`, None before it is set up."""
        company = Company.objects.all()[:1]
        found = Member.objects.annotate(
            company_zone=Subquery(company.values("zone")),
            company_locale=Subquery(company.values("locale")),
            settings_revision=Subquery(company.values("settings_revision")),
        )
        member = found.filter(pk=user_id).first()
        return member if member and self.user_can_authenticate(member) else None
