import pytest

from dealwright.desk import registry
from dealwright.desk.jinja import address


@pytest.fixture(autouse=True)
def _alone(settings, monkeypatch):
    """The desk by itself: only its own addresses, nothing registered by other modules."""
    settings.ROOT_URLCONF = "dealwright.desk.urls"
    for name in ("menu", "commands", "panels"):
        monkeypatch.setattr(registry, name, [])
    address.cache_clear()
    yield
    address.cache_clear()
