"""What deals tell of a person: found for erasing, and taken out."""

from collections.abc import Iterator
from itertools import product

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.ledger.shredding import entries_naming
from dealwright.records.quality.erasing import Trace, Whom

from .models import Deal, Review, Stakeholder

NAMING = {f"stakeholder_{verb}": "person" for verb in ("added", "removed", "changed")}


def find(whom: Whom) -> Iterator[Trace]:
    """Their name in the past of deals goes; the deals stay, with the part that somebody played in them."""
    people = whom["person"]
    if not people:
        return
    entries = [each.id for each in entries_naming(NAMING, people)]
    yield Trace(_("Their name in the past of deals"), len(entries), entries=entries)
    deals = set(Stakeholder.objects.filter(person_id__in=people).values_list("deal_id", flat=True))
    yield Trace(_("Deals they took part in, with amounts and stages"), len(deals), goes=False)
    named = Q(pk__in=())
    for text in whom.texts:
        named |= Q(title__icontains=text)
    said = Q(pk__in=())
    for text, field in product(whom.texts, ("decided", "change", "customer")):
        said |= Q(**{f"{field}__icontains": text})
    reviews = Review.objects.filter(said, deal_id__in=deals).count()
    if reviews:
        yield Trace(_("Reviews of these deals that name them: to be written anew by hand"), reviews, goes=False)
    titles = Deal.objects.filter(named, id__in=deals).count()
    yield Trace(_("Deals of these that name them in the title: to be renamed by hand"), titles, goes=False)
