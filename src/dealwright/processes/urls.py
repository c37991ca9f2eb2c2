"""Addresses of the playbook's pages. A process's key begins with a letter, so "+" is free for a new one."""

from django.urls import path

from . import pages

urlpatterns = [
    path("playbooks/", pages.playbooks, name="playbooks"),
    path("playbooks/+/", pages.publish, name="playbook-publish"),
    path("playbooks/<str:key>/", pages.playbook, name="playbook"),
    path("playbooks/<str:key>/download/", pages.download, name="playbook-download"),
    path("playbooks/<str:key>/adopt/", pages.adopt, name="playbook-adopt"),
]
