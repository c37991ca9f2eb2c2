"""Routes by their first word mean what they mean without it."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver, include, path, re_path
from django.urls.resolvers import RoutePattern

from dealwright.site.routing import ByFirstWord, flat


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


ROUTES = [
    path("", view, name="home"),
    path("deals/", view, name="list"),
    path("deals/<int:number>/", view, name="one"),
    path("deal", view, name="word"),
    path("parts/", include([path("a/", view, name="a")])),
    path("par", include([path("ts/b/", view, name="b")])),
    path("<str:any>/last/", view, name="any"),
    re_path(r"^x\d+$", view, name="regular"),
    path("", include([path("people/", view, name="people")])),
]


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "deals/",
        "deals/7/",
        "deal",
        "deal/",
        "deals/x/",
        "parts/a/",
        "parts/b/",
        "deals/last/",
        "x12",
        "people/",
        "?",
    ],
)
def test_a_path_means_what_it_means_without_words(asked: str) -> None:
    def meant(routes: URLResolver) -> str | None:
        try:
            return routes.resolve(asked).url_name
        except Resolver404:
            return None

    every = URLResolver(RoutePattern(""), ROUTES)
    assert meant(ByFirstWord(flat(ROUTES))) == meant(every)
    assert ByFirstWord(flat(ROUTES)).reverse("one", number=7) == every.reverse("one", number=7)
