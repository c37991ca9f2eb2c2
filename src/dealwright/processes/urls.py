"""Addresses of the playbook's pages.

A process's key begins with a letter, so "+" is free for a new one; "frameworks" is refused as such a key, and drafts
have numbers, which no address below a process has.
"""

from django.urls import path

from . import draft_pages, feedback_pages, framework_pages, pages, version_pages
from .designer import page as designer

urlpatterns = [
    path("playbooks/", pages.playbooks, name="playbooks"),
    path("playbooks/+/", pages.publish, name="playbook-publish"),
    path("playbooks/frameworks/", framework_pages.frameworks, name="frameworks"),
    path("playbooks/frameworks/<str:key>/", framework_pages.framework, name="framework"),
    path("playbooks/drafts/<int:draft_id>/", draft_pages.one, name="playbook-draft"),
    path("playbooks/drafts/<int:draft_id>/design/", designer.design, name="playbook-design"),
    path("playbooks/drafts/<int:draft_id>/ask/", draft_pages.ask, name="playbook-draft-ask"),
    path("playbooks/drafts/<int:draft_id>/review/", draft_pages.review, name="playbook-draft-review"),
    path("playbooks/drafts/<int:draft_id>/publish/", draft_pages.publish, name="playbook-draft-publish"),
    path("playbooks/drafts/<int:draft_id>/withdraw/", draft_pages.withdraw, name="playbook-draft-withdraw"),
    path("playbooks/<str:key>/", pages.playbook, name="playbook"),
    path("playbooks/<str:key>/download/", pages.download, name="playbook-download"),
    path("playbooks/<str:key>/adopt/", pages.adopt, name="playbook-adopt"),
    path("playbooks/<str:key>/draft/", draft_pages.begin, name="playbook-draft-begin"),
    path("playbooks/<str:key>/compare/", version_pages.compare, name="playbook-compare"),
    path("playbooks/<str:key>/retire/", version_pages.retire, name="playbook-retire"),
    path("playbooks/<str:key>/return/", version_pages.bring_back, name="playbook-bring-back"),
    path("playbooks/<str:key>/feedback/", feedback_pages.feedback, name="playbook-feedback"),
    path("playbooks/<str:key>/feedback/<int:feedback_id>/vote/", feedback_pages.agree, name="playbook-feedback-vote"),
    path("playbooks/<str:key>/feedback/<int:feedback_id>/take/", feedback_pages.take_up, name="playbook-feedback-take"),
    path("playbooks/<str:key>/feedback/<int:feedback_id>/close/", feedback_pages.close, name="playbook-feedback-close"),
]
