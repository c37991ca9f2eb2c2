"""The digest of a dataclass: equal for equal content, whatever the file looked like."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any


def digest_of(thing: Any) -> str:
    """SHA-256 in hex. Defaults are left out of it, so a later optional key changes no digest made before."""
    text = json.dumps(_content(thing), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _content(thing: Any) -> Any:
    if isinstance(thing, tuple):
        return [_content(item) for item in thing]
    if not is_dataclass(thing):
        return thing
    stated = ((field, getattr(thing, field.name)) for field in fields(thing))
    return {field.name: _content(value) for field, value in stated if value != field.default}
