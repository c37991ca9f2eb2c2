"""Where the pages of dashboards live."""

from django.urls import path

from . import pages

ONE = "scorecard/dashboards/<int:dashboard_id>/"
urlpatterns = [
    path("scorecard/dashboards/", pages.every, name="dashboards"),
    path("scorecard/dashboards/new/", pages.new, name="dashboard-new"),
    path("scorecard/dashboards/add/", pages.add, name="dashboard-add"),
    path(ONE, pages.one, name="dashboard"),
    path(f"{ONE}change/", pages.change, name="dashboard-change"),
    path(f"{ONE}copy/", pages.copy, name="dashboard-copy"),
    path(f"{ONE}remove/", pages.remove, name="dashboard-remove"),
    path(f"{ONE}restore/", pages.restore, name="dashboard-restore"),
    path(f"{ONE}figures/<int:place>/", pages.tile, name="dashboard-tile"),
    path(f"{ONE}figures/<int:place>/move/", pages.move, name="dashboard-tile-move"),
    path(f"{ONE}figures/<int:place>/remove/", pages.take, name="dashboard-tile-remove"),
]
