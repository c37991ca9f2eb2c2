"""Addresses of the activities' pages."""

from django.urls import path

from . import pages, task_pages

urlpatterns = [
    path("", pages.today, name="today"),
    path("activities/", pages.log, name="log-activity"),
    path("activities/<int:activity_id>/remove/", pages.remove, name="activity-remove"),
    path("timeline/<slug:one>/<int:record_id>/", pages.story, name="timeline"),
    path("tasks/", task_pages.add, name="task-add"),
    path("tasks/<int:task_id>/", task_pages.change, name="task-change"),
    path("tasks/<int:task_id>/done/", task_pages.done, name="task-done"),
    path("tasks/<int:task_id>/reopen/", task_pages.reopen, name="task-reopen"),
    path("tasks/about/<slug:one>/<int:record_id>/", task_pages.about, name="tasks-about"),
]
