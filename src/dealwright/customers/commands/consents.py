"""What people say about the purposes we may use their data for."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Actor

from .. import normal
from ..events import ConsentNoted
from ..models import Consent
from .keys import refresh
from .locking import locked
from .values import PERSON

LONGEST_TEXT = 20_000


@transaction.atomic
def note_consent(
    person_id: int,
    purpose: str,
    given: bool,
    *,
    at: datetime | None = None,
    source: str = "",
    text: str = "",
    by: Actor,
    via: str,
) -> int:
    """Note that somebody gave or withdrew consent to a purpose, now unless told; returns the consent's id.

    `source` says where they said it, `text` is what they agreed to, word for word. What was said before is kept.
    Raises NotFound, NotAllowed for somebody else's person, Invalid.
    """
    (person,), now = locked(PERSON, [person_id], by), timezone.now()
    known = Consent.objects.filter(person=person).values_list("purpose", flat=True).distinct()
    purpose, said_at = _purpose(purpose, known), at or now
    if said_at > now:
        raise Invalid("Nobody can have said it in the future.", field="at")
    _require_length("source", source, 200)
    _require_length("text", text, LONGEST_TEXT)
    consent = Consent(
        person=person, purpose=purpose, given=given, at=said_at, source=source.strip(), text=text, by_id=by.id
    )
    consent.save()
    newest = Consent.objects.filter(person=person, purpose=purpose).latest("at", "id")
    others = [each for each in person.consents if each != purpose]
    person.consents, person.revision = sorted([*others, purpose] if newest.given else others), person.revision + 1
    person.save(update_fields=["consents", "revision"])
    refresh(PERSON, [person.id])
    event = ConsentNoted(
        id=consent.id, purpose=purpose, given=given, at=said_at, source=consent.source, text=consent.text
    )
    record([Happening(event, person.id, by.id, via, now)])
    return consent.id


def _purpose(written: str, known: Iterable[str]) -> str:
    """The purpose; as it is known already where it differs by capitals only."""
    purpose = normal.tag(written)
    if not purpose:
        raise Invalid("Consent is given to a purpose.", field="purpose", remedy="Name it, such as newsletter.")
    _require_length("purpose", purpose, 60)
    return next((each for each in known if each.casefold() == purpose.casefold()), purpose)


def _require_length(field: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise Invalid(f"This is {len(text)} characters long; {longest} fit.", field=field)
    if "\x00" in text:
        raise Invalid(f"The {field} holds a zero byte.", field=field, remedy="Remove it and try again.")
