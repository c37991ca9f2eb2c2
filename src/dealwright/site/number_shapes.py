"""What answers about the numbers look like: the scorecard, goals, alerts, dashboards, forecasts."""

from .schemas import DAY, FIGURE, LIST, MOMENT, NUMBER, OBJECT, TEXT, YES, Schema, or_none, thing

NUMBERS: dict[str, Schema] = {
    "Number": thing(
        "A number of the scorecard and what it means; when it is asked for itself, with its rows.",
        {"rows": LIST, "by": or_none(TEXT), "from": or_none(DAY), "to": or_none(DAY), "process": or_none(TEXT),
         "as_of": or_none(MOMENT), "currency": TEXT, "left_out": TEXT, "odd": LIST, "owner": TEXT,
         "answers": or_none(TEXT)},
        metric=TEXT, title=TEXT, definition=TEXT, unit=TEXT,
    ),
    "WaysOfDeals": thing(
        "How deals really went: moves from stage to stage, whole paths, or the places where time and deals are lost.",
        {"currency": TEXT, "odd": LIST},
        items=LIST,
    ),
    "Waterfall": thing(
        "How the open pipeline of one day became that of another: its level, each kind of change, and its level then.",
        {"closing_by": or_none(DAY)},
        currency=TEXT, rows=LIST, left_out=OBJECT, odd=LIST, **{"from": DAY, "to": DAY},
    ),
    "Figure": thing(
        "A chart of the scorecard as heads and rows; each value with how it is read.",
        {"currency": TEXT},
        figure=TEXT, title=TEXT, summary=TEXT, definition=TEXT, unit=TEXT, columns=LIST, rows=LIST,
    ),
    "Adoption": thing(
        "Who uses the process, in shares of their steps; how fields are filled in, with what to do about each.",
        members=LIST, teams=LIST, bypassed=LIST, closed_deals=NUMBER, fields=LIST, own_fields=LIST,
        **{"from": MOMENT, "to": MOMENT},
    ),
    "FigureNames": thing("The names of all charts of the scorecard.", items=LIST),
    "Goal": thing(
        "What a member, a team or the company wants to reach in a month, quarter or year, and how it stands today: "
        "`expected` by now, `state` and the same in words; money is a decimal string.",
        {"currency": TEXT},
        id=NUMBER, metric=TEXT, title=TEXT, who=TEXT, period=TEXT, unit=TEXT, state=TEXT, said=TEXT, by_last_year=YES,
        value=FIGURE, target=FIGURE, expected=FIGURE, **{"from": DAY, "to": DAY},
    ),
    "Answering": thing(
        "A number of the scorecard, the role that usually answers for it, and the member who was named to.",
        metric=TEXT, title=TEXT, role=TEXT, member=or_none(NUMBER), name=or_none(TEXT),
    ),
    "Alert": thing(
        "A number that left its usual band, or what you watch; `low` to `high` is what chance gives, money is a "
        "decimal string. It stands until `ended_on`.",
        {"currency": TEXT, "usual": FIGURE, "low": FIGURE, "high": FIGURE, "limit": FIGURE},
        id=NUMBER, metric=TEXT, title=TEXT, side=TEXT, unit=TEXT, value=FIGURE, said=TEXT, watch=or_none(NUMBER),
        began_on=DAY, ended_on=or_none(DAY),
    ),
    "Watch": thing(
        "A number of the last four weeks that you watch, and the value above or below which you hear of it.",
        {"currency": TEXT},
        id=NUMBER, metric=TEXT, title=TEXT, side=TEXT, unit=TEXT, value=FIGURE,
    ),
    "Dashboard": thing(
        "Figures of the scorecard under a name, each with the filters that it keeps.",
        id=NUMBER, name=TEXT, shared=TEXT, mine=YES, may_change=YES, figures=LIST,
    ),
    "Forecast": thing(
        "What is known of a month or quarter ahead: won and open deals by category (`parts`), what the model expects "
        "of it (null before the first night), and the same with what people say for each team and member (`rows`).",
        period=TEXT, who=TEXT, name=TEXT, currency=TEXT, as_of=or_none(MOMENT), parts=OBJECT, rows=LIST,
        deals_without_rate=NUMBER, deals_without_amount=NUMBER, expected=or_none(OBJECT), **{"from": DAY, "to": DAY},
    ),
    "ForecastMoves": thing(
        "What moved among the open deals of a period since the forecast of a week ago: `start` and the changes give "
        "`end`; null before the second night.",
        period=TEXT, who=TEXT, currency=TEXT, since=or_none(DAY), start=or_none(TEXT), end=or_none(TEXT), changes=LIST,
        deals=LIST, categories=LIST,
    ),
    "TrackRecord": thing(
        "How good forecasts for such periods were: every way of forecasting tried on the past, chances beside what "
        "became of them, and the forecasts that were made beside what came.",
        period=TEXT, who=TEXT, name=TEXT, currency=TEXT, made_on=or_none(DAY), method=or_none(TEXT), said=LIST,
        scores=LIST, as_it_went=or_none(OBJECT), reliability=LIST, trials=LIST, snapshots=LIST,
    ),
    "Submission": thing(
        "What somebody said will be won in a period; it is never changed.",
        id=NUMBER, who=TEXT, name=TEXT, by=NUMBER, commit=TEXT, best=TEXT, currency=TEXT, note=TEXT, at=MOMENT,
    ),
}  # fmt: skip
