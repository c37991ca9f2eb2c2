"""How Django finds a signed-in member."""

import time
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet, Subquery

from dealwright.ledger.kept import kept
from dealwright.ledger.queries import newest_entry

from .models import Company, Member

COLUMNS = [field.attname for field in Member._meta.concrete_fields]
BROUGHT = ("company_zone", "company_locale", "company_currency", "settings_revision", "newest_entry")


class MemberBackend(ModelBackend):
    """Signs in by e-mail address and password; a member comes with what they need of the company in the same query."""

    def get_user(self, user_id: int) -> Member | None:
        """The active member with the company's zone, locale, currency and revision, which are None before it is set up.

        `newest_entry` is the id of the newest event when they asked, `asked_at` (microseconds since 1970) a moment just
        before: what they are shown is at least as new.
        """
        asked_at = time.time_ns() // 1_000
        for values in _working(number=user_id):
            member = Member.from_db(DEFAULT_DB_ALIAS, COLUMNS, values[: len(COLUMNS)])
            vars(member).update(zip(BROUGHT, values[len(COLUMNS) :], strict=True), asked_at=asked_at)
            return member
        return None


@kept
def _working(number: Any) -> QuerySet[Member, Any]:
    company = Company.objects.all()
    brought = [Subquery(company.values(name.removeprefix("company_"))[:1]) for name in BROUGHT[:-1]]
    return Member.objects.filter(id=number, is_active=True).values_list(*COLUMNS, *brought, newest_entry())
