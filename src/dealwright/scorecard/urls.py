"""Where the pages of the scorecard live."""

from django.urls import path

from . import pages, stage_page
from .alerts.urls import urlpatterns as alerts
from .dashboards.urls import urlpatterns as dashboards
from .digest.urls import urlpatterns as digest
from .forecasts.urls import urlpatterns as forecasts
from .goals.urls import urlpatterns as goals
from .owners.urls import urlpatterns as owners

urlpatterns = [
    *alerts,
    *dashboards,
    *digest,
    *forecasts,
    *goals,
    *owners,
    path("scorecard/stages/<slug:key>/<slug:stage>/", stage_page.stage_numbers, name="stage-numbers"),
    path("scorecard/", pages.scorecard, name="scorecard"),
    path("scorecard/<slug:leaf>/", pages.leaf_page, name="scorecard-leaf"),
    path("scorecard/<slug:leaf>/numbers.<slug:form>", pages.numbers, name="scorecard-numbers"),
    path("scorecard/rows/<slug:mined>/", pages.row, name="scorecard-row"),
    path("scorecard/oddities/<slug:key>/", pages.odd, name="scorecard-odd"),
    path("scorecard/<slug:metric>/deals/", pages.deals, name="scorecard-deals"),
]
