"""Changes to the text of a YAML file that touch only the lines they are about.

A place is the way to a value from the root: names of keys, and places of list items from 0. Every change is read
again before it is given back: the text says exactly what was asked, or the change is refused in words.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import yaml

from dealwright import Invalid
from dealwright.playbook.source import LOADER, Node, tree
from dealwright.playbook.spelling import STEP, Value, below, item, spelt

Place = tuple[str | int, ...]
Span = tuple[int, int]
COMMENT: Final = re.compile(r"( *)#")
BLOCK_HEAD: Final = re.compile(r"[|>][+\-0-9]*[ \t]*(#[^\n]*)?")


class CannotEdit(Invalid):
    """The change cannot be made in this text."""

    code = "cannot_edit"


def plain(node: Node) -> Any:
    """A tree as texts, lists and mappings; what is left empty is None."""
    if node.kind == "mapping":
        return {key.text: plain(value) for key, value in reversed(node.pairs)}
    if node.kind == "list":
        return [plain(each) for each in node.items]
    return node.text if node.kind == "text" else None


def put(text: str, place: Place, value: Value, before: Sequence[str] = ()) -> str:
    """Set the value at a key or of a plain item. A key that is not there yet comes after those named in `before`."""
    *way, last = place
    holder = _find(text, tuple(way))
    if isinstance(last, str) and _pair(holder, last) is None:
        new = _with_pair(text, holder, last, value, before)
    else:
        new = _with_value(text, holder, last, value)
    return _proved(text, new, tuple(way), lambda data: _set(data, last, _said(value)))


def drop(text: str, place: Place) -> str:
    """Remove a key with its value, or an item with the comments that are its own."""
    *way, last = place
    holder = _find(text, tuple(way))
    new = _without_pair(text, holder, last) if isinstance(last, str) else _without_item(text, holder, last)
    return _proved(text, new, tuple(way), lambda data: data.pop(last))


def insert(text: str, place: Place, index: int, value: Value, roomy: bool = False) -> str:
    """Put an item into the list at a place, so that it stands at this index."""
    holder = _find(text, place)
    if not holder.value:
        *way, last = place
        new = _with_value(text, _find(text, tuple(way)), last, [value], roomy)
        return _proved(text, new, tuple(way), lambda data: _set(data, last, [_said(value)]))
    new = _with_item(text, holder, index, value, roomy)
    return _proved(text, new, place, lambda data: data.insert(index, _said(value)))


def reorder(text: str, place: Place, order: Sequence[int]) -> str:
    """Put the items of a list into another order; `order` names the old index of each. Comments go with their item."""
    spans = _chunks(text, _find(text, place))
    pieces, end = [], 0
    for (start, stop), old in zip(spans, order, strict=True):
        pieces += [text[end:start], text[slice(*spans[old])]]
        end = stop
    new = "".join([*pieces, text[end:]])
    return _proved(text, new, place, lambda data: data.__setitem__(slice(None), [data[old] for old in order]))


def _find(text: str, place: Place) -> Any:
    tree(text)  # refuses in words what cannot be read
    node: Any = yaml.compose(text, Loader=LOADER)
    for step in place:
        pair = _pair(node, step) if isinstance(step, str) else None
        node = pair[1] if pair else node.value[step]
    return node


def _pair(holder: Any, name: str) -> Any:
    if isinstance(holder, yaml.MappingNode):
        return next((pair for pair in holder.value if pair[0].value == name), None)
    return None


def _end(text: str, node: Any) -> int:
    """Where a value ends, without the blank lines and comments that follow it."""
    if isinstance(node, yaml.ScalarNode):
        if node.style in ("|", ">"):
            return _end_of_block(text, node)
        return int(node.end_mark.index)
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _end_of_block(text: str, node: Any) -> int:
    said = text[node.start_mark.index : node.end_mark.index].rstrip()
    lines = said.split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines[1:2]), default=0)
    while len(lines) > 1 and (match := COMMENT.match(lines[-1])) and len(match[1]) < indent:
        lines.pop()
    return int(node.start_mark.index) + len("\n".join(lines).rstrip())


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found - (text[found - 1 : found] == "\r")


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _with_value(text: str, holder: Any, last: str | int, value: Value, roomy: bool = False) -> str:
    pair = _pair(holder, last) if isinstance(last, str) else None
    node = pair[1] if pair else holder.value[last]
    start, end, flow = node.start_mark.index, _end(text, node), bool(holder.flow_style)
    if pair and not flow and not (isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')):
        return _below_key(text, pair, value, roomy)
    space = " " if start == end and text[start - 1 : start] not in (" ", "") else ""
    return text[:start] + space + spelt(value, getattr(node, "style", None), flow) + text[end:]


def _below_key(text: str, pair: tuple[Any, Any], value: Value, roomy: bool) -> str:
    """The value of a key in a block anew; a comment beside the key stays there."""
    key, node = pair
    colon = text.index(":", key.end_mark.index) + 1
    end = max(_end(text, node), colon)
    head = BLOCK_HEAD.match(text, node.start_mark.index) if getattr(node, "style", None) in ("|", ">") else None
    rest = text[end : _line_end(text, end)] if not head else "  " + head[1] if head[1] else ""
    if not head and end > _line_end(text, colon):
        between = text[colon : _line_end(text, colon)]
        rest = between.rstrip() if between.lstrip().startswith("#") else rest
    indent = key.start_mark.column + STEP
    said = _items(value, indent) if roomy and isinstance(value, list) else below(value, indent)
    first, newline, more = said.partition("\n")
    tail = end if head else _line_end(text, end)
    return text[:colon] + first + rest.rstrip() + newline + more + text[tail:]


def _items(values: list[Any], indent: int) -> str:
    return "".join(f"\n{' ' * indent}- {item(value, indent, roomy=True)}" for value in values)


def _with_pair(text: str, holder: Any, name: str, value: Value, before: Sequence[str]) -> str:
    if not isinstance(holder, yaml.MappingNode):
        raise _unusual()
    earlier = [pair for pair in holder.value if pair[0].value in before]
    if holder.flow_style:
        pair = (earlier or holder.value or [None])[-1]
        if pair is None:
            at = holder.end_mark.index - 1
            return f"{text[:at]}{name}: {spelt(value, flow=True)}{text[at:]}"
        at = _end(text, pair[1])
        return f"{text[:at]}, {name}: {spelt(value, flow=True)}{text[at:]}"
    pair = (earlier or holder.value[:1])[-1]
    column = pair[0].start_mark.column
    at = _line_end(text, max(_end(text, pair[1]), pair[0].end_mark.index))
    return f"{text[:at]}\n{' ' * column}{name}:{below(value, column + STEP)}{text[at:]}"


def _without_pair(text: str, holder: Any, name: str) -> str:
    key, node = _pair(holder, name)
    start, end = key.start_mark.index, max(_end(text, node), text.index(":", key.end_mark.index) + 1)
    if holder.flow_style:
        return _cut_between_commas(text, start, end)
    line = _line_start(text, start)
    rest = text[end : _line_end(text, end)].strip()
    if text[line:start].strip() or rest:  # beside a dash, or a comment beside it that stays
        return text[:start] + text[end:].lstrip(" ") if rest else text[:start].rstrip(" ") + text[end:]
    return text[:line] + text[min(_line_end(text, end) + 1, len(text)) :]


def _cut_between_commas(text: str, start: int, end: int) -> str:
    if after := re.compile(r"\s*,[ \t]*").match(text, end):
        return text[:start] + text[after.end() :]
    before = re.search(r",\s*\Z", text[:start])
    return text[: before.start() if before else start] + text[end:]


def _chunks(text: str, holder: Any) -> list[Span]:
    """Where each item of a list stands: in a block whole lines, with the comments above and those set in below."""
    if not isinstance(holder, yaml.SequenceNode):
        raise _unusual()
    if holder.flow_style:
        return [(each.start_mark.index, _end(text, each)) for each in holder.value]
    column, low = holder.start_mark.column, _line_start(text, holder.start_mark.index)
    spans: list[Span] = []
    for each in holder.value:
        dash = re.compile(rf"^ {{{column}}}-(?=\s|$)", re.MULTILINE).search(text, low, each.start_mark.index + 1)
        if dash is None:
            raise _unusual()
        end = _with_comments_below(text, _line_end(text, max(_end(text, each), dash.end())), column)
        spans.append((_with_comments_above(text, dash.start(), spans[-1][1] if spans else 0, column), end))
        low = min(end + 1, len(text))
    return spans


def _with_comments_above(text: str, start: int, low: int, column: int) -> int:
    while start > low:
        above = _line_start(text, start - 1)
        match = COMMENT.match(text, above)
        if above < low or match is None or len(match[1]) != column:
            break
        start = above
    return start


def _with_comments_below(text: str, end: int, column: int) -> int:
    at = end
    while at < len(text):
        start, at = at + 1 + (text[at] == "\r"), _line_end(text, at + 1 + (text[at] == "\r"))
        match = COMMENT.match(text, start)
        if match and len(match[1]) > column:
            end = at
        elif text[start:at].strip():
            break
    return end


def _with_item(text: str, holder: Any, index: int, value: Value, roomy: bool) -> str:
    spans = _chunks(text, holder)
    after = spans[min(index, len(spans)) - 1] if index else spans[0]
    if holder.flow_style:
        said = spelt(value, flow=True)
        return (
            f"{text[: after[1]]}, {said}{text[after[1] :]}"
            if index
            else f"{text[: after[0]]}{said}, {text[after[0] :]}"
        )
    column, neighbour = holder.start_mark.column, holder.value[max(index - 1, 0)]
    roomy = isinstance(neighbour, yaml.MappingNode) and not neighbour.flow_style
    said = f"{' ' * column}- {item(value, column, roomy)}"
    gap = "\n\n" if _are_apart(text, spans) else "\n"
    return (
        f"{text[: after[1]]}{gap}{said}{text[after[1] :]}"
        if index
        else f"{text[: after[0]]}{said}{gap}{text[after[0] :]}"
    )


def _are_apart(text: str, spans: list[Span]) -> bool:
    """Whether the items of a list have a blank line between them."""
    return len(spans) > 1 and text[spans[-2][1] : spans[-1][0]].count("\n") > 1


def _without_item(text: str, holder: Any, index: int) -> str:
    spans = _chunks(text, holder)
    start, end = spans[index]
    if holder.flow_style:
        return _cut_between_commas(text, start, end)
    if len(spans) == 1:
        bare = text[:start].rstrip().endswith(":")
        return (
            f"{text[:start].rstrip()} []{text[end:]}"
            if bare
            else f"{text[:start]}{' ' * (holder.start_mark.column + 1)}[]{text[end:]}"
        )
    if index and not text[spans[index - 1][1] : start].strip():
        return text[: spans[index - 1][1]] + text[end:]
    return text[:start] + text[end:].lstrip("\r\n")


def _said(value: Value) -> Any:
    if isinstance(value, dict):
        return {key: _said(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_said(each) for each in value]
    return value if isinstance(value, str) else str(value).lower()


def _set(data: Any, last: str | int, value: Any) -> None:
    data[last] = value


def _proved(old: str, new: str, place: Place, change: Callable[[Any], Any]) -> str:
    wanted = plain(tree(old))
    holder = wanted
    for step in place:
        holder = holder[step]
    change(holder)
    if plain(tree(new)) != wanted:
        raise _unusual()
    return new


def _unusual() -> CannotEdit:
    return CannotEdit(
        "This place is written in a way that the form cannot change.", remedy="Change it in the text beside the form."
    )
