"""Connections to the database are lent to requests: who asks next gets the one that came back last.

Its cache is warm and knows what the database said last. With a connection for each thread, as Django has it, requests
take turns at the threads, and on SQLite each change makes the caches of all other connections worthless.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_resting: list[BaseDatabaseWrapper] = []


def lending(application: Application) -> Application:
    """The WSGI application with a connection for each request; an answer that is whole leaves in one piece.

    What is sent bit by bit is asked for while it is sent, by whichever thread sends it, with that thread's connection.
    """

    def handle(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        connections.close_all()  # of what this thread sent bit by bit
        connections[DEFAULT_DB_ALIAS] = lent = _resting.pop() if _resting else _another()
        try:
            return _whole(application(environ, start_response))
        finally:
            lent.close_if_unusable_or_obsolete()
            del connections[DEFAULT_DB_ALIAS]
            _resting.append(lent)

    return handle


def _another() -> BaseDatabaseWrapper:
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    connection.inc_thread_sharing()
    return connection


def _whole(answer: Iterable[bytes]) -> Iterable[bytes]:
    if not isinstance(answer, HttpResponse):
        return answer
    try:
        return [answer.content]
    finally:
        answer.close()
