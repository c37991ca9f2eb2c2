"""Questions to the processes: which version is in force, and what does it say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from dealwright import NotFound
from dealwright.ledger.kept import kept
from dealwright.playbook import Playbook, load, parse, picked, shipped

from .models import Version


@dataclass(frozen=True)
class Published:
    """A published version of a process."""

    id: int
    process_id: int
    key: str
    title: str
    number: int
    digest: str
    published_at: datetime
    extends: str = ""
    retired_at: datetime | None = None
    may_have_variants: bool = True

    @property
    def playbook(self) -> Playbook:
        """What the version says."""
        return playbook(self.id)

    @property
    def label(self) -> str:
        """Title and number, as people say it."""
        return f"{self.title}, version {self.number}"


@dataclass(frozen=True)
class Shelved:
    """A playbook that comes with the product, and in a sentence whom it suits."""

    key: str
    suits: str
    playbook: Playbook


@lru_cache(maxsize=1)
def shelf() -> tuple[Shelved, ...]:
    """The playbooks that come with the product, the general one first.

    The first sentence of a file's opening comment says whom it suits.
    """
    keys = sorted(shipped(), key=lambda key: (key != "general", key))
    return tuple(Shelved(key, _opening(shipped()[key]), load(shipped()[key])) for key in keys)


def _opening(path: Path) -> str:
    lines = takewhile(lambda line: line.startswith("#"), path.read_text(encoding="utf-8").splitlines())
    comment = " ".join(line.lstrip("# ") for line in lines)
    return comment.split(". ")[0].rstrip(".") + "." if comment else ""


COLUMNS = (
    "id",
    "process_id",
    "process__key",
    "process__title",
    "number",
    "digest",
    "published_at",
    "extends",
    "process__retired_at",
)


@lru_cache(maxsize=256)
def playbook(version_id: int) -> Playbook:
    """The playbook of a published version; versions never change, so it is read once. Raises NotFound."""
    texts = Version.objects.filter(id=version_id).values_list("resolved", "text").first()
    if texts is None:
        raise NotFound(f"There is no process version {version_id}.")
    return parse(texts[0] or texts[1])


def version_ids() -> tuple[int, ...]:
    """The ids of all published versions, newest first: what the catalogue of fields depends on."""
    return tuple(row[0] for row in _version_ids())


@kept
def _version_ids() -> QuerySet[Version, Any]:
    return Version.objects.order_by("-id").values_list("id")


def text_of(version_id: int) -> str:
    """The YAML of a published version, as it was published."""
    return Version.objects.values_list("text", flat=True).get(id=version_id)


def versions(key: str | None = None) -> list[Published]:
    """All published versions (of one process), newest first."""
    found = Version.objects.order_by("process__title", "-number")
    if key is not None:
        found = found.filter(process__key=key)
    return [Published(*row) for row in found.values_list(*COLUMNS)]


def in_force(published: Sequence[Published] | None = None) -> list[Published]:
    """The latest version of each process, by title; of these versions, newest first, where they are known already."""
    latest: dict[int, Published] = {}
    for version in versions() if published is None else published:
        latest.setdefault(version.process_id, version)
    return list(latest.values())


def current(key: str | None = None) -> Published:
    """The version that new deals of the process start on; without a key of the first process in use.

    Raises NotFound. A retired process still has one: whoever begins a deal must look at `retired_at`.
    """
    rows = _current() if key is None else _current(key=key)
    if not rows:
        wanted = f"There is no process “{key}”." if key else "No process is published yet."
        raise NotFound(wanted, field="process", remedy="dealwright playbook publish FILE")
    return Published(*rows[0])


@kept
def _current(key: Any = None) -> QuerySet[Version, Any]:
    found = Version.objects.order_by("process_id", "-number")
    found = found.filter(process__retired_at=None) if key is None else found.filter(process__key=key)
    variant = Version.objects.filter(extends=OuterRef("process__key"))
    return found.values_list(*COLUMNS, Exists(variant))[:1]


def variants(key: str) -> list[Published]:
    """The variants of a process that new deals can start on: in force, not retired, in the order of their keys."""
    latest: dict[int, Published] = {}
    for row in _variants(key=key):
        latest.setdefault(row[1], Published(*row))
    return sorted((one for one in latest.values() if one.extends == key), key=lambda one: one.key)


@kept
def _variants(key: Any) -> QuerySet[Version, Any]:
    related = Version.objects.filter(extends=key).values("process_id")
    found = Version.objects.filter(process__in=related, process__retired_at=None)
    return found.order_by("process_id", "-number").values_list(*COLUMNS)


def chosen(
    version: Published, facts: Callable[[Published], Any], among: Callable[[str], list[Published]] = variants
) -> Published:
    """The version that a new deal of this process starts on: a variant whose `pick` is true of it, or else this one.

    `facts` gives what is known of the deal as checks of a version see it; it is asked only where there are variants.
    `among` lists the variants of a process. A variant may have variants of its own.
    """
    while version.may_have_variants and (found := among(version.key)):
        book = picked([one.playbook for one in found], facts(version))
        if book is None:
            break
        version = next(one for one in found if one.key == book.process)
    return version


def numbered(key: str, number: int | None = None) -> Published:
    """A version of a process by its number, the one in force without; raises NotFound."""
    known = versions(key)
    for one in known:
        if number in (None, one.number):
            return one
    wanted = f"Process “{key}” has no version {number}." if known else f"There is no process “{key}”."
    raise NotFound(wanted, field="version" if known else "process", remedy="dealwright playbook list")


def version(version_id: int) -> Published:
    """A published version by id; raises NotFound."""
    row = Version.objects.filter(id=version_id).values_list(*COLUMNS).first()
    if row is None:
        raise NotFound(f"There is no process version {version_id}.")
    return Published(*row)
