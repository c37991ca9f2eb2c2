"""Addresses of the records' pages."""

from django.urls import path

from . import bulk_pages, cell_pages, group_pages, pages, view_pages
from .quality import urls as quality
from .setup import urls as setup

urlpatterns = [
    *quality.urlpatterns,
    *setup.urlpatterns,
    path("search/", pages.search_page, name="search"),
    path("find/<slug:one>/", pages.find, name="find"),
    path("lists/<slug:kind>/group/", group_pages.group, name="list-group"),
    path("lists/<slug:kind>/views/", view_pages.new, name="view-new"),
    path("lists/<slug:kind>/opens-with/", view_pages.default, name="view-default"),
    path("lists/<slug:kind>/changes/", bulk_pages.new, name="bulk-new"),
    path("lists/<slug:kind>/<int:record_id>/<str:field>/", cell_pages.cell, name="list-cell"),
    path("views/<int:view_id>/", view_pages.one, name="view"),
    path("views/<int:view_id>/copy/", view_pages.copy, name="view-copy"),
    path("views/<int:view_id>/remove/", view_pages.remove, name="view-remove"),
    path("views/<int:view_id>/restore/", view_pages.restore, name="view-restore"),
    path("changes/<int:bulk_id>/", bulk_pages.one, name="bulk"),
    path("changes/<int:bulk_id>/do/", bulk_pages.do, name="bulk-do"),
    path("changes/<int:bulk_id>/undo/", bulk_pages.undo, name="bulk-undo"),
]
