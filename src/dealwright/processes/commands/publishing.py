"""Publish a playbook as the next version of its process."""

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import PlaybookRefused, diff, dump, parse, shipped
from dealwright.workspace.queries import Actor, Right, require

from ..claimed import claimed
from ..events import PlaybookPublished
from ..models import Process, Version
from ..parents import in_own_currency, parent_text
from ..queries import Published, playbook, version, versions


@transaction.atomic
def publish(
    text: str,
    *,
    by: Actor,
    via: str,
    name: str = "playbook.yaml",
    base: int | None = None,
    draft: int | None = None,
    approved_by: int | None = None,
) -> Published:
    """Store the playbook as the next version of its process; new deals start on it, others stay on theirs.

    A variant is resolved against the version in force of what it extends, and keeps that. `base` is the number that
    was in force when the author began (0: none). `draft` and `approved_by` are the ids of the draft that is published
    and of the member who approved it. Publishing what is in force already returns that version.

    Raises PlaybookRefused when the text has errors or a field under the key of one that the company added, Conflict
    when another version than `base` is in force meanwhile; nothing is stored then.
    """
    require(by, Right.PUBLISH)
    book = parse(text, name, parent_text)
    process, _ = Process.objects.select_for_update().get_or_create(key=book.process, defaults={"title": book.title})
    before = next(iter(versions(book.process)), None)
    if before and before.digest == book.digest:
        return before
    _require_base(before, base)
    if taken := claimed(text, name, book, before):
        raise PlaybookRefused(taken)
    Process.objects.filter(id=process.id).update(title=book.title)
    made = Version.objects.create(
        process=process,
        number=before.number + 1 if before else 1,
        text=text,
        resolved=dump(book) if book.extends else "",
        extends=book.extends,
        digest=book.digest,
        published_at=timezone.now(),
        published_by_id=by.id,
        approved_by_id=approved_by,
        draft_id=draft,
    )
    changes = tuple(change.sentence for change in diff(playbook(before.id), book)) if before else ()
    event = PlaybookPublished(
        process=book.process, title=book.title, number=made.number, digest=book.digest, changes=changes,
        draft=draft, approved_by=approved_by,
    )  # fmt: skip
    record([Happening(event, process.id, by.id, via, made.published_at)])
    return version(made.id)


def _require_base(before: Published | None, base: int | None) -> None:
    number = before.number if before else 0
    if base is not None and base != number:
        raise Conflict(
            f"Somebody published version {number} in the meantime; this was begun from "
            + (f"version {base}." if base else "nothing."),
            field="base",
            remedy="Look at what changed there, take it over where it is right, and publish on top of it.",
            in_force=number,
        )


def publish_shipped(key: str, *, by: Actor, via: str) -> Published:
    """Publish one of the playbooks that come with the product, in the company's currency.

    Raises NotFound for one that is not there.
    """
    path = shipped().get(key)
    if path is None:
        raise NotFound(f"No playbook “{key}” comes with the product.", field="process")
    return publish(in_own_currency(path.read_text(encoding="utf-8")), name=path.name, by=by, via=via)
