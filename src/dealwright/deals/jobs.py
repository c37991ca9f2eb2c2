"""Jobs of the deals: what the worker does when somebody asked for it."""

from dealwright.ledger.queries import Happened
from dealwright.workspace.queries import Machine, member

from .commands.study import carry_out
from .commands.valuing import value_deals
from .models import Study


def work_on_study(happened: Happened) -> None:
    """Look through all past deals as the member who asked sees them; once more from the start after a crash."""
    study = Study.objects.filter(id=happened.subject_id, finished_at=None).first()
    if study is not None:
        carry_out(study, member(study.by_id) if study.by_id is not None else Machine())


def work_on_rates(happened: Happened) -> None:
    """Value the deals that waited for an exchange rate."""
    value_deals()
