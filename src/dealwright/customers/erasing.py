"""What the customers keep of a person: found for erasing, and taken out."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dealwright.ledger.event import NOBODY
from dealwright.ledger.shredding import entries_naming
from dealwright.records.quality.erasing import Trace, Whom

from .doubles.aliases import former_numbers
from .doubles.models import Double, Merge
from .models import Consent, Employment, Key, Label, Person, Relation

NAMING = {
    "relation_added": "other", "relation_removed": "other", "person_merged": "removed", "person_unmerged": "removed",
}  # fmt: skip
LEFT: dict[str, Any] = {
    "name": NOBODY, "external_id": None, "organisation": None, "employed_since": None,
    **dict.fromkeys(("family_name", "email", "phone", "job_title", "locale", "zone"), ""),
    **{column: [] for column in ("mails", "phones", "profiles", "tags", "consents")}, "fields": {},
}  # fmt: skip


def widen(whom: Whom) -> None:
    """Whoever went up into a person is that person; note by what they are known."""
    for person_id in list(whom["person"]):
        whom["person"].update(former_numbers("person", person_id))
    for row in Person.objects.filter(id__in=whom["person"]):
        ways = [one.get("address") or one.get("number", "") for one in (*row.mails, *row.phones)]
        whom.texts.update(filter(None, (row.name, row.email, row.phone, row.external_id, *ways)))
    whom.texts -= {NOBODY}


def find(whom: Whom) -> Iterator[Trace]:
    """The record itself, and what hangs on it."""
    ids = whom["person"]
    if not ids:
        return
    rows = Person.objects.filter(id__in=ids)
    entries = [one.id for one in entries_naming(NAMING, ids)]
    yield Trace(_("Name, mails, phones and every other field"), rows.count(), True, partial(_blank, ids), entries)
    stays = Employment.objects.filter(person_id__in=ids)
    yield Trace(_("Former employers"), stays.count(), erase=stays.delete)
    ties = Relation.objects.filter(Q(person_id__in=ids) | Q(other_id__in=ids))
    yield Trace(_("Relations to other people, without their notes"), ties.count(), False, partial(ties.update, note=""))
    words = Consent.objects.filter(person_id__in=ids)
    proof = _("That consent was given or withdrawn, and when")
    yield Trace(proof, words.count(), False, partial(words.update, source="", text=""))
    yield from _doubles(ids)


def _blank(ids: set[int]) -> None:
    Person.objects.filter(id__in=ids).update(**LEFT, revision=F("revision") + 1)
    Key.objects.filter(one="person", record_id__in=ids).delete()
    used = Key.objects.filter(what="tag", key=OuterRef("key"))
    Label.objects.filter(~Exists(used), what="tag").delete()  # a tag that nobody has may have been theirs


def _doubles(ids: set[int]) -> Iterator[Trace]:
    pairs = Double.objects.filter(Q(left_id__in=ids) | Q(right_id__in=ids), kind="person")
    yield Trace(_("Doubles that were found"), pairs.count(), erase=pairs.delete)
    merges = Merge.objects.filter(Q(survivor_id__in=ids) | Q(removed_id__in=ids), kind="person")
    yield Trace(_("What it takes to undo merges"), merges.count(), erase=partial(merges.update, name=NOBODY, kept=""))
