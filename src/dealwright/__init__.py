"""Dealwright: the sales CRM in which the sales process is the program.

Every refusal in the program is a `SalesError`: pages and API each translate it in one place.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

Given = TypeVar("Given")
Read = TypeVar("Read")


class SalesError(Exception):
    """That did not work."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"

    def __init__(
        self, message: str = "", *, field: str | None = None, remedy: str | None = None, **details: Any
    ) -> None:
        """`message` is a sentence for the user; `field` names the input at fault; `remedy` says how to mend it."""
        self.message = message or (type(self).__doc__ or "")
        self.field = field
        self.remedy = remedy
        self.details: Mapping[str, Any] = details
        super().__init__(self.message)

    @property
    def sentence(self) -> str:
        """What is wrong and how to mend it, as pages say it."""
        return " ".join(part for part in (self.message, self.remedy) if part)

    def by_field(self, otherwise: str = "", among: Collection[str] | None = None) -> dict[str, str]:
        """The sentence on each input at fault; `otherwise` names one without a name, or not `among` these."""
        faults = self.details.get("faults") or [{"field": self.field, "message": self.sentence}]
        told: dict[str, str] = {}
        for fault in faults:
            name = fault["field"] or otherwise
            name = name if among is None or name in among else otherwise
            told[name] = f"{told[name]} {fault['message']}" if name in told else fault["message"]
        return told

    def as_dict(self) -> dict[str, Any]:
        """The error as the API shows it (RFC 9457 members, plus code, field, remedy and details)."""
        body = {
            "type": f"urn:dealwright:problem:{self.code}",
            "title": type(self).__doc__,
            "status": self.status,
            "detail": self.message,
            "code": self.code,
            "field": self.field,
            "remedy": self.remedy,
            **self.details,
        }
        return {key: value for key, value in body.items() if value is not None}


class BadRequest(SalesError):
    """The request could not be understood."""

    code = "bad_request"


class NotSignedIn(SalesError):
    """Please sign in first."""

    status, code = 401, "not_signed_in"


class NotAllowed(SalesError):
    """You may not do that."""

    status, code = 403, "not_allowed"


class NotFound(SalesError):
    """There is nothing here that you may see."""

    status, code = 404, "not_found"


class Conflict(SalesError):
    """That does not fit the present state."""

    status, code = 409, "conflict"


class Stale(SalesError):
    """Somebody changed this in the meantime."""

    status, code = 412, "stale"


class TooLarge(SalesError):
    """That is too large."""

    status, code = 413, "too_large"


class Invalid(SalesError):
    """Something in the input is not right."""

    status, code = 422, "invalid"

    @classmethod
    def together(cls, errors: Sequence["Invalid"]) -> "Invalid":
        """One refusal for all that is wrong: it says the first, and names each in `faults`."""
        first = errors[0]
        faults = [
            {"field": name or None, "message": text} for error in errors for name, text in error.by_field().items()
        ]
        more = {"faults": faults} if len(faults) > 1 else {}
        return cls(first.message, field=first.field, remedy=first.remedy, **{**first.details, **more})


class TooMany(SalesError):
    """Too many tries. Please wait a moment."""

    status, code = 429, "too_many"


def read_each(given: Mapping[str, Given], read: Callable[[str, Given], Read]) -> dict[str, Read]:
    """What `read` makes of each key and value; raises one Invalid that names every value it refuses."""
    found: dict[str, Read] = {}
    wrong: list[Invalid] = []
    for key, value in given.items():
        try:
            found[key] = read(key, value)
        except Invalid as error:
            wrong.append(error)
    if wrong:
        raise Invalid.together(wrong)
    return found
