"""The frameworks to read: which there are, and each with its questions and what proves an answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from dealwright.desk.render import render
from dealwright.playbook import Framework
from dealwright.playbook import frameworks as shipped_frameworks

from .frameworks import Shared, also_asked
from .frameworks import framework as found


@dataclass(frozen=True)
class FrameworksPage:
    """The frameworks that come with the product, by key."""

    frameworks: tuple[Framework, ...]


@dataclass(frozen=True)
class FrameworkPage:
    """One framework; `also` says for each element, by key, where else the same answer serves."""

    framework: Framework
    also: Mapping[str, tuple[Shared, ...]]
    others: tuple[Framework, ...]


@login_required
@require_GET
def frameworks(request: HttpRequest) -> HttpResponse:
    """List the frameworks with what each is best for."""
    return render(request, "processes/frameworks.html", FrameworksPage(tuple(shipped_frameworks().values())))


@login_required
@require_GET
def framework(request: HttpRequest, key: str) -> HttpResponse:
    """Read one framework."""
    one = found(key)
    others = tuple(other for other in shipped_frameworks().values() if other != one)
    return render(request, "processes/framework.html", FrameworkPage(one, also_asked(one), others))
