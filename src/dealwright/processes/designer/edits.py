"""What the designer's form asks for, carried out on the text of the draft."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from dealwright import Invalid
from dealwright.playbook.editing import add_item, found, move_item, remove_item, set_value
from dealwright.playbook.shape import Many
from dealwright.records.values import whole_number

from ..parents import parent_text
from .forms import Control, Part, controls
from .newcomers import newcomer


@dataclass(frozen=True)
class Edited:
    """The text after an edit, the part to show then, and where the reader goes on.

    `focus` is the id of an element, `redraw` whether the form has to be shown anew, `refused` what could not be done.
    """

    text: str
    at: str
    focus: str = ""
    redraw: bool = False
    refused: tuple[str, ...] = field(default=())


def carried_out(text: str, at: str, parts: Sequence[Part], form: QueryDict) -> Edited:
    """Every value that the form changed, then the verb of the button that was pressed."""
    edited = Edited(text, at)
    for control, value in changed(parts, form):
        edited = _set(edited, control, value)
    verb, _colon, path = form.get("do", "").partition(":")
    if verb == "save" and (path := _typed_newcomer(form)):
        verb = "add"
    if verb not in VERBS:
        return replace(edited, redraw=edited.redraw or verb == "save")
    try:
        return VERBS[verb](replace(edited, redraw=True), path, form)
    except Invalid as error:
        return replace(edited, redraw=True, refused=(*edited.refused, error.sentence))


def changed(parts: Sequence[Part], form: QueryDict) -> Iterator[tuple[Control, Any]]:
    """The controls whose value in the form is not the one that stands in the text."""
    for control in controls(parts):
        name = f"v.{control.path}"
        if name in form or f"has.{control.path}" in form:
            value = _sent(control, form, name)
            if value != control.value:
                yield control, value


def _sent(control: Control, form: QueryDict, name: str) -> Any:
    if control.kind == "choices":
        chosen = form.getlist(name)
        kept = [word for word in control.value if word in chosen]
        return [*kept, *(word for word in chosen if word not in kept)]  # the author's order stays
    text = form.get(name, "").replace("\r\n", "\n").strip()
    if control.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    return control.value if text == str(control.value).strip() else text


def _set(edited: Edited, control: Control, value: Any) -> Edited:
    try:
        text = set_value(edited.text, control.path, value, parent_text)
    except Invalid as error:
        return replace(edited, refused=(*edited.refused, error.sentence))
    return replace(edited, text=text, redraw=edited.redraw or control.leads_on)


def _typed_newcomer(form: QueryDict) -> str:
    return next((name[4:] for name in form if name.startswith("new.") and form[name].strip()), "")


def _add(edited: Edited, path: str, form: QueryDict) -> Edited:
    words = form.get(f"new.{path}", "").strip()
    if not words:
        return replace(edited, focus=f"new-{_id(path)}", refused=(_("Give it a name first."),))
    spec, node = found(edited.text, path, parent_text)
    siblings = node.items if node else ()
    number = len(siblings)
    if path == "stages" and edited.at.startswith("stages."):
        number = min(_place(edited.at.partition(".")[2]), number)
    after = siblings[number - 1] if path == "stages" and number else None
    item = newcomer(spec.item if isinstance(spec, Many) else spec, words, form.get(f"kind.{path}", ""), siblings, after)
    text = add_item(edited.text, path, item, str(number) if number else "", parent_text)
    made = f"{path}.{number + 1}"
    if path == "stages":
        return replace(edited, text=text, at=made, focus=f"c-{_id(made)}-goal")
    return replace(edited, text=text, focus=f"item-{_id(made)}")


def _remove(edited: Edited, path: str, form: QueryDict) -> Edited:
    text = remove_item(edited.text, path, parent_text)
    holder, _dot, number = path.rpartition(".")
    if holder == "stages":
        at = f"stages.{max(_place(number) - 1, 1)}"
        return replace(edited, text=text, at=at, focus=f"to-{_id(at)}")
    return replace(edited, text=text, focus=f"new-{_id(holder)}")


def _up(edited: Edited, path: str, form: QueryDict) -> Edited:
    holder, _dot, number = path.rpartition(".")
    place = _place(number)
    if place <= 1:
        return replace(edited, focus=f"down-{_id(path)}")
    text = move_item(edited.text, path, str(place - 2) if place > 2 else "", parent_text)
    return _after_move(replace(edited, text=text), holder, place - 1, "up" if place > 2 else "down")


def _down(edited: Edited, path: str, form: QueryDict) -> Edited:
    holder, _dot, number = path.rpartition(".")
    place = _place(number)
    _spec, node = found(edited.text, holder, parent_text)
    last = len(node.items) if node else 0
    if not 0 < place < last:
        return replace(edited, focus=f"up-{_id(path)}")
    text = move_item(edited.text, path, str(place + 1), parent_text)
    return _after_move(replace(edited, text=text), holder, place + 1, "down" if place + 1 < last else "up")


def _after_move(edited: Edited, holder: str, place: int, button: str) -> Edited:
    path = f"{holder}.{place}"
    at = path if holder == "stages" else edited.at
    return replace(edited, at=at, focus=f"{button}-{_id(path)}")


def _place(number: str) -> int:
    return whole_number(number) or 0


def _id(path: str) -> str:
    return path.replace(".", "-")


VERBS = {"add": _add, "remove": _remove, "up": _up, "down": _down}
