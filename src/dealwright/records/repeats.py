"""A request that is sent again is not done again: POST with `Idempotency-Key`.

The row of the answer is written before the work and in its transaction. Who sends the same key meanwhile waits at that
row (PostgreSQL) or at the database (SQLite), and then finds the answer; a refused request leaves no row behind.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dealwright import BadRequest, SalesError

from .models import KeptAnswer

KEY = "Idempotency-Key"
LONGEST_KEY = 200
KEPT_FOR = timedelta(hours=24)
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
View = Callable[..., HttpResponse]


class Mismatch(SalesError):
    """This key has been used for another request."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "idempotency_mismatch"


def repeatable(view: View) -> View:
    """The view, done once for each `Idempotency-Key` of a member; without that header it costs nothing more."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        key = request.headers.get(KEY)
        if key is None or request.method != "POST":
            return view(request, *args, **kwargs)
        _check(request, key)
        return _once(request, key, lambda: view(request, *args, **kwargs))

    return answer


def _check(request: HttpRequest, key: str) -> None:
    if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise BadRequest(
            f"{KEY} is not a key.", field=KEY, remedy=f"Send 1 to {LONGEST_KEY} printable characters, such as a UUID."
        )
    if request.content_type == "multipart/form-data":
        raise BadRequest(
            "An upload cannot be repeated under a key.", field=KEY, remedy="Leave the key out: an import can be undone."
        )


@transaction.atomic
def _once(request: HttpRequest, key: str, work: Callable[[], HttpResponse]) -> HttpResponse:
    own = {"member_id": request.user.pk, "key": key}
    _old().filter(**own).delete()
    asked = sha256(b"\n".join([request.get_full_path().encode(), request.body])).hexdigest()
    KeptAnswer.objects.bulk_create([KeptAnswer(**own, asked=asked)], ignore_conflicts=True)
    kept = KeptAnswer.objects.get(**own)
    if kept.asked != asked:
        raise Mismatch(field=KEY, remedy="Send a new key with each new request.")
    if kept.status:
        return HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)
    answer = work()
    headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    KeptAnswer.objects.filter(id=kept.id).update(status=answer.status_code, body=answer.content, headers=headers)
    return answer


def forget_old_answers() -> None:
    """Remove the answers that were kept long enough; the worker's daily job."""
    _old().delete()


def _old() -> QuerySet[KeptAnswer]:
    return KeptAnswer.objects.filter(made_at__lt=timezone.now() - KEPT_FOR)
