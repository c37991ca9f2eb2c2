"""Where the pages of goals live."""

from django.urls import path

from . import pages

urlpatterns = [
    path("scorecard/goals/", pages.sheet, name="goals"),
    path("scorecard/goals/set/", pages.form, name="goal-form"),
    path("scorecard/goals/today/", pages.line, name="goal-line"),
    path("scorecard/goals/<int:goal_id>/withdraw/", pages.withdraw, name="goal-withdraw"),
]
