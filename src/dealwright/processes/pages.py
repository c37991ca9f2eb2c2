"""The playbook to read, and publishing a new version of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import Conflict, NotFound
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import Framework, Playbook, diff, frameworks
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Actor, Right, has_right, require

from . import commands, queries
from .checking import Checked, checked
from .drafts import drafts_of
from .feedback import Said, feedback_on
from .models import Draft
from .queries import Published, Shelved
from .reading import Edition, editions
from .sending import sent_text
from .wording import asked, worded


@dataclass(frozen=True)
class PlaybooksPage:
    """The processes in force, drafts under way, and the shipped processes the reader may put in force."""

    published: list[Published]
    drafts: Sequence[Draft]
    shelf: list[Shelved]
    may_publish: bool


@dataclass(frozen=True)
class PlaybookPage:
    """One version of a process: to read, as text, and how it came about. `since` is what changed after it.

    `said` is the feedback that is not closed, by stage (empty: on the whole).
    """

    version: Published
    book: Playbook
    text: str
    editions: list[Edition]
    since: Sequence[str]
    newest: int
    parent: Published | None
    variants: Sequence[Published]
    drafts: Sequence[Draft]
    said: Mapping[str, Sequence[Said]]
    may_publish: bool
    may_draft: bool
    view: str
    frameworks: Mapping[str, Framework] = field(default_factory=frameworks)
    asked: object = asked
    worded: object = worded


@dataclass(frozen=True)
class PublishPage:
    """A text on its way to be published: what is wrong with it, or what it would change.

    `base` is the number in force when its author began, None when they began with nothing of ours.
    """

    text: str
    checked: Checked = field(default_factory=Checked)
    base: int | None = None
    wrong: str = ""


@login_required
@require_GET
def playbooks(request: HttpRequest) -> HttpResponse:
    """List the processes in force; the only one opens at once for those who can neither draft nor add another."""
    published, may = queries.in_force(), _may_publish(request.user)
    if len(published) == 1 and not has_right(request.user, Right.DRAFT):
        return redirect("playbook", published[0].key)
    taken = {version.key for version in published}
    free = [one for one in queries.shelf() if one.key not in taken] if may else []
    return render(request, "processes/playbooks.html", PlaybooksPage(published, drafts_of(), free, may))


@login_required
@require_GET
def playbook(request: HttpRequest, key: str) -> HttpResponse:
    """Read one version of a process: the one in force, or ?version=; ?view=text for the YAML."""
    versions = queries.versions(key)
    version = _chosen(versions, key, request.GET.get("version", ""))
    newest = versions[0]
    since = [change.sentence for change in diff(version.playbook, newest.playbook)] if version != newest else []
    page = PlaybookPage(
        version,
        version.playbook,
        queries.text_of(version.id),
        editions(versions),
        since,
        newest.number,
        next(iter(queries.versions(version.extends)), None) if version.extends else None,
        queries.variants(key),
        drafts_of(key),
        _by_stage(feedback_on(key, request.user)),
        _may_publish(request.user),
        has_right(request.user, Right.DRAFT),
        "text" if request.GET.get("view") == "text" else "read",
    )
    return render(request, "processes/playbook.html", page)


def _by_stage(said: Sequence[Said]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for one in said:
        found.setdefault(one.stage, []).append(one)
    return found


@login_required
@require_GET
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The YAML of one version as a file."""
    version = _chosen(queries.versions(key), key, request.GET.get("version", ""))
    name = f"{version.key}-{version.number}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(queries.text_of(version.id), content_type="application/yaml; charset=utf-8", headers=headers)


@login_required
@require_POST
def adopt(request: HttpRequest, key: str) -> HttpResponse:
    """Put a shipped playbook in force."""
    version = commands.publish_shipped(key, by=request.user, via="page")
    flash(request, _("%(title)s is in force: new deals start on it.") % {"title": version.title})
    return redirect("playbook", version.key)


@login_required
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Check a text and say what it would change; publish it when it is sent with `publish`. Nothing typed is lost."""
    require(request.user, Right.PUBLISH)
    if request.method == "GET":
        return _show(request, _beginning(request.GET.get("from", "")))
    text, base = sent_text(request), whole_number(request.POST.get("base", ""))
    page = PublishPage(text, checked(text, _("line")), base)
    if page.checked.book is None:
        return _show(request, page, 422)
    if "publish" not in request.POST:
        return _show(request, page)
    try:
        version = commands.publish(text, base=base, by=request.user, via="page")
    except Conflict as error:
        return _show(request, PublishPage(text, page.checked, base, error.sentence), error.status)
    flash(request, _("%(label)s, is in force: new deals start on it.") % {"label": version.label})
    return redirect("playbook", version.key)


def _beginning(key: str) -> PublishPage:
    version = queries.current(key) if key else None
    return PublishPage(queries.text_of(version.id), base=version.number) if version else PublishPage("")


def _show(request: HttpRequest, page: PublishPage, status: int = 200) -> HttpResponse:
    return render(request, "processes/publish.html", page, status=status)


def _chosen(versions: Sequence[Published], key: str, number: str) -> Published:
    found = [version for version in versions if not number or str(version.number) == number]
    if not found:
        wanted = _("There is no process “%(key)s”.") if not versions else _("Process “%(key)s” has no such version.")
        raise NotFound(wanted % {"key": key})
    return found[0]


def _may_publish(member: Actor) -> bool:
    return has_right(member, Right.PUBLISH)
