"""What rules on values ask, and whether a record keeps them: pure, so that commands, pages and previews agree."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _t

from dealwright.workspace.conditions import condition

from ..fields import OWN

REQUIRED, OWN_PATTERN = "required", "own"
FORMATS: Mapping[str, tuple[Any, str]] = {
    "digits": (_t("digits only"), r"[0-9]+"),
    "postcode": (_t("a postcode"), r"[A-Za-z]{0,3}[ -]?[0-9][A-Za-z0-9]{1,7}([ -]?[A-Za-z0-9]{2,4})?"),
    "vat": (_t("a VAT number"), r"[A-Z]{2} ?[0-9A-Z+*](?:[ .-]?[0-9A-Z+*]){4,13}"),
    "web": (_t("a web address"), r"https?://[^ \t/]+\.[^ \t]+"),
    "mail": (_t("an e-mail address"), r"[^@ \t]+@[^@ \t]+\.[^@ \t]+"),
    "phone": (_t("a phone number with country code"), r"\+[1-9][0-9 ()./-]{5,20}"),
    "capitals": (_t("capital letters and digits"), r"[A-Z0-9]+"),
}
EMPTY: tuple[Any, ...] = (None, "", [], {}, ())
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """A rule on one field of the records called `one`; see the table for its parts. `label` is the field's name."""

    id: int
    one: str
    field: str
    demand: str
    pattern: str = ""
    condition: str = ""
    stage: str = ""
    refuses: bool = True
    sentence: str = ""
    label: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """The fields that must be known to ask it; own fields stand as one."""
        return names_in(self.one, self.condition) | {"fields" if self.field.startswith(OWN) else self.field}

    @cached_property
    def said(self) -> str:
        """The sentence for whoever breaks it: the company's, else one made of what it asks."""
        if self.sentence:
            return self.sentence
        if self.demand == REQUIRED:
            return str(_t("%(field)s is needed.") % {"field": self.label or self.field})
        what = FORMATS[self.demand][0] if self.demand in FORMATS else _t("in the form that was agreed")
        return str(_t("%(field)s must be %(what)s.") % {"field": self.label or self.field, "what": what})

    def is_broken(self, facts: Facts) -> bool:
        """Whether a record of these facts breaks it. `stages` of the facts are those it has reached."""
        if self.stage and self.stage not in facts.get("stages", ()):
            return False
        if self.condition and not condition(self.one, self.condition).holds(facts):
            return False
        value = value_of(facts, self.field)
        if value in EMPTY:
            return self.demand == REQUIRED
        return self.demand != REQUIRED and not fits(self._pattern, str(value))

    @property
    def _pattern(self) -> str:
        return FORMATS[self.demand][1] if self.demand in FORMATS else self.pattern


def names_in(one: str, expression: str) -> frozenset[str]:
    """The parts of a record that a condition looks at."""
    return frozenset(re.findall(rf"(?<![\w.]){re.escape(one)}\s*\.\s*(\w+)", expression))


def value_of(facts: Facts, key: str) -> Any:
    """The value of a field by its key, own or not."""
    return facts.get("fields", {}).get(key.removeprefix(OWN)) if key.startswith(OWN) else facts.get(key)


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text has the form of the pattern, in time linear in both: CEL's `matches` does not go back."""
    return condition("text", matching(pattern)).holds({"value": text})


def matching(pattern: str) -> str:
    """The pattern as a CEL expression about `text.value`."""
    return f"text.value.matches({json.dumps(f'^(?:{pattern})$', ensure_ascii=False)})"
