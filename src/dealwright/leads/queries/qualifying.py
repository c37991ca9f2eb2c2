"""What is known of a lead under the frameworks by which the process qualifies."""

from collections.abc import Mapping

from dealwright.deals.qualifying.known import Qualified, known_under
from dealwright.playbook import Framework, frameworks
from dealwright.processes.queries import current

from ..models import Answer

OTHERWISE = "bant"


def frameworks_asked() -> list[Framework]:
    """The frameworks of the process that new deals start on; where it names none, BANT. NotFound without a process."""
    known = frameworks()
    return [known[key] for key in current().playbook.frameworks or (OTHERWISE,) if key in known]


def qualification(lead_id: int, names: Mapping[int, str]) -> list[Qualified]:
    """Each framework with what is known of the lead; `names` are of members."""
    return known_under(frameworks_asked(), Answer, lead_id, names)
