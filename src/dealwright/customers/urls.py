"""Addresses of the customers' pages."""

from django.urls import path

from . import around_pages, form_pages, pages
from .doubles import urls as doubles

FIRM, ONE = "organisations/<int:organisation_id>/", "people/<int:person_id>/"

urlpatterns = [
    path("organisations/", pages.organisations, name="organisations"),
    path("organisations/new/", form_pages.new_organisation, name="organisation-new"),
    path("organisations/near/", pages.near_organisations, name="organisations-near"),
    path(FIRM, pages.organisation, name="organisation"),
    path(f"{FIRM}edit/", form_pages.edit_organisation, name="organisation-edit"),
    path(f"{FIRM}fields/<str:fact>/", form_pages.organisation_field, name="organisation-field"),
    path(f"{FIRM}map/", pages.people_map, name="organisation-map"),
    path(f"{FIRM}remove/", around_pages.remove_organisation, name="organisation-remove"),
    path(f"{FIRM}restore/", around_pages.restore_organisation, name="organisation-restore"),
    path("people/", pages.people, name="people"),
    path("people/new/", form_pages.new_person, name="person-new"),
    path("people/near/", pages.near_people, name="people-near"),
    path(ONE, pages.person, name="person"),
    path(f"{ONE}edit/", form_pages.edit_person, name="person-edit"),
    path(f"{ONE}fields/<str:fact>/", form_pages.person_field, name="person-field"),
    path(f"{ONE}relations/", around_pages.person_relation, name="person-relation"),
    path(f"{ONE}relations/<int:relation_id>/remove/", around_pages.person_unrelate, name="person-unrelate"),
    path(f"{ONE}employments/", around_pages.person_employment, name="person-employment"),
    path(f"{ONE}employments/<int:employment_id>/remove/", around_pages.person_unemploy, name="person-unemploy"),
    path(f"{ONE}consents/", around_pages.person_consent, name="person-consent"),
    path(f"{ONE}remove/", around_pages.remove_person, name="person-remove"),
    path(f"{ONE}restore/", around_pages.restore_person, name="person-restore"),
    *doubles.urlpatterns,
]
