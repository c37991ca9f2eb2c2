"""What the headers and cells of other programs' lists are taken for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dealwright.activities.models import Activity
from dealwright.customers.models import Organisation, Person
from dealwright.exchange.commands import guess_map
from dealwright.exchange.export import written
from dealwright.exchange.mapping import write_map
from dealwright.exchange.matches import nearest
from dealwright.workspace.models import Company
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db


@pytest.fixture
def guessed(tmp_path: Path, bring_in: Any) -> Any:
    """Brings a file in as it is guessed."""

    def bring(kind: str, text: str) -> dict[str, Any]:
        path = tmp_path / "list.csv"
        path.write_text(text)
        told: dict[str, Any] = bring_in(kind, write_map(guess_map(kind, path, Machine())), path)
        assert told["problems"] == []
        return told

    return bring


def test_a_second_phone_and_address_are_kept(guessed: Any) -> None:
    guessed("people", "Name,E-mail,Phone,Mobile,Other email\nAnn,ann@x.example,+49 30 1234,+49 171 5678,a@y.example\n")
    ann = Person.objects.get()
    assert (ann.phone, [one["number"] for one in ann.phones]) == ("+49 30 1234", ["+49 30 1234", "+49 171 5678"])
    assert (ann.email, [one["address"] for one in ann.mails]) == ("ann@x.example", ["ann@x.example", "a@y.example"])
    assert guessed("people", "Name,E-mail,Phone,Mobile\nAnn,ann@x.example,+49 30 1234,+49 171 5678\n")["skipped"] == 1


def test_the_only_number_is_the_main_one(guessed: Any) -> None:
    guessed("people", "Name,Mobile\nAnn,+49 171 5678\n")
    assert Person.objects.get().phone == "+49 171 5678"


def test_a_web_address_is_known_by_its_short_name(guessed: Any) -> None:
    guessed("organisations", "Company,Web\nAcme,acme.example.com\n")
    assert Organisation.objects.get().website == "https://acme.example.com"


def test_times_without_a_zone_go_by_the_clock_of_the_company(guessed: Any) -> None:
    Company.objects.update_or_create(id=1, defaults={"name": "Dealers", "currency": "EUR", "zone": "Europe/Berlin"})
    Organisation.objects.create(name="Acme", external_id="1", created_at="2026-01-01T00:00Z")
    rows = ["Call,2026-05-06 10:00", "Chat,2026-05-06 10:00+00:00", "Note,2026-05-06"]
    guessed("activities", "Subject,When,Company ID\n" + "".join(f"{row},1\n" for row in rows))
    told = dict(Activity.objects.values_list("subject", "at"))
    assert {name: at.hour for name, at in told.items()} == {"Call": 8, "Chat": 10, "Note": 0}
    assert told["Note"] == datetime(2026, 5, 6, tzinfo=UTC)


def test_accents_are_no_difference_between_names() -> None:
    assert nearest("Elan Cafe SARL", ["Elba Case AG", "Élan Café SARL"]) == "Élan Café SARL"


@pytest.mark.parametrize("kind", ["organisations", "people"])
def test_what_was_exported_is_the_same_already(guessed: Any, kind: str) -> None:
    guessed("organisations", "Company,Phone,Number\nAcme,+49 30 1,A1\nBolt,+49 30 2,B2\n")
    guessed(
        "people", "Name,E-mail,Phone,Mobile,ID\nAnn,ann@x.example,+49 30 3,+49 171 4,P1\nBo,bo@x.example,+49 30 5,,P2\n"
    )
    told = guessed(kind, "".join(written(kind, Machine(), "csv", [])))
    assert {name: told[name] for name in ("read", "created", "updated", "skipped")} == {
        "read": 2, "created": 0, "updated": 0, "skipped": 2,
    }  # fmt: skip
