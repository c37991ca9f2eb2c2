"""The command line: what it says, how it refuses, and that it works in an empty directory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.db.utils import OperationalError
from django.test import RequestFactory

from dealwright.ledger.commands import number_entries
from dealwright.ledger.models import Entry
from dealwright.site import cli, database
from dealwright.site.words import FILE, words_of
from dealwright.workspace.address import note_address
from dealwright.workspace.models import Member, Token
from dealwright.workspace.queries import invitation, member_of_token

pytestmark = pytest.mark.thorough

Run = Callable[..., tuple[int, str, str]]
PROGRAM = Path(sys.executable).with_name("dealwright")


@pytest.mark.django_db
def test_a_member_gets_a_link_that_sets_their_password(run: Run) -> None:
    code, out, _ = run("member", "add", "Zoe@Example.com", "--name", "Zoë", "--role", "manager", "--team", "North")
    assert code == 0
    zoe = Member.objects.get(email="zoe@example.com")
    assert (zoe.role, zoe.sees, zoe.team.name) == ("manager", "team", "North")
    assert invitation(out.split("/welcome/")[1].strip("/\n")).member_id == zoe.id
    assert "zoe@example.com" in run("member", "list")[1]


@pytest.mark.django_db
def test_a_link_leads_to_where_this_data_is_served(
    run: Run, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(email: str) -> str:
        return run("member", "add", email, "--name", "Zoë")[1].splitlines()[-1].split("/welcome/")[0]

    monkeypatch.delenv("DEALWRIGHT_PUBLIC_URL", raising=False)
    settings.DATA, settings.PUBLIC_URL = tmp_path, "http://127.0.0.1:9123"
    note_address()
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert link("a@example.com") == "http://127.0.0.1:9123"
    monkeypatch.setenv("DEALWRIGHT_PUBLIC_URL", "http://127.0.0.1:8000")
    assert link("b@example.com") == "http://127.0.0.1:8000"
    monkeypatch.delenv("DEALWRIGHT_PUBLIC_URL")
    (tmp_path / "address").write_text("")
    assert link("c@example.com") == "http://127.0.0.1:8000"


@pytest.mark.django_db
def test_a_member_can_be_given_a_password_by_pipe(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, b"correct horse battery\n")
    os.close(write_end)
    monkeypatch.setattr(sys, "stdin", os.fdopen(read_end))
    assert run("member", "add", "z@example.com", "--name", "Zoë", "--password-stdin")[0] == 0
    request = RequestFactory().post("/")
    assert authenticate(request, email="z@example.com", password="correct horse battery")


@pytest.mark.django_db
def test_a_token_is_the_last_line_and_works_until_revoked(run: Run, cast: object) -> None:
    out = run("token", "create", "--member", "ann@example.com", "--name", "Robot")[1]
    secret = out.splitlines()[-1]
    assert member_of_token(secret).name == "Ann"
    assert "Robot" in run("token", "list", "--member", "ann@example.com")[1]
    assert run("token", "revoke", str(Token.objects.get().id))[0] == 0
    assert member_of_token(secret) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["token", "create", "--member", "nobody@example.com"], 1, "No member has the address nobody@example.com."),
        (["token", "revoke", "99"], 1, "There is no token 99."),
        (["member", "add", "ann@example.com", "--name", "Ann"], 1, "is a member already"),
        (["member", "add", "not-an-address", "--name", "Ann"], 1, "is not an e-mail address"),
        (["playbook", "publish", "missing.yaml"], 1, "missing.yaml:1:"),
        (["member", "add", "x@example.com", "--name", "X", "--role", "king"], 2, "king"),
        (["member", "add"], 2, "Missing argument"),
        (["sing"], 2, "No such command"),
    ],
)
def test_a_refusal_is_a_sentence(run: Run, cast: object, arguments: list[str], code: int, sentence: str) -> None:
    ended, _, error = run(*arguments)
    assert ended == code
    assert sentence in error
    assert "Traceback" not in error


@pytest.mark.django_db
def test_a_playbook_is_checked_compared_and_published(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: 1\nprocess: general\nstagse: []\n")
    code, out, _ = run("playbook", "check", str(broken), "general")
    assert code == 1
    assert f'{broken}:3:1: error: There is no key "stagse".' in out
    assert "General sales process: 6 stages" in out
    assert run("playbook", "publish", str(broken))[0] == 1
    assert run("playbook", "check", "general")[0] == 0
    assert "Qualifying" in run("playbook", "show", "general")[1]
    assert run("playbook", "diff", "general", "general")[1] == "They say the same.\n"
    assert run("playbook", "diff", "general", "general", "--text")[1] == ""
    [first, *_] = json.loads(run("playbook", "diff", "general", "general-enterprise", "--json")[1])
    assert first["path"] == "process"
    assert first["sentence"].startswith("The process is now")
    assert "a variant of general, picked where deal.amount" in run("playbook", "show", "general-enterprise")[1]
    assert '"$schema"' in run("playbook", "schema")[1]
    assert run("playbook", "reference")[1].startswith("# The playbook language")
    assert "version 1" in run("playbook", "publish", "general")[1]


@pytest.mark.django_db
def test_a_broken_ledger_ends_with_code_one(run: Run, cast: object) -> None:
    assert run("ledger", "verify")[0] == 0
    number_entries()
    first = Entry.objects.order_by("seq")[0]
    with connection.cursor() as cursor:
        end = " ON ledger_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER ledger_entry_unchanged{end}")
    Entry.objects.filter(id=first.id).update(data="{}")
    code, out, _ = run("ledger", "verify")
    assert (code, out.startswith(f"Entry {first.seq} ")) == (1, True)


def test_a_database_that_does_not_answer_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> bool:
        raise OperationalError("connection refused")

    monkeypatch.setattr(database, "is_current", silent)
    code, _, error = run("member", "list")
    assert code == 1
    assert error.startswith("The database does not answer: connection refused")


@pytest.mark.parametrize("written", [["--data", "there"], ["--data=there"]])
@pytest.mark.parametrize("place", [0, 2])
def test_the_data_directory_may_stand_anywhere(monkeypatch: pytest.MonkeyPatch, written: list[str], place: int) -> None:
    monkeypatch.setenv("DEALWRIGHT_DATA", "elsewhere")
    arguments = ["member", "list"]
    arguments[place:place] = written
    assert cli.with_data_known(arguments) == ["member", "list"]
    assert os.environ["DEALWRIGHT_DATA"] == "there"


def test_the_first_command_in_an_empty_directory_just_works(tmp_path: Path) -> None:
    command = [PROGRAM, "--data", tmp_path / "new", "member", "list"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DEALWRIGHT")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "new/dealwright.sqlite3").exists()
    assert (tmp_path / "new/secret.key").stat().st_mode & 0o077 == 0


def test_what_needs_no_database_does_not_ask_for_one() -> None:
    assert not cli.needs_database(["playbook", "check", "x.yaml"])
    assert not cli.needs_database(["member", "add", "--help"])
    assert not cli.needs_database([])
    assert cli.needs_database(["playbook", "publish", "x.yaml"])
    assert cli.needs_database(["migrate"])


def test_all_words_are_explained_without_loading_what_they_do() -> None:
    words = words_of(cli.assembled(["migrate", "--help"]))
    if "DEALWRIGHT_WRITE_WORDS" in os.environ:
        FILE.write_text(json.dumps(words, indent=1, ensure_ascii=False) + "\n")
    assert list(words_of(cli.assembled(["--help"])).items()) == list(words.items())
    asked = "import sys; from dealwright.site.cli import main; sys.argv[1:] = ['--help']; main()"
    loaded = "import atexit; atexit.register(lambda: print('django' in sys.modules)); "
    done = subprocess.run([sys.executable, "-c", loaded + asked], capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "False")
    assert all(word in done.stdout for word in words)


def test_what_reads_files_alone_does_not_wait_for_what_has_to_do_with_records() -> None:
    asked = "import sys; from dealwright.site.cli import main; sys.argv[1:] = ['playbook', 'check', 'general']; main()"
    loaded = "import atexit; atexit.register(lambda: print('django.db' in sys.modules)); "
    done = subprocess.run([sys.executable, "-c", loaded + asked], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].endswith("It can be published.")
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [["nonsense"], ["win_rate", "--by", "shoe"], ["win_rate", "--from", "june"]])
def test_a_wrong_argument_is_told_in_a_sentence_and_ends_with_2(run: Run, wrong: list[str]) -> None:
    code, out, said = run("scorecard", *wrong)
    assert (code, out) == (2, "")
    assert wrong[-1] in said
    assert "Traceback" not in said
