"""Questions about products."""

from ..models import Product


def product_ids() -> dict[str, int]:
    """The ids of all products by name, in order of their names."""
    return dict(Product.objects.order_by("name").values_list("name", "id"))
