"""What the answers of the API look like, as JSON Schema: records from their fields, the rest written down."""

from dealwright.customers.catalogue import ORGANISATION, PERSON
from dealwright.customers.ways import SHAPES as ENTRIES
from dealwright.deals.catalogue import BUILT_IN
from dealwright.leads.catalogue import FIELDS as LEAD
from dealwright.records.described import shape

from .number_shapes import NUMBERS
from .schemas import DAY, LIST, MOMENT, NUMBER, OBJECT, TEXT, YES, Schema, or_none, thing

RECORDS = {"deals": BUILT_IN, "organisations": ORGANISATION, "people": PERSON, "leads": LEAD}
ONE = {
    "leads": "Lead", "deals": "Deal", "organisations": "Organisation", "people": "Person", "activities": "Activity",
    "tasks": "Task",
    "imports": "Import", "archives": "Archive", "search": "Found",
    "views": "View", "changes": "Change", "lists": "Groups",
    "processes": "Process", "frameworks": "Framework",
    "reviews": "Review",
    "events": "Event", "approvals": "Approval", "scorecard": "Number", "members": "Member", "me": "Me", "ping": "Pong",
    "goals": "Goal", "forecast": "Forecast",
    "owners": "Answering", "alerts": "Alert", "watches": "Watch", "dashboards": "Dashboard",
    "duplicates": "Double", "merges": "Merge", "timeline": "Told", "today": "Today", "working-hours": "WorkingHours",
    "overdue-rule": "OverdueRule", "calendar-address": "CalendarAddress",
    "fields": "Field", "layouts": "Layout", "quality": "Quality", "roles": "Role", "teams": "Team", "shares": "Share",
    "territories": "Territory", "access": "Access",
    "comments": "Comment", "followers": "Follower", "parts": "Part", "notifications": "Notification",
}  # fmt: skip

ABOUT = {"deal": NUMBER, "organisation": NUMBER, "person": NUMBER}
MEMBER = {"id": NUMBER, "name": TEXT, "role": TEXT, "team": or_none(TEXT)}
OWN_FIELDS = {"type": "object", "description": "The own fields of the deal's process that hold a value, by key."}


def with_lists(known: Schema) -> Schema:
    """The schema of a customer, whose mails, phones, profiles and addresses are objects of texts."""
    told = {
        key: {**known["properties"][key], "items": thing("An entry.", **dict.fromkeys(parts, TEXT))}
        for key, parts in ENTRIES.items()
        if key in known["properties"]
    }
    return {**known, "properties": known["properties"] | told}


def _deal() -> Schema:
    known = shape(BUILT_IN)
    return {**known, "properties": {**known["properties"], "fields": OWN_FIELDS, "warnings": LIST}}


def _lead() -> Schema:
    """All fields, of which those who may see the lead no more once they have given it away get the number alone."""
    known = shape(LEAD)
    own = {**OWN_FIELDS, "description": "The own fields of the lead that hold a value, by key."}
    return {**known, "required": ["id"], "properties": {**known["properties"], "fields": own}}


SHAPES: dict[str, Schema] = {
    "Deal": _deal(),
    "Lead": _lead(),
    "LeadRules": thing("The rules that score leads or give them away, in order.", {"rescored": NUMBER}, rules=LIST),
    "LeadReplay": thing(
        "Who would have got last month's leads: `had`, `gets`, `rule` and `why` of each.", items=LIST, differ=NUMBER
    ),
    "LeadList": thing(
        "A list of leads; those who gave it to somebody whose leads they do not see get the number alone.",
        {
            "title": TEXT, "purpose": TEXT, "owner": or_none(NUMBER), "leads": NUMBER, "open": NUMBER,
            "by_status": {"type": "object"},
        },
        id=NUMBER,
    ),
    "LeadsOnList": thing(
        "Leads of a list in the order in which they are worked, `next` the first open one; or how many came or went.",
        {"title": TEXT, "leads": LIST, "next": or_none(NUMBER), "added": NUMBER, "removed": NUMBER},
        id=NUMBER,
    ),
    "LeadForm": thing(
        "A form that strangers fill in, under `path`; in a list with how often it was sent, alone with what it asks.",
        {
            "title": TEXT, "path": TEXT, "open": YES, "sent": NUMBER, "became": NUMBER, "last": or_none(MOMENT),
            "intro": TEXT, "button": TEXT, "fields": LIST, "consent": TEXT, "consent_required": YES, "thanks": TEXT,
            "confirms": YES, "sites": LIST, "source": TEXT, "campaign": TEXT, "revision": NUMBER,
        },
        id=NUMBER,
    ),
    "LeadHook": thing(
        "An address to which another program sends sign-ups; its secret is told once, when it is made.",
        {"title": TEXT, "path": TEXT, "open": YES, "leads": NUMBER, "last": or_none(MOMENT), "secret": TEXT},
        id=NUMBER,
    ),
    "Conversion": thing(
        "What a lead became; `made` names the records that are new, `left` what of the lead had no place in them.",
        lead=NUMBER, organisation=or_none(NUMBER), person=or_none(NUMBER), deal=or_none(NUMBER), made=LIST,
        left=LIST,
    ),
    "Organisation": with_lists(shape(ORGANISATION)),
    "Person": with_lists(shape(PERSON)),
    "Consent": thing(
        "What a person said about a purpose; `text` is what they agreed to, word for word.",
        id=NUMBER, purpose=TEXT, given=YES, at=MOMENT, source=TEXT, text=TEXT, by=or_none(TEXT),
    ),
    "Relation": thing(
        "How a person stands to another, in `words` from the side of the person that was asked about.",
        id=NUMBER, words=TEXT, kind=TEXT, other_id=NUMBER, name=TEXT, job_title=TEXT, organisation=or_none(TEXT),
        note=TEXT,
    ),
    "Employment": thing(
        "Where a person worked before.",
        id=NUMBER, organisation_id=NUMBER, organisation=TEXT, job_title=TEXT, since=or_none(DAY), until=or_none(DAY),
    ),
    "PersonOnDeal": thing(
        "A person on a deal, the part they play, and what they think of buying.",
        person=NUMBER, role=TEXT, stance=TEXT, **{"person.name": TEXT},
    ),
    "Need": thing(
        "A need of a gate: whether it is met and by what; `of` are the needs of a group.",
        {"duty": TEXT, "expired": DAY, "of": LIST},
        need=TEXT, key=TEXT, why=TEXT, remedy=TEXT, target=TEXT, met=YES, proof=or_none(OBJECT),
    ),
    "Confirmation": thing(
        "Proof noted on a deal: a document, an event of the offer, a step of the buyer or a consent.",
        id=NUMBER, need=TEXT, key=TEXT, title=TEXT, link=TEXT, person=or_none(NUMBER), by=or_none(NUMBER),
        at=MOMENT, until=or_none(MOMENT), **{"by.name": or_none(TEXT)},
    ),
    "Answer": thing(
        "What is known of a deal under an element of a framework; strength goes from 0 (unknown) to 3 (proven).",
        framework=TEXT, element=TEXT, concept=TEXT, title=TEXT, strength=NUMBER, text=TEXT, link=TEXT,
        by=or_none(TEXT), at=or_none(MOMENT),
    ),
    "Approval": thing(
        "What was asked to be approved on a deal; `granted` is null until somebody said yes or no.",
        id=NUMBER, deal=NUMBER, key=TEXT, title=TEXT, role=TEXT, note=TEXT, asked_by=or_none(NUMBER), asked_at=MOMENT,
        granted=or_none(YES), reason=TEXT, decided_by=or_none(NUMBER), decided_at=or_none(MOMENT),
        **{"deal.title": TEXT, "asked_by.name": or_none(TEXT), "decided_by.name": or_none(TEXT)},
    ),
    "Review": thing(
        "What decided a deal that ended, and in which stage; `feedback_of_…` is what of it became feedback.",
        deal=NUMBER, process=TEXT, outcome=TEXT, stage=TEXT, reason=TEXT, decided=TEXT, change=TEXT, asked=YES,
        customer=TEXT, feedback_of_change=or_none(NUMBER), feedback_of_customer=or_none(NUMBER), by=or_none(NUMBER),
        at=MOMENT, **{"deal.title": TEXT, "by.name": or_none(TEXT)},
    ),
    "Double": thing(
        "Two records that may be the same, and why; `state` is open, distinct or merged.",
        id=NUMBER, kind=TEXT, left=NUMBER, right=NUMBER, probability={"type": "number"}, reasons=LIST, state=TEXT,
    ),
    "DoubleSearch": thing(
        "A search for doubles: how far it is, how many records it compared and pairs it found.",
        id=NUMBER, kind=TEXT, step=TEXT, records=NUMBER, found=NUMBER, asked_at=MOMENT, finished_at=or_none(MOMENT),
    ),
    "Merge": thing(
        "A record that went up into another; `together` is the number of those that were merged at one go.",
        id=NUMBER, kind=TEXT, survivor=NUMBER, removed=NUMBER, at=MOMENT, undone_at=or_none(MOMENT),
        together=or_none(NUMBER),
    ),
    "MergedSure": thing("How many records were merged at one go.", merged=NUMBER, together=or_none(NUMBER)),
    "Undone": thing("How many merges were taken apart.", undone=NUMBER),
    "Activity": thing(
        "Something done with or about a record, which stands under `deal`, `organisation` or `person`.", ABOUT,
        id=NUMBER, kind=TEXT, subject=TEXT, text=TEXT, at=MOMENT, by=or_none(NUMBER), with_person=or_none(NUMBER),
        outcome=TEXT, direction=TEXT, minutes=or_none(NUMBER), place=TEXT, people=LIST,
    ),
    "Task": thing(
        "Something to do; `planned` names the plan of the process that made it, `repeat` a rule of RFC 5545.", ABOUT,
        id=NUMBER, kind=TEXT, title=TEXT, due_on=or_none(DAY), owner=or_none(NUMBER), planned=TEXT,
        done_at=or_none(MOMENT), done_by=or_none(NUMBER), due_at=or_none(MOMENT), minutes=or_none(NUMBER), place=TEXT,
        repeat=TEXT, put_off=NUMBER, outcome=TEXT, escalated_to=or_none(NUMBER),
    ),
    "Together": thing(
        "What became of several tasks: `refused` says why by number, `change` is what undoes it.",
        done=LIST, refused=OBJECT, change=or_none(NUMBER),
    ),
    "Removed": thing("What puts it back: POST /activities/changes/{change}/back.", change=NUMBER),
    "TakenBack": thing("What was undone.", taken_back=NUMBER),
    "Told": thing(
        "The timeline of a record, newest first, a page at a time.", items=LIST, next_cursor=or_none(TEXT)
    ),
    "Today": thing("What to do now, the most worth first, with reasons.", items=LIST, counts=OBJECT),
    "WorkingHours": thing("The company's working hours and your own.", company=OBJECT, own=OBJECT),
    "OverdueRule": thing(
        "After how many working hours a manager is told of overdue tasks, and whether they get them.",
        after_hours=or_none(NUMBER), hands_over=YES,
    ),
    "CalendarAddress": thing("Your secret calendar address, shown this once.", {"address": TEXT, "revoked": YES}),
    "Import": thing(
        "A file that is brought in: how far it is and what became of its rows.",
        {"problems": LIST, "matches": LIST, "map": TEXT, "fault": or_none(TEXT), "undone": or_none(OBJECT)},
        id=NUMBER, kind=TEXT, file_name=TEXT, status=TEXT, rows_total=or_none(NUMBER), rows_done=NUMBER, read=NUMBER,
        created=NUMBER, updated=NUMBER, skipped=NUMBER, refused=NUMBER, created_at=MOMENT, started_at=or_none(MOMENT),
        finished_at=or_none(MOMENT), by=or_none(TEXT),
    ),
    "Archive": thing("All there is, in one file to fetch; size in bytes.", name=TEXT, made_at=MOMENT, size=NUMBER),
    "ArchiveAsked": thing("Whether an archive is being made.", under_way=YES),
    "View": thing(
        "A list kept under a name; query is what stands in its address.",
        id=NUMBER, kind=TEXT, name=TEXT, query=TEXT, shared=TEXT, is_mine=YES, may_change=YES,
    ),
    "Change": thing(
        "A change of many records: what it would do, how far it is, what it did.",
        id=NUMBER, kind=TEXT, act=TEXT, changes=OBJECT, status=TEXT, count=NUMBER, finished=NUMBER, ready=NUMBER,
        same=NUMBER, done=NUMBER, restored=NUMBER, kept=NUMBER, refused=NUMBER, turns=LIST, refusals=LIST,
    ),
    "Groups": thing("The groups of a list, and what all of it adds up to.", items=LIST, total=or_none(OBJECT)),
    "Found": thing("A record that search found.", kind=TEXT, id=NUMBER, title=TEXT, page=TEXT),
    "Process": thing(
        "A process in force; `yaml` is its playbook.", {"yaml": TEXT, "versions": LIST},
        key=TEXT, title=TEXT, version=NUMBER, digest=TEXT, published_at=MOMENT, extends=or_none(TEXT),
        retired_at=or_none(MOMENT), currency=TEXT, journey=LIST,
        stages=LIST, fields=LIST, outcomes=OBJECT, moves=OBJECT,
    ),
    "Version": thing(
        "A published version of a process; `changes` says in words what it changed.", {"yaml": TEXT},
        process=TEXT, number=NUMBER, title=TEXT, digest=TEXT, extends=or_none(TEXT), published_at=MOMENT,
        published_by=or_none(TEXT), approved_by=or_none(TEXT), draft=or_none(NUMBER), retired_at=or_none(MOMENT),
        changes=LIST,
    ),
    "Difference": thing("What changed between two versions, in words and line by line.", changes=LIST, text=TEXT),
    "Draft": thing(
        "A playbook being written; `a review `stands` while the text is the one that was read.",
        {"yaml": TEXT, "reviews": LIST},
        id=NUMBER, process=TEXT, title=TEXT, base=NUMBER, state=TEXT, author=or_none(TEXT), made_at=MOMENT,
        changed_at=MOMENT, revision=NUMBER,
    ),
    "Feedback": thing(
        "What somebody who works by a process says of it; `mine` when you agree.",
        id=NUMBER, stage=or_none(TEXT), kind=TEXT, text=TEXT, by=or_none(TEXT), at=MOMENT, state=TEXT,
        draft=or_none(NUMBER), version=NUMBER, votes=NUMBER, mine=YES,
    ),
    "Framework": thing(
        "A framework: what to know of a deal. Deals keep an answer under the `concept` of its element.",
        key=TEXT, title=TEXT, summary=TEXT, best_for=LIST, characteristics=LIST, months=OBJECT, elements=LIST,
    ),
    "Event": thing(
        "A change of a record, as it stands in the ledger.",
        id=NUMBER, seq=NUMBER, kind=TEXT, subject_kind=TEXT, subject_id=NUMBER, actor_id=or_none(NUMBER), via=TEXT,
        occurred_at=MOMENT, recorded_at=MOMENT, data=OBJECT,
    ),
    **NUMBERS,
    "Member": thing("Somebody who works here or did.", active=YES, **MEMBER),
    "Me": thing("The member who asks.", email=TEXT, sees=TEXT, zone=or_none(TEXT), locale=or_none(TEXT), **MEMBER),
    "Field": thing(
        "A field of a kind of record; `id` where the company added it.",
        {"id": NUMBER, "kind": TEXT, "default": {}, "currency": TEXT, "retired": YES, "writable": YES,
         "sortable": YES, "custom": YES, "filters": LIST, "changing": or_none(OBJECT)},
        key=TEXT, title=TEXT, type=TEXT, choices=OBJECT, help=TEXT, required=YES,
    ),
    "FieldRule": thing(
        "What a role may do with a field; a list tells it for all roles at once.",
        {"kind": TEXT, "role": TEXT, "title": TEXT}, field=TEXT, access={},
    ),
    "NewType": thing(
        "What became, or would become, of the values of a field of another type; `change` takes it back.",
        {"change": NUMBER}, total=NUMBER, converted=NUMBER, set_aside=NUMBER, examples=LIST, has_more=YES,
    ),
    "Quality": thing(
        "How complete (0 to 1) the records of a kind are, which lack most, to which nothing happened for `days`.",
        looked_at=NUMBER, score=NUMBER, days=NUMBER, fields=LIST, worst=LIST, quiet=LIST, unconfirmed=LIST,
    ),
    "ValueRule": thing(
        "What a field of a kind of record must hold.", id=NUMBER, kind=TEXT, field=TEXT, demand=TEXT, pattern=TEXT,
        condition=TEXT, stage=TEXT, refuses=YES, sentence=TEXT,
    ),
    "Broken": thing("What a rule would find.", broken=NUMBER, looked_at=NUMBER, examples=LIST),
    "RetentionRule": thing(
        "How long records are kept: `days` after they were added, touched or closed.", id=NUMBER, kind=TEXT,
        since=TEXT, days=NUMBER, condition=TEXT, is_active=YES,
    ),
    "DryRun": thing("What a rule would remove now.", count=NUMBER, looked_at=NUMBER, examples=LIST),
    "Layout": thing("Where fields stand; those that no section names stand under `more`.", sections=LIST, more=LIST),
    "Role": thing(
        "A role of the company: kind of record, verb and how far (own, team or all), and its rights.",
        id=NUMBER, key=TEXT, title=TEXT, reach=OBJECT, rights=LIST, holders=NUMBER,
    ),
    "Team": thing(
        "A team: what it is part of, how deep it stands, how many are in it.",
        id=NUMBER, name=TEXT, parent_id=or_none(NUMBER), depth=NUMBER, size=NUMBER,
    ),
    "Comment": thing(
        "What somebody said about a record; `cannot_see` are members it names who may not see the record.",
        {"kind": TEXT, "record": NUMBER, "cannot_see": LIST},
        id=NUMBER, author=or_none(NUMBER), author_name=TEXT, text=TEXT, mentions=LIST, at=MOMENT,
        edited_at=or_none(MOMENT),
    ),
    "CommentRemoved": thing("A comment that was taken back.", id=NUMBER, removed=YES),
    "Follower": thing("A member who follows the record.", id=NUMBER, name=TEXT),
    "Part": thing("A member's part in a record.", id=NUMBER, member_id=NUMBER, name=TEXT, role=TEXT, added_at=MOMENT),
    "Notification": thing(
        "What you are told of: why (`what`), of which record, and what happened in words.",
        id=NUMBER, what=TEXT, kind=TEXT, record=NUMBER, title=TEXT, who=TEXT, words=TEXT, at=MOMENT, is_new=YES,
    ),
    "HowManyRead": thing("How many notifications were new until now.", read=NUMBER),
    "Ways": thing("How you hear of what: app, digest or off.", ways=OBJECT),
    "Share": thing(
        "With whom a record is shared, and what they may do: see or change.",
        id=NUMBER, to=TEXT, kind=TEXT, name=TEXT, verb=TEXT, by_id=or_none(NUMBER), by=TEXT, at=MOMENT, reason=TEXT,
    ),
    "Territory": thing(
        "Customers who belong together by a rule, and the members who get or see what lies there.",
        id=NUMBER, title=TEXT, rule=TEXT, gives=TEXT, kinds=LIST, members=LIST, names=LIST, takes_owned=YES,
    ),
    "TerritoryEffect": thing(
        "What applying the territories would do to records of a kind; `more` tells that not all were looked at.",
        one=TEXT, label=TEXT, looked_at=NUMBER, lying=NUMBER, changing=NUMBER, shown=NUMBER, more=YES, examples=LIST,
    ),
    "Application": thing(
        "Territories applied to all records: how many were given and shown; it can be taken back.",
        id=NUMBER, at=MOMENT, by=TEXT, finished_at=or_none(MOMENT), undone_at=or_none(MOMENT), given=NUMBER,
        shown=NUMBER,
    ),
    "Access": thing(
        "Whether a member may see and change a record, and every reason for and against.",
        member=NUMBER, kind=TEXT, record=NUMBER, see=OBJECT, change=OBJECT,
    ),
    "Pong": thing("The token is good.", ok=YES),
    "Problem": thing(
        "What is wrong and how to mend it (RFC 9457); `code` is for programs.",
        {"field": TEXT, "remedy": TEXT, "faults": LIST, "missing": LIST},
        type=TEXT, title=TEXT, status=NUMBER, detail=TEXT, code=TEXT,
    ),
}  # fmt: skip


def page_of(name: str) -> Schema:
    """A list of such things. The count comes with the first page of records, and stops at 1,000."""
    more = {"next_cursor": or_none(TEXT), "count": NUMBER, "count_is_capped": YES, "last": NUMBER}
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    return thing(f"A page of a list of {name}.", more, items=items)
