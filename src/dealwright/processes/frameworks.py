"""Frameworks by key, and what they have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from dealwright import NotFound
from dealwright.playbook import Element, Framework, frameworks


@dataclass(frozen=True)
class Shared:
    """An element of another framework that the same answer serves."""

    framework: Framework
    element: Element


def framework(key: str) -> Framework:
    """The framework with this key; raises NotFound, and names the one that was probably meant."""
    known = frameworks()
    if key in known:
        return known[key]
    close = get_close_matches(key, known, n=1)
    remedy = _("Did you mean “%(key)s”?") % {"key": close[0]} if close else _("There are: %s.") % ", ".join(known)
    raise NotFound(_("There is no framework “%(key)s”.") % {"key": key}, remedy=remedy)


def also_asked(one: Framework) -> Mapping[str, tuple[Shared, ...]]:
    """For each element of this framework, by key: where else its concept is asked for."""
    others = [other for other in frameworks().values() if other.framework != one.framework]
    return {
        element.key: tuple(
            Shared(other, theirs) for other in others for theirs in other.elements if theirs.concept == element.concept
        )
        for element in one.elements
    }
