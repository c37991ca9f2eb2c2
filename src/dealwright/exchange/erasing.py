"""What imports and archives keep of somebody: found for erasing, and taken out."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.records.kinds import kind_of
from dealwright.records.quality.erasing import Trace, Whom

from .archives import kept
from .models import Import, RefusedRow, Touched
from .queries import path_of

ENDED = ("done", "failed", "undone")
KINDS = {"person": "people", "lead": "leads"}
BLOCK = 1 << 20


def find(whom: Whom) -> Iterator[Trace]:
    """Files that hold them, wherever one may; what imports noted of them; archives of everything."""
    touched = Touched.objects.filter(_touched(whom))
    ids = set(touched.values_list("of_id", flat=True)) | set(_made(whom))
    ids |= set(Import.objects.filter(id__in=ids).exclude(part_of=None).values_list("part_of_id", flat=True))
    holding = [one for one in Import.objects.exclude(path="") if path_of(one).is_file() and _holds(one, ids, whom)]
    files = [path_of(one) for one in holding]
    yield Trace(_("Files of imports in which they stand"), len(files), erase=partial(_forget, files))
    ended = Import.objects.filter(id__in={*ids, *(one.id for one in holding)}, status__in=ENDED)
    yield Trace(_("Counts of these imports"), ended.count(), False, partial(ended.update, plan=None, matches=[]))
    yield Trace(_("Values that undoing an import would give back"), touched.count(), erase=touched.delete)
    refused = RefusedRow.objects.filter(_naming(whom))
    left = partial(refused.update, message="This row was erased.", remedy="")
    yield Trace(_("Reasons why rows were refused"), refused.count(), erase=left)
    archives = kept()
    yield Trace(_("Archives of everything that were made here"), len(archives), erase=partial(_forget, archives))


def _touched(whom: Whom) -> Q:
    about = Q(pk__in=())
    for one, many in KINDS.items():
        about |= Q(kind=many, record_id__in=whom[one])
    return about


def _made(whom: Whom) -> Iterator[int]:
    """The imports that brought them in."""
    for one, many in KINDS.items():
        rows = kind_of(many).model._default_manager.filter(id__in=whom[one]).exclude(import_id=None)
        yield from rows.values_list("import_id", flat=True)


def _holds(one: Import, ids: set[int], whom: Whom) -> bool:
    """Whether the file of an import holds them, or may: packed ones cannot be looked through, so they go if linked."""
    return one.id in ids or _stands_in(path_of(one), [text.encode() for text in whom.texts])


def _stands_in(path: Path, texts: Sequence[bytes]) -> bool:
    """Whether one of the texts stands in the file, read some at a time."""
    longest, rest = max(map(len, texts), default=0), b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            rest = rest[-longest:] + block
            if any(text in rest for text in texts):
                return True
    return False


def _naming(whom: Whom) -> Q:
    named = Q(pk__in=())
    for text in whom.texts:
        named |= Q(message__icontains=text)
    return named


def _forget(files: Sequence[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)
