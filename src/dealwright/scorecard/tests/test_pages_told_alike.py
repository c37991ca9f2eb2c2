"""The tables behind the charts of the scorecard's pages tell what the API tells, with and without a filter."""

import csv
import html
import io
import json
import re
from typing import Any

import pytest

from dealwright.metrics import METRICS
from dealwright.scorecard import queries, words

PAGES = {
    ("funnel", "Conversion by stage"): (
        "conversion",
        {"Got further": "converted", "Still there": "open", "Lost": "lost", "Share that got further": "value"},
    ),
    ("velocity", "Stay in stage"): (
        "stage_stay",
        {"Half stay no longer": "value", "9 of 10 stay no longer": "p90", "There now": "open_n"},
    ),
    ("velocity", "Older than usual"): (
        "aging",
        {"Older than usual": "value", "Deals": "older", "Usual, 9 of 10": "norm", "Oldest": "oldest"},
    ),
    ("won-lost", "Lost reasons"): ("lost_reasons", {"Lost reasons": "value", "Worth": "amount"}),
}
SOME = {"where": "amount__gte=600"}


@pytest.mark.thorough
@pytest.mark.parametrize("narrowed", [{}, SOME], ids=["all", "some"])
@pytest.mark.parametrize(("leaf", "title"), PAGES)
def test_a_page_tells_what_the_api_tells(
    leaf: str, title: str, narrowed: dict[str, str], sold: Any, cast: Any, client_of: Any, api_of: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    now = queries.next_hour()
    monkeypatch.setattr(queries, "next_hour", lambda: now)
    (metric, columns), browser = PAGES[leaf, title], client_of(cast.owner)
    over_api = json.loads(api_of(cast.owner).get(f"/api/v1/scorecard/{metric}", narrowed).content)["rows"]
    heads, *rows = part(browser.get(f"/scorecard/{leaf}/numbers.csv", narrowed).content.decode("utf-8-sig"), title)
    page = re.sub(r"\s+", " ", html.unescape(browser.get(f"/scorecard/{leaf}/", narrowed).content.decode()))
    assert over_api or narrowed
    assert len(rows) == len(over_api)
    for row, told in zip(rows, over_api, strict=True):
        assert row[0] in page
        for head, column in columns.items():
            number = row[heads.index(head)]
            assert (float(number) if number else None) == pytest.approx(told[column]), (head, column)
            text = words.in_words(told[column], words.unit_of(METRICS[metric], column), "EUR")
            assert text in page


def part(text: str, title: str) -> list[list[str]]:
    """The rows of a figure in the file of a page's numbers, its heads first."""
    rows = list(csv.reader(io.StringIO(text)))
    begin = next(n for n, row in enumerate(rows) if row == [title]) + 1
    ends = [n for n, row in enumerate(rows) if n > begin and not row]
    return rows[begin : min(ends, default=len(rows))]
