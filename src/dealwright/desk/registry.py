"""What modules add to every page. They register in apps.py; the shell shows what the member may see."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import reverse

Predicate = Callable[[object], bool]


def everyone(member: object) -> bool:
    """The predicate of what any signed-in member may see."""
    return member is not None


@lru_cache(maxsize=64)
def path_of(url: str) -> str:
    """Path of a named url without parameters; each page draws the menu, so it is looked up once."""
    return str(reverse(url))


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """A place in the sidebar: ``url`` is a url name, ``shortcut`` keys such as "g d", low ``order`` on top.

    ``count`` is the url name of a number beside it, asked for after the page and again on ``bell-changed``.
    """

    label: str
    url: str
    icon: str
    shortcut: str = ""
    order: int = 100
    allowed: Predicate = everyone
    count: str = ""

    @property
    def address(self) -> str:
        """Path of the place."""
        return path_of(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(MenuItem):
    """Something to do from the palette, such as "New deal"; ``in_dialog`` opens the address in the dialog.

    ``named`` is the parameter of the address that takes a name, so that the palette can offer what was typed as one.
    """

    icon: str = "plus"
    in_dialog: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part of somebody else's page. ``address`` gives the path of its HTML for the slot's subject."""

    slot: str
    label: str
    address: Callable[[object], str]
    order: int = 100
    allowed: Predicate = everyone
    icon: str = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Something to do with the record one is on, from the palette: ``on`` is the url name of the record's page.

    ``address`` gives the path for the record's id; it opens in the dialog unless ``in_dialog`` says otherwise.
    ``needs`` is what the member must reach on that record to do it ("change", "give", "remove"), "" for seeing it.
    """

    label: str
    on: str
    address: Callable[[int], str]
    icon: str = "bolt"
    shortcut: str = ""
    in_dialog: bool = True
    order: int = 100
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Doable:
    """A verb for one record: its address."""

    verb: Verb
    address: str


menu: list[MenuItem] = []
commands: list[Command] = []
panels: list[Panel] = []
verbs: list[Verb] = []
reaching: list[Callable[[object, str, int], Collection[str]]] = []  # what a member reaches on a record
main_attributes: list[Callable[[HttpRequest], dict[str, object]]] = []  # what modules add to the main part of pages
record_pages: dict[str, str] = {}  # what records are called, by the url name of their page


def menu_for(member: object) -> list[MenuItem]:
    """The places a member may go, in order."""
    return sorted((item for item in menu if item.allowed(member)), key=lambda item: item.order)


def creating(offered: Iterable[Command], typed: str) -> list[tuple[Command, str]]:
    """The commands that take a name, with the name that was typed for each.

    Whoever typed the command itself ("new deal Acme") means that one, and the rest is the name.
    """
    words, named = " ".join(typed.split()), [command for command in offered if command.named]
    told = [(command, words[len(str(command.label)) :].strip()) for command in named if _begins(words, command.label)]
    return [(command, name) for command, name in told or [(command, words) for command in named] if name]


def _begins(words: str, label: str) -> bool:
    return f"{words} ".casefold().startswith(f"{label} ".casefold())


def commands_for(member: object) -> list[Command]:
    """The commands a member may give, in order."""
    return sorted((item for item in commands if item.allowed(member)), key=lambda item: item.order)


def panels_for(slot: str, member: object) -> list[Panel]:
    """The panels of a slot such as "deal.aside" that a member may see, in order."""
    chosen = (panel for panel in panels if panel.slot == slot and panel.allowed(member))
    return sorted(chosen, key=lambda panel: panel.order)


def verbs_on(page: str, record_id: int, member: object) -> list[Doable]:
    """What the member may do with the record whose page this is (its url name), in order."""
    held = {"", *(each for find in reaching for each in find(member, page, record_id))}
    chosen = (verb for verb in verbs if verb.on == page and verb.needs in held)
    return [Doable(verb, verb.address(record_id)) for verb in sorted(chosen, key=lambda verb: verb.order)]


def attributes_of_main(request: HttpRequest) -> dict[str, object]:
    """What the main part of the page that was asked for carries besides."""
    return {name: value for find in main_attributes for name, value in find(request).items()}
