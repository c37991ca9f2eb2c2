"""The API of the deals: records, their stage, how they end, the people on them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import Invalid
from dealwright.customers.queries import organisation_name
from dealwright.processes.queries import Published, current
from dealwright.records.answers import answer_list, answer_one, expected_revision, json_answer
from dealwright.records.bodies import Amount, Body
from dealwright.records.kinds import kind_of, require_visible
from dealwright.records.own_values import begun
from dealwright.workspace.queries import member

from .catalogue import fields_in
from .commands import (
    NewDeal,
    add_stakeholder,
    change_deal,
    change_stance,
    lose_deal,
    move_stage,
    open_deal,
    remove_stakeholder,
    reopen_deal,
    win_deal,
)
from .commands.change import read_changes, read_currency
from .proof_api import part_item, proof
from .queries import people_on
from .reviews_api import own_review

deals = Router(tags=["deals"])
deals.add_router("", proof)
deals.add_router("", own_review)


class DealChange(Body):
    """What of a deal can be written; amounts as decimal text, days as 2026-03-31, references by number."""

    title: str | None = None
    organisation: int | None = None
    owner: int | None = None
    amount: Amount | None = None
    currency: str | None = None
    close_on: str | None = None
    forecast_category: str | None = None
    source: str | None = None
    product: str | None = None
    fields: dict[str, Any] | None = None


class DealOpening(DealChange):
    """A new deal: a title, and the process and stage it starts in unless the usual ones will do."""

    title: str
    process: str | None = None
    stage: str | None = None


class StageMove(Body):
    """Where to move; `override` is the reason for which a manager lets the deal pass an unmet gate."""

    stage: str
    override: str = ""


class Winning(Body):
    """A won deal; `override` as for a move."""

    note: str = ""
    override: str = ""


class Losing(Body):
    """A lost deal, for one of the reasons the process knows."""

    reason: str
    note: str = ""


class Part(Body):
    """A person, the part they play, and what they think of buying where that is known."""

    person: int
    role: str
    stance: str = ""


class Stance(Body):
    """What somebody thinks of buying: against, neutral, supporter, champion, or empty where it is not known."""

    stance: str


@deals.get("")
def list_deals(request: HttpRequest) -> HttpResponse:
    """Deals, filtered by `field__operation=value`, sorted by `sort`, a page at a time."""
    return answer_list(request, kind_of("deals"), request.user)


@deals.post("")
def create_deal(request: HttpRequest, body: DealOpening) -> HttpResponse:
    """Open a deal on the version of the process in force."""
    version = current(body.process)
    deal_id = open_deal(_new_deal(request, body, version), by=request.user, via="api", version=version)
    return answer_one(kind_of("deals"), deal_id, request.user, 201)


@deals.get("/{int:deal_id}")
def get_deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """One deal, with its revision as ETag."""
    return answer_one(kind_of("deals"), deal_id, request.user)


@deals.patch("/{int:deal_id}")
def edit_deal(request: HttpRequest, deal_id: int, body: DealChange) -> HttpResponse:
    """Change the fields that the body names; `If-Match` guards against changing what somebody else has changed."""
    changes = body.model_dump(exclude_unset=True)
    change_deal(deal_id, changes, by=request.user, via="api", revision=expected_revision(request))
    return answer_one(kind_of("deals"), deal_id, request.user)


@deals.put("/{int:deal_id}/stage", operation_id="move_deal")
def put_stage(request: HttpRequest, deal_id: int, body: StageMove) -> HttpResponse:
    """Move the deal; 409 `criteria_unmet` says what its gate misses and how to supply it.

    `warnings` tell what the process lets pass but counts as a deviation.
    """
    revision = expected_revision(request)
    warning = move_stage(deal_id, body.stage, by=request.user, via="api", override=body.override, revision=revision)
    return _moved(request, deal_id, warning)


@deals.put("/{int:deal_id}/win", operation_id="win_deal")
def put_win(request: HttpRequest, deal_id: int, body: Winning | None = None) -> HttpResponse:
    """Win the deal; 409 `criteria_unmet` and `warnings` as for a move."""
    body, revision = body or Winning(), expected_revision(request)
    warning = win_deal(deal_id, by=request.user, via="api", note=body.note, override=body.override, revision=revision)
    return _moved(request, deal_id, warning)


@deals.put("/{int:deal_id}/loss", operation_id="lose_deal")
def put_loss(request: HttpRequest, deal_id: int, body: Losing) -> HttpResponse:
    """Lose the deal for a reason."""
    lose_deal(deal_id, body.reason, by=request.user, via="api", note=body.note, revision=expected_revision(request))
    return answer_one(kind_of("deals"), deal_id, request.user)


@deals.delete("/{int:deal_id}/win", operation_id="take_back_win")
@deals.delete("/{int:deal_id}/loss", operation_id="take_back_loss")
def take_back_outcome(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Open a won or lost deal again, in the stage it was closed in."""
    reopen_deal(deal_id, by=request.user, via="api", revision=expected_revision(request))
    return answer_one(kind_of("deals"), deal_id, request.user)


@deals.get("/{int:deal_id}/people", operation_id="list_people_on_deal")
def get_people(request: HttpRequest, deal_id: int) -> HttpResponse:
    """The people on the deal and the parts they play, in the order they joined."""
    require_visible("deal", deal_id, request.user)
    return json_answer({"items": [part_item(part) for part in people_on(deal_id)], "next_cursor": None})


@deals.post("/{int:deal_id}/people", operation_id="add_person_to_deal")
def post_person(request: HttpRequest, deal_id: int, body: Part) -> HttpResponse:
    """Say which part a person plays in the deal."""
    add_stakeholder(deal_id, body.person, body.role, stance=body.stance, by=request.user, via="api")
    return answer_one(kind_of("deals"), deal_id, request.user, 201)


@deals.patch("/{int:deal_id}/people/{int:person_id}/{role}", operation_id="change_stance")
def patch_person(request: HttpRequest, deal_id: int, person_id: int, role: str, body: Stance) -> HttpResponse:
    """Note what somebody on the deal thinks of buying."""
    change_stance(deal_id, person_id, role, body.stance, by=request.user, via="api")
    part = next(each for each in people_on(deal_id) if (each.person_id, each.role) == (person_id, role))
    return json_answer(part_item(part))


@deals.delete("/{int:deal_id}/people/{int:person_id}/{role}", operation_id="take_person_off_deal")
def delete_person(request: HttpRequest, deal_id: int, person_id: int, role: str) -> HttpResponse:
    """Say that a person no longer plays that part."""
    remove_stakeholder(deal_id, person_id, role, by=request.user, via="api")
    return answer_one(kind_of("deals"), deal_id, request.user)


def _moved(request: HttpRequest, deal_id: int, warning: str) -> HttpResponse:
    return answer_one(kind_of("deals"), deal_id, request.user, also={"warnings": [warning] if warning else []})


def _new_deal(request: HttpRequest, body: DealOpening, version: Published) -> NewDeal:
    """The body as the command takes it, its texts read by the rules of the process it starts on."""
    currency = read_currency(body.currency) or version.playbook.currency
    given = body.model_dump(exclude_unset=True, exclude={"process", "stage", "currency"})
    known = fields_in(version.playbook, request.user)
    read = read_changes(given, version.playbook, currency, known, request.user)
    if read.get("organisation"):
        organisation_name(read["organisation"], request.user)
    if read.get("owner"):
        member(read["owner"])
    if not body.title.strip():
        raise Invalid("A deal needs a title.", field="title")
    return NewDeal(
        title=read["title"],
        process=version.key,
        stage=body.stage,
        organisation_id=read.get("organisation"),
        owner_id=read.get("owner"),
        product=read.get("product"),
        source=read.get("source") or "",
        amount_minor=read.get("amount"),
        currency=currency,
        close_on=read.get("close_on"),
        forecast_category=read.get("forecast_category"),
        fields=begun(known, read.get("fields", {}), strictly=True),
    )
