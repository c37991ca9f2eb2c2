"""What becomes of rows: create, update, skip, refuse and why; nothing twice, nothing half done."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright import Conflict, Invalid, SalesError
from dealwright.customers.models import Organisation, Person
from dealwright.deals.commands import change_deal, move_stage
from dealwright.deals.models import Deal, Outcome, StageVisit
from dealwright.exchange import engine, undo
from dealwright.exchange.commands import run_import, start_import, take_up
from dealwright.exchange.mapping import MapRefused, read_map
from dealwright.exchange.models import Import, Touched
from dealwright.exchange.queries import get, refused_csv, summary
from dealwright.exchange.undo import undo_import
from dealwright.ledger.models import Entry
from dealwright.processes.queries import Published
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine

Bring = Callable[..., dict[str, Any]]
DEALS = "columns: {id: external_id, title: title, stage: stage, amount: amount, opened: opened_on, closed: closed_on}"
HOSTILE = (
    "9" * 40,
    "1e999",
    "NaN",
    "-0",
    "won",
    "0001-01-01",
    "9999-12-31T23:59:59+14:00",
    "=1",
    "\ud7ff",
    "İ",
    "(",
    "()",
)
HEAD = "id,title,stage,amount,opened,closed\n"
pytestmark = pytest.mark.django_db


def messages(result: dict[str, Any]) -> list[tuple[int, str | None, str]]:
    return [(one["row"], one["column"], one["message"]) for one in result["problems"]]


def test_a_deal_gets_the_past_it_had(published: Published, bring_in: Bring) -> None:
    rows = HEAD + "1,Open,Needs assessment,10.5,2026-01-02,2026-12-24\n2,Won,won,,2026-01-02,2026-02-03\n3,New,,0,,\n"
    assert bring_in("deals", DEALS, rows)["created"] == 3
    first, won, new = Deal.objects.order_by("id")
    assert (first.stage, first.amount_minor, first.close_on) == ("needs_assessment", 1050, date(2026, 12, 24))
    assert f"{first.stage_since:%Y-%m-%d %H:%M%z}" == "2026-01-02 00:00+0000"
    assert (won.status, won.stage, won.amount_minor, f"{won.closed_at:%Y-%m-%d}") == ("won", None, None, "2026-02-03")
    assert not StageVisit.objects.filter(deal=won).exists()
    assert (new.stage, new.amount_minor, new.opened_at) == ("prospecting", 0, None)
    assert Entry.objects.filter(kind="deal_opened", via="import").count() == 3
    assert set(Outcome.objects.values_list("deal_id", flat=True)) == {won.id}


def test_each_fault_refuses_its_row_and_no_other(published: Published, bring_in: Bring) -> None:
    rows = HEAD + (
        "1,A,Qualifying,x,,\n"
        "2,B,Nowhere,1,,\n"
        "3,C,Qualifying,1,soon,\n"
        "4,D,won,1,2026-02-01,2026-01-01\n"
        "5,E,Qualifying\n"
        "6,F,Qualifying,1,,\n"
        "6,G,Qualifying,2,,\n"
        f"7,{'t' * 301},Qualifying,1,,\n"
        ",,,1,,\n"
    )
    result = bring_in("deals", DEALS, rows)
    assert (result["read"], result["created"], result["refused"]) == (9, 1, 8)
    told = messages(result)
    assert (2, "amount", "“x” is not an amount.") in told
    assert (3, "stage", "“Nowhere” is not one of the choices.") in told
    assert (4, "opened", "“soon” is not a date.") in told
    assert (5, None, "The deal was closed before it was opened.") in told
    assert (6, None, "The row has 3 cells, but the number of columns is 6.") in told
    assert (8, "id", "“6” stands in row 7 already.") in told
    assert (9, "title", "This is 301 characters long; 300 fit.") in told
    assert (10, None, "The row names neither a number, a title nor an organisation.") in told
    assert Deal.objects.get().title == "F"
    refused = "".join(refused_csv(Import.objects.get())).splitlines()
    assert refused[0] == "id,title,stage,amount,opened,closed,row,reason"
    assert refused[1] == "1,A,Qualifying,x,,,2,amount: “x” is not an amount."
    assert len(refused) == 9


def test_a_dry_run_says_what_the_run_does_and_writes_nothing(
    published: Published, bring_in: Bring, dry_run: Bring
) -> None:
    mapping = DEALS[:-1] + ", owner: owner.name, firm: organisation.name}\ncreate: [owner, organisation]"
    head = HEAD.strip() + ",owner,firm\n"
    bring_in("deals", mapping, head + "1,A,Qualifying,1,,,Ann,Acme\n2,B,Qualifying,1,,,Ann,Acme\n")
    before = [list(model.objects.order_by("id").values()) for model in (Deal, Organisation, Member, Entry, Import)]
    rows = head + (
        "1,A,Qualifying,1,,,Ann,Acme\n"  # the same
        "2,B2,Qualifying,7,,,Zoe,Bolt\n"  # changed, with a new owner and organisation
        "3,C,Closing,1,,,Yan,Cora\n"  # new
        "4,D,Closing,?,,,Yan,Cora\n"  # refused
        "1,A,Closing,1,,,Ann,Acme\n"  # twice
    )
    plan = dry_run("deals", mapping, rows)
    after = [list(model.objects.order_by("id").values()) for model in (Deal, Organisation, Member, Entry, Import)]
    assert before == after
    assert [plan[name] for name in ("read", "created", "updated", "skipped", "refused")] == [5, 1, 1, 1, 2]
    done = bring_in("deals", mapping, rows)
    assert {key: done[key] for key in plan} == plan
    changed = Deal.objects.get(external_id="2")
    assert (changed.title, changed.amount_minor, changed.owner.name) == ("B2", 700, "Zoe")


def test_changes_go_past_the_gates(published: Published, bring_in: Bring, dry_run: Bring) -> None:
    bring_in("deals", DEALS, HEAD + "1,A,Qualifying,1,,\n")
    for result in (
        dry_run("deals", DEALS, HEAD + "1,B,Closing,5,,\n"),
        bring_in("deals", DEALS, HEAD + "1,B,Closing,5,,\n"),
    ):
        assert (result["updated"], result["refused"]) == (0, 1)
        assert "still misses" in result["problems"][0]["message"]
    deal = Deal.objects.get()
    assert (deal.title, deal.stage, deal.amount_minor) == ("A", "qualifying", 100)
    assert bring_in("deals", DEALS, HEAD + "1,B,Prospecting,5,,\n")["updated"] == 1
    deal.refresh_from_db()
    assert (deal.title, deal.stage, deal.amount_minor) == ("B", "prospecting", 500)


def test_undo_gives_back_what_was_and_keeps_what_somebody_changed(
    published: Published, cast: Any, bring_in: Bring, machine: Machine
) -> None:
    bring_in("deals", DEALS, HEAD + "1,A,Qualifying,1,,\n2,B,Qualifying,1,,\n")
    second = bring_in(
        "deals", DEALS, HEAD + "1,A2,Prospecting,9,,\n2,B2,Qualifying,9,,\n3,C,Qualifying,1,,\n4,D,,1,,\n"
    )
    ids = dict(Deal.objects.values_list("external_id", "id"))
    change_deal(ids["2"], {"source": "fair"}, by=cast.owner, via="page")
    change_deal(ids["3"], {"source": "fair"}, by=cast.owner, via="page")
    told = undo_import(second["import"], by=machine)
    assert (told["removed"], told["restored"]) == (1, 1)
    assert told["kept"] == [
        {"kind": "deals", "id": ids["2"], "why": "was changed since"},
        {"kind": "deals", "id": ids["3"], "why": "was changed since"},
    ]
    first = Deal.objects.get(external_id="1")
    assert (first.title, first.stage, first.amount_minor) == ("A", "qualifying", 100)
    assert Deal.objects.get(external_id="2").title == "B2"
    assert set(Deal.objects.values_list("external_id", flat=True)) == {"1", "2", "3"}
    with pytest.raises(Conflict, match="undone"):
        undo_import(second["import"], by=machine)


def test_an_undo_that_died_goes_on_and_tells_all_that_was_taken_back(
    published: Published, cast: Any, bring_in: Bring, monkeypatch: pytest.MonkeyPatch, machine: Machine
) -> None:
    bring_in("deals", DEALS, HEAD + "1,A,Qualifying,1,,\n2,B,Qualifying,1,,\n")
    rows = "".join(f"{n},N{n},Qualifying,9,,\n" for n in range(1, 6))
    number = bring_in("deals", DEALS, HEAD + rows)["import"]
    ids = dict(Deal.objects.values_list("external_id", "id"))
    for one in ("2", "3"):
        change_deal(ids[one], {"source": "fair"}, by=cast.owner, via="page")
    monkeypatch.setattr(undo, "AT_ONCE", 1)
    removed = iter([set(), set()])
    with monkeypatch.context() as dying:
        dying.setattr(undo, "_still_there", lambda kind, ids: next(removed))
        with pytest.raises(StopIteration):
            undo_import(number, by=machine)
    assert Deal.objects.count() == 4

    told = undo_import(number, by=machine)
    assert (told["removed"], told["restored"], [kept["id"] for kept in told["kept"]]) == (2, 1, [ids["2"], ids["3"]])


def test_an_import_that_died_goes_on_where_it_was(
    published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: Machine
) -> None:
    monkeypatch.setattr(engine, "ROWS_AT_ONCE", 10)
    file, made = tmp_path / "rows.csv", read_map(DEALS, "deals")
    file.write_text(HEAD + "".join(f"{n % 40},D{n},Qualifying,1,,\n" for n in range(50)))
    one = take_up(file, made, by=machine, via="cli")
    start_import(one.id, by=machine, via="cli")
    running = run_import(one.id, by=machine)
    next(running), next(running)
    assert Deal.objects.count() == 20
    running.close()  # as when the process is killed: what was committed stays, nothing else does

    again = take_up(file, made, by=machine, via="cli")
    assert again.id == one.id
    assert get(one.id, machine).rows_done == 21
    start_import(one.id, by=machine, via="cli")
    for _ in run_import(one.id, by=machine):
        pass
    result = summary(get(one.id, machine))
    assert [result[name] for name in ("read", "created", "refused")] == [50, 40, 10]
    assert Deal.objects.count() == 40


def test_two_runners_do_not_double_anything(published: Published, tmp_path: Path, machine: Machine) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(HEAD + "1,A,Qualifying,1,,\n")
    one = take_up(file, read_map(DEALS, "deals"), by=machine, via="cli")
    start_import(one.id, by=machine, via="cli")
    Import.objects.filter(id=one.id).update(rows_done=2)
    slow = run_import(one.id, by=machine)
    assert list(slow) == []
    Import.objects.filter(id=one.id).update(status="undoing", rows_done=0)
    with pytest.raises(Conflict, match="elsewhere"):
        next(run_import(one.id, by=machine))
    assert not Deal.objects.exists()


def test_the_same_file_without_numbers_is_not_taken_twice(published: Published, bring_in: Bring) -> None:
    bring_in("deals", "columns: {title: title}", "title\nA\n")
    with pytest.raises(Conflict, match="imported already"):
        bring_in("deals", "columns: {title: title}", "title\nA\n")
    assert Deal.objects.count() == 1


def test_names_that_are_not_here_are_refused_unless_they_may_be_made(published: Published, dry_run: Bring) -> None:
    Organisation.objects.create(name="Acme Corp", created_at="2026-01-01T00:00Z")
    mapping = "columns: {id: external_id, firm: organisation.name}"
    result = dry_run("deals", mapping, "id,firm\n1,Acme Corp.\n2,Acme Corp\n")
    assert messages(result) == [(2, "firm", "There is no organisation called “Acme Corp.”.")]
    assert result["matches"] == [
        {"column": "firm", "value": "Acme Corp.", "match": "Acme Corp", "rows": 1, "score": 100}
    ]
    accepted = "columns: {id: external_id, firm: {field: organisation.name, values: {Acme Corp.: Acme Corp}}}"
    assert dry_run("deals", accepted, "id,firm\n1,Acme Corp.\n")["created"] == 1
    Organisation.objects.create(name="Acme Corp", created_at="2026-01-01T00:00Z")
    said = messages(dry_run("deals", mapping, "id,firm\n2,Acme Corp\n"))
    assert said == [(2, "firm", "There are several organisations called “Acme Corp”.")]


def test_people_and_organisations_are_known_again(db: None, bring_in: Bring) -> None:
    people = (
        "columns: {First: first_name, Last: last_name, Mail: email, Firm: organisation.name}\ncreate: [organisation]"
    )
    rows = "First,Last,Mail,Firm\nAnn,Berg,ANN@x.org,Acme\nBo,,bo@x.org,Acme\n,,only@x.org,\n,,,Acme\n"
    result = bring_in("people", people, rows)
    assert (result["created"], result["refused"]) == (3, 1)
    assert set(Person.objects.values_list("name", "email")) == {
        ("Ann Berg", "ann@x.org"),
        ("Bo", "bo@x.org"),
        ("only@x.org", "only@x.org"),
    }
    again = bring_in("people", people, "First,Last,Mail,Firm\nAnn,Berg,ann@x.org,Acme\nBo,Dahl,bo@x.org,\n")
    assert (again["updated"], again["skipped"]) == (1, 1)
    assert Person.objects.get(email="bo@x.org").organisation.name == "Acme"


def test_parents_may_stand_below_their_children(db: None, bring_in: Bring) -> None:
    mapping = "columns: {name: name, part: parent.name}"
    result = bring_in("organisations", mapping, "name,part\nLeaf,Branch\nBranch,Root\nRoot,\nLost,Nobody\n")
    assert (result["created"], messages(result)) == (3, [(5, "part", "There is no organisation called “Nobody”.")])
    assert Organisation.objects.get(name="Leaf").parent.parent.name == "Root"
    circle = bring_in("organisations", mapping, "name,part\nX,Y\nY,X\nZ,Z\n")
    assert circle["refused"] == 3


def test_a_refused_row_costs_the_others_nothing(db: None, bring_in: Bring) -> None:
    mapping = "columns: {name: name, part: parent.name, rep: owner.name}\ncreate: [owner]"
    result = bring_in("organisations", mapping, "name,part,rep\nX,Y,Yan\nY,X,Yan\nAcme,,Yan\n")
    assert (result["created"], result["refused"]) == (1, 2)
    assert [(each.name, each.owner.name) for each in Organisation.objects.all()] == [("Acme", "Yan")]
    assert Member.objects.filter(name="Yan").count() == Touched.objects.filter(kind="members").count() == 1
    assert Entry.objects.filter(kind="organisation_added").count() == 1


def test_a_map_that_does_not_fit_says_so_and_nothing_is_done(published: Published, bring_in: Bring) -> None:
    with pytest.raises(MapRefused) as refused:
        bring_in("deals", "columns:\n  id: extrnal_id\n  titel: title\n", HEAD)
    lines = [(one["line"], one["message"]) for one in refused.value.details["problems"]]
    assert lines == [(2, "Deals have no field “extrnal_id”."), (3, "The file has no column “titel”.")]
    with pytest.raises(MapRefused, match="No column becomes name"):
        bring_in("organisations", "columns: {id: external_id}", "id\n1\n")
    with pytest.raises(Invalid):
        bring_in("deals", DEALS, "")
    assert not Deal.objects.exists()


def test_the_shipped_process_is_put_in_force_when_there_is_none(db: None, bring_in: Bring) -> None:
    assert bring_in("deals", DEALS, HEAD + "1,A,Qualifying,1,,\n")["created"] == 1


def test_members_without_address_cannot_sign_in(cast: Any, bring_in: Bring) -> None:
    mapping = "columns: {who: name, mail: email, team: team, role: role}"
    result = bring_in("members", mapping, "who,mail,team,role\nZed,,East,\nYara,yara@x.org,East,manager\nAnn,,East,\n")
    assert (result["created"], result["updated"]) == (2, 1)
    assert Member.objects.get(name="Ann").team.name == "East"
    assert not Member.objects.get(name="Zed").can_sign_in
    told = undo_import(result["import"], by=Machine())
    assert (told["removed"], told["restored"], told["kept"]) == (2, 1, [])
    assert Member.objects.get(name="Ann").team.name == "North"


def test_a_moved_deal_is_not_what_the_import_made(
    published: Published, cast: Any, bring_in: Bring, machine: Machine
) -> None:
    result = bring_in("deals", DEALS, HEAD + "1,A,Qualifying,1,,\n")
    deal = Deal.objects.get()
    move_stage(deal.id, "prospecting", by=cast.owner, via="page")
    told = undo_import(result["import"], by=machine)
    assert told["kept"] == [{"kind": "deals", "id": deal.id, "why": "was changed since"}]


@pytest.mark.thorough
@given(st.lists(st.lists(st.text(max_size=12) | st.sampled_from(HOSTILE), min_size=6, max_size=6), max_size=4))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_rows_raise_anything_but_refusals(published: Published, dry_run: Bring, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD.strip().split(","), *rows])
    try:
        result = dry_run("deals", DEALS, text.getvalue())
    except SalesError as refusal:
        assert refusal.message.endswith(".")
    else:
        assert result["read"] == sum(result[name] for name in ("created", "updated", "skipped", "refused"))


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("$1,234.50", 123450), ("1.234,50 €", 123450), ("USD 12", 1200), ("12,5", 1250), ("1,234", 123400),
        ("-3", -300), ("(7.00)", -700), ("1’000", 100000), ("0", 0), ("XYZ123", None), ("1.234", None), ("n/a", None),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(published: Published, bring_in: Bring, cell: str, minor: int | None) -> None:
    result = bring_in("deals", DEALS, HEAD + f'1,A,Qualifying,"{cell}",,\n')
    assert result["created"] == (minor is not None)
    assert list(Deal.objects.values_list("amount_minor", flat=True)) == ([] if minor is None else [minor])


def test_a_currency_that_does_not_exist_is_refused(published: Published, bring_in: Bring, dry_run: Bring) -> None:
    mapping = "columns: {id: external_id, cur: currency, value: amount}"
    result = bring_in("deals", mapping, "id,cur,value\n1,usd,5\n2,XXQ,5\n3,jpy,500\n")
    assert messages(result) == [(3, "cur", "“XXQ” is not a currency.")]
    assert set(Deal.objects.values_list("currency", "amount_minor")) == {("USD", 500), ("JPY", 500)}
    with pytest.raises(MapRefused, match="is not a currency"):
        dry_run("deals", DEALS + "\ncurrency: money", HEAD)


def test_what_a_plan_promises_the_run_keeps(db: None, bring_in: Bring, dry_run: Bring) -> None:
    bring_in("organisations", "columns: {name: name}", "name\nLeaf\nTwig\n")
    mapping = "columns: {name: name, part: parent.name, web: website}"
    rows = "name,part,web\nLeaf,Root,leaf.org\nRoot,,root.org\nTwig,Bad,\nBad,Bad,\n"
    plan = dry_run("organisations", mapping, rows)
    assert Organisation.objects.count() == 2
    done = bring_in("organisations", mapping, rows)
    assert [done[name] for name in ("created", "updated", "refused")] == [1, 1, 2]
    assert Organisation.objects.get(name="Leaf").parent.name == "Root"
    assert Organisation.objects.get(name="Leaf").website == "https://leaf.org"
    assert plan["created"] == done["created"]
