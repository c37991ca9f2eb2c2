"""Who is out there: organisations of three sizes, and the people in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from . import words


@dataclass(frozen=True, slots=True)
class Segment:
    """Customers of one size: their share, employees from-to, median deal (major units), how long they take
    (factor), and how readily they say yes (log-odds)."""

    key: str
    share: float
    employees: tuple[int, int]
    deal: float
    pace: float
    ease: float


SEGMENTS = (
    Segment("small", 0.55, (5, 49), 6_000, 0.75, 0.15),
    Segment("medium", 0.32, (50, 499), 26_000, 1.0, 0.0),
    Segment("large", 0.13, (500, 9_000), 110_000, 1.5, -0.35),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A firm that the sample company sells to."""

    name: str
    domain: str
    sector: str
    country: str
    segment: Segment
    employees: int
    founded: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody there; `role` is the part they usually play in a deal."""

    name: str
    email: str
    job: str
    role: str


def organisations(rng: Random, count: int) -> Iterator[Organisation]:
    """That many organisations, no two of the same name."""
    taken: set[str] = set()
    while len(taken) < count:
        sector = rng.choice(list(words.SECTORS))
        country = rng.choice(list(words.COUNTRIES))
        root = rng.choice(words.BEGINNINGS) + rng.choice(words.MIDDLES) + rng.choice(words.ENDINGS)
        trade = rng.choice(words.SECTORS[sector])
        name = f"{root} {trade} {words.COUNTRIES[country]}"
        if name in taken:
            continue
        taken.add(name)
        segment = rng.choices(SEGMENTS, [each.share for each in SEGMENTS])[0]
        low, high = segment.employees
        employees = min(high, int(low * (high / low) ** rng.random()))
        domain = f"{root}-{trade}-{len(taken)}.example".lower()
        yield Organisation(name, domain, sector, country, segment, employees, rng.randint(1890, 2022))


def people(rng: Random, organisation: Organisation) -> list[Person]:
    """Two to four people of the organisation, one of whom can say yes."""
    roles = ["decision_maker", *rng.sample(list(words.JOBS)[1:], rng.choice((1, 1, 2, 3)))]
    return [_person(rng, organisation, role) for role in roles]


def _person(rng: Random, organisation: Organisation, role: str) -> Person:
    first, family = rng.choice(words.FIRST_NAMES), rng.choice(words.FAMILY_NAMES)
    email = f"{first}.{family}@{organisation.domain}".lower()
    return Person(f"{first} {family}", email, words.JOBS[role], role)
