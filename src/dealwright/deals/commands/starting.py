"""On which version new deals start: where their process has variants, on the one that picks them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from dealwright.customers.queries import Firm, firms
from dealwright.processes.queries import Published, chosen, variants
from dealwright.workspace.queries import member_names

from ..evidence import Glance, facts_of
from .beginning import History, NewDeal

Asked = Mapping[str | None, Published]
Around = Callable[[], tuple[dict[int, Firm], dict[int, str]]]


def starts(deals: Sequence[NewDeal], asked: Asked, now: datetime) -> list[Published]:
    """The version that each deal starts on; `asked` has the version in force of each process that they name.

    Without variants no query; with them one for each process and two more for any number of deals.
    """
    if not any(version.may_have_variants for version in asked.values()):
        return [asked[deal.process] for deal in deals]
    among, around = cache(variants), cache(partial(_around, deals))
    return [chosen(asked[deal.process], partial(_facts, deal, around, now), among) for deal in deals]


def past_starts(pasts: Sequence[History], asked: Asked, now: datetime) -> list[Published]:
    """As `starts`; a deal that has ended, been in several stages or in one that the variant lacks stays on its process.

    What has happened is kept as it was.
    """
    picked = starts([past.deal for past in pasts], asked, now)
    return [
        start if _begins(past, start) else asked[past.deal.process] for past, start in zip(pasts, picked, strict=True)
    ]


def _begins(past: History, start: Published) -> bool:
    if past.status != "open" or len(past.visits) > 1:
        return False
    return all(visit.stage in {stage.key for stage in start.playbook.stages} for visit in past.visits)


def _around(deals: Sequence[NewDeal]) -> tuple[dict[int, Firm], dict[int, str]]:
    return firms({deal.organisation_id for deal in deals if deal.organisation_id is not None}), member_names()


def _facts(deal: NewDeal, around: Around, now: datetime, version: Published) -> dict[str, Any]:
    known, names = around()
    firm = known.get(deal.organisation_id or 0) or (None,) * len(Firm._fields)
    return facts_of(
        Glance(
            0, version.id, deal.title, deal.stage, "open", deal.source, deal.amount_minor,
            deal.currency or version.playbook.currency, deal.close_on, now, now, deal.fields, None, deal.owner_id,
            names.get(deal.owner_id or 0), deal.product, *firm,
        ),
        now,
    )  # fmt: skip
