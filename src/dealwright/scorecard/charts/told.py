"""A figure as programs read it."""

from typing import Any

from dealwright.desk.charts import Figure, Point


def told(figure: Figure) -> dict[str, Any]:
    """The figure as JSON has it: money in major units, a ratio 0..1, each value with how it is read."""
    return {
        "figure": figure.name,
        "title": str(figure.title),
        "summary": str(figure.summary),
        "definition": str(figure.definition),
        "unit": figure.unit,
        **({"currency": figure.currency} if figure.currency else {}),
        "columns": [str(figure.axis), *(str(each.name) for each in figure.series)],
        "rows": [{"label": str(label), "values": [_point(each) for each in points]} for label, points in figure.rows],
    }


def _point(point: Point) -> dict[str, Any]:
    ends = {"low": point.low, "high": point.high} if point.low is not None else {}
    return {"value": point.value, "text": str(point.text), **ends}
