"""Puts the sample company into the database, by the same set-based commands that an import uses."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction

from dealwright.activities.commands import NewActivity, log_activities, plan_tasks
from dealwright.customers.commands import NewOrganisation, NewPerson, record_organisations, record_people
from dealwright.deals.commands import History, KnownPart, NewDeal, Visit, record_deals, record_stakeholders
from dealwright.playbook import PlannedActivity, Playbook
from dealwright.records.money import exponent
from dealwright.workspace.commands import NewMember, add_members
from dealwright.workspace.queries import Actor, Role, members

from . import stories
from .market import Organisation, people
from .sales import Customer, Sale
from .sellers import Rep

MARK = -1  # the import number that all sample records carry; real imports count from 1
BATCH = 2_000
WEEK = timedelta(days=7)


class Store:
    """Where the sample goes: the process, the company's currency, the present moment; counts what it wrote."""

    def __init__(self, book: Playbook, currency: str, now: datetime, by: Actor, via: str) -> None:
        self.book, self.currency, self.now = book, currency, now
        self.counts: Counter[str] = Counter()
        self._who = {"by": by, "via": via}
        self._minor = 10 ** exponent(currency)

    def members(self, managers: Sequence[tuple[str, str]], reps: Sequence[Rep]) -> list[int]:
        """Add the managers and the reps, who cannot sign in, unless an earlier sample did; returns the reps' ids."""
        wanted = [NewMember(rep.name, role=Role.REP, team=rep.team) for rep in reps]
        wanted += [NewMember(name, role=Role.MANAGER, team=team) for name, team in managers]
        there = {(each.name, each.team and each.team.name): each.id for each in members() if each.email is None}
        missing = [new for new in wanted if (new.name, new.team) not in there]
        there |= {(each.name, each.team.name): each.id for each in add_members(missing, **self._who)}
        self.counts["members"] += len(wanted)
        return [there[rep.name, rep.team] for rep in reps]

    def customers(self, rng: Random, found: Iterator[Organisation]) -> list[Customer]:
        """Store the organisations with their people."""
        stored: list[Customer] = []
        while batch := list(islice(found, BATCH)):
            stored += self._customers(rng, batch)
        return stored

    @transaction.atomic
    def _customers(self, rng: Random, batch: Sequence[Organisation]) -> list[Customer]:
        ids = record_organisations([_organisation(each) for each in batch], **self._who, import_id=MARK)
        there = [people(rng, each) for each in batch]
        rows = [
            NewPerson(person.name, email=person.email, job_title=person.job, organisation_id=organisation_id)
            for organisation_id, several in zip(ids, there, strict=True)
            for person in several
        ]
        person_ids = iter(record_people(rows, **self._who, import_id=MARK))
        self.counts.update(organisations=len(ids), people=len(rows))
        return [
            Customer(organisation, organisation_id, several, [next(person_ids) for _ in several])
            for organisation, organisation_id, several in zip(batch, ids, there, strict=True)
        ]

    @transaction.atomic
    def deals(self, rng: Random, batch: Sequence[Sale]) -> None:
        """Store the deals with their pasts, the people on them, what was done about them, and what is to do next."""
        ids = record_deals([self._past(rng, sale) for sale in batch], **self._who, import_id=MARK)
        pairs = list(zip(ids, batch, strict=True))
        record_stakeholders([part for pair in pairs for part in self._parts(rng, *pair)], **self._who)
        touches = [touch for pair in pairs for touch in self._touches(rng, *pair)]
        log_activities(touches, **self._who, import_id=MARK)
        tasks = plan_tasks((plan for pair in pairs for plan in self._next_steps(rng, *pair)), at=self.now - WEEK)
        self.counts.update(deals=len(ids), activities=len(touches), tasks=len(tasks))

    def _past(self, rng: Random, sale: Sale) -> History:
        way, segment = sale.way, sale.odds.segment
        value = stories.amount(rng, segment, sale.product)
        last_touch = way.closed_at or min(self.now, way.visits[-1][1] + timedelta(days=rng.randint(0, 9)))
        new = NewDeal(
            title=f"{sale.product} for {sale.customer.organisation.name}",
            process=self.book.process,
            organisation_id=sale.customer.id,
            owner_id=sale.owner_id,
            product=sale.product,
            source=sale.odds.source.key,
            amount_minor=None if value is None else value * self._minor,
            currency=self.currency,
            close_on=stories.expected_close(rng, way, self.book, self.now).date(),
            fields=stories.own_fields(rng, self.book, way, value, self._minor),
        )
        visits = [Visit(stage, entered) for stage, entered in way.visits]
        return History(new, visits, way.visits[0][1], way.status, way.closed_at, way.reason, last_touch)

    def _parts(self, rng: Random, deal_id: int, sale: Sale) -> Iterator[KnownPart]:
        customer, since = sale.customer, sale.way.visits[-1][1]
        for place, role in stories.parts_played(rng, self.book, sale.way, customer.people):
            yield KnownPart(deal_id, customer.person_ids[place], customer.people[place].name, role, since)

    def _touches(self, rng: Random, deal_id: int, sale: Sale) -> Iterator[NewActivity]:
        for touch in stories.touches(rng, sale.way, sale.customer.people, self.now):
            yield NewActivity(
                ("deal", deal_id),
                touch.kind,
                touch.subject,
                at=touch.at,
                person_id=sale.customer.person_ids[touch.person],
                by_id=sale.owner_id,
            )

    def _next_steps(self, rng: Random, deal_id: int, sale: Sale) -> Iterable[tuple[int, int, PlannedActivity]]:
        """One task for most open deals, due from four days ago to ten days ahead."""
        planned = self.book.stage(sale.way.visits[-1][0]).activities
        if sale.way.status == "open" and planned and rng.random() < 0.85:
            yield deal_id, sale.owner_id, replace(rng.choice(planned), days=rng.randint(3, 17))


def _organisation(each: Organisation) -> NewOrganisation:
    return NewOrganisation(
        each.name,
        website=f"https://{each.domain}",
        sector=each.sector,
        country=each.country,
        employees=each.employees,
        founded=each.founded,
    )
