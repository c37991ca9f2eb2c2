"""Verbs of the scorecard: make its facts anew from the ledger."""

from django.db import transaction

from dealwright.ledger.commands import rewind

from .models import DealFact, Generation, StateFact, VisitFact
from .projection import READER


@transaction.atomic
def rebuild() -> None:
    """Forget all facts and read the ledger from its start; the worker does the reading, or the next question."""
    for table in (VisitFact, StateFact, DealFact, Generation):
        table.objects.all().delete()
    rewind(READER)
