"""Where the pages of alerts live."""

from django.urls import path

from . import pages

urlpatterns = [
    path("scorecard/alerts/", pages.alerts, name="alerts"),
    path("scorecard/alerts/<int:alert_id>/", pages.alert, name="alert"),
    path("scorecard/alerts/watched/<int:watch_id>/remove/", pages.watch_no_more, name="watch-remove"),
]
