"""Keep what somebody says of a record under an element of a framework."""

from typing import Any

from django.utils import timezone

from dealwright import Invalid
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import Element, frameworks
from dealwright.workspace.queries import Actor

from ..answers import GivenAnswer
from ..rules.links import check_link

UNKNOWN, PROVEN = 0, 3
LONGEST = 5_000


def keep_answer(
    rows: type[GivenAnswer], told_as: Any, record_id: int, framework: str, element: str, strength: int, text: str,
    link: str, *, by: Actor, via: str,
) -> None:  # fmt: skip
    """Keep an answer among those of a record and tell it as an event of class `told_as`; nothing where nothing is new.

    Call inside a transaction, once the actor may change the record. Raises what `find_element` and `check_answer` do.
    """
    asked, text, link = find_element(framework, element), text.strip(), link.strip()
    check_answer(strength, text, link)
    which = {rows.about: record_id, "concept": asked.concept}
    said = {"strength": strength, "text": text, "link": link}
    before = rows._default_manager.filter(**which).first()
    if before and all(getattr(before, name) == value for name, value in said.items()):
        return
    given, now = {"framework": framework, "element": element, **said}, timezone.now()
    rows._default_manager.update_or_create(**which, defaults={**given, "by_id": by.id, "at": now})
    was = before.strength if before else UNKNOWN
    record([Happening(told_as(concept=asked.concept, title=asked.title, was=was, **given), record_id, by.id, via, now)])


def find_element(framework: str, element: str) -> Element:
    """The element of a framework; raises Invalid naming what is not known."""
    known = frameworks()
    if framework not in known:
        raise Invalid(
            f"There is no framework “{framework}”.", field="framework", remedy=f"Choose from: {', '.join(known)}."
        )
    found = {each.key: each for each in known[framework].elements}
    if element not in found:
        raise Invalid(
            f"{known[framework].title} has no element “{element}”.",
            field="element",
            remedy=f"It has: {', '.join(found)}.",
        )
    return found[element]


def check_answer(strength: int, text: str, link: str) -> None:
    """Raise Invalid for a strength that is none, an answer without a text or a text too long, a link that is none."""
    if not UNKNOWN <= strength <= PROVEN:
        raise Invalid("Strength goes from 0 (unknown) to 3 (proven).", field="strength")
    if strength > UNKNOWN and not text:
        raise Invalid("An answer needs a text.", field="text", remedy="Write what you know, and from whom.")
    if len(text) > LONGEST:
        raise Invalid(f"The answer is longer than {LONGEST:,} characters.", field="text", remedy="Shorten it.")
    check_link(link)
