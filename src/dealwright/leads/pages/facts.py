"""The facts of a lead by the company's layout: in words on its page, as inputs in its form, and what that sends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from dealwright.desk.times import moment
from dealwright.playbook import FieldType
from dealwright.records.called import known_as, required
from dealwright.records.fields import OWN, Catalogue, Field
from dealwright.records.inputs import WIDGETS, own_options, own_texts
from dealwright.records.kinds import SUBJECTS, fields_of, kind_of
from dealwright.records.layouts import Arranged, arranged, made_layout_of
from dealwright.records.own_values import begun
from dealwright.records.shown import address_of, text_of
from dealwright.records.typed import as_typed
from dealwright.workspace.access import Verb, reach
from dealwright.workspace.queries import Actor, members

from ..models import Campaign, Lead, Source
from ..queries import names

ASKED = (
    *("name", "organisation", "email", "phone", "job_title", "country"),
    *("source", "campaign", "medium", "domain", "referred_by", "owner", "message"),
)
SHOWN = ("email", "phone", "organisation", "domain", "country")
ELSEWHERE = ("source", "campaign", "medium", "referred_by", "owner", "message", "job_title")  # on the same page


@dataclass(frozen=True)
class Fact:
    """A fact in words; `links` are its entries with their addresses, where it has some."""

    key: str
    label: str
    text: str
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Input:
    """A field of the form with the text in it, or what is chosen, and what the form began with (None in a new one)."""

    key: str
    label: str
    type: str
    value: Any
    options: Sequence[tuple[str, str]] = ()
    was: str | None = None
    required: bool = False
    help: str = ""
    currency: str = ""
    finds: str = ""


def leads_known_to(actor: Actor) -> Catalogue:
    """The fields of leads as the actor knows them."""
    return fields_of(kind_of("leads"), actor)


def facts_of(lead: Lead, known: Catalogue, actor: Actor) -> Arranged[Fact]:
    """The facts of a lead where the layout has them; what else stands on the page is among them only if it names it."""
    layout = made_layout_of(kind_of("leads"), actor, known)
    named = {field.key for section in layout.sections for field in section.fields} if layout else set()
    keys = [*SHOWN, *(key for key in ELSEWHERE if key in named), *own_keys(known), "lists"]
    facts = [_fact(lead, known[key]) for key in keys if key in known]
    told = {each.key: each for each in facts if each.text or layout or not each.key.startswith(OWN)}
    came = [("added_on", _("Added"), lead.created_at), ("first_contact", _("First spoken to"), lead.first_contact_at)]
    told |= {key: Fact(key, label, moment(at) if at else _("not yet")) for key, label, at in came if key in known}
    return arranged(layout, told)


def own_keys(known: Catalogue) -> list[str]:
    """The keys of the own fields, in their order."""
    return [key for key, each in known.items() if each.is_own]


def _fact(lead: Lead, field: Field) -> Fact:
    if field.is_own:
        value = lead.fields.get(field.key.removeprefix(OWN))
        if field.finds and value:
            name = known_as(field.finds, value)
            return Fact(field.key, field.label, name, [(name, address_of(SUBJECTS[field.finds].page, value))])
        return Fact(field.key, field.label, "" if value in (None, "", []) else text_of(field, [value], field.titles()))
    value = getattr(lead, field.key)
    if field.key == "lists":
        return Fact(field.key, field.label, ", ".join(value), [(each, "") for each in value])
    text = value if isinstance(value, str) else value.name if value else ""
    scheme = {"email": "mailto:", "phone": "tel:"}.get(field.key)
    return Fact(field.key, field.label, text, [(text, scheme + text)] if text and scheme else ())


def asked_of(by: Actor) -> dict[str, Field]:
    """The fields that the form asks this member for, by key."""
    known = leads_known_to(by)
    return {key: known[key] for key in (*ASKED, *own_keys(known)) if key in known and known[key].writable}


def inputs_of(texts: Mapping[str, Any], begun_with: Mapping[str, Any] | None, by: Actor) -> list[Input]:
    """The inputs with these texts; `begun_with` are those of the lead when the form was opened, None for a new one."""
    return [
        Input(
            key, field.label, _type(field), texts.get(key, ""), _options(field, by),
            None if begun_with is None else as_one(begun_with.get(key, "")), key == "name" or field.is_asked_for,
            field.help, field.reading.currency if field.type == FieldType.MONEY else "", field.finds,
        )
        for key, field in asked_of(by).items()
    ]  # fmt: skip


def by_layout(inputs: Iterable[Input], by: Actor) -> Arranged[Input]:
    """The inputs but for that of the name, where the company's layout has them."""
    known = leads_known_to(by)
    parts = {each.key: each for each in inputs if each.key != "name"}
    needed = [key for key, each in parts.items() if each.required]
    return arranged(made_layout_of(kind_of("leads"), by, known), parts, needed=needed)


def _type(field: Field) -> str:
    return "combobox" if field.key in ("source", "campaign") else WIDGETS.get(field.type, "text")


def _options(field: Field, by: Actor) -> Sequence[tuple[str, str]]:
    if field.key in ("source", "campaign"):
        return [(name, name) for name in names(Source if field.key == "source" else Campaign)]
    if field.is_own:
        return own_options(field)
    if field.key != "owner":
        return ()
    gives = reach(by, "lead", Verb.GIVE) is not None
    ours = (each for each in members() if each.is_active and (gives or each.id == by.id))
    return [("", "–"), *((str(each.id), each.name) for each in ours)]


def usual_texts(by: Actor) -> dict[str, Any]:
    """What stands in the form of a new lead: the member as its owner, the usual values of own fields."""
    known = leads_known_to(by)
    return {"owner": str(by.id)} | own_texts(known, begun(known, {}, strictly=False))


def texts_of(lead: Lead, by: Actor) -> dict[str, Any]:
    """What stands in the form of a lead."""
    texts = {key: str(getattr(lead, key) or "") for key in ASKED if key not in ("referred_by", "owner")}
    texts |= {key: getattr(lead, key).name if getattr(lead, key) else "" for key in ("source", "campaign")}
    texts |= own_texts(leads_known_to(by), lead.fields)
    texts["referred_by"] = lead.referred_by.name if lead.referred_by else ""
    return {**texts, "owner": str(lead.owner_id or "")}


def sent(form: QueryDict, by: Actor) -> dict[str, Any]:
    """What the form holds, as it was typed or chosen, by key."""
    found: dict[str, Any] = {}
    for key, field in asked_of(by).items():
        if field.is_own and field.type == FieldType.CHOICES and f"{key}.asked" in form:
            found[key] = form.getlist(key)
        elif key in form:
            found[key] = form[key]
    return found


def as_one(value: Any) -> str:
    """What was typed or chosen as one text, for comparing."""
    return ", ".join(value) if isinstance(value, list) else str(value)


def read(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """What was typed, as the commands take it; raises Invalid for somebody who is not there, or several."""
    given = {key: value for key, value in typed.items() if not key.startswith(OWN)}
    known = asked_of(by)
    if own := {key: value for key, value in typed.items() if key.startswith(OWN)}:
        given["fields"] = {key.removeprefix(OWN): _plain(known[key], value) for key, value in own.items()}
    if "referred_by" in given:
        name = given["referred_by"]
        given["referred_by"] = required("person", name, by, "referred_by") if name.strip() else None
    return given


def _plain(field: Field, value: Any) -> Any:
    return as_typed(field.type, value, field.reading.currency) if isinstance(value, str) else value
