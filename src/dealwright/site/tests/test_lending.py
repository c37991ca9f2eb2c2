"""Connections are lent to requests: the one that came back last first, each to one request at a time."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse, StreamingHttpResponse

from ..lending import lending


@pytest.fixture
def elsewhere() -> Callable[[Callable[[], Any]], Any]:
    """Does something in a thread that has no connection yet, and answers what it returned or raised."""

    def run(work: Callable[[], Any]) -> Any:
        told: list[Any] = []

        def attempt() -> None:
            try:
                told.append(work())
            except ZeroDivisionError as error:
                told.append(error)

        thread = Thread(target=attempt)
        thread.start()
        thread.join()
        return told[0]

    return run


def lent(answer: Callable[[], Any]) -> tuple[list[Any], Callable[[], Any]]:
    """The connections that requests got, and how to ask one that is answered so."""
    seen: list[Any] = []

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        seen.append(connections["default"])
        return answer()

    served = lending(application)
    return seen, lambda: served({}, None)


def test_the_next_request_gets_the_connection_of_the_last_in_whichever_thread(elsewhere) -> None:
    seen, ask = lent(lambda: HttpResponse("done"))
    elsewhere(ask)
    elsewhere(ask)
    assert seen[0] is seen[1]


def test_two_requests_at_once_have_a_connection_each(elsewhere) -> None:
    within: list[Any] = []
    inner, ask_inner = lent(lambda: HttpResponse("inner"))
    outer, ask_outer = lent(lambda: within.append(elsewhere(ask_inner)) or HttpResponse("outer"))
    elsewhere(ask_outer)
    assert inner[0] is not outer[0]
    assert within == [[b"inner"]]


def test_a_request_that_broke_gives_its_connection_back(elsewhere) -> None:
    seen, ask = lent(lambda: 1 / 0)
    assert isinstance(elsewhere(ask), ZeroDivisionError)
    elsewhere(ask)
    assert seen[0] is seen[1]


def test_an_answer_leaves_in_one_piece_and_is_closed(elsewhere) -> None:
    answer = HttpResponse("all of it")
    _, ask = lent(lambda: answer)
    assert elsewhere(ask) == [b"all of it"]
    assert answer.closed


def test_what_is_sent_bit_by_bit_asks_by_a_connection_of_its_own(elsewhere) -> None:
    seen, ask = lent(lambda: StreamingHttpResponse(iter([b"bit"])))

    def send() -> tuple[bool, bytes]:
        answer = ask()
        return connections["default"] is seen[0], b"".join(answer)

    assert elsewhere(send) == (False, b"bit")
