"""What a metric is computed from: tables of facts, the period asked for, and what can be asked `by`.

All times are naive UTC timestamps. Money is in minor units. A null means that nobody knows.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Table: TypeAlias = Any  # an Ibis table; Ibis ships no types
Column: TypeAlias = Any  # an Ibis column or scalar
Money: TypeAlias = Literal["single", "base"]

DIMENSIONS = {
    "deal": ("owner", "team", "source", "product", "month_opened", "version"),
    "lead": ("owner", "team", "source", "campaign", "month_created"),
}

FACTS: dict[str, dict[str, str]] = {
    "deals": {
        "deal_id": "int64",
        "process": "string",
        "version": "int64",  # of the process
        "stage": "string",  # the stage it is in, or was in when it closed
        "status": "string",  # open, won, lost
        "owner_id": "int64",
        "team_id": "int64",
        "source": "string",
        "product": "string",
        "currency": "string",
        "amount_minor": "int64",  # in minor units of `currency`
        "base_minor": "int64",  # in minor units of the company's currency, at the rate frozen on the deal
        "close_on": "date",  # when it is expected to close
        "organisation_id": "int64",
        "opened_on": "timestamp",
        "closed_on": "timestamp",
        "reason": "string",  # why it was lost
        "probability": "double",  # per cent, of the stage the deal is in; 0 for none
        "category": "string",  # of the forecast: commit, best_case, pipeline, omitted
    },
    "visits": {
        "deal_id": "int64",
        "n": "int64",  # order of the visit within the deal: 1, 2, 3
        "stage": "string",
        "position": "int64",  # of the stage in the deal's version of the process, from 0
        "counts_as": "string",  # what that version says a deal has had once it came here: demo, proposal
        "entered_on": "timestamp",
        "left_on": "timestamp",  # null while the deal is still there, or when its history is not known
    },
    "states": {  # what a deal was from one change to the next: as many rows as it ever looked different
        "deal_id": "int64",
        "n": "int64",  # order of the state within the deal: 1, 2, 3
        "from_on": "timestamp",  # it was so from this moment on; null when nobody knows since when
        "to_on": "timestamp",  # and no longer from this one on; null while it is still so
        "stage": "string",
        "status": "string",
        "owner_id": "int64",
        "currency": "string",
        "amount_minor": "int64",
        "base_minor": "int64",
        "close_on": "date",
        "probability": "double",
        "category": "string",
    },
    "activities": {
        "activity_id": "int64",
        "kind": "string",  # call, meeting, email, note ...
        "at": "timestamp",
        "member_id": "int64",  # who did it
        "deal_id": "int64",
        "lead_id": "int64",
        "outcome": "string",  # null where it took place; agreed, declined, postponed, no_answer
        "direction": "string",  # in from the customer, out to them; null where nobody told
        "minutes": "int64",
        "status": "string",  # logged
    },
    "signs": {  # what else tells who has to act next
        "sign_id": "int64",
        "deal_id": "int64",
        "kind": "string",  # approval: somebody of ours is asked; task: one of ours is due; buyer: the buyer did a step
        "from_on": "timestamp",  # when it was asked for, due or done; null for a task that is never due
        "to_on": "timestamp",  # when it was decided or done; null as long as it is not, and of a buyer's step
        "counts_as": "string",  # what its process says a deal has had once the task is done: demo, proposal
        "outcome": "string",  # what came of the task; null where it took place
        "status": "string",  # kept
    },
    "leads": {
        "lead_id": "int64",
        "status": "string",  # new, working, qualified, converted, disqualified, recycled
        "owner_id": "int64",
        "team_id": "int64",
        "source": "string",  # of the first touch
        "campaign": "string",
        "last_source": "string",
        "last_campaign": "string",
        "created_on": "timestamp",
        "qualified_on": "timestamp",  # the first time
        "converted_on": "timestamp",
        "disqualified_on": "timestamp",
        "reason": "string",  # why it was disqualified or put back
        "deal_id": "int64",  # the deal it became
    },
    "touches": {
        "lead_id": "int64",
        "n": "int64",  # order of the touch: 1 is the first
        "at": "timestamp",
        "source": "string",
        "campaign": "string",
        "medium": "string",
    },
    "spending": {
        "spend_id": "int64",
        "name": "string",  # of a source or campaign
        "campaign": "bool",
        "cost_minor": "int64",
        "currency": "string",
        "status": "string",  # kept
    },
}

STAYS = {  # visits, and what follows from those of the same deal: worked out once, where facts are kept
    **FACTS["visits"],
    "turn": "int64",  # which of the deal's visits to this stage it is: 1, 2, 3
    "turns": "int64",  # how many of them there are
    "came_from": "int64",  # the position of the visit before; null for the first
    "furthest": "int64",  # the highest position from this visit on
}
_STAYS = """
    SELECT {visits}, row_number() OVER (PARTITION BY deal_id, stage ORDER BY n) AS turn,
        count(*) OVER (PARTITION BY deal_id, stage) AS turns,
        lag(position) OVER (PARTITION BY deal_id ORDER BY n) AS came_from,
        max(position) OVER (PARTITION BY deal_id ORDER BY n ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
            AS furthest
    FROM ({rows}) AS visits"""


def stays_of(rows: str = "SELECT * FROM visits") -> str:
    """The query of STAYS over visits, given as a query; DuckDB, PostgreSQL and Spark read it alike."""
    return _STAYS.format(visits=", ".join(f'"{name}"' for name in FACTS["visits"]), rows=rows)


@dataclass(frozen=True)
class Facts:
    """The facts as a metric sees them, and what was asked.

    `deals` has two columns more than the table: `group`, the answer to `by` (null when nothing is asked), and
    `amount`, the money to add up; `leads` has `group`, `states` has `amount`. `start`, `stop` and `now` are timestamps
    bound when the query runs.
    """

    deals: Table
    visits: Table
    stays: Table
    states: Table
    activities: Table
    signs: Table
    leads: Table
    touches: Table
    spending: Table
    start: Column
    stop: Column
    now: Column

    def during(self, moment: Column) -> Column:
        """True where `moment` lies in the period: with `start`, without `stop`, a null leaves that side open.

        An unknown moment lies in no period, but counts when none is asked for.
        """
        return (self.start.isnull() | (moment >= self.start)) & (self.stop.isnull() | (moment < self.stop))


def days(begin: Column, end: Column) -> Column:
    """Days from `begin` to `end`, by the calendar: whole seconds / 86,400. Null if either is."""
    return end.delta(begin, unit="second") / 86400


def declared(by: str | None, money: Money) -> Facts:
    """The facts as unbound Ibis tables, grouped `by` a dimension and with the chosen money as `amount`."""
    import ibis  # type: ignore[import-untyped]  # Ibis ships no types

    tables = {name: ibis.table(columns, name=name) for name, columns in {**FACTS, "stays": STAYS}.items()}
    for name in ("deals", "states"):
        table = tables[name]
        tables[name] = table.mutate(amount=table.amount_minor if money == "single" else table.base_minor)
    for name, groups in (("deals", _groups_of_deals), ("leads", _groups_of_leads)):
        group = groups(tables[name]).get(by or "")
        tables[name] = tables[name].mutate(group=ibis.null("string") if group is None else group)
    moments = {name: asked(kept, "timestamp") for name, kept in (("start", "from"), ("stop", "to"), ("now", "now"))}
    return Facts(**tables, **moments)


def asked(name: str, kind: Any) -> Column:
    """A value bound when the query runs: a call of `asked('name')`, to be made into the parameter `$name`.

    Ibis has parameters of its own, but writes their values into the text, which then could not be kept.
    """
    import ibis

    def asked(parameter: str) -> str:
        raise NotImplementedError("`asked` is replaced on compiling.")

    return ibis.udf.scalar.builtin(asked)(name).cast(kind)


def _groups_of_deals(deals: Table) -> dict[str, Column]:
    """The columns that answer `by`: an id, a text, `2026-11` for a month, `general 2` for a version."""
    return {
        "owner": deals.owner_id,
        "team": deals.team_id,
        "source": deals.source,
        "product": deals["product"],
        "month_opened": deals.opened_on.strftime("%Y-%m"),
        "version": deals.process + " " + deals.version.cast("string"),
    }


def _groups_of_leads(leads: Table) -> dict[str, Column]:
    return {
        "owner": leads.owner_id,
        "team": leads.team_id,
        "source": leads.source,
        "campaign": leads.campaign,
        "month_created": leads.created_on.strftime("%Y-%m"),
    }


def create_facts(connection: "DuckDBPyConnection") -> None:
    """Make an empty table for each of FACTS on a DuckDB connection, and the view `stays` of what follows from them."""
    for table, columns in FACTS.items():
        body = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"CREATE TABLE {table} ({body})")
    connection.execute(f"CREATE VIEW stays AS {stays_of()}")
