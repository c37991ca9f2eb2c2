"""The pages of the scorecard: each draws its figures, keeps its filters, and hides what is hidden."""

import csv
import io
import json
import re
from html import unescape

import pytest

from dealwright.ledger.readers import catch_up
from dealwright.records.setup.access import set_rule
from dealwright.scorecard.charts import FIGURES, charted
from dealwright.scorecard.leaves import LEAVES
from dealwright.scorecard.projection import READER
from dealwright.scorecard.questions import read_scope
from dealwright.workspace.queries import Machine

SHOWN = re.compile(r'id="figure-([a-z-]+)"')


@pytest.fixture
def page(client, cast, sold):
    client.force_login(cast.owner)
    catch_up(READER)

    def get(address: str, **given) -> str:
        answer = client.get(address, given)
        assert answer.status_code == 200, answer.content
        return unescape(answer.content.decode())

    return get


@pytest.mark.thorough
@pytest.mark.parametrize("key", LEAVES)
def test_each_page_draws_its_figures_and_reads_them_in_tables(page, key, django_assert_max_num_queries):
    page(f"/scorecard/{key}/")
    with django_assert_max_num_queries(15):
        html = page(f"/scorecard/{key}/", where="amount__gte=0")
    assert SHOWN.findall(html) == [figure.name for figure in _figures(key)]
    drawn = [figure for figure in _figures(key) if figure.kind != "table" and not figure.is_empty]
    assert html.count('data-controller="chart"') == len(drawn)


def _figures(key: str):
    return [charted(name, read_scope({}, ["amount__gte=0"]), actor=Machine()) for name in LEAVES[key].figures]


def test_every_figure_is_on_a_page():
    assert {name for leaf in LEAVES.values() for name in leaf.figures} == set(FIGURES)


@pytest.mark.thorough
def test_filters_narrow_what_is_counted_and_stay_in_every_link(page, client):
    html = page("/scorecard/funnel/", where="amount__gte=1000")
    assert "3 deals, as of" not in html
    assert "2 deals, as of" in html  # of 1,000 and 3,000
    assert "where=amount__gte%3D1000" in html.split('data-chart-option-value="')[1]
    picked = client.get("/scorecard/funnel/", {"pick": "source", "operation": "eq", "value": "Website"})
    assert picked.status_code == 302
    assert picked["Location"] == "/scorecard/funnel/?where=source__eq%3DWebsite"
    assert "Website" in page(picked["Location"])


def test_what_cannot_be_asked_is_refused(page, client):
    for query in ("where=nonsense__eq=1", "as_of=2999-01-01", "by=shoe", "from=june", "where=x"):
        assert client.get(f"/scorecard/funnel/?{query}").status_code == 400, query
    assert client.get("/scorecard/nothing/").status_code == 404
    assert client.get("/scorecard/funnel/numbers.pdf").status_code == 404


@pytest.mark.thorough
def test_the_numbers_of_a_page_are_a_file(page, client):
    answer = client.get("/scorecard/won-lost/numbers.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Lost reasons"]
    assert rows[2][:2] == ["Price", "1.0"]
    book = client.get("/scorecard/waterfall/numbers.xlsx")
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(book.content)).worksheets[0]
    values = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert values["Won"] == -4000


@pytest.mark.thorough
def test_what_is_hidden_is_left_out_of_every_page(page, client, cast):
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    client.force_login(cast.rep)
    assert "figure-velocity-by-owner" not in page("/scorecard/velocity/")
    assert client.get("/scorecard/funnel/?where=amount__gte%3D1").status_code == 400
    for key in LEAVES:
        assert not re.search(r"€\s?\d", page(f"/scorecard/{key}/")), key


@pytest.mark.thorough
def test_programs_read_the_same_as_pages(page, api_of, cast):
    def told(address):
        return json.loads(api.get(f"/api/v1/scorecard/{address}").content)

    api = api_of(cast.owner)

    assert told("waterfall")["rows"][0]["kind"] == "start"
    assert sum(each["n"] for each in told("moves")["items"] if each["target"] == "won") == 2
    assert told("variants")["items"][0]["n"] >= 1
    assert told("bottlenecks")["items"] == []
    figure = told("figures/reasons")
    assert (figure["columns"][0], figure["rows"][0]["values"][0]["value"]) == ("Reason", 1.0)
    assert told("win_rate?where=amount__gte%3D2000")["rows"][0]["n"] == 1
    assert told("moves?whre=x")["detail"].startswith("There is no parameter")


def test_a_print_says_what_is_counted(page):
    html = page("/scorecard/funnel/", where="amount__gte=1000", period="this_quarter")
    assert "this quarter · amount" in re.search(r'<p class="on-paper">(.*?)</p>', html)[1].lower()
    assert "on-paper" not in page("/scorecard/funnel/")
