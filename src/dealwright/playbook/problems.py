"""What is wrong with a playbook, and how to mend it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from dealwright import Invalid

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `line` and `column` count from 1; `rule` names what was broken.

    An error keeps a playbook from being used; a warning does not.
    """

    level: Level
    file: str
    line: int
    column: int
    rule: str
    message: str
    remedy: str

    def __str__(self) -> str:
        """The problem on one line: where, what, and how to mend it."""
        return f"{self.file}:{self.line}: {self.message} {self.remedy}".rstrip()


class PlaybookRefused(Invalid):
    """This playbook cannot be used as it is."""

    code = "playbook_refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        """`problems` holds at least one error; `str()` of this lists them all, one a line."""
        self.problems = tuple(problems)
        first = next(problem for problem in self.problems if problem.level == "error")
        told = [asdict(problem) for problem in self.problems]
        super().__init__("\n".join(map(str, self.problems)), remedy=first.remedy, problems=told)
