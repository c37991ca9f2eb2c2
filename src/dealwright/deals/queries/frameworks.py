"""What is known of a deal under the frameworks that it is qualified by."""

from collections.abc import Mapping
from functools import lru_cache

from dealwright.playbook import frameworks
from dealwright.processes.queries import playbook

from ..evidence import Glance
from ..models import Answer, Deal
from ..qualifying.known import Qualified, known_under
from ..rules import Answered


def frameworks_of(deal: Deal | Glance) -> tuple[str, ...]:
    """The frameworks that the deal is qualified by: its own choice, or those of its process."""
    return tuple(playbook(deal.version_id).frameworks if deal.frameworks is None else deal.frameworks)


def qualification(deal: Deal, names: Mapping[int, str]) -> list[Qualified]:
    """Each framework of the deal with what is known; one query, none without frameworks. `names` are of members."""
    known = frameworks()
    return known_under([known[key] for key in frameworks_of(deal) if key in known], Answer, deal.id, names)


def asked_of(deal: Glance) -> frozenset[str]:
    """The concepts that the frameworks of a deal ask about."""
    return _concepts(frameworks_of(deal))


def answered(asked: frozenset[str], given: Mapping[str, Answered]) -> tuple[int, int]:
    """How much is answered of how much is asked of a deal."""
    return sum(answer.strength > 0 for concept, answer in given.items() if concept in asked), len(asked)


@lru_cache(maxsize=64)
def _concepts(keys: tuple[str, ...]) -> frozenset[str]:
    known = frameworks()
    return frozenset(each.concept for key in keys if key in known for each in known[key].elements)
