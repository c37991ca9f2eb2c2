"""Where everything lives: the API, and each module's pages."""

from django.urls import URLPattern, URLResolver, include, path

from .api import api
from .routing import ByFirstWord, flat
from .welcome import welcome

PAGES = [
    *("workspace", "records", "teamwork", "processes", "customers", "activities"),
    *("deals", "leads", "exchange", "scorecard"),
]

_api, *_names = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", ([ByFirstWord(_api)], *_names)),
    path("desk/", include("dealwright.desk.urls")),
    path("welcome/<str:secret>/", welcome, name="welcome"),
    ByFirstWord(flat(path("", include(f"dealwright.{module}.urls")) for module in PAGES)),
]
handler400 = "dealwright.site.errors.bad_request"
handler403 = "dealwright.site.errors.forbidden"
handler404 = "dealwright.site.errors.not_found"
handler500 = "dealwright.site.errors.server_error"
