"""Addresses of the doubles' pages."""

from django.urls import path

from . import pages

urlpatterns = [
    path("duplicates/", pages.duplicates, name="duplicates"),
    path("duplicates/search/", pages.search, name="duplicates-search"),
    path("duplicates/progress/", pages.progress, name="duplicates-progress"),
    path("duplicates/sure/", pages.sure, name="duplicates-sure"),
    path("duplicates/<int:double_id>/merge/", pages.merge_pair, name="duplicate-merge"),
    path("duplicates/<int:double_id>/distinct/", pages.distinct, name="duplicate-distinct"),
    path("duplicates/<int:double_id>/again/", pages.again, name="duplicate-again"),
    path("merges/<int:merge_id>/undo/", pages.undo, name="merge-undo"),
    path("merges/together/<int:together>/undo/", pages.undo_all, name="merge-undo-together"),
]
