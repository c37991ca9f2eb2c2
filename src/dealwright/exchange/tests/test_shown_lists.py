"""A list as a file has the list's columns, order and rows, typed in a sheet, and no formula that runs."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright.deals.commands import NewDeal, change_deal, open_deals

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]
LIST = "?columns=title,amount,close_on,opened_on,stage&sort=-amount&amount__gte=2&shown=1"


@pytest.fixture
def deals(cast: "Cast", published: Any) -> list[int]:
    news = [
        NewDeal("=1+1", amount_minor=300),
        NewDeal("Small", amount_minor=100),
        NewDeal("Large", amount_minor=123450),
    ]
    ids = open_deals(news, by=cast.rep, via="page")
    change_deal(ids[0], {"close_on": "2027-03-31"}, by=cast.rep, via="page")
    return ids


def sent(browser: Client, form: str, query: str = LIST) -> bytes:
    answer = browser.get(f"/exchange/export/deals.{form}{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]  # answered by one thread, so not asynchronous


def test_csv(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    rows = list(csv.reader(io.StringIO(sent(client_of(cast.rep), "csv").decode())))
    assert rows[0] == ["Title", "Amount", "Amount (currency)", "Expected close", "Opened", "Stage"]
    assert [row[:4] for row in rows[1:]] == [["Large", "1234.50", "EUR", ""], ["'=1+1", "3.00", "EUR", "2027-03-31"]]
    assert rows[1][5] == "Prospecting"


def test_json(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    items = json.loads(sent(client_of(cast.rep), "json"))
    assert [(each["title"], each["amount"]) for each in items] == [("Large", "1234.50"), ("=1+1", "3.00")]
    assert json.loads(sent(client_of(cast.rep), "json", "?title=None&shown=1")) == []


def test_a_sheet_has_numbers_days_and_no_formulas(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(sent(client_of(cast.rep), "xlsx"))).active
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]][:2] == ["Title", "Amount"]
    assert (rows[1][1].value, rows[1][1].number_format) == (1234.5, "#,##0.00")
    assert (rows[2][0].value, rows[2][0].data_type) == ("=1+1", "s")
    assert rows[2][3].value == datetime(2027, 3, 31)  # noqa: DTZ001 (a sheet knows no zones)
    assert isinstance(rows[1][4].value, datetime)
    assert not isinstance(rows[2][3].value, date) or rows[2][3].number_format == "yyyy-mm-dd"


def test_a_file_holds_only_what_its_reader_may_see(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    assert len(sent(client_of(cast.stranger), "csv").splitlines()) == 1


def test_what_no_list_understands_is_refused(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    assert client_of(cast.rep).get("/exchange/export/deals.xlsx?colour=red").status_code == 400
