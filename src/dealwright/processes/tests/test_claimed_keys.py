"""A process may not take the key of a field that the company added: the check says where, publishing refuses."""

from typing import Any

import pytest

from dealwright.playbook import PlaybookRefused, shipped
from dealwright.processes.checking import checked
from dealwright.processes.commands import publish
from dealwright.processes.queries import versions
from dealwright.records.setup.fields import NewField, add_field, retire_field
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": Machine(), "via": "cli"}
TEXT = shipped()["general"].read_text(encoding="utf-8")


def with_field(key: str) -> str:
    """The shipped process with one more field, and the line it stands on."""
    at = TEXT.index("fields:\n") + len("fields:\n")
    return f"{TEXT[:at]}  - key: {key}\n    title: Roof\n    type: text\n{TEXT[at:]}"


def test_a_key_of_the_company_is_refused_with_its_line_until_that_field_is_retired(
    company: None, published: Any
) -> None:
    field_id = add_field("deals", NewField("Kind of roof", "text", key="roof"), **BY)
    text = with_field("roof")
    found = checked(text, "general.yaml")
    (problem,) = (each for each in found.problems if each.level == "error")
    assert found.book is None
    assert text.splitlines()[problem.line - 1].strip() == "- key: roof"
    assert "“Kind of roof”" in problem.message
    with pytest.raises(PlaybookRefused, match="Kind of roof"):
        publish(text, **BY)
    assert [each.number for each in versions("general")] == [1]
    assert publish(with_field("slates"), **BY).number == 2
    retire_field(field_id, **BY)
    assert publish(text, **BY).number == 3
