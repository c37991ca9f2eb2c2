"""Numbers of records that were merged away answer with the record that took them up."""

from django.http import HttpRequest
from django.urls import reverse

from dealwright import NotFound, SalesError
from dealwright.customers.doubles.aliases import survivor_of

READ = {f"{space}{one}": (one, f"{one}_id") for one in ("organisation", "person") for space in ("", "api:get_")}


def answering(request: HttpRequest, error: SalesError) -> tuple[int, str] | None:
    """The number and address that answer for the record that was asked for and not found; None where none does."""
    found = request.resolver_match
    if request.method not in ("GET", "HEAD") or not isinstance(error, NotFound) or found is None:
        return None
    one, parameter = READ.get(found.view_name, ("", ""))
    survivor = survivor_of(one, found.kwargs[parameter]) if one else None
    return None if survivor is None else (survivor, reverse(found.view_name, args=[survivor]))
