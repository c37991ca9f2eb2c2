"""Rows of tables as plain values in an event, so that what was removed can be put back as it was."""

from collections.abc import Mapping
from typing import Any

from django.core.serializers.python import Deserializer, Serializer
from django.db import models

Kept = dict[str, Any]


def as_kept(row: models.Model) -> Kept:
    """The row as plain values: its model, its key, and its fields without what is empty anyway."""
    (told,) = Serializer().serialize([row])
    fields = {name: value for name, value in told["fields"].items() if value is not None and value != ""}
    return {**told, "fields": fields}


def put_back(kept: Mapping[str, Any]) -> bool:
    """Save a row as it was; what it points to and is gone since is left empty.

    Returns whether it was saved: a row that means nothing without what is gone is not.
    """
    for one in Deserializer([kept]):
        for field in one.object._meta.concrete_fields:
            related, value = field.related_model, getattr(one.object, field.attname)
            if related and value and not related._default_manager.filter(pk=value).exists():
                if not field.null:
                    return False
                setattr(one.object, field.attname, None)
        one.save()
    return True
