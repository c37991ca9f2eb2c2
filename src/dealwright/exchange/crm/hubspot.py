"""What HubSpot exports: CSV files of its objects, answers of its API, or the tables that a warehouse keeps of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from .export import Export, addresses, amount, filled, first, is_true, moment, name_of, phones
from .moments import Clock
from .sheet import Label, Sheet, matched, stays
from .tables import Row

title = "HubSpot"
tables: Mapping[str, tuple[str, ...]] = {
    "owner": ("owners",),
    "user": ("users",),
    "company": ("companies", "all companies"),
    "contact": ("contacts", "all contacts"),
    "deal": ("deals", "all deals"),
    "dealstage": ("deal stages", "deal stage history"),
    "dealpropertyhistory": ("deal property history",),
    "dealpipelinestage": ("deal pipeline stages", "pipeline stages"),
    "dealcompany": ("deal companies", "deal to company"),
    "dealcontact": ("deal contacts", "deal to contact"),
    "mergeddeal": ("merged deals",),
    "contactmergeaudit": ("contact merge audit",),
    "engagement": ("engagements",),
    "engagementcall": ("engagement calls", "calls"),
    "engagementemail": ("engagement emails", "emails"),
    "engagementmeeting": ("engagement meetings", "meetings"),
    "engagementnote": ("engagement notes", "notes"),
    "engagementtask": ("engagement tasks", "tasks"),
    "engagementcommunication": ("engagement communications", "communications"),
    "engagementdeal": ("engagement deals",),
    "engagementcontact": ("engagement contacts",),
    "engagementcompany": ("engagement companies",),
}
KINDS = {"call": "call", "email": "email", "meeting": "meeting", "note": "note", "communication": "note"}
STAGES = {
    "appointmentscheduled": 20.0, "qualifiedtobuy": 40.0, "presentationscheduled": 60.0,
    "decisionmakerboughtin": 80.0, "contractsent": 90.0,
}  # fmt: skip
TIMES = ("hstimestamp", "starttime", "hscreatedate", "timestamp", "createdat")
CLOSES = {"closedwon": "won", "closedlost": "lost"}


def sheets(export: Export) -> Iterable[Sheet]:
    """Members, organisations, people, deals with the stages they were in, parts, activities and tasks."""
    yield export.members("owner" if "owner" in export.tables else "user")
    yield _companies(export)
    yield _contacts(export)
    yield _deals(export)
    yield _parts(export)
    yield from _engagements(export)


def _number(row: Row, table: str) -> str:
    return first(row, "id", "recordid", f"{table}id", "hsobjectid", "vid")


def _living(export: Export, table: str, kind: str) -> tuple[list[Row], int]:
    """The rows that were neither deleted nor merged into another, and how many there were of those."""
    rows = list(export.tables.rows(table))
    gone = export.merged.get(kind, {})
    found = {
        number: row
        for row in rows
        if (number := _number(row, table)) and number not in gone and not is_true(row, "isdeleted", "fivetrandeleted")
    }
    left = len(rows) - len(found)
    export.know(kind, found, left)
    return list(found.values()), left


def _companies(export: Export) -> Sheet:
    rows, left = _living(export, "company", "organisations")
    told = [
        filled(
            external_id=_number(row, "company"),
            name=first(row, "name", "companyname", "domain") or f"Company {_number(row, 'company')}",
            website=first(row, "website", "domain", "companydomainname"),
            phone=first(row, "phone", "phonenumber"),
            sector=row.get("industry"),
            country=first(row, "country", "countryregion"),
            domains=row.get("domain"),
            addresses=addresses(_address(row)),
            employees=amount(row.get("numberofemployees", "")),
            revenue=amount(row.get("annualrevenue", "")),
        )
        | _owner(export, row, "companyowner")
        for row in rows
    ]
    return Sheet("organisations", list(told), left)


def _address(row: Row) -> dict[str, str]:
    found = filled(
        street=", ".join(filter(None, (row.get("address"), row.get("address2")))), postcode=row.get("zip"),
        city=row.get("city"), region=row.get("state"), country=row.get("country"),
    )  # fmt: skip
    return {"kind": "office", **found} if found else {}


def _owner(export: Export, row: Row, column: str) -> dict[str, str]:
    """By number where there is one; files that people export name the owner."""
    number = first(row, "hubspotownerid", "ownerid")
    return export.owner(number) if number else filled(owner__name=row.get(column))


def _contacts(export: Export) -> Sheet:
    export.merged["people"] = _merged_people(export)
    rows, left = _living(export, "contact", "people")
    return Sheet("people", [_contact(export, row) for row in rows], left)


def _merged_people(export: Export) -> dict[str, str]:
    audit = {
        row["vidtomerge"]: first(row, "canonicalvid", "contactid")
        for row in export.tables.rows("contactmergeaudit")
        if row.get("vidtomerge")
    }
    for row in export.tables.rows("contact"):
        for merged in filter(None, row.get("hsmergedobjectids", "").split(";")):
            audit.setdefault(merged.strip(), _number(row, "contact"))
    return audit


def _contact(export: Export, row: Row) -> Mapping[str, str]:
    number, email = _number(row, "contact"), row.get("email", "")
    firm = export.ids.get("organisations", set())
    company = first(row, "associatedcompanyid", "associatedcompanyids")
    return filled(
        external_id=number,
        name=name_of(row) or email or f"Contact {number}",
        email=email if "@" in email else None,
        phones=phones(work=first(row, "phone", "phonenumber"), mobile=first(row, "mobilephone", "mobilephonenumber")),
        job_title=row.get("jobtitle"),
        organisation__external_id=company if company in firm else None,
        organisation__name=first(row, "company", "companyname", "associatedcompany") if company not in firm else None,
    ) | _owner(export, row, "contactowner")


def _deals(export: Export) -> Sheet:
    export.merged["deals"] = {
        row["mergeddealid"]: row["dealid"] for row in export.tables.rows("mergeddeal") if row.get("mergeddealid")
    }
    rows, left = _living(export, "deal", "deals")
    labels = _labels(export, rows)
    ours = matched([*labels.values()], export.book, export.stages)
    by_number = {number: ours[label.text] for number, label in labels.items()} | ours
    export.told.stages = ours
    steps, firms = _steps(export), {row["dealid"]: row["companyid"] for row in export.tables.rows("dealcompany")}
    clock = export.clock("deal", "createdate", "closedate")
    told = [_deal(export, row, clock, by_number, steps, firms) for row in rows]
    return Sheet("deals", told, left)


def _labels(export: Export, rows: Iterable[Row]) -> dict[str, Label]:
    """Each stage by its number or, where only files with names are there, by its name."""
    found: dict[str, Label] = {}
    for row in export.tables.rows("dealpipelinestage"):
        closes = ("won" if is_true(row, "closedwon") else "lost") if is_true(row, "isclosed") else ""
        chance, place = row.get("probability", ""), row.get("displayorder", "")
        number = first(row, "stageid", "id")
        found[number] = Label(
            first(row, "label") or number,
            float(chance) * 100 if chance else None,
            float(place) if place else None,
            closes,
        )
    history = (row.get("value", "") for row in export.tables.rows("dealstage"))
    for text in dict.fromkeys([*(_stage(row) for row in rows), *history]):
        if text and text not in found:
            plain = text.casefold().replace(" ", "")
            found[text] = Label(text, STAGES.get(plain), None, CLOSES.get(plain, ""))
    return found


def _stage(row: Row) -> str:
    return first(row, "dealpipelinestageid", "dealstage")


def _steps(export: Export) -> dict[str, list[tuple[datetime, str]]]:
    """When each deal came into which stage."""
    steps: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    clock = export.clock("dealstage", "dateentered", "fivetranstart")
    for row in export.tables.rows("dealstage"):
        at = clock.read(first(row, "dateentered", "fivetranstart"))
        if at and row.get("value"):
            steps[export.link("deals", row.get("dealid", ""))].append((at, row["value"]))
    if "dealstage" not in export.tables:
        clock = export.clock("dealpropertyhistory", "timestamp")
        for row in export.tables.rows("dealpropertyhistory"):
            at = clock.read(row.get("timestamp", ""))
            if at and row.get("name") == "dealstage" and row.get("value"):
                steps[export.link("deals", row.get("dealid", ""))].append((at, row["value"]))
    return steps


def _deal(
    export: Export,
    row: Row,
    clock: Clock,
    ours: Mapping[str, str],
    steps: Mapping[str, list[tuple[datetime, str]]],
    firms: Mapping[str, str],
) -> Mapping[str, str]:
    number = _number(row, "deal")
    stage = ours.get(_stage(row), "")
    visits, closed = stays(steps.get(number, ()), ours)
    opened, planned = clock.read(row.get("createdate", "")), clock.read(row.get("closedate", ""))
    ended = (closed or planned) if stage in ("won", "lost") else None
    company = firms.get(number) or first(row, "associatedcompanyid", "associatedcompanyids")
    firm = export.link("organisations", company)
    return (
        filled(
            external_id=number,
            title=first(row, "dealname", "name") or f"Deal {number}",
            stage=stage,
            amount=amount(row.get("amount", "")),
            currency=first(row, "dealcurrencycode", "currency"),
            source=first(row, "hsanalyticssource", "originalsource"),
            reason=export.reason(row.get("closedlostreason", "")) if stage == "lost" else None,
            organisation__external_id=firm,
            organisation__name=row.get("associatedcompany") if not firm else None,
        )
        | export.past(visits, opened, ended, planned)
        | _owner(export, row, "dealowner")
    )


def _parts(export: Export) -> Sheet:
    rows = export.tables.rows("dealcontact")
    return export.parts((row.get("dealid", ""), row.get("contactid", ""), "contact") for row in rows)


def _engagements(export: Export) -> Iterator[Sheet]:
    abouts = _abouts(export)
    activities, tasks = Sheet("activities", []), Sheet("tasks", [])
    for kind in (*KINDS, "task"):
        table = f"engagement{kind}"
        clock = export.clock(table, *TIMES)
        for row in export.tables.rows(table):
            about = abouts.get(first(row, "engagementid", "id"), {})
            sheet = tasks if kind == "task" and not _is_done(row) else activities
            if is_true(row, "fivetrandeleted") or not about:
                export.told.notes["Activities and tasks about no record of the export"] += not about
                sheet.left += 1
                continue
            at = clock.read(first(row, *TIMES))
            sheet.rows.append((_task if sheet is tasks else _activity)(row, kind, at) | about | _owner(export, row, ""))
    yield activities
    yield tasks


def _is_done(row: Row) -> bool:
    return first(row, "hstaskstatus", "status").casefold() == "completed"


def _activity(row: Row, kind: str, at: datetime | None) -> dict[str, str]:
    said = first(row, "hsemailsubject", "hscalltitle", "hsmeetingtitle", "hstasksubject", "title", "subject")
    text = first(row, "hsemailtext", "hscallbody", "hsmeetingbody", "hsnotebody", "hstaskbody", "body", "hsbodypreview")
    kind = KINDS.get(kind, "note")
    return filled(kind=kind, subject=said or (None if text else kind.capitalize()), text=text, at=moment(at))


def _task(row: Row, kind: str, at: datetime | None) -> dict[str, str]:
    kinds = {"call": "call", "email": "email", "meeting": "meeting"}
    kind = kinds.get(first(row, "hstasktype", "tasktype").casefold(), "task")
    return filled(
        kind=kind,
        title=first(row, "hstasksubject", "subject", "title") or "Task",
        due_on=at.date().isoformat() if at else None,
    )


def _abouts(export: Export) -> dict[str, dict[str, str]]:
    """The records that each engagement is about."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, table, column, key in (
        ("deals", "engagementdeal", "dealid", "deal.external_id"),
        ("organisations", "engagementcompany", "companyid", "organisation.external_id"),
        ("people", "engagementcontact", "contactid", "person.external_id"),
    ):
        for row in export.tables.rows(table):
            if number := export.link(kind, row.get(column, "")):
                found[row.get("engagementid", "")].setdefault(key, number)
    return found
