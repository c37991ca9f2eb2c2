"""From a figure to what ECharts is told. Colours are named as in the desk's tokens; the browser looks them up."""

from typing import Any

from dealwright.desk.charts.figure import Edge, Figure, Node, Point, Series

Option = dict[str, Any]
ROW, HEAD, FOOT, PLOT, LETTER = 34, 34, 30, 260, 7  # pixels
SHORT = 12  # letters that fit into a place of a flow
LYING = ("bar", "stacked", "funnel", "waterfall")
BARE: Option = {"axisLine": {"show": False}, "axisTick": {"show": False}}


def option(figure: Figure) -> Option:
    """The chart as ECharts draws it, but for colours, fonts and the marks of its value axis."""
    if figure.kind == "flow":
        return _flow(figure)
    several = len(figure.drawn) > 1 and figure.kind != "heat"
    return {
        "grid": {"left": 4, "right": _beside(figure), "top": HEAD if several else 12, "bottom": 26},
        "legend": {"show": several, "left": 0, "top": 0, "icon": "roundRect", "itemWidth": 10, "itemHeight": 10},
        "tooltip": {"trigger": "axis" if figure.kind == "line" else "item"},
        **_axes(figure),
        "series": _series(figure),
    }


def _beside(figure: Figure) -> int:
    """Pixels for the words to the right of lying bars."""
    if figure.kind not in ("bar", "waterfall"):
        return 16
    written = (point for each in figure.drawn for point in each.points if point.value is not None)
    return 16 + LETTER * max((len(point.text) for point in written), default=0)


def height(figure: Figure) -> int:
    """How many pixels high the chart is: lying bars take a row each."""
    several = HEAD if len(figure.drawn) > 1 else 0
    if figure.kind in LYING:
        row = ROW + (12 if figure.kind == "funnel" else 0)
        row += 16 * (len(figure.drawn) - 1) if figure.kind == "bar" else 0
        return row * max(len(figure.labels), 1) + several + (0 if figure.kind == "funnel" else FOOT)
    if figure.kind == "heat":
        return ROW * max(len(figure.drawn), 1) + 2 * FOOT
    return PLOT + several


def _axes(figure: Figure) -> Option:
    value: Option = {
        "type": "value",
        "splitLine": {"lineStyle": {"color": "--line"}},
        "axisLabel": {"color": "--muted", "hideOverlap": True},
        **_bounds(figure),
    }
    names: Option = {"type": "category", "data": [_plain(each) for each in figure.labels], **BARE}
    names["axisLabel"] = {"color": "--ink", "overflow": "truncate", "hideOverlap": True}
    match figure.kind:
        case "scatter":
            return {"xAxis": {**value, "scale": True, **BARE}, "yAxis": {**value, "scale": True}}
        case "heat":
            rows = {**names, "data": [_plain(each.name) for each in figure.drawn], "inverse": True}
            return {"xAxis": {**_every(names), "position": "top"}, "yAxis": rows, "visualMap": _shades(figure)}
        case "funnel":
            data = [_named(figure, n) for n in range(len(figure.labels))]
            names["axisLabel"] |= {
                "rich": {"n": {"color": "--ink", "lineHeight": 16}, "v": {"color": "--muted", "lineHeight": 16}}
            }
            return {"xAxis": {"show": False, "min": 0, "max": 1}, "yAxis": {**names, "data": data, "inverse": True}}
        case "bar" | "stacked" | "waterfall":
            return {"xAxis": {**value, "splitNumber": 4}, "yAxis": {**names, "inverse": True}}
        case "column":
            return {"xAxis": _every(names), "yAxis": {**value, "splitNumber": 4}}
        case _:
            return {"xAxis": names, "yAxis": {**value, "splitNumber": 4}}


def _bounds(figure: Figure) -> Option:
    """No mark beyond 100 % where there cannot be more, and none between whole numbers."""
    values = [point.value for each in figure.drawn for point in each.points if point.value is not None]
    if figure.kind not in ("bar", "stacked", "column", "line"):
        return {}
    if figure.kind != "stacked" and figure.unit == "ratio" and values and 0.8 < max(values) <= 1:
        return {"max": 1, "interval": 0.25}
    return {"minInterval": 1} if figure.unit == "number" and all(value == int(value) for value in values) else {}


def _every(names: Option) -> Option:
    """An axis that leaves no name out where there is room for some letters of each."""
    return {**names, "axisLabel": {**names["axisLabel"], "interval": 0}}


def _series(figure: Figure) -> list[Option]:
    match figure.kind:
        case "heat":
            return [_heat(figure)]
        case "funnel":
            [shown] = figure.drawn
            around = [{"value": (1 - (each.value or 0)) / 2} for each in shown.points]
            return [_hidden(around), _bars(figure, shown) | {"stack": "all", "barWidth": 28}]
        case "waterfall":
            return _waterfall(figure)
        case "line":
            return [line for each in figure.drawn for line in (*_band(each), _line(each, figure))]
        case "scatter":
            return [_scatter(each, figure) for each in figure.drawn]
        case kind:
            stack = {"stack": "all"} if kind == "stacked" else {}
            return [_bars(figure, each, labelled=kind == "bar") | stack for each in figure.drawn]


def _datum(figure: Figure, shown: Series, n: int, point: Point, **more: Any) -> Option:
    """A value with what is read when it is pointed at, and where it leads."""
    label = figure.labels[n] if n < len(figure.labels) else ""
    words = [label, shown.name] if len(figure.drawn) > 1 else [label or shown.name]
    said = f"{', '.join(each for each in words if each)}: {point.text}"
    tone = {"itemStyle": {"color": f"--{point.tone}"}} if point.tone else {}
    return {"value": point.value, "said": said, **({"href": point.href} if point.href else {}), **tone, **more}


def _bars(figure: Figure, shown: Series, *, labelled: bool = False) -> Option:
    data = []
    for n, point in enumerate(shown.points):
        label = (
            {"label": {"show": True, "formatter": _plain(point.text)}} if labelled and point.value is not None else {}
        )
        data.append(_datum(figure, shown, n, point, **label))
    return {
        "type": "bar",
        "name": shown.name,
        "data": data,
        "barMaxWidth": 22,
        "itemStyle": {"color": f"--{shown.tone}", "borderRadius": 2},
        "label": {"position": "right", "color": "--muted"},
    }


def _hidden(values: list[Option]) -> Option:
    """A bar that is not seen and lifts the one stacked on it."""
    return {"type": "bar", "stack": "all", "silent": True, "data": values, "itemStyle": {"color": "transparent"}}


def _waterfall(figure: Figure) -> list[Option]:
    """The first and last points are levels, those between are changes, which hang where the one before ended."""
    [shown] = figure.drawn
    lifts, bars, level = [], [], 0.0
    for n, point in enumerate(shown.points):
        value, before = point.value or 0.0, level
        level = value if n in (0, len(shown.points) - 1) else level + value
        is_level = n in (0, len(shown.points) - 1)
        lifts.append({"value": 0 if is_level else min(before, level)})
        tone = point.tone or ("muted" if is_level else "good" if value > 0 else "bad")
        label = {"show": bool(value), "formatter": _plain(point.text)}
        datum = _datum(figure, shown, n, point, label=label, itemStyle={"color": f"--{tone}"})
        bars.append(datum | {"value": abs(value)})
    return [_hidden(lifts), _bars(figure, shown) | {"stack": "all", "data": bars}]


def _line(shown: Series, figure: Figure) -> Option:
    return {
        "type": "line",
        "name": shown.name,
        "data": [_datum(figure, shown, n, point) for n, point in enumerate(shown.points)],
        "itemStyle": {"color": f"--{shown.tone}"},
        "lineStyle": {"width": 2},
        "symbolSize": 7,
        "showAllSymbol": True,
    }


def _band(shown: Series) -> list[Option]:
    """The range around a line: an unseen line at its lower end and the shaded height above it."""
    if all(point.low is None for point in shown.points):
        return []
    ends = [(point.low, point.high) for point in shown.points]
    lows = [low if high is not None else None for low, high in ends]
    heights = [None if low is None or high is None else high - low for low, high in ends]
    unseen = {
        "type": "line", "stack": f"range of {shown.name}", "silent": True, "symbol": "none", "lineStyle": {"opacity": 0}
    }  # fmt: skip
    shade = {"areaStyle": {"color": f"--{shown.tone}", "opacity": 0.14}}
    return [{**unseen, "data": lows}, {**unseen, **shade, "data": heights}]


def _scatter(shown: Series, figure: Figure) -> Option:
    """Points where both values are known, with the line on which both are the same."""
    data = [
        _datum(figure, shown, n, point) | {"value": [point.at, point.value]}
        for n, point in enumerate(shown.points)
        if point.at is not None and point.value is not None
    ]
    same = {"silent": True, "symbol": "none", "label": {"show": False}, "lineStyle": {"color": "--muted"}}
    top = max((end for each in data for end in each["value"]), default=1)
    same["data"] = [[{"coord": [0, 0]}, {"coord": [top, top]}]]
    tone = {"color": f"--{shown.tone}", "opacity": 0.75}
    return {
        "type": "scatter", "name": shown.name, "data": data, "symbolSize": 11, "itemStyle": tone, "markLine": same
    }  # fmt: skip


def _heat(figure: Figure) -> Option:
    cells = [
        _cell(figure, shown, row, column)
        for row, shown in enumerate(figure.drawn)
        for column in range(len(figure.labels))
        if shown.points[column].value is not None
    ]
    return {"type": "heatmap", "data": cells, "itemStyle": {"borderColor": "--paper", "borderWidth": 2}}


def _cell(figure: Figure, shown: Series, row: int, column: int) -> Option:
    point = shown.points[column]
    least, most = _shades(figure)["min"], _shades(figure)["max"]
    dark = (point.value or 0) > least + 0.65 * (most - least)
    label = {"show": True, "formatter": _plain(point.text), "color": "--on-accent" if dark else "--ink"}
    return _datum(figure, shown, column, point, label=label) | {"value": [column, row, point.value]}


def _shades(figure: Figure) -> Option:
    values = [point.value for each in figure.drawn for point in each.points if point.value is not None]
    colours = {"color": ["--accent-soft", "--accent"]}
    return {"show": False, "min": min(values, default=0), "max": max(values, default=1), "inRange": colours}


def _flow(figure: Figure) -> Option:
    """Places on a plane without axes: along it from left to right, aside from the middle up and down."""
    last = max((each.along for each in figure.nodes), default=0)
    aside = max((abs(each.aside) for each in figure.nodes), default=0)
    is_straight = not aside and not any(each.bend for each in figure.edges)
    along, across = {"min": -0.5, "max": last + 0.5}, {"min": -aside - 1, "max": aside + 1, "straight": is_straight}
    graph = {"type": "graph", "coordinateSystem": "cartesian2d", "symbol": "rect", "emphasis": {"focus": "adjacency"}}
    return {
        "grid": {"left": 0, "right": 0, "top": 0, "bottom": 0},
        "tooltip": {},
        "xAxis": {"show": False, "type": "value", "axisLabel": {}, **along},
        "yAxis": {"show": False, "type": "value", "axisLabel": {}, **across},
        "series": [graph | {"data": [_node(each) for each in figure.nodes], "links": [*map(_edge, figure.edges)]}],
    }


def _node(node: Node) -> Option:
    style = {"color": "--paper", "borderColor": f"--{node.tone}", "borderWidth": 1.5, "borderRadius": 6}
    lines = [
        *(f"{{n|{each}}}" for each in _lines(_plain(node.label))),
        *([f"{{v|{_plain(node.text)}}}"] if node.text else []),
    ]
    rich = {"n": {"color": "--ink", "fontWeight": 600, "lineHeight": 15}, "v": {"color": "--muted", "lineHeight": 16}}
    label = {"show": True, "formatter": "\n".join(lines), "rich": rich, "overflow": "truncate"}
    said = f"{node.label}: {node.text}" if node.text else node.label
    drawn = {"value": [node.along, node.aside], "symbolSize": [132, 60], "itemStyle": style, "label": label}
    return {"id": node.key, "said": said, **({"href": node.href} if node.href else {}), **drawn}


def _lines(label: str) -> list[str]:
    """A long name on two lines, parted at the space nearest to its middle."""
    spaces = [place for place, letter in enumerate(label) if letter == " "]
    if len(label) <= SHORT or not spaces:
        return [label]
    middle = min(spaces, key=lambda place: abs(place - len(label) / 2))
    return [label[:middle], label[middle + 1 :]]


def _edge(edge: Edge) -> Option:
    style = {"width": 1 + 9 * edge.weight, "curveness": edge.bend, "color": f"--{edge.tone}", "opacity": 0.5}
    label = {"show": bool(edge.text), "formatter": _plain(edge.text), "color": "--ink", "fontSize": 11, "opacity": 1}
    ends = {"source": edge.origin, "target": edge.target, "said": edge.said or edge.text}
    ends |= {"href": edge.href} if edge.href else {}
    return {**ends, "lineStyle": style, "label": label | {"textBorderColor": "--paper", "textBorderWidth": 3}}


def _named(figure: Figure, n: int) -> str:
    return f"{{n|{_plain(figure.labels[n])}}}\n{{v|{_plain(figure.drawn[0].points[n].text)}}}"


def _plain(text: str) -> str:
    """Without the signs that ECharts reads as its own."""
    return str(text).replace("{", "(").replace("}", ")").replace("|", "/")
