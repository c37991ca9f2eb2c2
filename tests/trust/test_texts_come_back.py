"""Every text field takes any text and gives it back as it was, through the API and through the forms of the pages."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.setup.fields import NewField, add_field

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
NAUGHTY = [
    "<script>alert(1)</script>", "'; DROP TABLE deals;--", "\"double\" 'single' `back`",
    "{{ 7*7 }} {% raw %} ${x}", "${jndi:ldap://x}", "../../etc/passwd", "=1+1",
    "+cmd|' /C calc'!A0", "@SUM(A1)", "-1", "NULL", "None", "true", "0", "1e5", "007", "Ω≈ç√∫",
    "田中さん", "ب\u0650س\u0652م\u0650 الل\u064e\u0651ه\u0650", "\u202eright to left\u202c",
    "👩\u200d👩\u200d👧\u200d👦🏳\ufe0f\u200d🌈", "Z\u032e\u031e\u0320\u0359\u0354\u0345Ḁ\u0317\u031e",
    "a\u0301 á", "İstanbul ıI", "ß ẞ ﬁ", "\u200bnothing wide\u200b", "no\xa0break", "tab\there",
    "%s %d %n %00", "\\ \\n \\x41", "&amp; &lt; &#39;", "<!-- -->", "]]>", "javascript:alert(1)",
    "O'Neill-Smith, Jr.", "a,b;c|d", "ＦＵＬＬ", "x" * 60, "#a ?b=2&c", "a\u2028b", "\ufeffmark",
    "\U0010ffff", "--", "/*", "$1 \\1", "two  spaces", "?", ".", "x", "\x7f", "a\x0bb",
]  # fmt: skip
TEXTS = {
    "organisations": ("name", "sector", "tier", "city", "external_id"),
    "people": ("name", "family_name", "job_title", "external_id"),
    "leads": ("name", "organisation", "job_title", "message", "external_id"),
    "deals": ("title", "source"),
}


class Form(HTMLParser):
    """The values of a form's controls by name, as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name:
            self.values.setdefault(name, given.get("value") or "")
        if tag == "textarea" and name:
            self.inside = name
            self.values[name] = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.values[self.inside] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == "textarea" else self.inside


@pytest.fixture
def own(cast: "Cast", published: Any) -> None:
    """A short and a long text of the company on every kind."""
    for kind in TEXTS:
        for of_type in ("text", "long_text"):
            add_field(kind, NewField(of_type, of_type), by=cast.owner, via="page")


@pytest.mark.parametrize("kind", TEXTS)
def test_the_api_gives_back_what_it_took(kind: str, own: None, cast: "Cast", api_of: Callable[[Any], Client]) -> None:
    api, address = api_of(cast.owner), f"/api/v1/{kind}"
    for text in NAUGHTY:
        sent = {**dict.fromkeys(TEXTS[kind], text), "fields": {"text": text, "long_text": f"{text}\n{text}"}}
        made = api.post(address, sent, content_type="application/json")
        assert made.status_code == 201, (text, made.content)
        found = api.get(f"{address}/{made.json()['id']}").json()
        came = {key: found[key] for key in TEXTS[kind]} | found["fields"]
        assert came == {**dict.fromkeys(TEXTS[kind], text), **sent["fields"]}


@pytest.mark.parametrize("kind", [kind for kind in TEXTS if kind != "deals"])
def test_a_form_gives_back_what_it_took(
    kind: str, own: None, cast: "Cast", api_of: Callable[[Any], Client], client_of: Callable[[Any], Client]
) -> None:
    made = api_of(cast.owner).post(f"/api/v1/{kind}", {"name": "First"}, content_type="application/json").json()
    browser, address = client_of(cast.owner), f"/{kind}/{made['id']}/edit/"
    known = fields_of(kind_of(kind), cast.owner)
    names = [name for name in (*TEXTS[kind], "fields.text", "fields.long_text") if name in known]
    for text in NAUGHTY:
        begun = Form(browser.get(address).content.decode()).values
        names = [name for name in names if name in begun]
        answer = browser.post(address, {**begun, **dict.fromkeys(names, text)})
        assert answer.status_code == 302, text
        shown = Form(browser.get(address).content.decode()).values
        assert {name: shown[name] for name in names} == dict.fromkeys(names, text)
        assert "<script>alert" not in browser.get(f"/{kind}/{made['id']}/").content.decode()
    assert len(names) >= 4
