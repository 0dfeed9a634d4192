"""A portal served for real by `manage.py serve`, and people's browsers on it.

The portal lives in October 2024, when the figures of the sample files are new. SCREENSHOTS names
a folder to keep a picture of every page in, wide and narrow.
"""

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests import machine
from tests.browser.first_day import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CLOCK = Path(__file__).with_name("clock")
FRIDAY = "2024-10-04T09:00:00+07:00"
WIDE, NARROW = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-quic",),
]
PATIENCE = 30_000


class Portal:
    """A portal in a folder of its own, and its commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "disbursement.settings",
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "PYTHONPATH": os.pathsep.join([str(CLOCK), str(ROOT)]),
            "PORTAL_STARTS_AT": FRIDAY,
            "CLOCK_SINCE": str(time.time()),
        }

    def set_up(self) -> None:
        with Path(__file__).open() as lock:  # the static files are one folder for all
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = subprocess.run(
                [sys.executable, "-m", "tests.browser.first_day"],
                cwd=ROOT,
                env=self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
        assert done.returncode == 0, done.stdout + done.stderr

    @contextmanager
    def served(self):
        self.start()
        try:
            yield
        finally:
            self.stop()

    def start(self) -> None:
        with (self.folder / "out.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self._wait(self.process)

    def stop(self) -> None:
        self.process.kill()  # what it started ends with it, a moment later
        self.process.wait()
        while self._answers():
            time.sleep(0.05)

    def stand_still_at(self, moment: str) -> None:
        """Start anew in a moment that does not pass."""
        self.stop()
        self.environment |= {"PORTAL_STARTS_AT": moment, "PORTAL_STANDS_STILL": "true"}
        self.start()

    def _wait(self, process: subprocess.Popen) -> None:
        until = time.monotonic() + 40
        while time.monotonic() < until and process.poll() is None:
            if self._answers():
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "out.log").read_text("utf-8"))

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except OSError:
            return False


class Person:
    """Somebody at a browser: signed in, and watched for everything that goes wrong in it."""

    def __init__(self, browser, portal: Portal, username: str, **options) -> None:
        self.username = username
        self.context = browser.new_context(
            base_url=f"http://127.0.0.1:{portal.port}",
            viewport=WIDE,
            locale="en-US",
            reduced_motion="reduce",
            **options,
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.wrongs: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("response", self._answered)
        if "storage_state" not in options:  # whoever brings one is signed in already
            self.sign_in()

    def sign_in(self) -> None:
        self.page.goto("/")
        self.page.fill("[name=login]", self.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/tong-quan/**")

    def forgive(self, text: str) -> None:
        """Leave out what goes wrong on purpose."""
        self.wrongs = [wrong for wrong in self.wrongs if text not in wrong]

    def look(self, name: str) -> None:
        """Take the page in, wide and on a phone: it must fit, and is kept as a picture if asked."""
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=Path(folder) / f"{name}-wide.png", full_page=True)
        self.page.set_viewport_size(NARROW)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}-narrow.png", full_page=True)
        self.page.set_viewport_size(WIDE)
        if width > NARROW["width"]:
            self._note(f"{name} is {width} pixels wide on a phone")

    def read_aloud(self) -> None:
        """Hold the page against the rules of accessibility that axe knows."""
        found = Axe().run(self.page, options={"runOnly": ["wcag2a", "wcag2aa"]})
        for rule in found.response["violations"]:
            self._note(f"{rule['id']}: {rule['nodes'][0]['html']}")

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self._note(message.text)

    def _answered(self, response) -> None:
        if response.status >= 400:
            self._note(f"{response.status} {response.url}")

    def _note(self, text: str) -> None:
        self.wrongs.append(f"{self.username} at {self.page.url}: {text}")


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("portal"))
    portal.set_up()
    with portal.served():
        yield portal


@pytest.fixture(scope="module")
def chromium():
    # Not for the whole session: while Playwright runs, Django refuses to touch its database.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.browser_path(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def person(chromium, portal):
    """Return a function that seats a user at a browser; at the end nothing may have gone wrong."""
    people = []

    def seat(username, **options):
        people.append(Person(chromium, portal, username, **options))
        return people[-1]

    yield seat
    for one in people:
        one.context.close()
    assert [wrong for one in people for wrong in one.wrongs] == []
