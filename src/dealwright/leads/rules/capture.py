"""What a form may ask, and what may be sent by it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from dealwright import Invalid

BUILT_IN: Final = {
    "name": "Name",
    "email": "E-mail",
    "phone": "Phone",
    "organisation": "Company",
    "job_title": "Job title",
    "country": "Country",
    "message": "Message",
}
KINDS: Final = ("text", "textarea", "select")
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_FIELDS: Final = 30
LONGEST: Final = 5_000
LONGEST_LINE: Final = 300
CAME: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
TRAP: Final = "company_fax"
TAKEN: Final = frozenset({"mark", "agreed", "page", TRAP, *CAME})  # what the form itself sends


def read_asked(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a form asks, as it is kept: key, label, kind, required, choices, own. Raises Invalid naming the fault."""
    if len(given) > MOST_FIELDS:
        raise Invalid(f"A form asks at most {MOST_FIELDS} things.", field="fields")
    asked = [_asked(place, one) for place, one in enumerate(given, 1)]
    keys = [one["key"] for one in asked]
    if doubled := [key for key in keys if keys.count(key) > 1]:
        raise Invalid(f"“{doubled[0]}” is asked twice.", field="fields")
    if not {"name", "email", "phone"} & set(keys):
        raise Invalid("A form asks at least for a name, an e-mail address or a phone number.", field="fields")
    return asked


def _asked(place: int, one: Mapping[str, Any]) -> dict[str, Any]:
    key, label = str(one.get("key") or "").strip(), str(one.get("label") or "").strip()
    if not KEY.fullmatch(key):
        raise Invalid(
            f"Field {place} needs a key.", field=f"key.{place}", remedy="Small letters, digits and _, a letter first."
        )
    kind = one.get("kind") or ("textarea" if key == "message" else "text")
    choices = [text.strip() for text in one.get("choices") or () if text.strip()]
    if key in TAKEN:
        raise Invalid(f"“{key}” is what every form sends.", field=f"key.{place}", remedy="Choose another key.")
    if kind not in KINDS or (kind == "select" and not choices):
        raise Invalid(f"Field {place} needs choices.", field=f"choices.{place}", remedy="Write one on each line.")
    if len(label) > 200 or len("".join(choices)) > LONGEST:
        raise Invalid(f"Field {place} is too long.", field=f"label.{place}")
    return {
        "key": key, "label": label or BUILT_IN.get(key, key.replace("_", " ").capitalize()), "kind": kind,
        "required": bool(one.get("required")), "choices": choices if kind == "select" else [],
        "own": key not in BUILT_IN,
    }  # fmt: skip


def read_answer(one: Mapping[str, Any], given: str) -> str:
    """The answer to one question, "" for none; raises Invalid for what is missing, too long or no choice."""
    key, text = one["key"], given.strip()
    if not text and one["required"]:
        raise Invalid(f"{one['label']} is missing.", field=key)
    longest = LONGEST if one["kind"] == "textarea" else LONGEST_LINE
    if len(text) > longest:
        raise Invalid(f"{one['label']} is longer than {longest:,} characters.", field=key)
    if text and one["kind"] == "select" and text not in one["choices"]:
        raise Invalid(f"{one['label']}: choose one of those offered.", field=key)
    return text


def as_given(asked: Sequence[Mapping[str, Any]], sent: Mapping[str, str]) -> dict[str, Any]:
    """What was sent as fields of a lead; what is no field of every lead stands under `fields`."""
    own = {one["key"] for one in asked if one["own"]}
    given: dict[str, Any] = {key: text for key, text in sent.items() if key not in own}
    return {**given, "fields": {key: text for key, text in sent.items() if key in own}}


def read_sites(text: str) -> list[str]:
    """The sites that may show a form, one on each line, as origins; raises Invalid for what is none."""
    return [_site(line.strip()) for line in text.splitlines() if line.strip()][:20]


def _site(text: str) -> str:
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host = parts.hostname or ""
    good = parts.scheme in ("http", "https") and re.fullmatch(r"[a-z0-9.-]{1,253}", host)
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        good = None
    if not good:
        raise Invalid(f"“{text[:80]}” is no web address.", field="sites", remedy="Write https://www.example.com.")
    return f"{parts.scheme}://{host}{port}"
