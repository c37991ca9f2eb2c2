"""Typed values: what fits is read, what does not is refused with a sentence."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Invalid
from dealwright.playbook import FieldType
from dealwright.records.values import READERS, Reading, read_value

CHOICES = Reading(choices={"price": "Price", "no_fit": "No fit"})


def test_every_type_of_field_can_be_read() -> None:
    assert set(READERS) == set(FieldType)


@given(
    st.sampled_from(list(FieldType)),
    st.text(max_size=40) | st.integers() | st.floats() | st.booleans() | st.lists(st.text()),
)
def test_anything_is_read_or_refused_with_a_sentence(kind: FieldType, value: Any) -> None:
    try:
        read_value(kind, value, CHOICES, key="it")
    except Invalid as refusal:
        assert refusal.field == "it" or kind == FieldType.MONEY
        assert refusal.message


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (FieldType.TEXT, "  Acme ", "Acme"),
        (FieldType.TEXT, "   ", None),
        (FieldType.INTEGER, "42", 42),
        (FieldType.DECIMAL, "1.25", 1.25),
        (FieldType.PERCENT, "12.5 %", 12.5),
        (FieldType.MONEY, "10.01", 1001),
        (FieldType.DATE, "2026-03-31", date(2026, 3, 31)),
        (FieldType.DATETIME, "2026-03-31T14:00+02:00", datetime(2026, 3, 31, 12, tzinfo=UTC)),
        (FieldType.CHOICE, "No Fit", "no_fit"),
        (FieldType.CHOICES, "price; no_fit, price", ["price", "no_fit"]),
        (FieldType.BOOLEAN, "Yes", True),
        (FieldType.EMAIL, "ann@example.com", "ann@example.com"),
        (FieldType.ORGANISATION, "12", 12),
    ],
)
def test_what_people_write(kind: FieldType, value: str, stored: object) -> None:
    assert read_value(kind, value, CHOICES) == stored


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FieldType.TEXT, "x" * 301),
        (FieldType.TEXT, "nul\x00"),
        (FieldType.INTEGER, "4.5"),
        (FieldType.INTEGER, str(2**31)),
        (FieldType.PERCENT, "101"),
        (FieldType.MONEY, 12.5),
        (FieldType.DATE, "31.03.2026"),
        (FieldType.CHOICE, "other"),
        (FieldType.BOOLEAN, "maybe"),
        (FieldType.EMAIL, "ann"),
        (FieldType.URL, "javascript:alert(1)"),
        (FieldType.MEMBER, "0"),
    ],
)
def test_what_does_not_fit(kind: FieldType, value: object) -> None:
    with pytest.raises(Invalid):
        read_value(kind, value, CHOICES)


def test_dates_in_the_format_of_a_file() -> None:
    assert read_value(FieldType.DATE, "3/1/2017", Reading(date_format="%m/%d/%Y")) == date(2017, 3, 1)


def test_choices_are_offered_by_the_names_people_know() -> None:
    with pytest.raises(Invalid) as refusal:
        read_value(FieldType.CHOICE, "Purple", Reading(choices={"dark_red": "Dark red", "green": "Green"}))
    assert refusal.value.remedy == "Choose from: Dark red, Green."
