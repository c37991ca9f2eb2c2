import pytest
from django.template import engines
from django.test import RequestFactory
from jinja2 import UndefinedError

from dealwright.desk.jinja import address, attributes, icon, initials, query


def drawn(source, **values):
    return engines["jinja2"].env.from_string(source).render(values)


def test_macros_are_there_without_import_and_take_attributes():
    assert 'hx-post="/deals?a=1&amp;b=2"' in drawn('{{ ui.button("Save", hx_post="/deals?a=1&b=2") }}')


def test_text_is_escaped():
    assert "&lt;b&gt;" in drawn("{{ ui.badge(text) }}", text="<b>")


def test_texts_take_values_and_plurals_and_are_escaped():
    assert drawn('{{ _("Go to %(place)s", place="A & B") }}') == "Go to A &amp; B"
    assert drawn('{{ _("100%") }}') == "100%"
    source = '{{ ngettext("%(num)s thing", "%(num)s things", n) }}'
    assert (drawn(source, n=1), drawn(source, n=3)) == ("1 thing", "3 things")


def test_a_name_that_is_not_in_the_context_is_an_error():
    with pytest.raises(UndefinedError):
        drawn("{{ missing }}")


def test_a_macro_that_does_not_exist_is_an_error():
    with pytest.raises(UndefinedError):
        drawn("{{ ui.buton('Save') }}")


def test_attributes_stand_bare_or_fall_away():
    assert attributes({"hx_get": "/x", "required": True, "disabled": False, "title": None, "for_": 'a"b'}) == (
        ' hx-get="/x" required for="a&#34;b"'
    )


def test_an_icon_is_hidden_or_spoken():
    assert 'aria-hidden="true"' in icon("plus")
    assert 'aria-label="Locked"' in icon("lock", "Locked")
    with pytest.raises(ValueError, match=r"icons\.txt"):
        icon("no-such-icon")


@pytest.mark.parametrize(("name", "letters"), [("Anna Maria Berg", "AB"), ("ann", "A"), ("", "?"), ("  ", "?")])
def test_initials(name, letters):
    assert initials(name) == letters


def test_query_changes_and_removes_parameters():
    request = RequestFactory().get("/deals?stage=proposal&after=12")
    assert query(request, after=None, sort="-amount") == "?stage=proposal&sort=-amount"


def test_an_address_that_does_not_exist_is_empty():
    assert address("no-such-place") == ""


def test_a_field_ties_its_help_and_error_to_the_control():
    text = drawn(
        '{{ ui.field("amount", "Amount", "money", "12", error="Not a number.", help="Net.", currency="EUR") }}'
    )
    assert 'aria-describedby="field-amount-help field-amount-error"' in text
    assert 'aria-invalid="true"' in text


def test_a_select_marks_what_is_chosen():
    text = drawn('{{ ui.field("owner", "Owner", "select", 2, options=[("1", "Ann"), ("2", "Bo")]) }}')
    assert '<option value="2" selected>Bo' in text
    assert '<option value="1">Ann' in text
