"""A whole Dealwright in processes of its own, as `dealwright up` runs it, and a Chromium to look at it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).with_name("dealwright")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60  # seconds; far more than anything needs
PASSWORD = "correct horse battery"
EMAIL = "ada@example.com"


class Place:
    """A running Dealwright with its own data, its command line and its API."""

    def __init__(self, folder: Path, compiled_numbers: Path) -> None:
        """Start it and wait until it is well; `compiled_numbers` are numbers that were compiled before."""
        (folder / "data").mkdir()
        (folder / "data" / "compiled").symlink_to(compiled_numbers)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address, self.log = f"http://127.0.0.1:{port}", folder / "log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DEALWRIGHT", "DJANGO"))}
        self.environment = {**kept, "DEALWRIGHT_DATA": str(folder / "data")}
        self.process = subprocess.Popen(
            [PROGRAM, "up", "--port", str(port)],
            env=self.environment,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )
        wait_until(self.is_well, lambda: f"it was well; it said: {self.log.read_text()}")
        self.token = ""

    def is_well(self) -> bool:
        """Whether it answers."""
        try:
            return bool(urlopen(f"{self.address}/healthz", timeout=5).status == 200)
        except OSError:
            return False

    def link(self) -> str:
        """The one-time link it greeted with."""
        wait_until(lambda: "/welcome/" in self.log.read_text(), lambda: f"it greeted; it said: {self.log.read_text()}")
        return re.findall(r"http://\S+/welcome/\S+/", self.log.read_text())[0]

    def run(self, *arguments: str) -> str:
        """What a command of `dealwright` prints."""
        done = subprocess.run([PROGRAM, *arguments], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, path: str, body: Any = None, method: str = "") -> Any:
        """What the API answers to the owner."""
        self.token = self.token or self.run("token", "create", "--member", EMAIL).split()[-1]
        content = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        asked = Request(f"{self.address}/api/v1{path}", content, headers, method=method or ("POST" if body else "GET"))
        return json.load(urlopen(asked, timeout=30))

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(PATIENCE)


def wait_until(holds: Callable[[], bool], what: Callable[[], str]) -> None:
    """Wait for something that needs a moment; fails with `what` when it never comes."""
    for _ in range(PATIENCE * 5):
        if holds():
            return
        time.sleep(0.2)
    pytest.fail(f"waited in vain until {what()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium; Debian's package chromium has it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def open_page(chromium: Browser) -> Callable[..., Page]:
    """A function that opens a fresh window, 1280 pixels wide and light unless told."""

    def opened(width: int = 1280, **more: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            locale="en-GB",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    expect.set_options(timeout=20_000)
    return opened


@pytest.fixture
def place(tmp_path: Path, compiled_numbers: Path) -> Iterator[Place]:
    """An empty Dealwright."""
    place = Place(tmp_path, compiled_numbers)
    yield place
    place.stop()


def first_run(page: Page, place: Place, start: str = "An empty board") -> None:
    """Take the place as its owner, as the one-time link offers it."""
    page.goto(place.link())
    page.get_by_label("Your name").fill("Ada Miller")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("[name=company]").fill("Dealers Ltd")
    page.locator("[name=currency]").select_option("USD")
    page.locator("[name=zone]").select_option("Europe/Berlin")
    page.locator("[name=process][value=general]").check()
    page.get_by_label(start).check()
    page.get_by_role("button", name="Start").click()


@pytest.fixture
def begin() -> Callable[..., None]:
    """The first run, in a browser."""
    return first_run


@pytest.fixture(scope="session")
def shop(
    open_page: Callable[..., Page], tmp_path_factory: pytest.TempPathFactory, compiled_numbers: Path
) -> Iterator[tuple[Place, Page]]:
    """A Dealwright with sample data, and a window in which its owner is signed in; tests may add to it."""
    place = Place(tmp_path_factory.mktemp("shop"), compiled_numbers)
    page = open_page()
    first_run(page, place)
    page.wait_for_url("**/board/")
    place.run("sample", "--deals", "150", "--seed", "7")  # more than a list shows at once
    yield place, page
    place.stop()


def settled(page: Page) -> None:
    """Wait until all parts of the page are there."""
    page.wait_for_load_state("load")
    expect(page.locator("[aria-busy=true], .htmx-request")).to_have_count(0)


@pytest.fixture
def settle() -> Callable[[Page], None]:
    """Waits until all parts of a page are there."""
    return settled
