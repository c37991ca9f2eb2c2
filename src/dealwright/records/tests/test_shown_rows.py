"""What a list shows is what each record says of itself, for every type of field, on either database."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.commands import NewDeal, open_deals
from dealwright.deals.models import Deal
from dealwright.playbook import FieldType
from dealwright.records.complete import listable
from dealwright.records.fields import OWN_PATH, Field
from dealwright.records.kinds import kind_of
from dealwright.records.money import to_text
from dealwright.records.own.column import row_of, stored_in
from dealwright.records.quality.keeping import columns_of
from dealwright.records.queries import listing, page, show
from dealwright.records.setup.fields import TYPES, NewField, add_field

STORED: dict[str, Any] = {
    "text": "007", "long_text": "a\nb “👍”", "integer": 7, "decimal": 2.5, "money": 1250, "percent": 40.0,
    "date": "2026-03-01", "datetime": "2026-03-01T10:00:00+00:00", "choice": "one", "choices": ["one", "two"],
    "boolean": True, "url": "https://example.com/x", "email": "a@example.com", "phone": "+49 30 1234",
}  # fmt: skip
FIELDS = [
    Field("id", "", FieldType.INTEGER, ("id",)),
    Field("amount", "", FieldType.MONEY, ("minor", "currency"), to_text),
    Field("at", "", FieldType.DATETIME, ("at",)),
    Field("fields.size", "", FieldType.INTEGER, ("fields__size",)),
    Field("fields.worth", "", FieldType.MONEY, ("fields__worth", "currency"), to_text),
    Field("fields", "", FieldType.TEXT, ("fields", "currency"), lambda own, currency: {**own, "in": currency}),
]
PATHS = tuple(dict.fromkeys(path for field in FIELDS for path in field.paths))
MINOR = st.none() | st.integers(-(10**17), 10**17)
OWN = st.fixed_dictionaries({}, optional={"size": st.integers(), "worth": MINOR, "other": st.text()})
ROWS = st.lists(
    st.tuples(st.integers(), MINOR, st.sampled_from(["EUR", "JPY", "KWD"]), st.datetimes(), OWN), max_size=4
)


@given(ROWS)
def test_column_by_column_is_row_by_row(rows: list[tuple[Any, ...]]) -> None:
    columns = stored_in(PATHS)
    held = [row_of(PATHS, columns, row) for row in rows]
    assert show(columns, rows, FIELDS) == [
        {field.key: field.show(*(row[path] for path in field.paths)) for field in FIELDS} for row in held
    ]


def said_by(deal: Deal, field: Field) -> Any:
    """The field as the API shows it, of the deal as the ORM has it."""
    own = (path.removeprefix(OWN_PATH) for path in field.paths if path.startswith(OWN_PATH))
    values = {OWN_PATH + key: deal.fields.get(key) for key in own}
    values |= columns_of(deal, [path for path in field.paths if path not in values])
    return field.show(*(values[path] for path in field.paths))


@pytest.mark.django_db
def test_a_list_says_what_its_records_say(published: Any, cast: Any) -> None:
    choices = {"choice": ("One", "Two"), "choices": ("One", "Two")}
    for each in TYPES:
        add_field("deals", NewField(f"My {each}", each, choices=choices.get(each, ())), by=cast.owner, via="page")
    firm, person = (add({"name": "Acme"}, by=cast.owner, via="page") for add in (add_organisation, add_person))
    numbers = {"member": cast.mate.id, "organisation": firm, "person": person}
    own = {f"my_{each}": {**STORED, **numbers}[each] for each in TYPES}
    news = [
        NewDeal("Full", owner_id=cast.rep.id, amount_minor=5, currency="KWD", close_on=date(2026, 3, 1), fields=own),
        NewDeal("Bare", owner_id=cast.rep.id, currency="JPY"),
    ]
    open_deals(news, by=cast.owner, via="page")
    moments = [datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(2026, 1, 2, 3, 4, 5, 60_000, tzinfo=UTC)]
    Deal.objects.update(opened_at=moments[0], stage_since=moments[1])
    kind = kind_of("deals")
    fields = [field for field in listable(kind, cast.rep).values() if field.made is None]
    shown = page(listing(kind, cast.rep, [], "id"), fields).shown(fields)
    deals = Deal.objects.order_by("id")
    assert shown == [{field.key: said_by(deal, field) for field in fields} for deal in deals]
    assert [row["stage_since"].tzinfo for row in shown] == [UTC, UTC]
    assert shown[0]["fields"].keys() == own.keys()
