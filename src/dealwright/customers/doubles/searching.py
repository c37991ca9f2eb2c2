"""Search all records of a kind for doubles: asked for by people, done by the worker or the command line."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import Happened
from dealwright.workspace.queries import Actor, Right, require

from ..models import Organisation, Person
from .cleaning import Record, clean
from .columns import Kind
from .events import DoubleSearchRequested
from .finding import Pair, find_elsewhere
from .findings import keep
from .models import DoubleSearch
from .shapes import ONE_OF, SHAPES

AT_ONCE = 5_000
Find = Callable[[Sequence[Record]], list[Pair]]


def kind_of(many: str) -> str:
    """The kind ("organisation", "person") of which many are asked for; raises NotFound."""
    if many not in ONE_OF:
        raise NotFound(f"There are no doubles of {many[:40]}.", remedy=f"There are those of {' and '.join(ONE_OF)}.")
    return ONE_OF[many]


@transaction.atomic
def ask_search(one: str, *, by: Actor, via: str) -> DoubleSearch:
    """Have the worker search all records of a kind; one that is under way already is not begun again.

    Raises NotAllowed: it looks through everybody's records, and everybody's lists grow by what it finds.
    """
    require(by, Right.DUPLICATES)
    under_way = DoubleSearch.objects.select_for_update().filter(kind=one, finished_at=None).first()
    if under_way is not None:
        return under_way
    now = timezone.now()
    search = DoubleSearch.objects.create(kind=one, by_id=by.id, asked_at=now, step="Waiting for the worker")
    record([Happening(DoubleSearchRequested(of=SHAPES[one].many), search.id, by.id, via, now)])
    return search


def work_on_search(happened: Happened) -> None:
    """The worker's job: search; once more from the start after a crash."""
    search = DoubleSearch.objects.filter(id=happened.subject_id, finished_at=None).first()
    if search is not None:
        carry_out(search, find_elsewhere)


def carry_out(search: DoubleSearch, find: Find) -> None:
    """Read the records, find pairs, keep them; what went wrong is told where the search is shown, and raised."""
    try:
        _note(search, "Reading")
        records = list(read_records(search.kind))
        _note(search, "Comparing", records=len(records))
        pairs = find(records)
        search.found = keep(search.kind, pairs)
    except Exception as fault:
        search.fault = f"The search stopped: {type(fault).__name__}."
        raise
    finally:
        search.finished_at = timezone.now()
        search.save()


def _note(search: DoubleSearch, step: str, records: int = 0) -> None:
    search.step, search.records = step, records
    search.save(update_fields=["step", "records"])


def read_records(one: str) -> Iterator[Record]:
    """All records of a kind, as they are compared."""
    model, columns, given = READ[one]
    for row in model._default_manager.order_by("id").values(*columns).iterator(AT_ONCE):
        yield clean(str(row["id"]), {kind: [text for text in texts if text] for kind, texts in given(row).items()})


def _person(row: dict[str, Any]) -> dict[Kind, list[str]]:
    return {
        Kind.PERSON: [row["name"]],
        Kind.MAIL: [row["email"], *(each["address"] for each in row["mails"])],
        Kind.PHONE: [row["phone"], *(each["number"] for each in row["phones"])],
        Kind.FIRM: [row["organisation__name"] or ""],
    }


def _organisation(row: dict[str, Any]) -> dict[Kind, list[str]]:
    address = row["addresses"][0] if row["addresses"] else {}
    return {
        Kind.NAME: [row["name"]],
        Kind.DOMAIN: [row["website"], *row["domains"]],
        Kind.PHONE: [row["phone"], *(each["number"] for each in row["phones"])],
        Kind.ADDRESS: [address.get("street", "")],
        Kind.POSTCODE: [address.get("postcode", "")],
        Kind.CITY: [row["city"]],
        Kind.STATE: [row["country"]],
    }


READ: dict[str, Any] = {
    "person": (Person, ["id", "name", "email", "mails", "phone", "phones", "organisation__name"], _person),
    "organisation": (
        Organisation,
        ["id", "name", "website", "domains", "phone", "phones", "addresses", "city", "country"],
        _organisation,
    ),
}
