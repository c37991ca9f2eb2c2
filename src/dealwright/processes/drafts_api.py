"""The API of versions and drafts: read, compare, write, review, publish, retire."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import BadRequest, Invalid, NotFound
from dealwright.playbook import diff, parse, text_diff
from dealwright.records.answers import expected_revision, json_answer
from dealwright.records.bodies import Body
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Right, require

from . import commands
from .drafts import draft, drafts_of, opinions
from .models import Draft
from .parents import parent_text
from .queries import Published, numbered, text_of, versions
from .reading import Edition, editions

router = Router(tags=["processes"])


class NewVersion(Body):
    """A playbook to publish; `base` is the number it was begun from, refused when another is in force."""

    yaml: str
    base: int | None = None


class NewDraft(Body):
    """A draft to begin; without `yaml` from the version in force."""

    yaml: str | None = None
    title: str = ""


class DraftText(Body):
    """The text of a draft."""

    yaml: str


class NewReview(Body):
    """What a reviewer says: approve, or changes with a note."""

    verdict: str
    note: str = ""


@router.get("/{key}/versions")
def list_versions(request: HttpRequest, key: str) -> HttpResponse:
    """The versions of a process, the newest first: who published and approved each, and what it changed."""
    known = versions(key)
    if not known:
        raise NotFound(f"There is no process “{key}”.")
    items = [_version(version, edition) for version, edition in zip(known, editions(known), strict=True)]
    return json_answer({"items": items, "next_cursor": None})


@router.get("/{key}/versions/{int:number}")
def get_version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version of a process with its text as it was published."""
    return _one(numbered(key, number))


@router.post("/{key}/versions")
def create_version(request: HttpRequest, key: str, body: NewVersion) -> HttpResponse:
    """Publish a playbook; 422 `playbook_refused` lists its problems with line and column, 409 says who was faster."""
    require(request.user, Right.PUBLISH)
    if (said := parse(body.yaml, f"{key}.yaml", parent_text).process) != key:
        raise Invalid(f"The text is of the process “{said}”.", field="yaml", remedy=f"Send it to /processes/{said}.")
    made = commands.publish(body.yaml, name=f"{key}.yaml", base=body.base, by=request.user, via="api")
    return _one(made, 201)


@router.get("/{key}/diff")
def compare_versions(request: HttpRequest, key: str) -> HttpResponse:
    """What changed between the versions ?from= and ?to=: `changes` with path and sentence, `text` line by line."""
    old, new = (numbered(key, _number(request, name)).playbook for name in ("from", "to"))
    changes = [{"path": change.path, "sentence": change.sentence} for change in diff(old, new)]
    return json_answer({"changes": changes, "text": text_diff(old, new)})


@router.put("/{key}/retired")
def retire_process(request: HttpRequest, key: str) -> HttpResponse:
    """Let no new deals begin on the process; those under way go on."""
    commands.retire(key, by=request.user, via="api")
    return _one(numbered(key))


@router.delete("/{key}/retired")
def bring_back_process(request: HttpRequest, key: str) -> HttpResponse:
    """Let new deals begin on a retired process again."""
    commands.bring_back(key, by=request.user, via="api")
    return _one(numbered(key))


@router.get("/{key}/drafts")
def list_drafts(request: HttpRequest, key: str) -> HttpResponse:
    """The drafts of a process, those that have ended too, the one last changed first."""
    return json_answer({"items": [_shown(one) for one in drafts_of(key, ended=True)], "next_cursor": None})


@router.post("/{key}/drafts")
def create_draft(request: HttpRequest, key: str, body: NewDraft) -> HttpResponse:
    """Begin a draft, from the version in force (else the shipped playbook) unless the body has a text."""
    made = commands.begin_draft(key, text=body.yaml, title=body.title, by=request.user, via="api")
    return _draft(key, made, 201)


@router.get("/{key}/drafts/{int:draft_id}")
def get_draft(request: HttpRequest, key: str, draft_id: int) -> HttpResponse:
    """One draft with its text and what reviewers said; its revision is the ETag."""
    return _draft(key, draft_id)


@router.patch("/{key}/drafts/{int:draft_id}")
def edit_draft(request: HttpRequest, key: str, draft_id: int, body: DraftText) -> HttpResponse:
    """Save the text; `If-Match` guards against writing over somebody else's. A change voids an approval."""
    expected, found = expected_revision(request), _of(key, draft_id)
    revision = found.revision if expected is None else expected
    commands.save_draft(draft_id, body.yaml, revision, by=request.user, via="api")
    return _draft(key, draft_id)


@router.delete("/{key}/drafts/{int:draft_id}")
def withdraw_draft(request: HttpRequest, key: str, draft_id: int) -> HttpResponse:
    """Give a draft up; it stays readable."""
    commands.withdraw_draft(_of(key, draft_id).id, by=request.user, via="api")
    return _draft(key, draft_id)


@router.post("/{key}/drafts/{int:draft_id}/ask")
def ask_review(request: HttpRequest, key: str, draft_id: int) -> HttpResponse:
    """Ask for a review."""
    commands.ask_review(_of(key, draft_id).id, by=request.user, via="api")
    return _draft(key, draft_id)


@router.post("/{key}/drafts/{int:draft_id}/reviews")
def create_review(request: HttpRequest, key: str, draft_id: int, body: NewReview) -> HttpResponse:
    """Approve the draft as it is, or ask for changes; `If-Match` makes sure that it is the text you have read."""
    _of(key, draft_id)
    commands.review_draft(
        draft_id, body.verdict, body.note, revision=expected_revision(request), by=request.user, via="api"
    )
    return _draft(key, draft_id, 201)


@router.post("/{key}/drafts/{int:draft_id}/publish")
def publish_draft(request: HttpRequest, key: str, draft_id: int) -> HttpResponse:
    """Publish a draft that is approved, or that you may approve; answers with the version."""
    return _one(commands.publish_draft(_of(key, draft_id).id, by=request.user, via="api"))


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    number = whole_number(text)
    if text and number is None:
        raise BadRequest(f"“{text[:20]}” is no number of a version.", field=name)
    return number


def _one(version: Published, status: int = 200) -> HttpResponse:
    (edition,) = [one for one in editions(versions(version.key)) if one.number == version.number]
    return json_answer({**_version(version, edition), "yaml": text_of(version.id)}, status)


def _version(version: Published, edition: Edition) -> dict[str, Any]:
    return {
        "process": version.key,
        "number": version.number,
        "title": version.title,
        "digest": version.digest,
        "extends": version.extends or None,
        "published_at": version.published_at,
        "published_by": edition.who or None,
        "approved_by": edition.approver or None,
        "draft": edition.draft,
        "retired_at": version.retired_at,
        "changes": list(edition.changes),
    }


def _of(key: str, draft_id: int) -> Draft:
    found = draft(draft_id)
    if found.process_key != key:
        raise NotFound(f"There is no draft {draft_id} of “{key}”.")
    return found


def _draft(key: str, draft_id: int, status: int = 200) -> HttpResponse:
    found = _of(key, draft_id)
    reviews = [
        {"reviewer": one.reviewer, "verdict": one.verdict, "note": one.note, "at": one.at, "stands": one.stands}
        for one in opinions(found)
    ]
    answer = json_answer({**_shown(found), "yaml": found.text, "reviews": reviews}, status)
    answer["ETag"] = f'"{found.revision}"'
    return answer


def _shown(found: Draft) -> dict[str, Any]:
    return {
        "id": found.id,
        "process": found.process_key,
        "title": found.title,
        "base": found.base,
        "state": found.state,
        "author": found.author.name if found.author else None,
        "made_at": found.made_at,
        "changed_at": found.changed_at,
        "revision": found.revision,
    }
