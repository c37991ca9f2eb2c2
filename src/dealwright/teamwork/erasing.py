"""What was said about somebody on their own record, and who was told of it: found for erasing, and taken out."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.ledger.shredding import entries_naming
from dealwright.records.quality.erasing import Trace, Whom

from .models import Comment, Notification

NAMING = {"comment_added": "comment", "comment_changed": "comment"}


def find(whom: Whom) -> Iterator[Trace]:
    """Comments on the record lose their text, notifications of it go."""
    about = Q(kind="person", record_id__in=whom["person"]) | Q(kind="lead", record_id__in=whom["lead"])
    comments = Comment.objects.filter(about | Q(id__in=whom["comment"]))
    left = partial(comments.update, said="Erased", mentions=[])
    entries = [each.id for each in entries_naming(NAMING, whom["comment"])] if whom["comment"] else []
    yield Trace(_("Texts of comments on them"), comments.count(), erase=left, entries=entries)
    told = Notification.objects.filter(about)
    yield Trace(_("Notifications about them"), told.count(), erase=told.delete)
