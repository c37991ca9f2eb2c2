"""Where pages of activities lead: the record they are about, and on."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from dealwright.records.kinds import subject, titles
from dealwright.workspace.queries import Actor


def title_of(one: str, record_id: int, actor: Actor) -> str:
    """What the record is called; "" for one that the actor may not see."""
    return titles([(one, record_id)], actor).get((one, record_id), "")


def page_of(one: str, record_id: int) -> str:
    """The address of the record's page."""
    return reverse(subject(one).page, args=[record_id])


def go(request: HttpRequest, address: str) -> HttpResponse:
    """On to another page, for htmx and for a plain form."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
