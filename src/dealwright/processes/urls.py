"""Addresses of the playbook's pages.

A process's key begins with a letter, so "+" is free for a new one; "frameworks" is refused as such a key.
"""

from django.urls import path

from . import framework_pages, pages

urlpatterns = [
    path("playbooks/", pages.playbooks, name="playbooks"),
    path("playbooks/+/", pages.publish, name="playbook-publish"),
    path("playbooks/frameworks/", framework_pages.frameworks, name="frameworks"),
    path("playbooks/frameworks/<str:key>/", framework_pages.framework, name="framework"),
    path("playbooks/<str:key>/", pages.playbook, name="playbook"),
    path("playbooks/<str:key>/download/", pages.download, name="playbook-download"),
    path("playbooks/<str:key>/adopt/", pages.adopt, name="playbook-adopt"),
]
