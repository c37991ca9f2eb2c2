"""Where the pages of the scorecard live."""

from django.urls import path

from . import pages

urlpatterns = [
    path("scorecard/", pages.scorecard, name="scorecard"),
    path("scorecard/<slug:metric>/deals/", pages.deals, name="scorecard-deals"),
]
