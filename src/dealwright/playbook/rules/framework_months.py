"""The shortest usual time is not above the longest."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.rules.wrong_type import WHOLE


def check(draft: Draft) -> Iterator[Flaw]:
    """A flaw where months run backwards."""
    months = draft.root.get("months")
    least, most = (months.get("from"), months.get("to")) if months else (None, None)
    if least and most and WHOLE.match(least.text) and WHOLE.match(most.text) and int(least.text) > int(most.text):
        yield Flaw(most, f'"to" is {most.text}, less than "from", {least.text}.', "Write the shorter time under from.")
