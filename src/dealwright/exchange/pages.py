"""Pages of the imports: send a file, map its columns, look at the plan, run it, see what became of it, undo it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.processes.queries import in_force
from dealwright.records.asked import Asked
from dealwright.workspace.queries import Actor, Right, require

from . import shown
from .commands import accept_file, ask_for, discard, guess_map, process_of, set_map
from .crm.commands import PROGRAMS, accept_export
from .export import written
from .mapping import CREATABLE, KINDS, Map, read_map, write_map
from .mapping_form import FormColumn, creatable, form_columns, map_from_form, with_matches
from .models import Import
from .queries import COUNTS, file_of, get, imports, problems, refused_csv, taken_back, undo_until
from .reading import open_table
from .targets import Target, targets_of

KIND_LABELS = [
    ("deals", "Deals"),
    ("leads", "Leads"),
    ("organisations", "Organisations"),
    ("people", "People"),
    ("products", "Products"),
    ("members", "Members (sales teams)"),
    ("activities", "Activities"),
    ("tasks", "Tasks"),
    ("stakeholders", "People on deals"),
    *((key, f"An export of {told.title} (zip)") for key, told in PROGRAMS.items()),
]
LABELS = dict(KIND_LABELS)
CREATE_LABELS = {"owner": "owners (they cannot sign in)", "organisation": "organisations", "product": "products"}
UNDER_WAY = ("planning", "running", "undoing")
TONES = {"done": "good", "failed": "bad", "undone": "neutral", "planned": "info", "draft": "neutral"}
STATES = {
    "draft": "To be mapped",
    "planning": "Being checked",
    "planned": "Ready",
    "running": "Running",
    "done": "Done",
    "failed": "Stopped",
    "undoing": "Being undone",
    "undone": "Undone",
}
PROBLEMS_SHOWN = 20
FOR_ALL_ROWS = {"source": "Source", "campaign": "Campaign", "lists": "List"}
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "vcf": "text/vcard; charset=utf-8"}
PAGING = ("sort", "limit", "cursor", "after", "view")


@dataclass(frozen=True)
class ListPage:
    """All imports."""

    imports: Sequence[Import]
    labels: dict[str, str] = field(default_factory=lambda: LABELS)
    states: dict[str, str] = field(default_factory=lambda: STATES)
    tones: dict[str, str] = field(default_factory=lambda: TONES)


@dataclass(frozen=True)
class UploadPage:
    """The first step: which file, of what."""

    kind: str = "deals"
    errors: dict[str, str] = field(default_factory=dict)
    kinds: Sequence[tuple[str, str]] = tuple(KIND_LABELS)
    fixed: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class MapPage:
    """The second step: what each column becomes."""

    one: Import
    label: str
    columns: Sequence[FormColumn]
    targets: Sequence[tuple[str, str]]
    create: Sequence[str]
    creatable: Sequence[tuple[str, str]]
    process: str
    processes: Sequence[tuple[str, str]]
    currency: str
    has_money: bool
    fixed: Sequence[tuple[str, str]]
    notes: Sequence[str]
    error: str = ""
    automations: bool = False


@dataclass(frozen=True)
class ImportPage:
    """An import that is planned, under way or over."""

    one: Import
    label: str
    state: str
    tone: str
    counts: Sequence[tuple[str, int]]
    problems: Sequence[dict[str, Any]]
    matches: Sequence[dict[str, Any]]
    undo_until: datetime | None
    is_under_way: bool
    done: int
    of: int
    fault: str = ""
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=lambda: LABELS)


@login_required
@require_GET
def list_imports(request: HttpRequest) -> HttpResponse:
    """What was brought in, newest first."""
    return render(request, "exchange/imports.html", ListPage(imports(request.user)))


@login_required
@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Take a file in; a file that cannot be read is refused beside the field."""
    require(request.user, Right.IMPORT)
    kind = request.POST.get("kind") or request.GET.get("kind", "deals")
    kind = kind if kind in (*KINDS, *PROGRAMS) else "deals"
    given = request.POST if request.method == "POST" else request.GET
    fixed = {key: given.get(key, "").strip() for key in FOR_ALL_ROWS} if kind == "leads" else {}
    shown = UploadPage(kind, fixed=[(key, FOR_ALL_ROWS[key], text) for key, text in fixed.items()])
    if request.method != "POST":
        return render(request, "exchange/upload.html", shown)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise SalesError("Choose a file first.", field="file")
        one = _take(request, file, kind, {key: text for key, text in fixed.items() if text})
    except SalesError as error:
        said = error.sentence
        return render(request, "exchange/upload.html", replace(shown, errors={"file": said}), status=422)
    if kind in PROGRAMS:
        ask_for(one.id, "plan", by=request.user, via="page")
        return HttpResponseRedirect(reverse("import", args=[one.id]))
    return HttpResponseRedirect(reverse("import-map", args=[one.id]))


def _take(request: HttpRequest, file: Any, kind: str, fixed: dict[str, str]) -> Import:
    """Take the file in; `fixed` is what every row says besides what its columns are taken to be."""
    by, automations, name = request.user, "automations" in request.POST, file.name or "file.csv"
    if kind in PROGRAMS:
        return accept_export(file, name, kind, automations=automations, by=by, via="page")
    one = accept_file(file, name, kind, by=by, via="page")
    if fixed or automations:
        made = replace(_present_map(one, by)[0], fixed=fixed, automations=automations)
        set_map(one.id, write_map(made), by=by)
    return one


@login_required
@require_http_methods(["GET", "POST"])
def map_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say what each column becomes; what the headers and values suggest is filled in."""
    one = get(import_id, request.user)
    if one.status not in ("draft", "planned") or one.kind in PROGRAMS:
        return HttpResponseRedirect(reverse("import", args=[one.id]))
    made, error = _present_map(one, request.user)
    targets = _targets(made, request.user)
    if request.method == "POST":
        table = open_table(file_of(one))
        made = map_from_form(request.POST, made, table, targets)
        try:
            set_map(one.id, write_map(made), by=request.user)
            if request.POST.get("go") == "plan":
                ask_for(one.id, "plan", by=request.user, via="page")
                return HttpResponseRedirect(reverse("import", args=[one.id]))
        except SalesError as refusal:
            error = refusal.message
    page = _map_page(one, made, targets, error)
    return render(request, "exchange/map.html", page, status=422 if error and request.method == "POST" else 200)


def _present_map(one: Import, by: Actor) -> tuple[Map, str]:
    """The map so far, else the one that is guessed, else an empty one and why."""
    try:
        return (read_map(one.mapping, one.kind) if one.mapping else guess_map(one.kind, file_of(one), by)), ""
    except SalesError as error:
        return Map(one.kind, {}), error.sentence


def _targets(made: Map, by: Actor) -> dict[str, Target]:
    return targets_of(made.kind, process_of(made)[1], by)


def _map_page(one: Import, made: Map, targets: dict[str, Target], error: str) -> MapPage:
    table = open_table(file_of(one))
    key, _ = process_of(made)
    processes = [(version.key, version.title) for version in in_force()] or [("general", "General sales process")]
    return MapPage(
        one,
        LABELS[one.kind],
        form_columns(made, table, targets),
        [("", "– leave out –"), *((target.key, target.label) for target in targets.values())],
        [name for name in CREATABLE if name in made.create],
        [(name, CREATE_LABELS[name]) for name in creatable(made)],
        key or "",
        processes if one.kind == "deals" else (),
        made.currency or "",
        any(target.type == "money" for target in targets.values()),
        [(targets[key].label, text) for key, text in made.fixed.items() if key in targets],
        table.notes,
        error,
        made.automations,
    )


@login_required
@require_GET
def show_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """The plan, the progress or the summary of an import; htmx asks for its part again while it is under way."""
    one = get(import_id, request.user)
    if one.status == "draft":
        return HttpResponseRedirect(reverse("import-map", args=[one.id]))
    return render(request, "exchange/import.html", _import_page(one))


def _how_far(one: Import) -> tuple[int, int]:
    """How many rows of how many have been looked at or brought in, or records taken back."""
    if one.status == "undoing":
        return taken_back(one), one.created + one.updated
    return one.read, one.rows_total


def _import_page(one: Import) -> ImportPage:
    plan = one.plan or {}
    planned = one.status == "planned"
    source = plan if planned else {name: getattr(one, name) for name in COUNTS}
    fault = " ".join(filter(None, [plan.get("fault"), plan.get("remedy")])) if planned else one.fault
    return ImportPage(
        one,
        LABELS[one.kind],
        STATES[one.status],
        TONES.get(one.status, "info"),
        [(name, source.get(name, 0)) for name in COUNTS],
        plan.get("problems", [])[:PROBLEMS_SHOWN] if planned or one.kind in PROGRAMS else problems(one, PROBLEMS_SHOWN),
        plan.get("matches", []) if planned else [],
        undo_until(one),
        one.status in UNDER_WAY,
        *_how_far(one),
        fault,
        {kind: plan["kinds"][kind] for kind in LABELS if kind in plan.get("kinds", ())},  # PostgreSQL keeps no order
        dict(sorted(plan.get("stages", {}).items())),
    )


@login_required
@require_POST
def accept_matches(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take offered matches into the map and plan again."""
    one = get(import_id, request.user)
    matches = (one.plan or {}).get("matches", [])
    made = with_matches(read_map(one.mapping, one.kind), request.POST.getlist("match"), matches)
    set_map(one.id, write_map(made), by=request.user)
    ask_for(one.id, "plan", by=request.user, via="page")
    return HttpResponseRedirect(reverse("import", args=[one.id]))


@login_required
@require_POST
def run_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Have the worker bring the file in."""
    ask_for(import_id, "run", by=request.user, via="page")
    return HttpResponseRedirect(reverse("import", args=[import_id]))


@login_required
@require_POST
def undo_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Have the worker take the import back."""
    ask_for(import_id, "undo", by=request.user, via="page")
    return HttpResponseRedirect(reverse("import", args=[import_id]))


@login_required
@require_POST
def discard_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Throw away a file that was not brought in."""
    discard(import_id, by=request.user)
    flash(request, "The file was thrown away. Nothing was imported.")
    return HttpResponseRedirect(reverse("imports"))


@login_required
@require_GET
def refused_rows(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """The refused rows as a file to mend and import again."""
    one = get(import_id, request.user)
    return _download(refused_csv(one), f"refused-{one.id}.csv", "csv")


@login_required
@require_GET
def export(request: HttpRequest, kind: str, form: str) -> StreamingHttpResponse:
    """A list as a file, with the list's own filters; only what the member may see.

    With `shown` it has the list's columns and order too, else all that an import can read back.
    """
    if form == "xlsx" or "shown" in request.GET:
        return shown.answer(kind, form, Asked.read(request.GET), request.user)
    given = [(name, text) for name, texts in request.GET.lists() for text in texts if name not in PAGING]
    return _download(written(kind, request.user, form, given), f"{kind}.{form}", form)


def _download(pieces: Any, name: str, form: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
