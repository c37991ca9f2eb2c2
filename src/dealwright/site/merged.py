"""Numbers of records that were merged away answer with the record that took them up."""

from django.http import HttpRequest
from django.urls import reverse

from dealwright import NotFound, SalesError
from dealwright.customers.doubles.aliases import survivor_of

LONGEST = 18  # digits of a number that a database can look up
READ = {f"{space}{one}": (one, f"{one}_id") for one in ("organisation", "person") for space in ("", "api:get_")}


def _asked_about(request: HttpRequest, error: SalesError) -> tuple[int, str] | None:
    """As `answering`, for what is asked about a record that the query names, such as `?organisation=7`."""
    one = next((each for each in ("organisation", "person") if request.GET.get(each, "").isdecimal()), None)
    if one is None or error.field != "about" or len(request.GET[one]) > LONGEST:
        return None
    survivor, query = survivor_of(one, int(request.GET[one])), request.GET.copy()
    if survivor is None:
        return None
    query[one] = str(survivor)
    return survivor, f"{request.path}?{query.urlencode()}"


def answering(request: HttpRequest, error: SalesError) -> tuple[int, str] | None:
    """The number and address that answer for the record that was asked for and not found; None where none does."""
    found = request.resolver_match
    if request.method not in ("GET", "HEAD") or not isinstance(error, NotFound) or found is None:
        return None
    one, parameter = READ.get(found.view_name, ("", ""))
    if not one:
        return _asked_about(request, error)
    survivor = survivor_of(one, found.kwargs[parameter])
    return None if survivor is None else (survivor, reverse(found.view_name, args=[survivor]))
