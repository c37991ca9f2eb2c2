"""What the records' own machinery keeps of somebody: found for erasing, and taken out."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..kinds import subject
from ..models import BulkEdit, BulkRow, KeptAnswer, ValueBefore
from .erasing import Trace, Whom


def find(whom: Whom) -> Iterator[Trace]:
    """Values that changes of many records could give back, and answers kept for requests sent again."""
    rows = BulkRow.objects.filter(_about("bulk__kind", whom))
    yield Trace(_("Values kept by changes of many records"), rows.count(), erase=partial(_empty, rows))
    values = ValueBefore.objects.filter(_about("change__field__kind", whom))
    yield Trace(_("Values kept by changes of a field's type"), values.count(), erase=values.delete)
    texts = [text.encode() for text in whom.texts]
    bodies = KeptAnswer.objects.values_list("id", "body")
    held = [one for one, body in bodies.iterator() if any(text in bytes(body) for text in texts)]
    answers = KeptAnswer.objects.filter(id__in=held)
    yield Trace(_("Answers kept for requests that are sent again"), len(held), erase=answers.delete)


def _empty(rows: QuerySet[BulkRow]) -> None:
    """Values and reasons, and what a change gives that is of nobody else."""
    others = BulkRow.objects.filter(bulk=OuterRef("pk")).exclude(id__in=rows.values("id"))
    BulkEdit.objects.filter(~Exists(others), id__in=rows.values("bulk")).update(changes={})
    rows.update(before={}, after={}, reason="")


def _about(column: str, whom: Whom) -> Q:
    about = Q(pk__in=())
    for one, ids in whom.ids.items():
        if one in ("person", "lead"):
            about |= Q(**{column: subject(one).key, "record_id__in": ids})
    return about
