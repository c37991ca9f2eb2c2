"""Fields of leads as people and programs write them, read into what is stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from dealwright import Invalid, read_each
from dealwright.playbook import FieldType
from dealwright.records.fields import OWN
from dealwright.records.kinds import fields_of, hidden_keys, kind_of
from dealwright.records.own_values import begun
from dealwright.records.own_values import read_own as typed_own
from dealwright.records.values import Reading, read_value
from dealwright.workspace.queries import Actor

from ..catalogue import FIELDS
from ..models import Lead
from ..rules.facts import mail_domain_of

WRITABLE = {field.key: field for field in FIELDS if field.writable}
KEYS = (*WRITABLE, "fields")
TEXTS = tuple(key for key, field in WRITABLE.items() if field.type not in (FieldType.MEMBER, FieldType.PERSON))
LONGEST_NAME = {"source": 120, "campaign": 200}
LARGEST_OWN = 20_000
LONGEST_TITLE = 120


class NewLead(msgspec.Struct, frozen=True):
    """A lead to add, its values as stored; `source` and `campaign` are names, `touched_at` None means now.

    `address` is the web address it came by, `utm` what that said. `consent` is the text that was agreed to.
    """

    name: str
    email: str = ""
    phone: str = ""
    organisation: str = ""
    domain: str = ""
    job_title: str = ""
    country: str = ""
    message: str = ""
    fields: dict[str, Any] = {}
    source: str = ""
    campaign: str = ""
    medium: str = ""
    referred_by: int | None = None
    owner_id: int | None = None
    lists: Sequence[str] = ()
    consent: str = ""
    external_id: str | None = None
    touched_at: datetime | None = None
    address: str = ""
    utm: dict[str, str] = {}


def new_lead(given: Mapping[str, Any], **more: Any) -> NewLead:
    """A lead from values by field key; raises Invalid naming the field at fault. Without a name it is called by its
    address, phone or organisation; without a domain it has that of its own mail address.
    """
    read = read_fields(given)
    called = (read.get(key) for key in ("name", "email", "phone", "organisation"))
    read["name"] = next((text for text in called if text), "")
    if not read["name"]:
        raise Invalid("A lead needs a name, an address or a phone number.", field="name")
    if not read.get("domain"):
        read["domain"] = mail_domain_of(read.get("email") or "")
    owner_id = read.pop("owner", None)
    return NewLead(**{"owner_id": owner_id, **{key: value for key, value in read.items() if value is not None}, **more})


def read_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field key, as stored; raises Invalid naming the field that is unknown or not of its type."""
    if unknown := set(given) - set(KEYS):
        raise Invalid(
            f"There is no field “{min(unknown)}”.", field=min(unknown), remedy=f"There are: {', '.join(KEYS)}."
        )
    return read_each(given, _read)


def _read(key: str, value: Any) -> Any:
    if key == "fields":
        return read_own(value)
    field = WRITABLE[key]
    if key == "lists":
        return read_lists(value)
    read = read_value(field.type, value, Reading(), key=key)
    if read is None:
        return None if key in ("owner", "referred_by", "external_id") else ""
    longest = LONGEST_NAME.get(key) or getattr(Lead._meta.get_field(field.path), "max_length", None)
    if longest and len(str(read)) > longest:
        raise Invalid(f"This is {len(str(read))} characters long; {longest} fit.", field=key)
    return str(read).lower() if key in ("email", "domain") else read


def read_lists(value: Any) -> list[str]:
    """Titles of lists in order, each once; raises Invalid for one that is too long or has a comma in it."""
    read = read_value(FieldType.CHOICES, value, WRITABLE["lists"].reading, key="lists") or []
    return sorted({read_list_title(each, "lists") for each in read})


def read_list_title(text: Any, field: str) -> str:
    """The title of a list; raises Invalid for an empty one, one that is too long or has a comma or semicolon in it."""
    title = " ".join(str(text or "").split())
    if not title or len(title) > LONGEST_TITLE or "\x00" in title:
        raise Invalid(f"The title of a list has 1 to {LONGEST_TITLE} characters.", field=field)
    if "," in title or ";" in title:
        raise Invalid(f"“{title}” has a comma or semicolon.", field=field, remedy="Those stand between several lists.")
    return title


def read_own(value: Any) -> dict[str, Any]:
    """Own fields: texts, numbers, yes or no by key; raises Invalid for anything else, or more than 20,000 letters."""
    if not isinstance(value, Mapping):
        raise Invalid("Own fields are written as a mapping of keys to values.", field="fields")
    for key, each in value.items():
        if (
            not isinstance(key, str)
            or not isinstance(each, str | int | float | bool | None)
            or "\x00" in f"{key}{each}"
        ):
            raise Invalid(f"“{str(key)[:60]}” holds neither text nor a number.", field="fields")
    own = {str(key): each for key, each in value.items() if each is not None and each != ""}
    require_small(own)
    return own


def require_small(own: Mapping[str, Any]) -> None:
    """Raise Invalid for own fields that hold more than 20,000 letters together."""
    if len(msgspec.json.encode(own)) > LARGEST_OWN:
        raise Invalid(f"Own fields hold at most {LARGEST_OWN:,} characters.", field="fields", remedy="Shorten them.")


def own_of(given: Any, by: Actor) -> dict[str, Any]:
    """Own fields that somebody writes, as stored, by key; None empties one.

    Those of the company are read by their type, as far as `by` may write them; others, such as a form may ask for,
    are kept as they come. Raises Invalid as `read_own` here and that of the catalogue do.
    """
    if not isinstance(given, Mapping):
        raise Invalid("Own fields are written as a mapping of keys to values.", field="fields")
    kind = kind_of("leads")
    known, hidden = fields_of(kind, by), hidden_keys(kind, by)
    ours = {key: value for key, value in given.items() if f"{OWN}{key}" in known or f"{OWN}{key}" in hidden}
    read_own(loose := {key: value for key, value in given.items() if key not in ours})
    return {**{key: None if value == "" else value for key, value in loose.items()}, **typed_own(known, ours, by)}


def require_own(given: Mapping[str, Any] | None, by: Actor) -> None:
    """Raise Invalid for an own field that the company has not, or hides from `by`: both are answered alike.

    Doors through which people write ask this; what only a form asks for comes in by that form.
    """
    typed_own(fields_of(kind_of("leads"), by), given or {}, by)


def begun_by(given: Any, by: Actor, *, strictly: bool) -> dict[str, Any]:
    """The own fields of a new lead, as stored: what was given, and the usual values of the company's fields."""
    return begun(fields_of(kind_of("leads"), by), own_of(given, by), strictly=strictly)


def told(new: NewLead) -> dict[str, Any]:
    """What the event tells of a new lead: filled fields by key, as stored, without name, owner and consent."""
    values = {key: getattr(new, key) for key in TEXTS if key not in ("name", "consent")}
    values |= {"referred_by": new.referred_by, "fields": new.fields}
    return {key: value for key, value in values.items() if value not in (None, "", (), [], {})}


def moment_of(new: NewLead, now: datetime) -> datetime:
    """When the lead was first touched."""
    return new.touched_at or now
