"""How a value is spelt in YAML: plain where it can be, in quotes where it must."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

Value = str | int | list[Any] | Mapping[str, Any]
STEP: Final = 2


def spelt(value: Value, style: str | None = None, flow: bool = False) -> str:
    """A value on one line, as it stands after "key: ". `style` is the quote it had; `flow` is inside brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {spelt(item, flow=True)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(spelt(item, flow=True) for item in value) + "]"
    if not isinstance(value, str):
        return str(value).lower()
    if style not in ("'", '"') or (style == "'" and "\n" in value):
        plain = _dumped(value, None, flow)
        if not plain.startswith(("'", '"')) and "\n" not in plain:
            return plain
    return _dumped(value, "'" if style == "'" and "\n" not in value else '"', flow)


def below(value: Value, indent: int) -> str:
    """A value as it stands after "key:", with its lines at this indent where it takes more than one."""
    if isinstance(value, Mapping):
        return "".join(f"\n{' ' * indent}{key}:{below(item, indent + STEP)}" for key, item in value.items())
    if isinstance(value, list) and not all(isinstance(item, str) and item.isidentifier() for item in value):
        return "".join(f"\n{' ' * indent}- {spelt(item)}" for item in value)
    if isinstance(value, str) and _as_lines(value):
        return " |-" + "".join(f"\n{' ' * indent}{line}".rstrip() for line in value.split("\n"))
    return f" {spelt(value)}"


def item(value: Value, indent: int, roomy: bool) -> str:
    """An item of a list without its dash, which stands at this indent; a roomy mapping has a line for each key."""
    if roomy and isinstance(value, Mapping):
        return below(value, indent + STEP).lstrip()
    return spelt(value)


def _as_lines(text: str) -> bool:
    """Whether a text of several lines can stand as it is."""
    lines = text.split("\n")
    return len(lines) > 1 and all(line == line.strip() for line in lines) and bool(lines[0]) and bool(lines[-1])


def _dumped(text: str, style: str | None, flow: bool) -> str:
    said: str = yaml.dump(
        [text], Dumper=yaml.SafeDumper, default_style=style, default_flow_style=flow,
        allow_unicode=True, width=float("inf"),
    )  # fmt: skip
    return said[1:-2] if flow else said[2:-1]
