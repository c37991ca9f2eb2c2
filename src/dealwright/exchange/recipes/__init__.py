"""How rows become records, one recipe for each kind."""

from collections.abc import Callable

from dealwright.playbook import Playbook

from ..names import Setting
from .customers import Organisations, People
from .deals import Deals
from .doings import Activities, Stakeholders, Tasks
from .leads import Leads
from .members import Members
from .products import Products
from .recipe import Line, Recipe

__all__ = ["Line", "Recipe", "recipe_for"]

SIMPLE: dict[str, Callable[[Setting], Recipe]] = {
    "organisations": Organisations,
    "people": People,
    "products": Products,
    "members": Members,
    "leads": Leads,
    "activities": Activities,
    "tasks": Tasks,
    "stakeholders": Stakeholders,
}


def recipe_for(setting: Setting, book: Playbook | None) -> Recipe:
    """The recipe of the setting's kind; deals need the process they belong to."""
    if book is not None:
        return Deals(setting, book)
    return SIMPLE[setting.map.kind](setting)
