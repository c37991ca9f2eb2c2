"""The gallery's addresses."""

from django.urls import path

from dealwright.desk import pages

urlpatterns = [
    path("gallery", pages.gallery, name="gallery"),
    path("gallery/<slug:scene>", pages.gallery, name="gallery-scene"),
]
