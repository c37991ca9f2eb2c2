"""What Salesforce exports: its objects as CSV, by the names of its API or as a warehouse writes them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import itemgetter

from .export import Export, addresses, amount, filled, first, is_true, moment, name_of, parents_first, phones
from .moments import Clock
from .sheet import Label, Sheet, matched, stays
from .tables import Row

title = "Salesforce"
tables: Mapping[str, tuple[str, ...]] = {
    "user": ("users",),
    "account": ("accounts",),
    "contact": ("contacts",),
    "opportunity": ("opportunities",),
    "opportunityhistory": ("opportunity histories", "opportunity history"),
    "opportunityfieldhistory": ("opportunity field history",),
    "opportunitystage": ("opportunity stages",),
    "opportunitycontactrole": ("opportunity contact roles", "opportunity contact role"),
    "task": ("tasks",),
    "event": ("events",),
    "note": ("notes", "content note"),
    "lead": ("leads",),
}
DATED = re.compile(r"^\s*(\d{4}-\d{2}-\d{2})\s*[:\-–]\s*(\S.*)$")
DONE = frozenset({"completed", "closed", "done"})
KINDS = {"call": "call", "email": "email", "e-mail": "email", "meeting": "meeting", "demo": "meeting"}


def sheets(export: Export) -> Iterable[Sheet]:
    """Members, organisations, people, deals with the stages they were in, parts, activities and tasks."""
    yield export.members("user")
    yield _accounts(export)
    yield _contacts(export)
    yield _leads(export)
    yield _deals(export)
    yield _roles(export)
    yield from _doings(export)


def _living(export: Export, table: str, kind: str) -> tuple[list[Row], int]:
    """The rows that were neither deleted nor merged into another, and how many there were of those."""
    rows = list(export.tables.rows(table))
    merged = {row["id"]: row["masterrecordid"] for row in rows if "id" in row and row.get("masterrecordid")}
    export.merged[kind] = merged
    living = [row for row in rows if "id" in row and row["id"] not in merged and not is_true(row, "isdeleted")]
    latest = {row["id"]: row for row in living}
    left = len(rows) - len(latest)
    export.know(kind, latest, left)
    return list(latest.values()), left


def _accounts(export: Export) -> Sheet:
    rows, left = _living(export, "account", "organisations")
    told = [
        filled(
            external_id=row["id"],
            name=first(row, "name") or f"Account {row['id']}",
            website=row.get("website"),
            phone=row.get("phone"),
            sector=row.get("industry"),
            country=first(row, "billingcountry", "billingcountrycode", "shippingcountry"),
            addresses=addresses(_address(row, "billing"), _address(row, "shipping")),
            employees=amount(row.get("numberofemployees", "")),
            revenue=amount(row.get("annualrevenue", "")),
            revenue_currency=row.get("currencyisocode"),
            parent__external_id=export.link("organisations", row.get("parentid", "")),
        )
        | export.owner(row.get("ownerid", ""))
        for row in rows
    ]
    return Sheet("organisations", parents_first(told), left)


def _address(row: Row, kind: str) -> dict[str, str]:
    names = {"street": "street", "postcode": "postalcode", "city": "city", "region": "state", "country": "country"}
    found = {key: row[kind + name] for key, name in names.items() if row.get(kind + name)}
    return {"kind": {"shipping": "delivery"}.get(kind, kind), **found} if found else {}


def _contacts(export: Export) -> Sheet:
    rows, left = _living(export, "contact", "people")
    return Sheet("people", [_contact(export, row) for row in rows], left)


def _contact(export: Export, row: Row) -> Mapping[str, str]:
    return filled(
        external_id=row["id"],
        name=name_of(row) or first(row, "email") or f"Contact {row['id']}",
        email=row.get("email"),
        phones=phones(work=row.get("phone"), mobile=row.get("mobilephone"), private=row.get("homephone")),
        job_title=row.get("title"),
        organisation__external_id=export.link("organisations", row.get("accountid", "")),
    ) | export.owner(row.get("ownerid", ""))


def _leads(export: Export) -> Sheet:
    """Leads that are leads still; those converted are an organisation, a person and a deal already."""
    rows, left = _living(export, "lead", "leads")
    clock = export.clock("lead", "createddate", "lastmodifieddate")
    open_ones = [row for row in rows if not is_true(row, "isconverted")]
    told = [
        filled(
            external_id=row["id"],
            name=name_of(row),
            organisation=row.get("company"),
            email=row.get("email"),
            phone=first(row, "phone", "mobilephone"),
            job_title=row.get("title"),
            domain=row.get("website"),
            country=row.get("country"),
            message=row.get("description"),
            source=row.get("leadsource"),
            came_at=moment(clock.read(row.get("createddate", ""))),
        )
        | export.owner(row.get("ownerid", ""))
        for row in open_ones
    ]
    return Sheet("leads", list(told), left + len(rows) - len(open_ones))


def _deals(export: Export) -> Sheet:
    rows, left = _living(export, "opportunity", "deals")
    clock = export.clock("opportunity", "createddate", "lastmodifieddate", "closedate")
    export.told.stages = ours = matched(_labels(export, rows), export.book, export.stages)
    steps = _steps(export)
    return Sheet("deals", [_deal(export, row, clock, ours, steps.get(row["id"], ())) for row in rows], left)


def _labels(export: Export, rows: Iterable[Row]) -> list[Label]:
    found: dict[str, Label] = {}
    for row in [*export.tables.rows("opportunitystage"), *rows, *export.tables.rows("opportunityhistory")]:
        text = first(row, "stagename", "masterlabel", "apiname")
        closes = ("won" if is_true(row, "iswon") else "lost") if is_true(row, "isclosed") else ""
        closes = closes or {"closed won": "won", "closed lost": "lost"}.get(text.casefold(), "")
        chance = first(row, "probability", "defaultprobability")
        is_number = chance.replace(".", "", 1).isdigit()
        if text and (text not in found or closes):
            found[text] = Label(text, float(chance) if is_number else None, None, closes)
    return list(found.values())


def _steps(export: Export) -> dict[str, list[tuple[datetime, str]]]:
    """When each opportunity came into which stage, from its history or from the history of its fields."""
    steps: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    rows = list(export.tables.rows("opportunityhistory"))
    clock = export.clock("opportunityhistory", "createddate", "fivetranstart", "closedate")
    told = [(clock.read(first(row, "fivetranstart", "createddate", "systemmodstamp")), row) for row in rows]
    for at, row in sorted(((at, row) for at, row in told if at and row.get("stagename")), key=itemgetter(0)):
        known = steps[first(row, "opportunityid", "id")]
        known.append((at if known else _begun(row, at, clock), row["stagename"]))
    fields = export.clock("opportunityfieldhistory", "createddate")
    for row in export.tables.rows("opportunityfieldhistory"):
        at = fields.read(row.get("createddate", ""))
        if at and row.get("field", "").casefold() == "stagename" and row.get("newvalue"):
            steps[row.get("opportunityid", "")].append((at, row["newvalue"]))
    return steps


def _begun(row: Row, at: datetime, clock: Clock) -> datetime:
    """Since when the first thing that is known of an opportunity was so.

    The first version of a row that a warehouse keeps begins when it was first copied, long after the deal closed.
    """
    closed = clock.read(row.get("closedate", "")) if row.get("fivetranstart") and is_true(row, "isclosed") else None
    return min(at, closed) if closed else at


def _deal(
    export: Export, row: Row, clock: Clock, ours: Mapping[str, str], steps: Iterable[tuple[datetime, str]]
) -> Mapping[str, str]:
    label = row.get("stagename", "")
    stage = ours.get(label) or ("won" if is_true(row, "iswon") else "lost" if is_true(row, "isclosed") else "")
    visits, closed = stays(steps, ours)
    opened, planned = clock.read(row.get("createddate", "")), clock.read(row.get("closedate", ""))
    ended = (closed or planned) if stage in ("won", "lost") else None
    return (
        filled(
            external_id=row["id"],
            title=first(row, "name") or f"Opportunity {row['id']}",
            stage=stage,
            amount=amount(row.get("amount", "")),
            currency=row.get("currencyisocode"),
            source=row.get("leadsource"),
            reason=export.reason(first(row, "lossreasonc", "closedlostreasonc", "reasonlostc"))
            if stage == "lost"
            else None,
            organisation__external_id=export.link("organisations", row.get("accountid", "")),
        )
        | export.past(visits, opened, ended, planned)
        | export.owner(row.get("ownerid", ""))
    )


def _roles(export: Export) -> Sheet:
    rows = [row for row in export.tables.rows("opportunitycontactrole") if not is_true(row, "isdeleted")]
    return export.parts((row.get("opportunityid", ""), row.get("contactid", ""), row.get("role", "")) for row in rows)


def _doings(export: Export) -> Iterator[Sheet]:
    activities, tasks = Sheet("activities", []), Sheet("tasks", [])
    for table, column in (("task", "activitydate"), ("event", "startdatetime"), ("note", "createddate")):
        clock = export.clock(table, column, "activitydatetime", "createddate", "completeddatetime")
        for row in export.tables.rows(table):
            told = None if is_true(row, "isdeleted") else _doing(export, table, row, clock)
            if told is None:
                activities.left += 1
            else:
                (tasks if "title" in told else activities).rows.append(told)
    known = {(row.get("deal.external_id"), row.get("at", "")[:10], row["subject"]) for row in activities.rows}
    activities.rows += [row for row in _written_down(export) if _where(row) not in known]
    yield activities
    yield tasks


def _where(row: Mapping[str, str]) -> tuple[str | None, str, str]:
    return row.get("deal.external_id"), row["at"][:10], row["subject"].rstrip(".")


def _doing(export: Export, table: str, row: Row, clock: Clock) -> Mapping[str, str] | None:
    about = _about(export, row)
    if not about:
        export.told.notes["Activities and tasks about no record of the export"] += 1
        return None
    at = clock.read(first(row, "startdatetime", "activitydatetime", "completeddatetime", "activitydate", "createddate"))
    said = first(row, "subject", "title")
    kind = KINDS.get(first(row, "type", "tasksubtype").casefold(), "meeting" if table == "event" else "note")
    is_done = table == "note" or is_true(row, "isclosed") or row.get("status", "").casefold() in DONE
    who = about | export.owner(row.get("ownerid", ""))
    if (is_done or table == "event") and at and at <= export.now:
        return filled(kind=kind, subject=said or "Note", text=first(row, "description", "body"), at=moment(at)) | who
    kind = "task" if kind == "note" else kind
    return filled(kind=kind, title=said or "Task", due_on=at.date().isoformat() if at else None) | who


def _about(export: Export, row: Row) -> dict[str, str]:
    """The record that something is about: what it names that the export holds, and the person."""
    what, who, account = first(row, "whatid", "parentid"), row.get("whoid", ""), row.get("accountid", "")
    deals, firms, people = (export.ids.get(kind, set()) for kind in ("deals", "organisations", "people"))
    firm = next((one for one in (what, account) if one in firms), None)
    person = next((one for one in (who, what) if one in people), None)
    return filled(
        deal__external_id=what if what in deals else None,
        organisation__external_id=firm,
        person__external_id=person,
    )


def _written_down(export: Export) -> Iterator[dict[str, str]]:
    """Notes that stand with their dates in the description of a deal; a description without dates is one note."""
    clock = export.clock("opportunity", "createddate")
    for row in export.tables.rows("opportunity"):
        text, number = row.get("description", ""), row.get("id", "")
        if not text or number not in export.ids["deals"]:
            continue
        lines = [DATED.match(line) for line in text.splitlines() if line.strip()]
        if not all(lines):
            at = clock.read(row.get("createddate", "")) or export.now
            yield {"kind": "note", "subject": "Description", "text": text, "at": moment(at), "deal.external_id": number}
            continue
        for found in filter(None, lines):
            at = clock.read(found[1])
            yield {"kind": "note", "subject": found[2][:300], "at": moment(at), "deal.external_id": number}
