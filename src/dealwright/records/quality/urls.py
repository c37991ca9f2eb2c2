"""Addresses of the pages about quality."""

from django.urls import path

from . import pages

urlpatterns = [
    path("quality/", pages.quality, name="quality"),
    path("history/<slug:one>/<int:record_id>/", pages.history, name="history"),
]
