"""One sale: a rep, a customer, a product, the way the deal went, and what of it is known today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from random import Random

from dealwright.playbook import Playbook

from . import calendar, words
from .journeys import Journey, Odds, journey
from .market import Organisation, Person
from .sellers import SOURCES, Rep
from .truth import Truth


@dataclass(frozen=True, slots=True)
class Customer:
    """An organisation with its people, as stored: `person_ids` in the order of `people`."""

    organisation: Organisation
    id: int
    people: Sequence[Person]
    person_ids: Sequence[int]


@dataclass(frozen=True)
class Street:
    """Everybody there is: the process they sell by, the reps with their member ids, the customers."""

    book: Playbook
    reps: Sequence[tuple[Rep, int]]
    customers: Sequence[Customer]

    @cached_property
    def rep_shares(self) -> list[float]:
        """How likely a deal goes to each rep."""
        return [rep.share for rep, _ in self.reps]

    def opening_days(self, rng: Random, deals: int, today: date) -> list[date]:
        """The days on which that many deals are opened, in order."""
        days, weights = calendar.opening_days(today)
        return sorted(rng.choices(days, weights, k=deals))


@dataclass(frozen=True, slots=True)
class Sale:
    """A deal before it is stored."""

    customer: Customer
    owner_id: int
    odds: Odds
    product: str
    way: Journey


def sale(rng: Random, street: Street, truth: Truth, day: date, now: datetime) -> Sale:
    """A deal opened on that day, as far as it has come by now; its whole journey is counted in the truth."""
    rep, owner_id = rng.choices(street.reps, street.rep_shares)[0]
    customer = rng.choice(street.customers)
    source = rng.choices(SOURCES, [each.share for each in SOURCES])[0]
    odds = Odds(customer.organisation.segment, source, rep)
    whole = journey(rng, street.book, odds, truth.trouble, day)
    known = whole.until(now)
    truth.note(odds, whole, known)
    return Sale(customer, owner_id, odds, rng.choice(list(words.PRODUCTS)), known)
