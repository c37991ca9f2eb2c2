"""The facts of a customer as their page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dealwright import NotFound
from dealwright.desk.render import render
from dealwright.records.fields import OWN
from dealwright.records.kinds import SUBJECTS, fields_of, kind_of
from dealwright.records.layouts import Arranged, Placed, arranged, made_layout_of
from dealwright.records.shown import address_of
from dealwright.workspace.access import Verb, may
from dealwright.workspace.queries import Actor

from . import normal
from .forms import SAME
from .inputs import ORGANISATION_FIELDS, PERSON_FIELDS, Input, input_of, values_of
from .known import home_country
from .models import Organisation, Person
from .queries import visible_of

MODELS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "organisation": (Organisation, ("owner", "parent")),
    "person": (Person, ("owner", "organisation")),
}
KEYS = {"organisation": ("organisations", ORGANISATION_FIELDS), "person": ("people", PERSON_FIELDS)}


@dataclass(frozen=True)
class Fact:
    """A fact with its input's words; `links` are the texts of its entries with the address behind each ("" for none).

    `is_writable` says whether who looks may change it.
    """

    key: str
    label: str
    shown: str
    links: Sequence[tuple[str, str, str]]
    is_writable: bool
    later: bool


@dataclass(frozen=True)
class Facts:
    """The facts of a record where the company's layout has them; `focus` is the one that was just changed."""

    one: str
    record: Any
    arranged: Arranged[Fact]
    may_write: bool
    focus: str = ""


def record_of(one: str, record_id: int, by: Actor, *, lock: bool = False) -> Any:
    """A customer that the actor may see, with its owner and firm; raises NotFound. `lock` needs a transaction."""
    model, related = MODELS[one]
    rows = model._default_manager.select_related(*related).filter(visible_of(one, by), id=record_id)
    record = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if record is None:
        raise NotFound(f"There is no {one} {record_id}.")
    return record


def facts_of(request: HttpRequest, one: str, record_id: int) -> Facts:
    """The facts of a customer for who asks; raises NotFound."""
    record = record_of(one, record_id, request.user)
    return facts(request.user, one, record)


def facts(by: Actor, one: str, record: Any) -> Facts:
    """The facts of a record that was found visible."""
    many, keys = KEYS[one]
    known = fields_of(kind_of(many), by)
    wanted = [key for key in (*keys, *(k for k, each in known.items() if each.is_own)) if key in known]
    values, currency = values_of(record, known, wanted), getattr(record, "revenue_currency", "")
    mine = may(by, one, Verb.CHANGE, record.id, record.owner_id)
    inputs = [input_of(known[key], values[key], by, currency=currency, asked=False) for key in wanted if key != "name"]
    shown = [_fact(record, each, mine and known[each.key].writable) for each in inputs]
    return Facts(one, record, _by_layout(made_layout_of(kind_of(many), by, known), shown, mine), mine)


def _by_layout(layout: Placed | None, shown: Sequence[Fact], is_mine: bool) -> Arranged[Fact]:
    """Where nobody made a layout, what is rarely known waits under "More" while it is empty, for who can fill it in."""
    later = {each.key for each in shown if each.later and not each.shown}
    parts = {each.key: each for each in shown if layout or is_mine or each.key not in later}
    return arranged(layout, parts, later=later, same=SAME)


def _fact(record: Any, one: Input, is_writable: bool) -> Fact:
    return Fact(one.key, one.label, one.shown, links(record, one), is_writable, one.later)


def links(record: Any, one: Input) -> list[tuple[str, str, str]]:
    """The entries of a fact that lead somewhere: text, address ("" where it leads nowhere), kind."""
    match one.key:
        case "mails":
            rows = [(each["address"], each["kind"]) for each in one.value]
            return [(text, f"mailto:{text}" if normal.mail_key(text) else "", kind) for text, kind in rows]
        case "phones":
            country = _country(record)
            rows = [(each["number"], each["kind"]) for each in one.value]
            return [(text, f"tel:{found}" if (found := normal.e164(text, country)) else "", k) for text, k in rows]
        case "profiles":
            rows = [(each["address"], each["network"]) for each in one.value]
            return [(_bare(text), text if _is_web(text) else "", kind) for text, kind in rows]
        case "website":
            return [(_bare(one.value), one.value, "")] if one.value else []
    return _own_links(record, one) if one.key.startswith(OWN) and one.value else []


def _own_links(record: Any, one: Input) -> list[tuple[str, str, str]]:
    if one.finds:
        page = SUBJECTS[one.finds].page
        return [(one.value, address_of(page, record.fields[one.key.removeprefix(OWN)]), "")]
    match one.type:
        case "url":
            return [(_bare(one.value), one.value, "")]
        case "email":
            return [(one.value, f"mailto:{one.value}", "")]
        case "tel":
            number = normal.e164(one.value, _country(record))
            return [(one.value, f"tel:{number}" if number else "", "")]
    return []


def _country(record: Any) -> str:
    firm = getattr(record, "organisation", record)
    found = normal.country(firm.country) if firm else ""
    return found if len(found) == 2 else home_country()


def _is_web(text: str) -> bool:
    return text.lower().startswith(("https://", "http://"))


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def fresh_facts(request: HttpRequest, one: str, shown: Facts, focus: str) -> HttpResponse:
    """The answer to a fact that was changed on the page: all facts as they are now, the cursor on that one."""
    if "HX-Request" not in request.headers:
        return redirect(one, shown.record.id)
    response = render(request, "customers/facts.html", replace(shown, focus=focus), block="facts")
    response["HX-Retarget"], response["HX-Reswap"] = "#facts", "innerHTML"
    response["HX-Trigger"] = "customer-changed"
    return response
