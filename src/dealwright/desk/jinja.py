"""The Jinja2 environment of all pages: loader, globals, filters and the components as ``ui``."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from dealwright.desk import figures, times
from dealwright.desk.charts import height, option
from dealwright.desk.clauses import said
from dealwright.desk.locale import current
from dealwright.desk.registry import creating

ICONS = frozenset((Path(__file__).parent / "icons.txt").read_text().split())
PARTS = ("actions", "boards", "charts", "conditions", "forms", "lists", "marks", "pages", "stages")
FILTERS: dict[str, Callable[..., Any]] = {
    "money": figures.money,
    "whole_money": figures.whole_money,
    "short_money": figures.short_money,
    "typed_money": figures.typed_money,
    "number": figures.number,
    "percent": figures.percent,
    "day": times.day,
    "moment": times.moment,
    "clock": times.clock,
    "ago": times.ago,
    "days": times.days,
}


def environment(**options: Any) -> Environment:
    """The environment for Django's Jinja2 backend; ``options`` are what the backend passes on."""
    settled = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(**(options | settled))  # noqa: S701  # settled escapes
    env.filters.update(FILTERS, initials=initials, attributes=attributes, creating=creating)
    env.globals.update(
        static=lru_cache(static),
        url=url,
        address=address,
        icon=icon,
        query=query,
        locale=current.get,
        _=translated,
        ngettext=translated_count,
        fresh_key=fresh_key,
        drawing=option,
        drawing_height=height,
        condition_words=said,
        ui=Components(env),
    )
    return env


def fresh_key() -> str:
    """A key that no other form has."""
    return uuid4().hex


class Components:
    """Every macro of ``desk/components/*.html`` as an attribute: ``ui.button("Save")``, without import."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        for part in PARTS:
            macro = getattr(self._env.get_template(f"desk/components/{part}.html").module, name, None)
            if macro is not None:
                if not self._env.auto_reload:
                    setattr(self, name, macro)  # found once, an ordinary attribute from then on
                return macro
        raise AttributeError(f"desk/components has no macro {name!r}")


def translated(text: str, **values: object) -> str:
    """The text in the reader's language; ``_("%(n)s deals", n=3)`` fills in values."""
    own = gettext(text)
    return own % values if values else own


def translated_count(one: str, many: str, num: int, **values: object) -> str:
    """The text in the plural form that ``num`` asks for; ``%(num)s`` is the count."""
    return ngettext(one, many, num) % {"num": num, **values}


def url(name: str, *args: object, **kwargs: object) -> str:
    """Path of a named url; raises NoReverseMatch when there is none."""
    return str(reverse(name, args=args or None, kwargs=kwargs or None))


@lru_cache(maxsize=64)
def address(name: str, *parts: object) -> str:
    """Path of a named url that may not exist in this installation; empty when it does not."""
    try:
        return str(reverse(name, args=parts))
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> Markup:
    """A Tabler icon from the sprite, hidden from screen readers unless it has a label."""
    if name not in ICONS:
        raise ValueError(f"Icon {name!r} is not in desk/icons.txt: add it there and run bin/collect-assets.")
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(
        spoken, static("desk/vendor/icons.svg"), name
    )


def query(request: HttpRequest, **changes: object) -> str:
    """The request's query string with some parameters changed; None removes one."""
    params = request.GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value is not None:
            params[name] = str(value)
    return "?" + params.urlencode()


@lru_cache(maxsize=2048)
def initials(name: str) -> str:
    """First letters of the first and the last word: "Anna Maria Berg" is "AB"."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def attributes(values: Mapping[str, object]) -> Markup:
    """Keyword arguments as HTML attributes: ``hx_post`` is ``hx-post``; True stands bare, None and False fall."""
    given = ((key, value) for key, value in values.items() if value is not None and value is not False)
    names = ((escape(key.rstrip("_").replace("_", "-")), value) for key, value in given)
    # As plain text, in which name and value are escaped: to join pieces that know it takes four times as long.
    text = "".join(f" {name}" if value is True else f' {name}="{escape(value)}"' for name, value in names)
    return Markup(text)  # noqa: S704 (as the line above says)
