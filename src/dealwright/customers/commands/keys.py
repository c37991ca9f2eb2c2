"""The keys under which customers are found, kept in line with their rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import insert_rows

from .. import normal
from ..known import home_country
from ..models import Key, Label, Person
from ..ways import TEXT_OF, whole
from .values import ORGANISATION, PERSON, Shape

READER = "customers.keys"
COLUMNS = {
    "organisation": ("website", "domains", "phone", "phones", "tags", "country"),
    "person": ("email", "mails", "phone", "phones", "tags", "consents", "organisation__country"),
}
FOUND_BY = frozenset(column for columns in COLUMNS.values() for column in columns)
ADDED = {"organisation_added": ORGANISATION, "person_added": PERSON}
LABELLED = frozenset({"tag", "consent"})
WAYS = {"mails": ("mail", "email"), "phones": ("phone", "phone")}


def refresh(shape: Shape, ids: Collection[int]) -> None:
    """Work out anew under what these records are found; call inside the transaction of the change."""
    home, found = home_country(), {}
    rows = shape.model._default_manager.filter(id__in=ids).values("id", *COLUMNS[shape.one])
    for row in rows:
        for what, text, key in _keys(row, home):
            found[what, key, shape.one, row["id"]] = text
    Key.objects.filter(one=shape.one, record_id__in=ids).delete()
    insert_rows(Key, ["what", "key", "one", "record_id"], sorted(found))
    labels = {(what, key): text for (what, key, _, _), text in found.items() if what in LABELLED}
    new = [Label(what=what, key=key, text=text) for (what, key), text in sorted(labels.items())]
    Label.objects.bulk_create(new, ignore_conflicts=True)


def _keys(row: Mapping[str, Any], home: str) -> Iterator[tuple[str, str, str]]:
    """What a row is found under: kind of key, the text as written, the key."""
    country = normal.country(row.get("country") or row.get("organisation__country") or "")
    where = country if len(country) == 2 else home
    for what, text in _texts(row):
        if key := normal.key_of(what, text, where):
            yield what, text, key


def _texts(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for column, (what, main) in WAYS.items():
        if main in row:
            yield from ((what, entry[TEXT_OF[column]]) for entry in whole(column, row.get(column, ()), row[main]))
    yield from (("tag", text) for text in row["tags"])
    yield from (("consent", text) for text in row.get("consents", ()))
    yield from (("domain", text) for text in (*row.get("domains", ()), row.get("website", "")) if text)


def work_out(happened: Sequence[Happened]) -> None:
    """The ledger's reader: find keys and family names of those who were added, as imports leave that for later."""
    for kind, shape in ADDED.items():
        ids = {each.subject_id for each in happened if each.kind == kind}
        if ids:
            refresh(shape, ids)
        if ids and shape is PERSON:
            _name(ids)


def _name(ids: Collection[int]) -> None:
    """Give those without a family name the one in their name; nobody is asked, so no event tells of it."""
    people = list(Person.objects.filter(id__in=ids, family_name="").only("id", "name"))
    for person in people:
        person.family_name = normal.family_name(person.name)
    Person.objects.bulk_update(people, ["family_name"], batch_size=500)
