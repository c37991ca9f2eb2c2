"""A process that keeps the facts is killed in the middle of its work: nothing is lost, nothing is there twice."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db import connections

from dealwright.deals.commands import NewDeal, open_deal
from dealwright.deals.models import Deal
from dealwright.ledger.readers import catch_up
from dealwright.metrics import FACTS
from dealwright.scorecard import files, projection
from dealwright.scorecard.commands import rebuild
from dealwright.scorecard.engine import apart
from dealwright.scorecard.models import DealFact, Generation, StateFact, VisitFact
from dealwright.scorecard.projection import READER

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
TIMES = 12


def killed(work: Callable[[], Any], module: Any, line: int) -> bool:
    """Whether a child process that does this work is killed as it begins so many-th line of the module."""
    child = os.fork()
    if child == 0:
        inherited = [(each, each.connection) for each in connections.all(initialized_only=True)]
        for each, _open in inherited:  # which stay the parent's
            each.connection = None
        left = iter(range(line))

        def count(frame: FrameType, event: str, argument: Any) -> Any:
            if frame.f_code.co_filename != module.__file__:
                return None
            if event == "line" and next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return count

        sys.settrace(count)
        work()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def lines(work: Callable[[], Any], module: Any) -> int:
    """How many lines of the module the work takes: the first number for which it is not killed."""
    most = 1
    while killed(work, module, most):
        most *= 2
    return most


def rows() -> list[Any]:
    def told(model: Any) -> list[str]:
        columns = [each.name for each in model._meta.concrete_fields if each.name != "id"]
        return sorted(map(repr, model.objects.values_list(*columns)))

    return [told(model) for model in (DealFact, VisitFact, StateFact)]


def test_files_are_listed_whole_or_not_at_all(published, cast, machine):
    for number in range(5):
        open_deal(NewDeal(f"Deal {number}"), by=cast.rep, via="page")
    catch_up(READER)
    files.roll_over()
    before = rows()
    most = lines(files.roll_over, files)
    for line in range(0, most, max(1, most // TIMES)):
        killed(files.roll_over, files, line)
        for each in Generation.objects.all():
            assert set(each.files) == set(FACTS)
            assert all((files.folder() / name).stat().st_size for name in each.files.values())
        assert rows() == before
    orphans = {path.name for path in files.folder().iterdir()}
    for path in files.folder().iterdir():
        os.utime(path, (0, 0))
    files.roll_over()
    left = {path.name for path in files.folder().iterdir()}
    assert left == {name for each in Generation.objects.all() for name in each.files.values()}
    assert len(orphans) > files.KEPT * len(FACTS)


def test_engines_spill_apart_and_what_the_killed_left_goes(published, cast, machine):
    def place(engine: Any) -> Path:
        return Path(engine.execute("SELECT current_setting('temp_directory')").fetchone()[0])

    with apart() as one, apart() as other:
        assert place(one) != place(other)
        lying = [place(one), place(other)]
    for each in lying:
        each.mkdir()
    os.utime(lying[0], (0, 0))
    open_deal(NewDeal("Deal"), by=cast.rep, via="page")
    catch_up(READER)
    files.roll_over()
    assert [each.exists() for each in lying] == [False, True]


def test_facts_are_taken_in_once(published, cast, machine):
    def read_on() -> None:
        catch_up(READER)

    def three_more() -> None:
        for number in range(3):
            open_deal(NewDeal(f"Deal {number}"), by=cast.rep, via="page")

    three_more()
    most = lines(read_on, projection)
    for line in range(0, most, max(1, most // TIMES)):
        three_more()
        killed(read_on, projection, line)
    read_on()
    told = rows()
    rebuild()
    read_on()
    assert told == rows()
    assert DealFact.objects.count() == Deal.objects.count()
