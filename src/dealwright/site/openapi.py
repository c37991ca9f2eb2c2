"""The API's description of itself: what ninja knows from the routes, and what they answer, refuse and filter by."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from dealwright.metrics import DIMENSIONS
from dealwright.records.described import PAGING, list_parameters, parameter

from .shapes import DAY, MOMENT, NUMBER, ONE, RECORDS, SHAPES, TEXT, YES, page_of

TOLD_BY = sorted({each for known in DIMENSIONS.values() for each in known})
STATUSES = {
    "create_import": ("201", "202"),
    "run_import": ("202",),
    "undo_import": ("202",),
    **dict.fromkeys(("add_person_to_deal", "add_confirmation", "ask_approval"), ("201",)),
    **dict.fromkeys(("add_consent", "add_relation", "add_former_employment"), ("201",)),
    "convert_to_records": ("201",),
    "merge_duplicate": ("201",),
    "make_calendar_address": ("201",),
    "search_duplicates": ("202",),
    "ask_for_archive": ("202",),
}
FILES = {"fetch_archive": "application/zip"}
FIRST_WORDS = re.compile(r"[.:;,] ")
IF_MATCH = {"$ref": "#/components/parameters/IfMatch"}
LISTS = {
    *("end_share", "order_fields", "search_records", "answer_element", "choose_frameworks"),
    *("follow", "unfollow", "create_part", "end_part"),
    *("add_consent", "add_relation", "remove_relation", "add_former_employment", "remove_former_employment"),
}
ELSE = {
    "list_people_on_deal": "PersonOnDeal",
    "change_stance": "PersonOnDeal",
    "list_needs_of_gate": "Need",
    **dict.fromkeys(("list_confirmations", "add_confirmation", "take_back_confirmation"), "Confirmation"),
    **dict.fromkeys(("list_answers", "answer_element", "choose_frameworks"), "Answer"),
    **dict.fromkeys(("list_approvals_of_deal", "ask_approval"), "Approval"),
    **dict.fromkeys(("get_review", "write_review", "pass_review_on"), "Review"),
    **dict.fromkeys(("get_version", "create_version", "publish_draft", "list_versions"), "Version"),
    **dict.fromkeys(("retire_process", "bring_back_process"), "Version"),
    **dict.fromkeys(("create_draft", "get_draft", "edit_draft", "withdraw_draft", "list_drafts"), "Draft"),
    **dict.fromkeys(("ask_review", "create_review"), "Draft"),
    **dict.fromkeys(("list_feedback", "create_feedback", "vote_for_feedback", "unvote_feedback"), "Feedback"),
    **dict.fromkeys(("take_up_feedback", "close_feedback"), "Feedback"),
    **dict.fromkeys(("list_consents", "add_consent"), "Consent"),
    **dict.fromkeys(("list_relations", "add_relation", "remove_relation"), "Relation"),
    **dict.fromkeys(("list_employments", "add_former_employment", "remove_former_employment"), "Employment"),
    "change_tasks": "Together",
    "ask_for_archive": "ArchiveAsked",
    "delete_activity": "Removed",
    "remove_comment": "CommentRemoved",
    "read_notifications": "HowManyRead",
    **dict.fromkeys(("show_ways", "choose_ways"), "Ways"),
    "take_back": "TakenBack",
    "merge_duplicate": "Merge",
    **dict.fromkeys(("search_duplicates", "get_duplicate_search"), "DoubleSearch"),
    "merge_sure_duplicates": "MergedSure",
    "undo_merged_together": "Undone",
    "read_forecast_moves": "ForecastMoves",
    "read_track_record": "TrackRecord",
    **dict.fromkeys(("list_submissions", "create_submission"), "Submission"),
    **dict.fromkeys(("read_moves", "read_variants", "read_bottlenecks"), "WaysOfDeals"),
    **{"read_waterfall": "Waterfall", "read_figure": "Figure", "read_figure_names": "FigureNames"},
    "read_adoption": "Adoption",
    "compare_versions": "Difference",
    **dict.fromkeys(("show_score_rules", "write_score_rules"), "LeadRules"),
    **dict.fromkeys(("show_assignment_rules", "write_assignment_rules"), "LeadRules"),
    "replay_assignment": "LeadReplay",
    **dict.fromkeys(("list_lead_lists", "create_lead_list", "edit_lead_list", "restore_lead_list"), "LeadList"),
    **dict.fromkeys(("remove_lead_list", "get_leads_on_list"), "LeadsOnList"),
    **dict.fromkeys(("put_leads_on_list", "take_leads_off_list"), "LeadsOnList"),
    **dict.fromkeys(("list_lead_forms", "create_lead_form", "get_lead_form"), "LeadForm"),
    **dict.fromkeys(("edit_lead_form", "revoke_lead_form"), "LeadForm"),
    **dict.fromkeys(("list_lead_hooks", "create_lead_hook", "remove_lead_hook"), "LeadHook"),
    "convert_to_records": "Conversion",
    **dict.fromkeys(("list_field_rules", "set_field_rule"), "FieldRule"),
    "change_field_type": "NewType",
    **dict.fromkeys(("list_value_rules", "create_value_rule", "change_value_rule", "remove_value_rule"), "ValueRule"),
    "preview_value_rule": "Broken",
    **dict.fromkeys(("list_retention_rules", "create_retention_rule", "remove_retention_rule"), "RetentionRule"),
    "try_retention_rule": "DryRun",
    "list_territory_effects": "TerritoryEffect",
    **dict.fromkeys(("list_applications", "create_application", "undo_application"), "Application"),
}  # what is answered is not a record of the address's kind
ABOUT = [parameter(one, NUMBER, f"Only about this {one}.") for one in ("deal", "organisation", "person")]
PERIOD = [parameter("from", DAY, "The first day of the period."), parameter("to", DAY, "The last day of the period.")]
SCOPE = [
    parameter("process", TEXT, "The key of one process."),
    parameter("where", TEXT, "A filter as a list has it, like amount__gte=1000; may be repeated."),
    parameter("as_of", DAY, "Told as of the end of this past day."),
]
PARAMETERS = {
    **{f"list_{kind}": list_parameters(fields) for kind, fields in RECORDS.items()},
    "list_activities": [*PAGING, *ABOUT, parameter("kind", TEXT, "Only call, meeting, email or note.")],
    "list_tasks": [
        *PAGING,
        *ABOUT,
        parameter("done", YES, "Done ones instead of open ones."),
        parameter("owner", NUMBER, "Only those of this member."),
    ],
    "get_timeline": [
        *PAGING,
        *ABOUT,
        parameter("group", TEXT, "Only calls, emails, meetings, notes, tasks, stages, comments or changes."),
        parameter("who", NUMBER, "Only what this member did."),
        parameter("since", MOMENT, "Only from this moment on."),
        parameter("q", TEXT, "Only what holds these words."),
    ],
    "search_records": [PAGING[0]],
    "add_up_list": [parameter("where", TEXT, "Groups of conditions as JSON; single filters stand beside it.")],
    "list_duplicates": [*PAGING, parameter("kind", TEXT, "Of people, unless told, or of organisations.")],
    "compare_versions": [
        parameter("from", NUMBER, "The number of the older version."),
        parameter("to", NUMBER, "The number of the newer version."),
    ],
    "list_reviews": [
        PAGING[1],
        parameter("process", TEXT, "The key of one process."),
        parameter("stage", TEXT, "Only deals decided in this stage."),
        parameter("outcome", {**TEXT, "enum": ["won", "lost"]}, "Only won or only lost deals."),
    ],
    "list_feedback": [parameter("stage", TEXT, "Only what is said of this stage.")],
    "edit_draft": [IF_MATCH],
    "edit_lead_form": [IF_MATCH],
    "create_review": [IF_MATCH],
    "list_events": [
        parameter("after", NUMBER, "The last seq that you have seen."),
        parameter("limit", {**NUMBER, "minimum": 0, "maximum": 1000, "default": 100}, "How many at most."),
    ],
    "read_metric": [parameter("by", {**TEXT, "enum": TOLD_BY}, "Told apart by this."), *PERIOD, *SCOPE],
    "read_adoption": [*PERIOD, *SCOPE],
    "read_waterfall": [*PERIOD, *SCOPE, parameter("closing_by", DAY, "Only deals expected to close by this day.")],
    "read_figure": [
        *PERIOD,
        *SCOPE,
        parameter("metric", TEXT, "What a trend tells."),
        parameter("grain", {**TEXT, "enum": ["week", "month", "quarter"]}, "The steps of a trend."),
    ],
    **dict.fromkeys(("read_bottlenecks", "read_moves", "read_variants"), SCOPE),
}
HEADERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Sent again within 24 hours, the request is not done again and gets the same answer.",
        "schema": {**TEXT, "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag that you have read: refused with 412 when somebody changed the record since.",
        "schema": {**TEXT, "pattern": '^"[0-9]{1,9}"$'},
    },
}
PROBLEM = {
    "description": "Refused; the body says what is wrong and how to mend it.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
ETAG = {"description": "The revision, for If-Match.", "schema": TEXT}


class DescribedApi(NinjaAPI):
    """The API, whose description is complete and whose views make their answers themselves."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """None: no view of ours has an answer made around what it returns, so that none needs to be at hand."""
        return None  # what would use it fails at once

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the view."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 document; nobody may change it."""
        return self._description

    @cached_property
    def _description(self) -> OpenAPISchema:
        """Written when it is first asked for: it is open to everybody, and takes a quarter of a second."""
        document = super().get_openapi_schema()
        document["components"]["schemas"].update(SHAPES)
        document["components"] |= {"responses": {"Problem": PROBLEM}, "parameters": HEADERS, "headers": {"ETag": ETAG}}
        for path, method, operation in operations(document):
            _complete(path.removeprefix("/api/v1/"), method, operation)
        return document


def operations(document: OpenAPISchema) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation of the document, with its path and method."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    name, kind = operation["operationId"], path.partition("/")[0]
    operation["summary"] = FIRST_WORDS.split(operation["description"])[0].rstrip(".")
    operation["parameters"] += PARAMETERS.get(name, [])
    if method == "post" and name != "create_import":
        operation["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})
    if kind in RECORDS and name not in ELSE and (method in ("patch", "put") or name.startswith("take_back")):
        operation["parameters"].append(IF_MATCH)
    made = ("201",) if name.startswith("create_") else ("200",)
    answer = _answer(kind, name)
    operation["responses"] = dict.fromkeys(STATUSES.get(name, made), answer)
    operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}


def _answer(kind: str, name: str) -> dict[str, Any]:
    if name in FILES:
        return {"description": "The file.", "content": {FILES[name]: {"schema": {**TEXT, "format": "binary"}}}}
    is_list, one = name.startswith("list_") or name in LISTS, ELSE.get(name, ONE[kind])
    schema = page_of(one) if is_list else {"$ref": f"#/components/schemas/{one}"}
    answer: dict[str, Any] = {"description": "Done.", "content": {"application/json": {"schema": schema}}}
    if kind in RECORDS and name not in ELSE and not is_list:
        answer["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    return answer
