"""Two people publish at the same moment: one wins, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from dealwright import Conflict
from dealwright.processes.commands import publish
from dealwright.processes.models import Version
from dealwright.processes.queries import text_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(cast: Any, published: Any) -> None:
    text, start = text_of(published.id), Barrier(2)

    def attempt(title: str) -> str:
        try:
            start.wait(timeout=30)
            publish(text.replace("title: Closing", f"title: {title}"), base=1, by=cast.owner, via="page")
        except Conflict as refused:
            return refused.message
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(attempt, ["Signing", "Agreeing"]))
    assert told == ["Somebody published version 2 in the meantime; this was begun from version 1.", "published"]
    assert sorted(Version.objects.values_list("number", flat=True)) == [1, 2]
