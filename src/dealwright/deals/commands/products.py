"""Products by name."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Actor

from ..events import ProductAdded
from ..models import Product


@transaction.atomic
def ensure_products(names: Sequence[str], *, by: Actor, via: str) -> dict[str, Product]:
    """The products of these names, made where there are none."""
    found = {product.name: product for product in Product.objects.filter(name__in=names)}
    for name in dict.fromkeys(names):
        if name not in found:
            found[name] = Product.objects.create(name=name)
            record([Happening(ProductAdded(name=name), found[name].id, by.id, via, timezone.now())])
    return found
