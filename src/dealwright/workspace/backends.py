"""How Django finds a signed-in member."""

import time

from django.contrib.auth.backends import ModelBackend
from django.db.models import Subquery

from dealwright.ledger.queries import newest_entry

from .models import Company, Member


class MemberBackend(ModelBackend):
    """Signs in by e-mail address and password; a member comes with what they need of the company in the same query."""

    def get_user(self, user_id: int) -> Member | None:
        """The active member with the company's zone, locale, currency and revision, which are None before it is set up.

        `newest_entry` is the id of the newest event when they asked, `asked_at` (microseconds since 1970) a moment just
        before: what they are shown is at least as new.
        """
        asked_at = time.time_ns() // 1_000
        company = Company.objects.all()[:1]
        found = Member.objects.annotate(
            company_zone=Subquery(company.values("zone")),
            company_locale=Subquery(company.values("locale")),
            company_currency=Subquery(company.values("currency")),
            settings_revision=Subquery(company.values("settings_revision")),
            newest_entry=newest_entry(),
        )
        member = found.filter(pk=user_id).first()
        if member is None or not self.user_can_authenticate(member):
            return None
        member.asked_at = asked_at
        return member
