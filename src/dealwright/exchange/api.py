"""The API of the imports: send a file, look how far it is, undo it."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import Conflict, Invalid, SalesError, TooLarge
from dealwright.records.answers import json_answer

from .commands import LARGEST_FILE, accept_file, ask_for, discard, engine_for, guess_map, set_map
from .crm.commands import PROGRAMS, accept_export
from .mapping import KINDS, read_map, write_map
from .models import Import
from .queries import COUNTS, file_of, get, imports, problems, undo_until

router = Router(tags=["imports"])
YES = ("1", "true", "yes", "on")
KNOWN = {"kind", "map", "dry_run", "automations"}
ROOM_FOR_THE_FORM = LARGEST_MAP = 2**20
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "kind"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV, XLSX, vCard or the zip of an export; 512 MB.",
                        },
                        "kind": {"type": "string", "enum": [*KINDS, *PROGRAMS]},
                        "map": {"type": "string", "description": "The map as YAML or JSON; guessed when left out."},
                        "automations": {"type": "boolean", "description": "Let tasks, rules and notifications follow."},
                        "dry_run": {"type": "boolean", "description": "Say what would happen and write no records."},
                    },
                }
            }
        },
    }
}


@router.get("")
def list_imports(request: HttpRequest) -> HttpResponse:
    """The latest hundred imports, newest first."""
    return json_answer({"items": [_shown(one) for one in imports(request.user)]})


@router.post("", openapi_extra=BODY)
def create_import(request: HttpRequest) -> HttpResponse:
    """Send a file: 202 while the worker brings it in or plans it; 201 with figures when a small file was planned."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + ROOM_FOR_THE_FORM:
        raise TooLarge(f"The file is larger than {LARGEST_FILE // 2**20} MB.", remedy="Divide it into several files.")
    if unknown := {*request.POST, *request.FILES} - {*KNOWN, "file"}:
        known = ", ".join(["file", *sorted(KNOWN)])
        raise Invalid(
            f"There is no part “{min(unknown)[:60]}”.", field=min(unknown)[:60], remedy=f"Known are: {known}."
        )
    if "file" not in request.FILES:
        raise Invalid(
            "There is no file.", field="file", remedy="Send it as multipart/form-data, in a part called file."
        )
    member: Any = request.user
    file, kind = request.FILES["file"], request.POST.get("kind", "")
    if kind in PROGRAMS:
        return _whole_export(file, kind, member, is_dry=_says(request, "dry_run"), lively=_says(request, "automations"))
    one = accept_file(file, file.name or "file.csv", kind, by=member, via="api")
    try:
        mapping = _map_sent(request) or write_map(guess_map(kind, file_of(one), request.user))
        if _says(request, "automations"):
            mapping = write_map(replace(read_map(mapping, kind), automations=True))
        set_map(one.id, mapping, by=member)
        engine_for(file_of(one), read_map(mapping, kind), by=member, via="import")
    except SalesError:
        discard(one.id, by=member)
        raise
    ask_for(one.id, "plan" if _says(request, "dry_run") else "run", by=member, via="api")
    one = get(one.id, member)
    return json_answer(_whole(one), 201 if one.status == "planned" else 202)


def _map_sent(request: HttpRequest) -> str:
    """The map, whether it was sent as a text or as a file."""
    sent = request.FILES.get("map")
    if sent is None:
        return str(request.POST.get("map", ""))
    if sent.size > LARGEST_MAP:
        raise TooLarge("The map is larger than 1 MB.", remedy="A map has one line for each column.")
    try:
        return str(sent.read().decode())
    except UnicodeDecodeError as error:
        raise Invalid("The map is no text.", field="map", remedy="Save it as UTF-8.") from error


def _says(request: HttpRequest, name: str) -> bool:
    return request.POST.get(name, "").lower() in YES


def _whole_export(file: Any, kind: str, member: Any, *, is_dry: bool, lively: bool) -> HttpResponse:
    one = accept_export(file, file.name or "export.zip", kind, automations=lively, by=member, via="api")
    ask_for(one.id, "plan" if is_dry else "run", by=member, via="api")
    return json_answer(_whole(get(one.id, member)), 202)


@router.get("/{int:import_id}")
def get_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """One import: how far it is, what became of its rows, what was refused and why (the first thousand)."""
    return json_answer(_whole(get(import_id, request.user)))


@router.post("/{int:import_id}/run", operation_id="run_import")
def run_planned(request: HttpRequest, import_id: int) -> HttpResponse:
    """Bring in what was planned."""
    ask_for(import_id, "run", by=request.user, via="api")
    return json_answer(_whole(get(import_id, request.user)), 202)


@router.post("/{int:import_id}/undo", operation_id="undo_import")
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take an import back, within thirty days; 202 while the worker does so."""
    if undo_until(get(import_id, request.user)) is None:
        raise Conflict("This import cannot be undone.", remedy="Only imports that ran in the last 30 days can.")
    ask_for(import_id, "undo", by=request.user, via="api")
    return json_answer(_whole(get(import_id, request.user)), 202)


def _shown(one: Import) -> dict[str, Any]:
    names = (
        "id",
        "kind",
        "file_name",
        "status",
        "rows_total",
        "rows_done",
        *COUNTS,
        "created_at",
        "started_at",
        "finished_at",
    )
    return {name: getattr(one, name) for name in names} | {"by": one.by.name if one.by else None}


def _whole(one: Import) -> dict[str, Any]:
    plan = one.plan or {}
    told = {"problems": problems(one), "matches": one.matches}
    if one.status in ("draft", "planning", "planned"):
        told = {"problems": plan.get("problems", []), "matches": plan.get("matches", [])}
        told |= {name: plan.get(name, 0) for name in COUNTS}
    if "kinds" in plan:
        told |= {"kinds": plan["kinds"], "stages": plan["stages"], "problems": plan["problems"]}
    failed = " ".join(filter(None, [plan.get("fault"), plan.get("remedy")])) if one.status == "planned" else one.fault
    return _shown(one) | told | {"map": one.mapping, "fault": failed or None, "undone": one.undone}
