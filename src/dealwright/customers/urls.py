"""Addresses of the customers' pages."""

from django.urls import path

from . import pages

urlpatterns = [
    path("organisations/", pages.organisations, name="organisations"),
    path("organisations/new/", pages.new_organisation, name="organisation-new"),
    path("organisations/near/", pages.near_organisations, name="organisations-near"),
    path("organisations/<int:organisation_id>/", pages.organisation, name="organisation"),
    path("organisations/<int:organisation_id>/edit/", pages.edit_organisation, name="organisation-edit"),
    path("people/", pages.people, name="people"),
    path("people/new/", pages.new_person, name="person-new"),
    path("people/near/", pages.near_people, name="people-near"),
    path("people/<int:person_id>/", pages.person, name="person"),
    path("people/<int:person_id>/edit/", pages.edit_person, name="person-edit"),
]
