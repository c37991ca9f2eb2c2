"""Rows of tables as plain values in an event, so that what was removed can be put back as it was."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
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


def keep_links(model: type[models.Model], kept: Mapping[int, Kept]) -> None:
    """Note in what is kept of records, by number, what names them elsewhere and is emptied when they go."""
    for field in _emptied_with(model):
        rows = field.model._default_manager.filter(**{f"{field.name}__in": list(kept)}).order_by("pk")
        naming: dict[int, list[Any]] = defaultdict(list)
        for record_id, key in rows.values_list(field.attname, "pk"):
            naming[record_id].append(key)
        for record_id, keys in naming.items():
            link = {"model": field.model._meta.label_lower, "field": field.name, "keys": keys}
            kept[record_id].setdefault("links", []).append(link)


def link_again(record_id: int, kept: Kept) -> None:
    """Name a record that came back where it was named before, unless something else stands there by now."""
    for link in kept.get("links", ()):
        rows = apps.get_model(link["model"])._default_manager.filter(pk__in=link["keys"])
        rows.filter(**{f"{link['field']}__isnull": True}).update(**{link["field"]: record_id})


def _emptied_with(model: type[models.Model]) -> Iterator[Any]:
    """The columns of all tables that point at this one and let go of what is deleted."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and getattr(relation, "on_delete", None) is models.SET_NULL:
            yield relation.field
