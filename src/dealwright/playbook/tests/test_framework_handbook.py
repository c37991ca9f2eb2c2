"""docs/frameworks.md says of the frameworks what is true.

After a change that is right: DEALWRIGHT_WRITE_COUNTS=1 pytest -k framework_handbook, then review the difference.
"""

import os
import re
from collections import defaultdict
from pathlib import Path

from dealwright.playbook import Element, Framework, Strength, frameworks
from dealwright.playbook.shape import keys

HANDBOOK = Path(__file__).parents[4] / "docs" / "frameworks.md"
GENERATED = re.compile(r"(<!-- generated: [^\n]*-->\n)(.*?)(<!-- end -->)", re.DOTALL)


def the_frameworks() -> str:
    rows = [f"| `{key}` | {' | '.join(columns(one))} |" for key, one in frameworks().items()]
    return "\n".join(["| Key | Framework | Months | Best for | Elements |", "|---|---|---|---|---|", *rows, ""])


def columns(one: Framework) -> list[str]:
    first, *others = one.best_for
    best_for = "; ".join([first, *(other[0].lower() + other[1:] for other in others)])
    elements = ", ".join(f"{each.title} (`{each.key}`)" for each in one.elements)
    return [one.title, f"{one.months.least} to {one.months.most}", best_for, elements]


def the_concepts() -> str:
    asked = defaultdict(list)
    for key, one in frameworks().items():
        for element in one.elements:
            asked[element.concept].append(f"`{key}.{element.key}`")
    rows = [f"| `{concept}` | {', '.join(where)} |" for concept, where in sorted(asked.items()) if len(where) > 1]
    return "\n".join(["| Concept | Answered once for |", "|---|---|", *rows, ""])


def test_the_tables_are_those_of_the_data() -> None:
    text, tables = HANDBOOK.read_text(encoding="utf-8"), iter([the_frameworks(), the_concepts()])
    true = GENERATED.sub(lambda found: found[1] + next(tables) + found[3], text)
    if os.environ.get("DEALWRIGHT_WRITE_COUNTS"):
        HANDBOOK.write_text(true, encoding="utf-8")
    assert HANDBOOK.read_text(encoding="utf-8") == true
    assert next(tables, None) is None


def test_every_key_and_strength_is_explained() -> None:
    text = GENERATED.sub("", HANDBOOK.read_text(encoding="utf-8"))
    assert [key for key in (*keys(Framework), *keys(Element)) if f"`{key}`" not in text] == []
    assert [strength for strength in Strength if f"| {strength} |" not in text] == []
