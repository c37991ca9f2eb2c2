"""Addresses of the pages on which a company makes records its own."""

from django.urls import path

from . import pages, place_pages, type_pages

HERE = "settings/fields/"
urlpatterns = [
    path(HERE, pages.fields, name="settings-fields"),
    path(f"{HERE}<int:field_id>/", pages.field, name="settings-field"),
    path(f"{HERE}<int:field_id>/retire/", pages.retire, name="settings-field-retire"),
    path(f"{HERE}<int:field_id>/type/", type_pages.field_type, name="settings-field-type"),
    path(f"{HERE}<int:field_id>/type/<int:type_change_id>/back/", type_pages.take_back, name="settings-type-back"),
    path(f"{HERE}<slug:kind>/", pages.fields, name="settings-fields-of"),
    path(f"{HERE}<slug:kind>/new/", pages.new_field, name="settings-field-new"),
    path(f"{HERE}<slug:kind>/order/", pages.order, name="settings-field-order"),
    path(f"{HERE}<slug:kind>/layout/", place_pages.layout, name="settings-layout"),
    path(f"{HERE}<slug:kind>/access/", place_pages.access, name="settings-access"),
]
