"""How rows become records, one recipe for each kind."""

from dealwright.playbook import Playbook

from ..names import Setting
from .customers import Organisations, People
from .deals import Deals
from .members import Members
from .products import Products
from .recipe import Line, Recipe

__all__ = ["Line", "Recipe", "recipe_for"]


def recipe_for(setting: Setting, book: Playbook | None) -> Recipe:
    """The recipe of the setting's kind; deals need the process they belong to."""
    if book is not None:
        return Deals(setting, book)
    simple = {"organisations": Organisations, "people": People, "products": Products, "members": Members}
    return simple[setting.map.kind](setting)
