"""The designer: by form and as text, both ways, with nothing lost."""

from html.parser import HTMLParser
from typing import Any

import pytest

from dealwright.playbook import parse, shipped
from dealwright.processes.commands import begin_draft, give_feedback, publish_draft, save_draft
from dealwright.processes.drafts import draft
from dealwright.processes.feedback import feedback_on
from dealwright.processes.models import Step

pytestmark = pytest.mark.thorough
GENERAL = shipped()["general"].read_text(encoding="utf-8")
HTMX = {"HTTP_HX_REQUEST": "true"}


class Filled(HTMLParser):
    """What a browser would send of the form as it is shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.name, self.text, self.area = "", "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Take the value of a control."""
        has = dict(attrs)
        if tag == "input" and has.get("name") and (has.get("type") != "checkbox" or "checked" in has):
            self.sent.setdefault(has["name"], []).append(has.get("value") or "")
        elif tag == "option" and "selected" in has:
            self.sent[self.name] = [has["value"] or ""]
        elif tag in ("select", "textarea"):
            self.name, self.text, self.area = has["name"], "", tag == "textarea"

    def handle_data(self, data: str) -> None:
        """Take the text of a large field."""
        self.text += data if self.area else ""

    def handle_endtag(self, tag: str) -> None:
        """End a large field: lines are sent with both characters."""
        if tag == "textarea":
            self.sent[self.name], self.area = [self.text.removeprefix("\n").replace("\n", "\r\n")], False


class Desk:
    """A draft of the general process in the designer, in the hands of a manager."""

    def __init__(self, cast: Any, client: Any, draft_id: int) -> None:
        self.cast, self.client, self.id = cast, client, draft_id
        self.address = f"/playbooks/drafts/{draft_id}/design/"

    @property
    def text(self) -> str:
        """The text as it is saved."""
        return draft(self.id).text

    def see(self, at: str = "") -> str:
        """The page."""
        return str(self.client.get(self.address, {"at": at}).content.decode())

    def send(self, at: str = "stages.2", revision: int = 0, **form: Any) -> Any:
        """What htmx gets for a form that was changed; dots in names are written as double underlines."""
        named = {name.replace("__", "."): value for name, value in form.items()}
        sent = {"at": at, "revision": revision or draft(self.id).revision, **named}
        return self.client.post(self.address, sent, **HTMX)


@pytest.fixture
def desk(published: Any, cast: Any, client_of: Any) -> Desk:
    made = begin_draft("general", by=cast.manager, via="page")
    return Desk(cast, client_of(cast.manager), made)


def stage(text: str, key: str = "qualifying") -> Any:
    return parse(text).stage(key)


def test_every_key_of_the_language_has_its_control(desk: Desk) -> None:
    page = desk.see("stages.2")
    for name in ("title", "phase", "goal", "days", "probability", "questions", "beliefs", "key"):
        assert f'name="v.stages.2.{name}"' in page
    for name in ("field", "why", "when", "duty", "valid_days"):
        assert f'name="v.stages.2.exit.1.{name}"' in page
    assert 'name="v.stages.2.exit.5.check"' in page
    assert 'name="v.stages.2.exit.1.check"' not in page
    for name in ("activities", "exit", "buyer", "objections", "materials"):
        assert f'name="new.stages.2.{name}"' in page
    assert 'name="v.frameworks" value="meddic"' in desk.see("process")
    assert 'name="new.moves.shortcuts"' in desk.see("process")
    assert 'name="v.fields.2.title"' in desk.see("fields")
    for name in ("won.tasks", "won.onboarding", "won.rhythm", "lost.reasons"):
        assert f'name="new.outcomes.{name}"' in desk.see("outcomes")


def test_a_value_goes_into_its_line_and_its_neighbours_stay(desk: Desk) -> None:
    answer = desk.send(v__stages__2__days="12", v__stages__2__title="Qualifying")
    assert answer.status_code == 200
    assert [line for line in desk.text.splitlines() if line not in GENERAL.splitlines()] == ["    days: 12"]
    assert desk.text.startswith("# The classic way to sell")
    page = answer.content.decode()
    assert 'name="revision" value="2"' in page
    assert "a deal may now stay 12 days instead of 10" in page
    assert 'data-changed="[51]"' in page
    assert 'id="designer-form"' not in page  # what is being typed in the form stays


def test_lists_choices_and_what_is_emptied(desk: Desk) -> None:
    desk.send(v__stages__2__questions="First?\r\n\r\nSecond: and why?", v__stages__2__days="")
    assert stage(desk.text).questions == ("First?", "Second: and why?")
    assert stage(desk.text).days is None
    desk.send(**{"has__stages__2__exit__3__kind": "1", "v__stages__2__exit__3__kind": ["call"]})
    assert "{need: activity, kind: [call], why" in desk.text
    desk.send("process", has__frameworks="1", v__frameworks=["meddic", "bant"])
    assert parse(desk.text).frameworks == ("meddic", "bant")


def test_what_is_wrong_stands_beside_its_control_and_at_its_line(desk: Desk) -> None:
    page = desk.send(v__stages__2__exit__5__check="deal.amout > 0").content.decode()
    slot = page[page.index('id="f-c-stages-2-exit-5-check"') :]
    assert "amout" in slot[: slot.index("</div>")]
    line = 1 + desk.text[: desk.text.index("amout")].count("\n")
    assert f"Line {line}" in page
    assert f'data-wrong="[{line}]"' in page
    mended = desk.send(v__stages__2__exit__5__check="deal.amount > 5").content.decode()
    assert "This can be asked of every deal." in mended


def test_stages_and_needs_come_move_and_go(desk: Desk) -> None:
    answer = desk.send(do="add:stages", new__stages="Legal review")
    assert [each.key for each in parse(desk.text).stages][1:4] == ["qualifying", "legal_review", "needs_assessment"]
    assert 'data-land-on-value="c-stages-3-goal"' in answer.content.decode()
    desk.send("stages.3", do="up:stages.3")
    assert parse(desk.text).position("legal_review") == 1
    desk.send("stages.2", do="add:stages.2.exit", new__stages__2__exit="They read it", kind__stages__2__exit="document")
    assert "{need: document, why: They read it}" in desk.text
    page = desk.send("stages.2", v__stages__2__exit__1__document="contract").content.decode()
    assert "This can be published." in page
    desk.send("stages.2", do="remove:stages.2")
    assert [each.key for each in parse(desk.text).stages] == [each.key for each in parse(GENERAL).stages]


def test_enter_in_the_name_of_a_newcomer_adds_it(desk: Desk) -> None:
    desk.send(do="save", new__stages__2__materials="Price list")
    assert stage(desk.text).materials[-1].key == "price_list"
    desk.send(do="save", new__stages__2__materials="Price list")
    assert stage(desk.text).materials[-1].key == "price_list_2"


def test_moving_to_either_end_leaves_the_cursor_on_a_button_that_works(desk: Desk) -> None:
    page = desk.send(do="up:stages.2.exit.2").content.decode()
    assert 'data-land-on-value="down-stages-2-exit-1"' in page
    page = desk.send(do="down:stages.2.exit.1").content.decode()
    assert 'data-land-on-value="down-stages-2-exit-2"' in page


def test_changes_are_undone_one_after_the_other(desk: Desk) -> None:
    desk.send(v__stages__2__days="12")
    desk.send(v__stages__2__days="13")
    assert "days: 13" in desk.text
    desk.send(do="undo")
    assert "days: 12" in desk.text
    desk.send(do="undo")
    assert desk.text == GENERAL
    assert desk.send(do="undo").status_code == 409
    assert not Step.objects.exists()


def test_what_was_saved_elsewhere_is_not_undone(desk: Desk) -> None:
    desk.send(v__stages__2__days="12")
    save_draft(desk.id, GENERAL.replace("days: 14", "days: 15"), 2, by=desk.cast.operator, via="api")
    assert desk.send(do="undo").status_code == 409
    assert "days: 15" in desk.text


def test_a_text_is_read_and_the_form_shown_again(desk: Desk) -> None:
    page = desk.send(do="text", text=GENERAL.replace("title: Closing", "title: Signing")).content.decode()
    assert "Signing" in page
    assert 'id="designer-form"' in page
    assert 'id="field-text"' not in page  # what is being typed stays


def test_a_text_that_cannot_be_read_is_kept_and_told(desk: Desk) -> None:
    page = desk.send(do="text", text=GENERAL.replace("days: 10", "days: [")).content.decode()
    assert "days: [" in desk.text
    assert "The text cannot be read as it is" in page
    assert "Line " in page
    assert desk.client.get(desk.address).status_code == 200
    assert desk.send(v__stages__2__days="12").status_code == 422
    assert "This can be published." in desk.send(do="text", text=GENERAL).content.decode()


def test_two_at_once_lose_nothing(desk: Desk) -> None:
    desk.send(v__stages__2__days="1234")
    answer = desk.send(v__stages__2__goal="Mine", revision=1)
    assert answer.status_code == 412
    page = answer.content.decode()
    assert "Somebody else changed this draft" in page
    assert "Mine" in page
    assert "1234" not in page  # only what I meant to change
    answer = desk.send(do="text", text="format: 1", revision=1)
    assert answer.status_code == 412
    assert "Put mine in its place" in answer.content.decode()
    assert "days: 1234" in desk.text


def test_without_a_script_the_page_comes_back_where_it_was(desk: Desk) -> None:
    answer = desk.client.post(desk.address, {"at": "stages.3", "revision": 1, "v.stages.3.days": "9"})
    assert answer["Location"] == f"{desk.address}?at=stages.3"
    assert stage(desk.text, "needs_assessment").days == 9


def test_what_changes_nothing_shows_nothing_anew(desk: Desk) -> None:
    assert desk.send(do="text", text=GENERAL).status_code == 204
    assert desk.send(v__stages__2__days="10").status_code == 204
    assert not Step.objects.exists()


def test_what_reps_said_stands_beside_its_stage(desk: Desk) -> None:
    give_feedback(
        "general", "silly", "Nobody knows the budget so early", stage="qualifying", by=desk.cast.rep, via="page"
    )
    assert feedback_on("general", desk.cast.rep)
    assert "Nobody knows the budget so early" in desk.see("stages.2")
    assert "Nobody knows the budget so early" not in desk.see("stages.3")


def test_a_variant_says_what_it_inherits_and_changes_only_what_differs(desk: Desk) -> None:
    made = begin_draft("general-enterprise", by=desk.cast.manager, via="page")
    variant = Desk(desk.cast, desk.client, made)
    assert "inherited" in variant.see("stages.3")
    before = variant.text
    variant.send("stages.1", v__stages__1__days="9")
    assert set(variant.text.splitlines()) - set(before.splitlines()) == {"  - key: prospecting", "    days: 9"}
    variant.send("stages.2", do="remove:stages.2.exit.1")
    assert "remove: true" in variant.text


def test_reps_do_not_design_and_ended_drafts_stay(desk: Desk, client_of: Any) -> None:
    assert client_of(desk.cast.rep).get(desk.address).status_code == 403
    assert desk.client.get("/playbooks/drafts/999/design/").status_code == 404
    desk.send(v__stages__2__days="12")
    publish_draft(desk.id, by=desk.cast.owner, via="page")
    assert "This draft has ended" in desk.see()
    assert desk.send(v__stages__2__days="13").status_code == 409


@pytest.mark.parametrize("at", ["", "stages.99", "stages.x", "nothing", "stages.-1", "fields.1", "process.title"])
def test_a_strange_place_shows_another(desk: Desk, at: str) -> None:
    assert desk.client.get(desk.address, {"at": at}).status_code == 200


@pytest.mark.parametrize(
    "do",
    [
        "up:",
        "up:stages",
        "down:stages.9",
        "remove:title",
        "remove:stages.99",
        "add:title",
        "add:",
        "fly:stages.1",
        "up:x.1",
    ],
)
def test_a_strange_verb_changes_nothing(desk: Desk, do: str) -> None:
    answer = desk.send(do=do, new__title="x", **{"new.": "x"})
    assert answer.status_code < 500
    assert desk.text == GENERAL


@pytest.mark.parametrize("key", sorted(shipped()))
def test_a_form_sent_as_it_is_shown_changes_nothing(key: str, desk: Desk) -> None:
    own = Desk(desk.cast, desk.client, begin_draft(key, by=desk.cast.manager, via="page"))
    before = own.text
    stages = [f"stages.{number}" for number in range(1, 1 + before.count("    probability:"))]
    for at in ["process", "fields", "outcomes", *stages[:3], *stages[-1:]]:
        sent = Filled(own.see(at)).sent
        assert len(sent) > 5
        own.client.post(
            own.address, {name: value for name, value in sent.items() if name not in ("text", "do")}, **HTMX
        )
        assert own.text == before, at


def test_strange_numbers_and_places_are_taken_as_text(desk: Desk) -> None:
    for number in ("²", "--5", "9" * 5000, "1e3"):
        answer = desk.send(v__stages__2__days=number)
        assert answer.status_code == 200
        assert "One thing keeps this from being published" in answer.content.decode()
    desk.send("stages.²", do="add:stages", new__stages="Legal")
    assert "key: legal" in desk.text
    assert desk.send(v__stages__2__title="a\x07b").status_code == 200
    assert "\x07" not in desk.text
