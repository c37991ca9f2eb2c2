"""Open deals moved over to another version, on screen."""

from html import unescape
from typing import Any

import pytest

from dealwright.deals.models import Deal, MoveOver
from dealwright.processes.commands import publish
from dealwright.processes.queries import current, text_of
from dealwright.workspace.queries import Machine

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db
PAGE = "/playbooks/small/over/"


def republish(old: str, new: str) -> int:
    text = text_of(current("small").id)
    assert old in text
    return publish(text.replace(old, new, 1), by=Machine(), via="cli").number


@pytest.fixture
def client(deal: Deal, cast: Any, client_of: Any) -> Any:
    """The owner's browser."""
    return client_of(cast.owner)


def shown(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_the_playbook_leads_there_for_those_who_may(client: Any, cast: Any, client_of: Any) -> None:
    assert f'href="{PAGE}?to=1"' in shown(client.get("/playbooks/small/"))
    for part in (cast.rep, cast.manager):
        other = client_of(part)
        assert PAGE not in shown(other.get("/playbooks/small/"))
        assert (other.get(PAGE).status_code, other.post(PAGE, {"to": "1"}).status_code) == (403, 403)
    assert "follows version 1 already" in shown(client.get(PAGE))


def test_what_newly_fails_is_told_by_need_and_by_deal(client: Any, deal: Deal) -> None:
    republish("    exit:\n", "    exit:\n      - {need: field, field: source, why: We know our sources}\n")
    page = shown(client.get(PAGE))
    assert "1 open deal would follow version 2" in page
    assert page.count("We know our sources") == 2
    assert f'href="/deals/{deal.id}/"' in page
    assert Deal.objects.get(id=deal.id).version_id == deal.version_id


def test_deals_are_moved_over_and_taken_back(client: Any, deal: Deal) -> None:
    republish("title: Offering", "title: Proposing")
    done = client.post(PAGE, {"to": "2"})
    assert done["Location"] == f"{PAGE}?to=2"
    assert Deal.objects.get(id=deal.id).version_id == current("small").id
    assert f"{PAGE}{MoveOver.objects.get().id}/back/" in shown(client.get(PAGE))
    client.post(f"{PAGE}{MoveOver.objects.get().id}/back/")
    assert Deal.objects.get(id=deal.id).version_id == deal.version_id
    assert "taken back" in shown(client.get(PAGE))
    assert client.post(f"{PAGE}{MoveOver.objects.get().id}/back/").status_code == 409


def test_a_stage_that_is_gone_must_be_given_another(client: Any, deal: Deal) -> None:
    republish("key: talk", "key: listen")
    page = shown(client.get(PAGE))
    assert ("1 deal in Talking goes to" in page, "Move them over" in page) == (True, False)
    assert client.post(PAGE, {"to": "2"}).status_code == 409
    assert client.post(PAGE, {"to": "2", "stage.talk": "nowhere"}).status_code == 422
    page = shown(client.get(PAGE, {"to": "2", "stage.talk": "listen"}))
    assert ('name="stage.talk" value="listen"' in page, "Move them over" in page) == (True, True)
    client.post(PAGE, {"to": "2", "stage.talk": "listen"})
    assert Deal.objects.get(id=deal.id).stage == "listen"


def test_addresses_of_nothing(client: Any) -> None:
    for address in (f"{PAGE}?to=9", "/playbooks/nothing/over/"):
        assert client.get(address).status_code == 404
    assert client.get(f"{PAGE}?stage.talk=nowhere").status_code == 422
