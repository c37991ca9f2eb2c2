"""How a row becomes a product."""

from collections.abc import Mapping, Sequence
from typing import Any

from dealwright.deals.commands.products import remove_products
from dealwright.deals.queries.products import product_ids

from ..names import Names, Setting
from ..rules import Existing
from .recipe import Line


class Products:
    """Products, known by their names."""

    subject = "product"
    needs = (("name",),)
    unique = ("name",)

    def __init__(self, setting: Setting) -> None:
        """Products brought in by this setting."""
        self.setting = setting

    def complete(self, line: Line) -> None:
        """A product is its name."""

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the product of that name."""
        ids = product_ids()
        for line in lines:
            if record_id := ids.get(line.values.get("name", "")):
                line.existing = Existing(record_id, {})

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Make new products."""
        names.make("product", [line.values["name"] for line in lines])

    def change(self, lines: Sequence[Line], names: Names) -> None:
        """A product has nothing that could differ."""

    def remove(self, ids: list[int]) -> None:
        """Take back products that no deal has."""
        remove_products(ids, by=self.setting.by, via=self.setting.via)

    def restore(self, ids: list[int], before: Mapping[str, Any]) -> Mapping[int, Any]:
        """A product was never changed."""
        return {}
