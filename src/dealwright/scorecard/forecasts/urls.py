"""Where the pages of the forecast live."""

from django.urls import path

from . import pages

urlpatterns = [
    path("forecast/", pages.forecast, name="forecast"),
    path("forecast/moves/", pages.moved, name="forecast-moves"),
    path("forecast/track/", pages.record, name="forecast-track"),
    path("forecast/say/", pages.say, name="forecast-say"),
]
