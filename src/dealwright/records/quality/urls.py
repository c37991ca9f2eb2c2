"""Addresses of the pages about quality."""

from django.urls import path

from . import pages

urlpatterns = [path("history/<slug:one>/<int:record_id>/", pages.history, name="history")]
