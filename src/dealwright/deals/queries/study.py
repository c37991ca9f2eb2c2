"""Questions to the looks through past deals that a member asked for."""

from dealwright import NotFound
from dealwright.workspace.queries import Actor

from ..models import Study


def study(study_id: int, actor: Actor) -> Study:
    """A look that the member asked for; raises NotFound for anybody else's, since each sees other deals."""
    found = Study.objects.filter(id=study_id, by_id=actor.id).first()
    if found is None:
        raise NotFound(f"There is no study {study_id} of yours.")
    return found


def latest_study(kind: str, key: str, actor: Actor) -> Study | None:
    """The member's latest look of this kind at a process."""
    return Study.objects.filter(by_id=actor.id, kind=kind, process=key).order_by("-id").first()
