"""Verbs of the processes: publish a playbook as the next version."""

import re

from django.db import transaction
from django.utils import timezone

from dealwright import NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import diff, parse, shipped
from dealwright.workspace.queries import Actor, Right, company, require

from .events import PlaybookPublished
from .models import Process, Version
from .queries import Published, playbook, version, versions

CURRENCY = re.compile(r"^currency: \w+$", re.MULTILINE)


@transaction.atomic
def publish(text: str, *, name: str = "playbook.yaml", by: Actor, via: str) -> Published:
    """Store the playbook as the next version of its process; new deals start on it, others stay on theirs.

    Raises PlaybookRefused when it has errors (nothing is stored). Publishing what is in force already returns
    that version.
    """
    require(by, Right.PUBLISH)
    book = parse(text, name)
    process, _ = Process.objects.select_for_update().get_or_create(key=book.process, defaults={"title": book.title})
    before = next(iter(versions(book.process)), None)
    if before and before.digest == book.digest:
        return before
    Process.objects.filter(id=process.id).update(title=book.title)
    made = Version.objects.create(
        process=process,
        number=before.number + 1 if before else 1,
        text=text,
        digest=book.digest,
        published_at=timezone.now(),
        published_by_id=by.id,
    )
    changes = tuple(change.sentence for change in diff(playbook(before.id), book)) if before else ()
    event = PlaybookPublished(
        process=book.process, title=book.title, number=made.number, digest=book.digest, changes=changes
    )
    record([Happening(event, process.id, by.id, via, made.published_at)])
    return version(made.id)


def publish_shipped(key: str, *, by: Actor, via: str) -> Published:
    """Publish one of the playbooks that come with the product, in the company's currency.

    Raises NotFound for one that is not there.
    """
    path = shipped().get(key)
    if path is None:
        raise NotFound(f"No playbook “{key}” comes with the product.", field="process")
    text = CURRENCY.sub(f"currency: {company().currency}", path.read_text(encoding="utf-8"), count=1)
    return publish(text, name=path.name, by=by, via=via)
