"""Where the pages of the week live."""

from django.urls import path

from . import pages

urlpatterns = [
    path("scorecard/week/", pages.week, name="week"),
    path("scorecard/week/paper/", pages.paper, name="week-paper"),
    path("settings/week/", pages.choose, name="settings-week"),
]
