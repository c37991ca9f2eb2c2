"""What tests of leads share: leads made in a line."""

from typing import Any

from dealwright.leads.commands import add_lead
from dealwright.leads.models import Lead

ADA = {
    "name": "Ada Byron", "email": "ada@acme.example", "organisation": "Acme", "job_title": "Director", "country": "DE",
    "source": "Web", "campaign": "Spring", "phone": "+49 30 1234",
}  # fmt: skip


def lead(by: Any, **given: Any) -> Lead:
    """A lead like Ada's with some fields given otherwise."""
    return Lead.objects.get(id=add_lead({**ADA, **given}, by=by, via="page"))
