"""The playbook to read, and publishing a new version of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import NotFound, TooLarge
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import Playbook, Problem, diff, read
from dealwright.workspace.queries import Actor, Right, has_right, require

from . import commands, queries
from .queries import Published, Shelved
from .reading import Edition, asked, editions, worded

LONGEST = 1024 * 1024


@dataclass(frozen=True)
class PlaybooksPage:
    """The processes in force, and the shipped ones that are not, where the reader may put them in force."""

    published: list[Published]
    shelf: list[Shelved]
    may_publish: bool


@dataclass(frozen=True)
class PlaybookPage:
    """One version of a process: to read, as text, and how it came about. `since` is what changed after it."""

    version: Published
    book: Playbook
    text: str
    editions: list[Edition]
    since: Sequence[str]
    newest: int
    may_publish: bool
    view: str
    asked: object = asked
    worded: object = worded


@dataclass(frozen=True)
class PublishPage:
    """A text on its way to be published: what is wrong with it, or what it would change."""

    text: str
    problems: Sequence[Problem] = ()
    changes: Sequence[str] = ()
    before: Published | None = None
    book: Playbook | None = None


@login_required
@require_GET
def playbooks(request: HttpRequest) -> HttpResponse:
    """List the processes in force; the only one opens at once for those who cannot add another."""
    published, may = queries.in_force(), _may_publish(request.user)
    if len(published) == 1 and not may:
        return redirect("playbook", published[0].key)
    taken = {version.key for version in published}
    free = [one for one in queries.shelf() if one.key not in taken] if may else []
    return render(request, "processes/playbooks.html", PlaybooksPage(published, free, may))


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
        _may_publish(request.user),
        "text" if request.GET.get("view") == "text" else "read",
    )
    return render(request, "processes/playbook.html", page)


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
        key = request.GET.get("from", "")
        return _show(request, queries.text_of(queries.current(key).id) if key else "")
    text = _sent(request)
    page = _checked(text)
    if page.book is None:
        return render(request, "processes/publish.html", page, status=422)
    if "publish" not in request.POST:
        return render(request, "processes/publish.html", page)
    version = commands.publish(text, by=request.user, via="page")
    flash(request, _("%(label)s, is in force: new deals start on it.") % {"label": version.label})
    return redirect("playbook", version.key)


def _show(request: HttpRequest, text: str) -> HttpResponse:
    return render(request, "processes/publish.html", PublishPage(text))


def _sent(request: HttpRequest) -> str:
    """The uploaded file, or else the text as typed; bytes that are no UTF-8 become marks that the check finds."""
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    if upload.size > LONGEST:
        raise TooLarge(_("A playbook is never larger than 1 MB."), remedy=_("Choose the playbook's YAML file."))
    return upload.read().decode("utf-8", errors="replace").replace("\r\n", "\n")


def _checked(text: str) -> PublishPage:
    reading = read(text, _("line"))
    book = reading.playbook
    before = next(iter(queries.versions(book.process)), None) if book else None
    changes = [change.sentence for change in diff(before.playbook, book)] if book and before else []
    problems = (*_garbled(text), *reading.problems)
    return PublishPage(text, problems, changes, before, None if _garbled(text) else book)


def _garbled(text: str) -> list[Problem]:
    line = text[: text.find("\ufffd") + 1].count("\n") + 1
    message, remedy = _("This is not UTF-8 text."), _("Save the file again with the encoding UTF-8.")
    return [Problem("error", "", line, 1, "encoding", message, remedy)] if "\ufffd" in text else []


def _chosen(versions: Sequence[Published], key: str, number: str) -> Published:
    found = [version for version in versions if not number or str(version.number) == number]
    if not found:
        wanted = _("There is no process “%(key)s”.") if not versions else _("Process “%(key)s” has no such version.")
        raise NotFound(wanted % {"key": key})
    return found[0]


def _may_publish(member: Actor) -> bool:
    return has_right(member, Right.PUBLISH)
