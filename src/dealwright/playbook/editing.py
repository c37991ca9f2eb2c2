"""Small changes to the text of a playbook: only the lines they are about change, and comments stay.

A path names keys, and items by their key or by the label of a need: "stages.qualifying.exit.field-budget.why". Items
can be counted from 1 as well, as texts must be: "stages.qualifying.questions.2". In a variant a path may name what is
inherited, known from `parents`: the text then says only what differs.

Each verb raises CannotEdit for a path that is not there, and Unreadable when the text is not YAML.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Final

from dealwright.playbook import patching
from dealwright.playbook.extending import OWN, Parents, extended, none
from dealwright.playbook.merging import AFTER, BEFORE, REMOVE, key_of
from dealwright.playbook.model import Playbook
from dealwright.playbook.patching import CannotEdit, Place
from dealwright.playbook.rules.draft import meant, shown
from dealwright.playbook.shape import Entry, Many, Number, Record, Spec, Variants, entries, keys
from dealwright.playbook.source import Node, tree
from dealwright.playbook.spelling import Value

ROOMY: Final = ("stages",)
NUMBER: Final = re.compile("-?[0-9]{1,9}")


@dataclass(frozen=True)
class Aim:
    """What a path leads to: as far as the text says it (`place`, `node`), and what the text does not say (`unsaid`).

    `whole` is the value with what is inherited, `inherited` the value without what the text says. `earlier` has the
    keys that come before the last one, `holder` what the last step was taken from.
    """

    place: Place
    unsaid: tuple[str | dict[str, str], ...]
    node: Node | None
    whole: Node | None
    inherited: Node | None
    spec: Spec
    earlier: tuple[str, ...] = ()
    parent: "Aim | None" = None
    label: str = ""


def set_value(text: str, path: str, value: Value | None, parents: Parents = none) -> str:
    """The text with this value under the path; None or an empty text takes the key away, an empty list empties it."""
    aim = _aim(text, path, parents)
    if isinstance(value, str) and isinstance(aim.spec, Number) and NUMBER.fullmatch(value):
        value = int(value)
    _require_fitting(aim, path, value)
    if value is None or value == "":
        return text if aim.unsaid or not aim.place else patching.drop(text, aim.place)
    if isinstance(value, list) and not _is_keyed(aim) and aim.node and aim.node.kind == "list" and not aim.unsaid:
        return _items_become(text, aim, [str(item) for item in value])
    if texts := _unsaid_texts(aim):
        holder, index = texts
        return _with_texts(text, holder, lambda old: [*old[:index], str(value), *old[index + 1 :]])
    if isinstance(aim.spec, Many) and aim.spec.lone and isinstance(value, list) and len(value) == 1:
        value = value[0]
    _keep_name(aim)
    return _put(text, aim, value)


def add_item(text: str, path: str, item: Value, after: str = "", parents: Parents = none) -> str:
    """The text with an item more in the list under the path: after the item of that name, else at the end."""
    aim = _aim(text, path, parents)
    if not isinstance(aim.spec, Many):
        raise CannotEdit(f"“{shown(path)}” is not a list.", remedy="Set its value instead.")
    names = _names(aim.whole, aim.spec)
    index = _index(names, after) + 1 if after else len(names)
    if aim.inherited is not None and _is_keyed(aim):
        place, index = index, len(_items(aim.node))
        item = {**item, AFTER: names[place - 1]} if isinstance(item, Mapping) and 0 < place < len(names) else item
    elif aim.inherited is not None and aim.unsaid:
        return _with_texts(text, aim, lambda old: [*old[:index], str(item), *old[index:]])
    if aim.unsaid:
        return _put(text, aim, [item])
    roomy = aim.label in ROOMY
    return patching.insert(text, aim.place, index, dict(item) if isinstance(item, Mapping) else item, roomy)


def remove_item(text: str, path: str, parents: Parents = none) -> str:
    """The text without this item; what a variant inherits is marked as removed."""
    aim = _aim(text, path, parents)
    holder = _holder(aim, path)
    if texts := _unsaid_texts(aim):
        return _with_texts(text, holder, lambda old: [*old[: texts[1]], *old[texts[1] + 1 :]])
    if aim.inherited is None:
        return patching.drop(text, aim.place)
    if not aim.unsaid:
        text = patching.drop(text, aim.place)
        holder = _holder(_aim(text, path, parents), path)
    return _add_to(text, holder, {"key": aim.label, REMOVE: True})


def move_item(text: str, path: str, after: str = "", parents: Parents = none) -> str:
    """The text with this item after the item of that name, or as the first."""
    aim = _aim(text, path, parents)
    holder = _holder(aim, path)
    names = _names(holder.whole, holder.spec)
    to = _index(names, after) if after else -1
    if texts := _unsaid_texts(aim):
        order = _order(len(names), texts[1], to)
        return _with_texts(text, holder, lambda old: [old[index] for index in order])
    if holder.inherited is not None and _is_keyed(holder):
        neighbour = (AFTER, names[to]) if after else (BEFORE, next(name for name in names if name != aim.label))
        return _placed(text, aim, path, neighbour, parents)
    return patching.reorder(text, holder.place, _order(len(names), int(aim.place[-1]), to))


def whole(text: str, name: str = "", parents: Parents = none) -> tuple[Node, Node | None]:
    """The tree of a text with what it inherits, and what it inherits alone: None for a process of its own.

    `name` marks the nodes of the text's own file. Raises Unreadable.
    """
    root = tree(text, name)
    found, problems = extended(root, name, parents)
    if root.get("extends") is None or problems:
        return root, None
    own = tuple(pair for pair in root.pairs if pair[0].text in OWN)
    return found, extended(replace(root, pairs=own), name, parents)[0]


def found(text: str, path: str, parents: Parents = none) -> tuple[Spec, Node | None]:
    """What the language expects under a path, and what stands there with what is inherited."""
    aim = _aim(text, path, parents)
    return aim.spec, aim.whole


def _aim(text: str, path: str, parents: Parents) -> Aim:
    together, inherited = whole(text, "", parents)
    aim, rest = Aim((), (), tree(text), together, inherited, Record(Playbook)), path
    while rest:
        aim, rest = _step(aim, rest)
    return aim


def _step(aim: Aim, rest: str) -> tuple[Aim, str]:
    if isinstance(aim.spec, Many):
        return _step_to_item(aim, aim.spec, rest)
    name, _, rest = rest.partition(".")
    cls = aim.spec.cls if isinstance(aim.spec, Record) else None
    if isinstance(aim.spec, Variants) and aim.whole:
        cls = aim.spec.named(aim.whole.word("need"))
    if cls is None:
        raise CannotEdit(f"There is nothing named “{shown(name)}” here.", remedy="Read the path again.")
    known = {entry.name: entry for entry in entries(cls)}
    if name not in known:
        remedy = "Remove it, and add another." if name in keys(cls) else meant(name, known)
        raise CannotEdit(f"“{shown(name)}” cannot be set here.", remedy=remedy)
    return _into(aim, known[name], tuple(known)), rest


def _into(aim: Aim, entry: Entry, names: tuple[str, ...]) -> Aim:
    stated = aim.node is not None and not aim.unsaid and any(key.text == entry.name for key, _ in aim.node.pairs)
    child = {name: getattr(aim, name) and getattr(aim, name).get(entry.name) for name in ("node", "whole", "inherited")}
    place, unsaid = ((*aim.place, entry.name), ()) if stated else (aim.place, (*aim.unsaid, entry.name))
    earlier = ("need", *names[: names.index(entry.name)])
    return Aim(place, unsaid, spec=entry.spec, earlier=earlier, parent=aim, label=entry.name, **child)


def _step_to_item(aim: Aim, spec: Many, rest: str) -> tuple[Aim, str]:
    names = _names(aim.whole, spec)
    fitting = [name for name in names if name and (rest == name or rest.startswith(f"{name}."))]
    number, _, _ = rest.partition(".")
    if fitting:
        label = max(fitting, key=len)
        place = names.index(label)
    elif number.isdecimal() and 0 < int(number) <= len(names):
        label, place = number, int(number) - 1
    else:
        raise CannotEdit(f"There is no “{shown(rest)}” in this list.", remedy=meant(rest, filter(None, names)))
    rest = rest[len(label) + 1 :]
    name = names[place]
    own = place if aim.inherited is None or not _is_keyed(aim) else _found(_names(aim.node, spec), name)
    old = _found(_names(aim.inherited, spec), name)
    said = not aim.unsaid and own is not None and own < len(_items(aim.node))
    return Aim(
        (*aim.place, own) if said and own is not None else aim.place,
        () if said else (*aim.unsaid, {"key": name}),
        _items(aim.node)[own] if said and own is not None else None,
        _items(aim.whole)[place],
        None if old is None else _items(aim.inherited)[old],
        spec.item, parent=aim, label=name,
    ), rest  # fmt: skip


def _items(node: Node | None) -> tuple[Node, ...]:
    return () if node is None else node.items if node.kind == "list" else (node,)


def _names(node: Node | None, spec: Spec) -> list[str]:
    """What names each item: a text by itself has only its number."""
    item = spec.item if isinstance(spec, Many) else spec
    if not isinstance(item, Record | Variants):
        return ["" for _ in _items(node)]
    return [key_of(each, item) for each in _items(node)]


def _found(names: list[str], name: str) -> int | None:
    return names.index(name) if name and name in names else None


def _index(names: list[str], name: str) -> int:
    if name in names:
        return names.index(name)
    if name.isdecimal() and 0 < int(name) <= len(names):
        return int(name) - 1
    raise CannotEdit(f"There is no “{shown(name)}” in this list.", remedy=meant(name, filter(None, names)))


def _holder(aim: Aim, path: str) -> Aim:
    if aim.parent is None or not isinstance(aim.parent.spec, Many):
        raise CannotEdit(f"“{shown(path)}” is not an item of a list.", remedy="Set its value instead.")
    return aim.parent


def _is_keyed(holder: Aim) -> bool:
    """Whether it is a list whose items have keys, rather than one of texts or words."""
    return isinstance(holder.spec, Many) and isinstance(holder.spec.item, Record | Variants)


def _unsaid_texts(aim: Aim) -> tuple[Aim, int] | None:
    """The list and the place in it, of a text that a variant inherits."""
    if aim.parent and isinstance(aim.parent.spec, Many) and not _is_keyed(aim.parent) and aim.unsaid:
        return aim.parent, _items(aim.parent.whole).index(aim.whole) if aim.whole else 0
    return None


def _with_texts(text: str, holder: Aim, change: Callable[[list[str]], list[str]]) -> str:
    """A list of texts that is inherited, said anew with a change: a variant can only replace it as a whole."""
    return _put(text, holder, change([each.text for each in _items(holder.whole)]))


def _require_fitting(aim: Aim, path: str, value: Value | None) -> None:
    if aim.parent is None or (isinstance(value, str | int) and _holds_more(aim.spec)):
        raise CannotEdit(f"“{shown(path)}” is more than one value.", remedy="Say which of them, after a dot.")


def _holds_more(spec: Spec) -> bool:
    return isinstance(spec, Record | Variants) or (isinstance(spec, Many) and not spec.lone)


def _keep_name(aim: Aim) -> None:
    if aim.label == "key" and aim.parent and aim.parent.inherited is not None:
        raise CannotEdit("What is inherited keeps its key.", remedy="Remove it, and add another.")


def _put(text: str, aim: Aim, value: Value) -> str:
    """The value where the aim leads; what is unsaid on the way there is said."""
    holder = aim.parent
    if holder and not holder.unsaid and holder.node and holder.node.kind == "text" and isinstance(holder.spec, Record):
        return patching.put(text, holder.place, {"key": holder.node.text, aim.label: value})
    if not aim.unsaid:
        return patching.put(text, aim.place, value)
    first, *others = aim.unsaid
    for step in reversed(others):
        value = {step: value} if isinstance(step, str) else [{**step, **_as_mapping(value)}]
    at = aim
    while at.parent and len(at.unsaid) > 1:
        at = at.parent
    if isinstance(first, str):
        return patching.put(text, (*aim.place, first), value, at.earlier)
    return _add_to(text, at.parent or at, {**first, **_as_mapping(value)})


def _as_mapping(value: Value) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _add_to(text: str, holder: Aim, item: dict[str, Any]) -> str:
    if holder.unsaid:
        return _put(text, holder, [item])
    roomy = holder.label in ROOMY and REMOVE not in item
    return patching.insert(text, holder.place, len(_items(holder.node)), item, roomy)


def _items_become(text: str, aim: Aim, new: list[str]) -> str:
    old = [each.text for each in _items(aim.node)]
    for tag, start, end, low, high in reversed(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if tag == "equal":
            continue
        both = min(end - start, high - low)
        for step in range(both):
            text = patching.put(text, (*aim.place, start + step), new[low + step])
        for index in reversed(range(start + both, end)):
            text = patching.drop(text, (*aim.place, index))
        for step in range(both, high - low):
            text = patching.insert(text, aim.place, start + step, new[low + step])
    return text


def _order(length: int, old: int, after: int) -> list[int]:
    """The order of a list in which one item goes after another, or to the front where that is -1."""
    order = [index for index in range(length) if index != old]
    order.insert(order.index(after) + 1 if after >= 0 else 0, old)
    return order


def _placed(text: str, aim: Aim, path: str, said: tuple[str, str], parents: Parents) -> str:
    """An item of a variant told where it stands; it is said below the item it follows, which is known by then."""
    name, neighbour = said
    if aim.unsaid:
        return _add_to(text, _holder(aim, path), {"key": aim.label, name: neighbour})
    other = BEFORE if name == AFTER else AFTER
    if aim.node and any(key.text == other for key, _ in aim.node.pairs):
        text = patching.drop(text, (*aim.place, other))
    text = patching.put(text, (*aim.place, name), neighbour, ("key",))
    holder = _holder(_aim(text, path, parents), path)
    own = _names(holder.node, holder.spec)
    before, here = _found(own, neighbour), own.index(aim.label)
    if before is None or before < here:
        return text
    return patching.reorder(text, holder.place, _order(len(own), here, before))
