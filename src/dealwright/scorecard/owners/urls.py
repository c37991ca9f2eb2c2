"""Where the page of who answers for what lives."""

from django.urls import path

from . import pages

urlpatterns = [path("scorecard/owners/", pages.owners, name="metric-owners")]
