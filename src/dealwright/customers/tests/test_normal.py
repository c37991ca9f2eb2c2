"""One shape for comparing: phones, mails, domains, names, tags, profiles, and lists of them."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Invalid
from dealwright.customers import normal
from dealwright.customers.ways import TEXT_OF, read_list, settled, whole

CARDS = Path(__file__).resolve().parents[5] / "shared/data/vcard"
NAUGHTY = [
    "",
    "undefined",
    "\u202etest",
    "<script>alert(1)</script>",
    "Ω≈ç√∫˜µ",
    "田中さん",
    "'; DROP TABLE x;--",
    "⁰⁴⁵",
    "\ufeff",
    "🏳🏴🇺🇸",
    "ﷺ" * 9,
]
TEXT = st.one_of(st.text(max_size=60), st.sampled_from(NAUGHTY))
LISTS = ("mails", "phones", "profiles", "addresses", "tags", "domains")


@pytest.mark.parametrize(
    ("written", "country", "found"),
    [
        ("+49 (0)30 123456", "", "+4930123456"),
        ("030 123456", "DE", "+4930123456"),
        ("030/12 34 56", "AT", "+4330123456"),
        ("(905) 555-1234", "CA", "+19055551234"),
        ("030 123456", "", ""),
        ("call me", "DE", ""),
        ("1", "DE", ""),
    ],
)
def test_phones_have_one_shape(written: str, country: str, found: str) -> None:
    assert normal.e164(written, country) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("https://www.acme.co.uk/about", "acme.co.uk"),
        ("Bo@Mail.Acme.DE", "acme.de"),
        ("acme.example:8000", "acme.example"),
        ("localhost", ""),
        ("127.0.0.1", ""),
        ("not a domain", ""),
    ],
)
def test_a_domain_is_the_one_that_was_registered(written: str, found: str) -> None:
    assert normal.domain(written) == found


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Anna Berg", ("", "Anna", "Berg")),
        ("Berg, Anna", ("", "Anna", "Berg")),
        ("Dr. Anna Maria van der Berg", ("Dr.", "Anna Maria", "van der Berg")),
        ("Mrs Smith", ("Mrs", "", "Smith")),
        ("Cher", ("", "Cher", "")),
    ],
)
def test_names_have_parts(written: str, parts: tuple[str, str, str]) -> None:
    assert normal.name_parts(written) == parts
    assert normal.family_name(written) == (parts[2] or written)


@pytest.mark.thorough
@given(st.from_regex(r"[A-Z][a-z]{2,9} [A-Z][a-z]{3,9}", fullmatch=True))
def test_plain_names_need_no_library_and_get_its_answer(name: str) -> None:
    from nameparser import HumanName

    known = HumanName(name)
    if known.first and known.last:
        assert normal.name_parts(name) == ("", known.first, known.last)


@given(TEXT, st.sampled_from(["", "DE", "US"]))
def test_whatever_is_written_has_a_normal_shape_or_none(text: str, country: str) -> None:
    number = normal.e164(text, country)
    assert number == "" or re.fullmatch(r"\+\d{3,17}", number)
    assert normal.e164(number) in (number, "")
    mail = normal.mail_key(text)
    assert mail == "" or ("@" in mail and normal.mail_key(mail) == mail)
    assert normal.domain(normal.domain(text)) == normal.domain(text)
    assert normal.tag(normal.tag(text)) == normal.tag(text)
    assert normal.key_of("tag", text) == normal.key_of("tag", text.upper()) or not text.isascii()
    assert normal.country(normal.country(text)) == normal.country(text)
    assert normal.profile(*normal.profile("", text)) == normal.profile("", text)
    assert all(isinstance(part, str) for part in normal.name_parts(text))


@given(st.sampled_from(LISTS), st.lists(TEXT, max_size=4))
def test_lists_are_read_or_refused_with_their_name_and_reading_again_changes_nothing(
    key: str, texts: list[str]
) -> None:
    try:
        read = read_list(key, texts)
    except Invalid as refusal:
        assert refusal.field == key
        return
    assert read_list(key, read) == read
    if key in ("phones", "addresses"):
        kept = [entry[TEXT_OF[key]] for entry in read]
        assert set(kept) <= {text.strip() for text in texts}
        assert {text.casefold() for text in kept} == {text.strip().casefold() for text in texts} - {""}


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("mails", "a@b.example; ,", [{"kind": "", "address": "a@b.example"}]),
        ("tags", ["VIP", "vip", " key  account "], ["VIP", "key account"]),
        ("domains", ["https://www.acme.de", "shop.acme.de"], ["acme.de"]),
        ("profiles", [{"network": "LinkedIn", "address": "@bo"}], [{"network": "linkedin", "address": "https://www.linkedin.com/in/bo"}]),
        ("profiles", ["xing.com/profile/Bo_Berg?s=1"], [{"network": "xing", "address": "https://xing.com/profile/Bo_Berg"}]),
    ],
)  # fmt: skip
def test_lists_take_what_people_write(key: str, value: Any, read: list[Any]) -> None:
    assert read_list(key, value) == read


def test_an_address_names_its_country_by_code() -> None:
    (address,) = read_list("addresses", [{"street": "Weg 1", "city": "Bonn", "country": "Germany"}])
    assert (address["street"], address["city"], address["country"]) == ("Weg 1", "Bonn", "DE")


@pytest.mark.parametrize(
    ("key", "value"),
    [("mails", ["no mail"]), ("mails", 7), ("phones", [{"colour": "red"}]), ("tags", ["x" * 61]), ("tags", ["x"] * 51)],
)
def test_what_is_plainly_wrong_is_refused(key: str, value: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        read_list(key, value)
    assert refusal.value.field == key


MAILS = st.lists(
    st.sampled_from("abcd").map(lambda one: {"kind": "", "address": f"{one}@x.example"}),
    max_size=4,
    unique_by=lambda e: e["address"],
)


@given(MAILS, MAILS, st.sampled_from(["", "a@x.example", "new@x.example"]))
def test_the_main_mail_is_always_the_first(
    before: list[dict[str, str]], after: list[dict[str, str]], main: str
) -> None:
    row = {**settled({"mails": before}, {})}
    assert whole("mails", row["mails"], row["email"]) == before
    assert settled({"mails": after}, row)["email"] == (after[0]["address"] if after else "")
    new = {**row, **settled({"email": main}, row)}
    first = [entry["address"] for entry in whole("mails", new["mails"], new["email"])][:1]
    assert first == ([new["email"]] if new["email"] else [])
    assert not main or new["email"] == main


@pytest.mark.skipif(not CARDS.exists(), reason="the vCards of ../shared/data/vcard are not here")
def test_phones_of_real_cards_are_kept_and_mostly_understood() -> None:
    lines = [line for card in sorted(CARDS.glob("*.vcf")) for line in card.read_text("latin-1").splitlines()]
    numbers = [line.rpartition(":")[2] for line in lines if re.match(r"(item\d+\.)?TEL[;:]", line)]
    assert len(numbers) > 20
    kept = [read_list("phones", [number])[0]["number"] for number in numbers if number]
    assert kept == [number.strip() for number in numbers if number]
    known = [number for number in numbers if normal.e164(number, "US")]
    assert len(known) > len(numbers) // 2
