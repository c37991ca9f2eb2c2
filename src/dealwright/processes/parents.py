"""What a variant extends: the version in force of its parent, or else what comes with the product."""

import re

from dealwright.playbook import shipped
from dealwright.workspace.queries import company

from .models import Version

CURRENCY = re.compile(r"^currency: \w+$", re.MULTILINE)


def parent_text(key: str) -> str | None:
    """The whole text of a process that can be extended: published first, else shipped; None where there is none."""
    texts = Version.objects.filter(process__key=key).order_by("-number").values_list("resolved", "text").first()
    if texts:
        return texts[0] or texts[1]
    path = shipped().get(key)
    return in_own_currency(path.read_text(encoding="utf-8")) if path else None


def in_own_currency(text: str) -> str:
    """A shipped playbook in the company's currency."""
    return CURRENCY.sub(f"currency: {company().currency}", text, count=1)
