"""Products by name."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Actor

from ..events import ProductAdded, ProductRemoved
from ..models import Deal, Product


@transaction.atomic
def ensure_products(names: Sequence[str], *, by: Actor, via: str) -> dict[str, Product]:
    """The products of these names, made where there are none."""
    found = {product.name: product for product in Product.objects.filter(name__in=set(names))}
    for name in dict.fromkeys(names):
        if name not in found:
            found[name] = Product.objects.create(name=name)
            record([Happening(ProductAdded(name=name), found[name].id, by.id, via, timezone.now())])
    return found


@transaction.atomic
def remove_products(ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Take products back that an import made; those that a deal has stay. Returns how many went."""
    kept = set(Deal.objects.filter(product_id__in=ids).values_list("product_id", flat=True).distinct())
    gone = Product.objects.select_for_update().filter(id__in=set(ids) - kept)
    now = timezone.now()
    record(Happening(ProductRemoved(name=product.name), product.id, by.id, via, now) for product in gone)
    return gone.delete()[0]
