"""Verbs of the scorecard: make its facts anew from the ledger."""

from django.db import transaction

from dealwright.ledger.commands import rewind

from .models import Generation
from .projection import READER
from .stories import FAMILIES


@transaction.atomic
def rebuild() -> None:
    """Forget all facts and read the ledger from its start; the worker does the reading, or the next question."""
    for model in (Generation, *(model for family in FAMILIES for model in family.tables.values())):
        model._default_manager.all().delete()
    rewind(READER)
