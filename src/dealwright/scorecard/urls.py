"""Where the pages of the scorecard live."""

from django.urls import path

from . import pages
from .alerts.urls import urlpatterns as alerts
from .digest.urls import urlpatterns as digest
from .goals.urls import urlpatterns as goals
from .owners.urls import urlpatterns as owners

urlpatterns = [
    *alerts,
    *digest,
    *goals,
    *owners,
    path("scorecard/", pages.scorecard, name="scorecard"),
    path("scorecard/<slug:metric>/deals/", pages.deals, name="scorecard-deals"),
]
