"""Our cursor on SQLite answers, fails and lets itself be watched as Django's own does."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has Django's own cursor"),
]


def test_values_go_into_their_places_and_percent_signs_stay() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s || '100%%', %s", ["a", 2])
        assert cursor.fetchall() == [("a100%", 2)]
        cursor.execute("SELECT '100%'")
        assert cursor.fetchone() == ("100%",)
        cursor.execute("SELECT %(name)s", {"name": "b"})
        assert cursor.fetchone() == ("b",)


def test_errors_are_those_of_django() -> None:
    with connection.cursor() as cursor, pytest.raises(OperationalError, match="no such table"):
        cursor.execute("SELECT * FROM no_table WHERE id = %s", [1])
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.executemany("INSERT INTO workspace_team (id, name) VALUES (%s, %s)", [(1, "North"), (2, "North")])


def test_a_broken_transaction_takes_no_more_statements() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            cursor.execute("SELECT %s", [1])


def test_who_watches_sees_every_statement() -> None:
    seen: list[str] = []

    def watch(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # as Django calls it
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch), connection.cursor() as cursor:
        cursor.execute("SELECT %s", [1])
    with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
        cursor.execute("SELECT %s", [2])
    assert seen == ["SELECT %s"]
    assert [query["sql"] for query in captured.captured_queries] == ["SELECT 2"]
