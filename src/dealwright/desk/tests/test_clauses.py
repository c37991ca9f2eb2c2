"""Conditions in words: by the titles of fields and values; what says more than rows can is told to."""

import pytest

from dealwright.desk.askable import askables
from dealwright.desk.clauses import said

SAMPLE = {"name": "text", "amount": 10.0, "stage": "offer", "stages": ["offer"], "vip": True, "fields": {"size": 1}}
TITLES = {"stages": "Stages it has reached", "fields.size": "Size of the site"}
STAGES = {"offer": "Offer sent", "closing": "Closing", "end": "Over", "stop": "Over"}
ASKED = askables("deal", SAMPLE, TITLES, {"stage": STAGES, "stages": STAGES})


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ('deal.name == "A && B"', "Name is A && B"),
        ('deal.stage == "offer" && deal.amount >= 100', "Stage is Offer sent and Amount is at least 100"),
        ('"offer" in deal.stages || !has(deal.name)', "Stages it has reached include Offer sent or Name is empty"),
        ('deal.stage in ["offer", "closing"]', "Stage is one of Offer sent, Closing"),
        ('deal.name.startsWith("A")', "Name begins with A"),
        ('deal.stage == "stop"', "Stage is Over (stop)"),
        ("!deal.vip", "Vip is not true"),
        ("deal.fields.size > 3", "Size of the site is more than 3"),
        ("deal.amount * 2.0 > 100", ""),
        ("deal.amount > deal.fields.size", ""),
        ('deal.name == "A" && deal.vip || deal.vip', ""),
        ('person.name == "A"', ""),
        ("", ""),
    ],
)
def test_a_condition_reads_as_a_person_would_say_it(condition: str, words: str) -> None:
    assert said(condition, ASKED) == words
