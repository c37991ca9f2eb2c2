from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.session import SessionStorage
from django.http import Http404
from django.test import RequestFactory

from dealwright.desk import errors, pages
from dealwright.desk.flash import flash
from dealwright.desk.render import render

PAGE = "desk/error.html"
ANN = SimpleNamespace(name="Ann Berg", is_authenticated=True)


@dataclass(frozen=True)
class Trouble:
    code: int
    title: str
    text: str
    steps: tuple[str, ...] = ()


GONE = Trouble(404, "Deal <12> is gone", "It was merged.", ("Open the other one.",))


def asked(**headers):
    """A member's request; HX_Request="true" is the header HX-Request."""
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    request.user = ANN
    request.session = {}
    request._messages = SessionStorage(request)
    return request


def html(response):
    return response.content.decode()


def test_a_browser_gets_the_whole_page():
    response = render(asked(), PAGE, GONE, status=404)
    assert response.status_code == 404
    assert html(response).startswith("<!doctype html>")
    assert "Deal &lt;12&gt; is gone" in html(response)
    assert response["Vary"] == "HX-Request"


def test_htmx_gets_the_named_block_only():
    text = html(render(asked(HX_Request="true"), PAGE, GONE, block="dialog"))
    assert "It was merged." in text
    assert "<html" not in text
    assert "error-code" not in text


def test_htmx_gets_the_block_named_like_its_target():
    text = html(render(asked(HX_Request="true", HX_Target="main"), PAGE, GONE))
    assert "error-code" in text
    assert "<html" not in text


@pytest.mark.parametrize("header", ["HX_Boosted", "HX_History_Restore_Request"])
def test_navigation_through_htmx_gets_the_whole_page(header):
    request = asked(HX_Request="true", HX_Target="main", **{header: "true"})
    assert "<html" in html(render(request, PAGE, GONE, block="dialog"))


def test_an_unknown_target_gets_the_whole_page():
    assert "<html" in html(render(asked(HX_Request="true", HX_Target="elsewhere"), PAGE, GONE))


def test_a_dataclass_is_there_in_parts_and_whole_and_a_mapping_in_parts():
    as_mapping = {"code": 404, "title": GONE.title, "text": GONE.text, "steps": GONE.steps}
    one, other = (render(asked(HX_Request="true"), PAGE, context, block="main") for context in (GONE, as_mapping))
    assert html(one) == html(other)
    with pytest.raises(TypeError, match="dataclass or a mapping"):
        render(asked(), PAGE, "text")


def test_messages_wait_for_the_next_answer_and_ride_along_with_a_block():
    request = asked(HX_Request="true")
    flash(request, "Moved to Proposal", undo="/deals/12/undo/88")
    text = html(render(request, PAGE, GONE, block="dialog"))
    assert 'hx-swap-oob="beforeend:#toasts"' in text
    assert "Moved to Proposal" in text
    assert 'data-toast-url-param="/deals/12/undo/88"' in text
    assert "Moved" not in html(render(asked(HX_Request="true"), PAGE, GONE, block="dialog"))


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404), (errors.server_error, 500)],
)
def test_error_pages_say_what_happened_and_what_to_do(view, status):
    response = view(asked())
    assert response.status_code == status
    assert "<h1>" in html(response)
    assert "<li>" in html(response)


def test_a_refusal_fits_the_dialog():
    refused = errors.refusal(
        asked(HX_Request="true"), title="Two things are missing", text="Proposal asks for a budget."
    )
    assert refused.status_code == 409
    assert 'id="dialog-title"' in html(refused)


@pytest.mark.thorough
@pytest.mark.parametrize("scene", pages.SCENES)
def test_the_gallery_draws_every_scene_with_its_own_url(scene, settings):
    settings.DEBUG = True
    response = pages.gallery(asked(), scene)
    assert response.status_code == 200
    assert "StrictUndefined" not in html(response)


def test_the_gallery_is_closed_outside_of_debug(settings):
    settings.DEBUG = False
    with pytest.raises(Http404):
        pages.gallery(asked())
