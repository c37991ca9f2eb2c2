"""What can happen to a forecast."""

from dealwright.ledger.event import Event


class ForecastSubmitted(Event):
    """Somebody said what will be won in a period: of their own deals, of a team's, or (team 0) of the company's.

    Amounts are in minor units of the currency.
    """

    subject = "submission"
    sentence = "Forecast for {period}: sure of {commit}, at best {best}."
    personal = ("note",)
    period: str
    commit: int
    best: int
    currency: str
    team: int | None = None
    note: str = ""
