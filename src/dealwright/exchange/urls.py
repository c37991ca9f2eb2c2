"""Addresses of the imports and exports."""

from django.urls import path, re_path

from . import archive_pages, pages
from .sample.pages import sample

urlpatterns = [
    path("imports/", pages.list_imports, name="imports"),
    path("imports/new/", pages.new_import, name="import-new"),
    path("imports/<int:import_id>/", pages.show_import, name="import"),
    path("imports/<int:import_id>/map/", pages.map_import, name="import-map"),
    path("imports/<int:import_id>/matches/", pages.accept_matches, name="import-matches"),
    path("imports/<int:import_id>/run/", pages.run_import, name="import-run"),
    path("imports/<int:import_id>/undo/", pages.undo_import, name="import-undo"),
    path("imports/<int:import_id>/discard/", pages.discard_import, name="import-discard"),
    path("imports/<int:import_id>/refused.csv", pages.refused_rows, name="import-refused"),
    path("settings/archive/", archive_pages.archive, name="settings-archive"),
    path("settings/archive/<str:name>/download/", archive_pages.download, name="archive-download"),
    path("sample/", sample, name="sample"),
    re_path(r"^exchange/export/(?P<kind>[a-z]+)\.(?P<form>csv|xlsx|json|vcf)$", pages.export, name="export"),
]
