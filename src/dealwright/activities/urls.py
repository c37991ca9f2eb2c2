"""Addresses of the activities' pages."""

from django.urls import path

from . import feed_pages, hours_pages, log_pages, pages, story_pages, task_pages

urlpatterns = [
    path("", pages.today, name="today"),
    path("activities/", pages.activities, name="activities"),
    path("activities/new/", log_pages.log, name="log-activity"),
    path("activities/<int:activity_id>/", log_pages.correct, name="activity"),
    path("activities/<int:activity_id>/remove/", log_pages.remove, name="activity-remove"),
    path("activities/back/<int:change_id>/", pages.back, name="take-back"),
    path("timeline/<slug:one>/<int:record_id>/", story_pages.story, name="timeline"),
    path("tasks/", pages.tasks, name="tasks"),
    path("tasks/new/", task_pages.add, name="task-add"),
    path("tasks/together/", pages.together, name="tasks-together"),
    path("tasks/<int:task_id>/", task_pages.change, name="task-change"),
    path("tasks/<int:task_id>/put-off/", task_pages.put_off, name="task-put-off"),
    path("tasks/<int:task_id>/done/", task_pages.done, name="task-done"),
    path("tasks/<int:task_id>/reopen/", task_pages.reopen, name="task-reopen"),
    path("tasks/about/<slug:one>/<int:record_id>/", task_pages.about, name="tasks-about"),
    path("settings/hours/", hours_pages.my_hours, name="settings-hours"),
    path("settings/hours/company/", hours_pages.company_hours, name="settings-company-hours"),
    path("settings/calendar/", feed_pages.feed, name="settings-calendar"),
    path("settings/calendar/make/", feed_pages.make, name="settings-calendar-make"),
    path("settings/calendar/revoke/", feed_pages.revoke, name="settings-calendar-revoke"),
    path("calendar/<str:secret>.ics", feed_pages.calendar, name="calendar"),
]
