"""What conditions may look at of a lead."""

from collections.abc import Mapping
from typing import Any, Final

Facts = Mapping[str, Any]

SAMPLE: Final[Facts] = {
    "name": "Name",
    "email": "name@example.com",
    "mail_domain": "example.com",
    "free_mail": True,
    "phone": "+49 30 1234",
    "organisation": "Organisation",
    "domain": "example.com",
    "job_title": "Title",
    "country": "DE",
    "message": "text",
    "source": "Web",
    "campaign": "Campaign",
    "medium": "form",
    "last_source": "Web",
    "last_campaign": "Campaign",
    "touches": 1,
    "referred": True,
}
FREE_MAIL: Final = frozenset(
    [
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com"),
        *("aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com", "mail.com", "t-online.de"),
        *("yandex.ru", "mail.ru", "qq.com", "163.com"),
    ]
)


def facts_of(lead: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What conditions see of a lead: the names of SAMPLE as far as they are filled in, and `own` under `fields`.

    `lead` has texts by those names; whether mail is free and which domain it is from follows from the address.
    """
    mail_domain = str(lead.get("email") or "").rpartition("@")[2].lower()
    known = {**lead, "mail_domain": mail_domain, "free_mail": mail_domain in FREE_MAIL}
    filled = {name: known[name] for name in SAMPLE if not _is_empty(known.get(name))}
    return {**filled, "fields": {key: value for key, value in own.items() if not _is_empty(value)}}


def mail_domain_of(email: str) -> str:
    """The domain of an organisation's own mail address; empty for a free one and for none."""
    domain = email.rpartition("@")[2].strip().lower()
    return "" if domain in FREE_MAIL else domain


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []
