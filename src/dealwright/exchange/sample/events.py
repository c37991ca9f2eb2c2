"""What can have happened to the sample company."""

from dealwright.ledger.event import Event


class SampleRequested(Event):
    """Somebody asked for a sample company, or for it to be taken away (no deals); the worker takes it up."""

    subject = "sample"
    sentence = "A sample company with {deals} deals was asked for."
    deals: int
    seed: int = 1


class SampleMade(Event):
    """The sample company is there."""

    subject = "sample"
    sentence = "A sample company with {deals} deals and {organisations} organisations was made."
    deals: int
    organisations: int


class SampleRemoved(Event):
    """The sample company is gone."""

    subject = "sample"
    sentence = "The sample company was taken away: {deals} deals."
    deals: int
