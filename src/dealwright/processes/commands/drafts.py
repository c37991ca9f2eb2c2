"""Drafts: begin one, save it, publish it, or withdraw it."""

from datetime import datetime
from difflib import get_close_matches

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound, Stale, TooLarge
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.playbook import read, shipped
from dealwright.workspace.queries import Actor, Right, one_line, require

from ..events import DraftBegun, DraftSaved, DraftWithdrawn
from ..models import Draft
from ..parents import in_own_currency, parent_text
from ..queries import Published, text_of, versions
from ..reviewing import approver_of, may_review
from ..states import UNDER_WAY, DraftState
from .publishing import publish

LONGEST, LONGEST_TITLE = 1024 * 1024, 200


@transaction.atomic
def begin_draft(key: str, *, by: Actor, via: str, text: str | None = None, title: str = "") -> int:
    """Begin to change a process; returns the id of the draft.

    It starts from the version in force, else from the shipped playbook of that key, unless `text` says otherwise;
    `title` is that of the process unless told. Raises NotAllowed below manager, NotFound for an unknown process
    without a text, TooLarge above 1 MB.
    """
    require(by, Right.DRAFT)
    now, before = timezone.now(), next(iter(versions(key)), None)
    text = _in_bounds(_start(key, before) if text is None else text)
    base = before.number if before else 0
    if title.strip():
        title = one_line(title, "The title", field="title", longest=LONGEST_TITLE)
    else:
        title = before.title if before else _title(text, key)
    made = Draft.objects.create(
        process_key=key, title=title, text=text, base=base, author_id=by.id, made_at=now, changed_at=now
    )
    _record(made, DraftBegun(process=key, title=title, base=base), by, via, now)
    return made.id


@transaction.atomic
def save_draft(draft_id: int, text: str, revision: int, *, by: Actor, via: str) -> int:
    """Keep the text of a draft, finished or not; returns its new revision.

    `revision` is the one that was read. A change voids an approval. Raises NotAllowed below manager, Stale when
    somebody else saved in between, Conflict when it was published or withdrawn, TooLarge above 1 MB.
    """
    require(by, Right.DRAFT)
    draft = locked(draft_id)
    if draft.revision != revision:
        raise Stale("Somebody changed this draft in the meantime.", remedy="Load it again: your text is still here.")
    if draft.text == _in_bounds(text):
        return draft.revision
    now, voided = timezone.now(), draft.state != DraftState.DRAFT
    draft.text, draft.changed_at, draft.state, draft.revision = text, now, DraftState.DRAFT, revision + 1
    draft.save()
    _record(draft, DraftSaved(title=draft.title, revision=draft.revision, voided=voided), by, via, now)
    return draft.revision


@transaction.atomic
def publish_draft(draft_id: int, *, by: Actor, via: str) -> Published:
    """Publish a draft as the next version of its process.

    Who may review it approves it by publishing it; its own author needs somebody's approval of the text as it is.
    Raises NotAllowed without the right to publish, PlaybookRefused for errors in the text, Invalid when the text is
    of another process, Conflict without approval, and when another version came into force since it was begun.
    """
    require(by, Right.PUBLISH)
    draft = locked(draft_id)
    approved_by = approver_of(draft)
    if approved_by is None and not may_review(draft, by):
        raise Conflict("Nobody has approved this draft yet.", remedy="Ask for a review first.")
    _require_same_process(draft)
    made = publish(
        draft.text, name=f"{draft.process_key}.yaml", base=draft.base, draft=draft.id,
        approved_by=approved_by or by.id, by=by, via=via,
    )  # fmt: skip
    Draft.objects.filter(id=draft.id).update(state=DraftState.PUBLISHED, changed_at=timezone.now())
    return made


@transaction.atomic
def withdraw_draft(draft_id: int, *, by: Actor, via: str) -> None:
    """Give a draft up; it stays readable. Raises NotAllowed below manager, Conflict when it is no longer under way."""
    require(by, Right.DRAFT)
    draft, now = locked(draft_id), timezone.now()
    Draft.objects.filter(id=draft.id).update(state=DraftState.WITHDRAWN, changed_at=now)
    _record(draft, DraftWithdrawn(title=draft.title), by, via, now)


def locked(draft_id: int) -> Draft:
    """The draft under way, locked until the transaction ends; raises NotFound, or Conflict when it has ended."""
    draft = Draft.objects.select_for_update().filter(id=draft_id).first()
    if draft is None:
        raise NotFound(f"There is no draft {draft_id}.")
    if draft.state not in UNDER_WAY:
        raise Conflict(f"This draft was {draft.state} already.", remedy="Begin a new one.")
    return draft


def _start(key: str, before: Published | None) -> str:
    if before:
        return text_of(before.id)
    path = shipped().get(key)
    if path is None:
        close = get_close_matches(key, shipped(), n=1)
        remedy = f"Did you mean “{close[0]}”?" if close else "dealwright playbook list shows what there is."
        raise NotFound(f"There is no process “{key}”.", field="process", remedy=remedy)
    return in_own_currency(path.read_text(encoding="utf-8"))


def _title(text: str, key: str) -> str:
    book = read(text, f"{key}.yaml", parent_text).playbook
    return book.title if book else key


def _in_bounds(text: str) -> str:
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise TooLarge("A playbook is never larger than 1 MB.", field="text")
    return text


def _require_same_process(draft: Draft) -> None:
    book = read(draft.text, f"{draft.process_key}.yaml", parent_text).playbook
    if book and book.process != draft.process_key:
        raise Invalid(
            f"The text is of the process “{book.process}”, the draft of “{draft.process_key}”.",
            field="text",
            remedy="Put the key back, or begin a draft of the other process.",
        )


def _record(draft: Draft, event: Event, by: Actor, via: str, at: datetime) -> None:
    record([Happening(event, draft.id, by.id, via, at)])
