"""Addresses of the pages about quality."""

from django.urls import path

from . import erasing_pages, pages, retention_pages, rule_pages, standing_pages

urlpatterns = [
    path("quality/", pages.quality, name="quality"),
    path("history/<slug:one>/<int:record_id>/", pages.history, name="history"),
    path("settings/fields/<slug:kind>/rules/", rule_pages.rules, name="settings-value-rules"),
    path("settings/fields/<slug:kind>/rules/new/", rule_pages.new_rule, name="settings-value-rule-new"),
    path("settings/value-rules/<int:rule_id>/", rule_pages.rule, name="settings-value-rule"),
    path("settings/fields/<slug:kind>/keeping/", retention_pages.keeping, name="settings-keeping"),
    path("settings/fields/<slug:kind>/completeness/", standing_pages.weights, name="settings-completeness"),
    path("erase/<slug:one>/<int:record_id>/", erasing_pages.erasing, name="erase"),
    path("quality/<slug:one>/<int:record_id>/", standing_pages.standing, name="record-quality"),
]
