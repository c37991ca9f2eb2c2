"""A figure draws and reads the same numbers, and nothing in it can be taken for markup."""

import json
import re
from html import unescape

import pytest
from django.template import engines

from dealwright.desk.charts import Figure, Point, Series, option
from dealwright.desk.charts.figure import Unit
from dealwright.desk.charts.samples import samples


def drawn(figure: Figure) -> str:
    return engines["jinja2"].env.from_string("{{ ui.chart(figure) }}").render(figure=figure)


@pytest.mark.parametrize("figure", samples(), ids=lambda figure: figure.kind)
def test_each_kind_is_drawn_from_data_and_read_in_a_table(figure: Figure) -> None:
    html = drawn(figure)
    told = json.loads(unescape(re.search(r'option-value="([^"]*)"', html)[1]))
    assert told == json.loads(json.dumps(option(figure)))
    assert html.count('<th scope="row">') == len(figure.labels)
    for label, points in figure.rows:
        assert label in html
        assert all(point.text in unescape(html) for point in points)


def test_a_waterfall_hangs_each_change_where_the_last_one_ended() -> None:
    values = [100.0, 40.0, -70.0, 70.0]
    figure = Figure(
        "w", "W", "waterfall", "Step", list("abcd"), [Series("Value", [Point(each, "x") for each in values])]
    )
    lifts, bars = ([each["value"] for each in one["data"]] for one in option(figure)["series"])
    assert lifts == [0, 100, 70, 0]
    assert bars == [100, 40, 70, 70]


@pytest.mark.parametrize(
    ("unit", "values", "bounds"),
    [
        ("ratio", [1.0, 0.37], {"max": 1}),
        ("ratio", [0.2], {}),
        ("number", [1, 3], {"minInterval": 1}),
        ("number", [0.5], {}),
    ],
)
def test_an_axis_has_no_mark_where_no_value_can_be(unit: Unit, values: list[float], bounds: dict[str, int]) -> None:
    figure = Figure("w", "W", "bar", "Step", ["a"] * len(values), [Series("V", [Point(n) for n in values])], unit=unit)
    axis = option(figure)["xAxis"]
    assert {name: axis[name] for name in ("max", "minInterval") if name in axis} == bounds


def test_texts_of_users_are_texts_everywhere() -> None:
    hostile = "{a|b}<script>\"'"
    figure = Figure("f", hostile, "funnel", hostile, [hostile], [Series(hostile, [Point(0.5, hostile)])])
    html = drawn(figure)
    assert "<script" not in html
    assert "(a/b)" in option(figure)["yAxis"]["data"][0]


def test_a_figure_without_values_says_so() -> None:
    html = drawn(Figure("f", "F", "bar", "Stage", ["One"], [Series("Value", [Point(None)])]))
    assert "Nothing to show" in html
    assert "data-controller" not in html
