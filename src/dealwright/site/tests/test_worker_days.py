"""What the worker does every day."""

import logging

import pytest

from dealwright.ledger import subscriptions
from dealwright.site.worker import do_daily


def test_a_daily_job_that_fails_is_logged_and_halts_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    monkeypatch.setattr(subscriptions, "DAILY", {})
    subscriptions.daily(lambda: 1 // 0, "broken")
    subscriptions.daily(lambda: done.append("swept"), "sweep")
    with caplog.at_level(logging.ERROR):
        do_daily()
    assert done == ["swept"]
    assert "the daily job broken failed" in caplog.text


def test_two_daily_jobs_cannot_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "DAILY", {})
    subscriptions.daily(print, "sweep")
    subscriptions.daily(print, "sweep")
    with pytest.raises(ValueError, match="sweep"):
        subscriptions.daily(repr, "sweep")
