"""Addresses of teamwork's pages."""

from django.urls import path

from . import notice_pages, pages

urlpatterns = [
    path("discussion/<slug:one>/<int:record_id>/", pages.discussion, name="discussion"),
    path("comments/<int:comment_id>/", pages.one_comment, name="comment"),
    path("comments/<int:comment_id>/remove/", pages.comment_remove, name="comment-remove"),
    path("comments/<int:comment_id>/restore/", pages.comment_restore, name="comment-restore"),
    path("follow/<slug:one>/<int:record_id>/", pages.follow, name="follow"),
    path("team/<slug:one>/<int:record_id>/", pages.team, name="team"),
    path("team/<int:teammate_id>/remove/", pages.team_remove, name="team-remove"),
    path("notifications/", notice_pages.notices_page, name="notifications"),
    path("notifications/count/", notice_pages.bell, name="notifications-count"),
    path("notifications/read/", notice_pages.read_them, name="notifications-read"),
    path("notifications/<int:notification_id>/", notice_pages.open_one, name="notification"),
    path("settings/notifications/", notice_pages.choose, name="settings-notifications"),
]
