"""What Pipedrive exports: CSV and sheets with columns such as `Deal - Title`, or answers of its API."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from .export import Export, amount, filled, first, is_true, moment
from .moments import Clock
from .sheet import Label, Sheet, matched, stays
from .tables import Row

title = "Pipedrive"
tables: Mapping[str, tuple[str, ...]] = {
    "user": ("users",),
    "organization": ("organizations", "organisations"),
    "person": ("people", "persons"),
    "deal": ("deals",),
    "dealflow": ("deal flow", "deals flow", "deal changes"),
    "stage": ("stages",),
    "participant": ("participants", "deal participants"),
    "activity": ("activities",),
    "note": ("notes",),
}
KINDS = {"call": "call", "email": "email", "meeting": "meeting", "lunch": "meeting", "demo": "meeting"}


def sheets(export: Export) -> Iterable[Sheet]:
    """Members, organisations, people, deals with the stages they were in, parts, activities and tasks."""
    yield export.members("user")
    yield _organizations(export)
    yield _people(export)
    yield _deals(export)
    yield _participants(export)
    yield from _doings(export)


def _living(export: Export, table: str, kind: str) -> tuple[list[Row], int]:
    rows = list(export.tables.rows(table))
    export.merged[kind] = {row["mergewhatid"]: row["id"] for row in rows if row.get("mergewhatid") and "id" in row}
    kept = [row for row in rows if first(row, "name", "title") and not _is_gone(row)]
    left = len(rows) - len(kept)
    export.know(kind, (row["id"] for row in kept if "id" in row), left)
    return kept, left


def _is_gone(row: Row) -> bool:
    return row.get("activeflag", "").casefold() == "false" or bool(row.get("deletetime")) or is_true(row, "deleted")


def _owner(export: Export, row: Row) -> dict[str, str]:
    number = first(row, "ownerid", "userid")
    if number in export.owners:
        return export.owner(number)
    return filled(owner__name=first(row, "ownername", "owner")) or export.owner(number)


def _organizations(export: Export) -> Sheet:
    rows, left = _living(export, "organization", "organisations")
    told = [
        filled(
            external_id=row.get("id"), name=row["name"], website=row.get("website"), phone=row.get("phone"),
            sector=row.get("industry"), country=first(row, "addresscountry", "country"),
            employees=amount(row.get("employeecount", "")), revenue=amount(row.get("annualrevenue", "")),
        )
        | _owner(export, row)
        for row in rows
    ]  # fmt: skip
    return Sheet("organisations", list(told), left)


def _firm(export: Export, row: Row) -> dict[str, str]:
    """The organisation by its number or, in files that people export, by its name."""
    number = export.link("organisations", first(row, "orgid", "organizationid"))
    if number:
        return {"organisation.external_id": number}
    return filled(organisation__name=first(row, "orgname", "organizationname", "organization"))


def _people(export: Export) -> Sheet:
    rows, left = _living(export, "person", "people")
    told = [
        filled(
            external_id=row.get("id"), name=first(row, "name"), email=first(row, "email", "emailwork", "emailhome"),
            phone=first(row, "phone", "phonework", "phonemobile"), job_title=row.get("jobtitle"),
        )
        | _firm(export, row)
        | _owner(export, row)
        for row in rows
    ]  # fmt: skip
    return Sheet("people", list(told), left)


def _deals(export: Export) -> Sheet:
    rows, left = _living(export, "deal", "deals")
    labels = _labels(export, rows)
    ours = matched(list(labels.values()), export.book, export.stages)
    by_number = {number: ours[label.text] for number, label in labels.items()} | ours
    export.told.stages = ours
    clock, steps = export.clock("deal", "addtime", "wontime", "losttime", "created"), _steps(export)
    return Sheet("deals", [_deal(export, row, clock, by_number, steps) for row in rows], left)


def _labels(export: Export, rows: Iterable[Row]) -> dict[str, Label]:
    found = {
        row["id"]: Label(first(row, "name"), _chance(row), float(row.get("ordernr", "0") or 0))
        for row in export.tables.rows("stage")
        if "id" in row
    }
    for text in dict.fromkeys(first(row, "stageid", "stage") for row in rows):
        if text and text not in found:
            found[text] = Label(text)
    return found


def _chance(row: Row) -> float | None:
    text = row.get("dealprobability", "")
    return float(text) if text.replace(".", "", 1).isdigit() else None


def _steps(export: Export) -> dict[str, list[tuple[datetime, str]]]:
    """When each deal came into which stage, from the changes that its flow tells."""
    steps: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    clock = export.clock("dealflow", "logtime", "timestamp")
    for row in export.tables.rows("dealflow"):
        at = clock.read(first(row, "logtime", "timestamp"))
        if at and row.get("fieldkey") == "stage_id" and row.get("newvalue"):
            steps[export.link("deals", first(row, "itemid", "dealid"))].append((at, row["newvalue"]))
    return steps


def _deal(
    export: Export,
    row: Row,
    clock: Clock,
    ours: Mapping[str, str],
    steps: Mapping[str, list[tuple[datetime, str]]],
) -> Mapping[str, str]:
    status = row.get("status", "").casefold()
    stage = status if status in ("won", "lost") else ours.get(first(row, "stageid", "stage"), "")
    visits, closed = stays(steps.get(row.get("id", ""), ()), ours)
    opened = clock.read(first(row, "addtime", "dealcreated", "created"))
    planned, ended = clock.read(row.get("expectedclosedate", "")), None
    if stage in ("won", "lost"):
        ended = clock.read(first(row, f"{stage}time", "closetime")) or closed
    return filled(
        external_id=row.get("id"),
        title=first(row, "title", "name"),
        stage=stage,
        amount=amount(row.get("value", "")),
        currency=first(row, "currency", "currencyofvalue"),
        source=first(row, "channel", "sourceorigin", "source"),
        reason=export.reason(row.get("lostreason", "")) if stage == "lost" else None,
    ) | export.past(visits, opened, ended, planned) | _firm(export, row) | _owner(export, row)  # fmt: skip


def _participants(export: Export) -> Sheet:
    pairs = [
        (first(row, "dealid", "relateditemid"), first(row, "personid", "person"), "participant")
        for row in export.tables.rows("participant")
    ]
    pairs += [(row.get("id", ""), row.get("personid", ""), "contact") for row in export.tables.rows("deal")]
    return export.parts(pair for pair in pairs if pair[1])


def _doings(export: Export) -> Iterator[Sheet]:
    activities, tasks = Sheet("activities", []), Sheet("tasks", [])
    clock = export.clock("activity", "duedate", "markedasdonetime", "addtime")
    for row in export.tables.rows("activity"):
        sheet = activities if is_true(row, "done") else tasks
        about = _about(export, row)
        if not about or is_true(row, "deleted"):
            export.told.notes["Activities and tasks about no record of the export"] += not about
            sheet.left += 1
            continue
        sheet.rows.append((_done if sheet is activities else _to_do)(row, clock) | about | _owner(export, row))
    clock = export.clock("note", "addtime")
    for row in export.tables.rows("note"):
        if about := _about(export, row):
            at = moment(clock.read(row.get("addtime", "")))
            activities.rows.append(filled(kind="note", text=row.get("content"), at=at) | about | _owner(export, row))
        else:
            activities.left += 1
    yield activities
    yield tasks


def _done(row: Row, clock: Clock) -> dict[str, str]:
    kind = KINDS.get(row.get("type", "").casefold(), "note")
    at = clock.read(first(row, "markedasdonetime", "duedate", "addtime"))
    return filled(kind=kind, subject=row.get("subject") or kind.capitalize(), text=row.get("note"), at=moment(at))


def _to_do(row: Row, clock: Clock) -> dict[str, str]:
    kind, due = KINDS.get(row.get("type", "").casefold(), "task"), clock.read(row.get("duedate", ""))
    return filled(kind=kind, title=row.get("subject") or "Task", due_on=due.date().isoformat() if due else None)


def _about(export: Export, row: Row) -> dict[str, str]:
    return filled(
        deal__external_id=export.link("deals", row.get("dealid", "")),
        organisation__external_id=export.link("organisations", first(row, "orgid", "organizationid")),
        person__external_id=export.link("people", row.get("personid", "")),
    )
