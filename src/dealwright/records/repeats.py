"""A request that is sent again is not done again: POST with `Idempotency-Key`, and forms with a key of their own.

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

KEY, KEY_IN_META = "Idempotency-Key", "HTTP_IDEMPOTENCY_KEY"
LONGEST_KEY = 200
KEPT_FOR = timedelta(hours=24)
KEPT_HEADERS = ("Content-Type", "ETag", "HX-Redirect", "Location")
FORM_KEY = "form_key"  # see `ui.once`
View = Callable[..., HttpResponse]


class Mismatch(SalesError):
    """This key has been used for another request."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "idempotency_mismatch"


def repeatable(view: View) -> View:
    """The view, done once for each `Idempotency-Key` of a member; without that header it costs nothing more."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        key = request.META.get(KEY_IN_META)
        if key is None or request.method != "POST":
            return view(request, *args, **kwargs)
        _check(request, key)
        return _once(request, key, _digest(request, request.body), lambda: view(request, *args, **kwargs))

    return answer


def once(view: View) -> View:
    """The view of a form with `ui.once`: sent twice with the same texts, as by a double click, it is done once.

    Whoever goes back and changes something sends another form. One that was refused can be sent again.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST" or not request.POST.get(FORM_KEY):
            return view(request, *args, **kwargs)
        asked = _digest(request, request.POST.urlencode().encode())
        return _once(request, f"form {asked}", asked, lambda: view(request, *args, **kwargs), _is_done)

    return answer


def _is_done(answer: HttpResponse) -> bool:
    return answer.status_code < BadRequest.status


def _digest(request: HttpRequest, sent: bytes) -> str:
    return sha256(b"\n".join([request.get_full_path().encode(), sent])).hexdigest()


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
def _once(
    request: HttpRequest,
    key: str,
    asked: str,
    work: Callable[[], HttpResponse],
    keeps: Callable[[HttpResponse], bool] = lambda answer: True,
) -> HttpResponse:
    own = {"member_id": request.user.pk, "key": key}
    _old().filter(**own).delete()
    KeptAnswer.objects.bulk_create([KeptAnswer(**own, asked=asked)], ignore_conflicts=True)
    kept = KeptAnswer.objects.get(**own)
    if kept.asked != asked:
        raise Mismatch(field=KEY, remedy="Send a new key with each new request.")
    if kept.status:
        return HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)
    answer, row = work(), KeptAnswer.objects.filter(id=kept.id)
    if not keeps(answer):
        row.delete()
        return answer
    headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    row.update(status=answer.status_code, body=answer.content, headers=headers)
    return answer


def forget_old_answers() -> None:
    """Remove the answers that were kept long enough; the worker's daily job."""
    _old().delete()


def _old() -> QuerySet[KeptAnswer]:
    return KeptAnswer.objects.filter(made_at__lt=timezone.now() - KEPT_FOR)
