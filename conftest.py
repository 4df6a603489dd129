"""Settings and fixtures of all tests, those in docstrings included."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from netcoop._core.texts import set_language

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Messages are compared in one language, whatever the machine speaks.
set_language("en")

# Examples are the same in every run: a red test stays red until it is mended.
settings.register_profile(
    "netcoop", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("netcoop")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def find_browser() -> str | None:
    """Path of a Chromium on this machine: ``NETCOOP_CHROMIUM``, else the first one on the path."""
    found = (shutil.which(name) for name in BROWSERS)
    return os.environ.get("NETCOOP_CHROMIUM") or next((path for path in found if path), None)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; tests that need one are skipped, and said so loudly, where there is none."""
    executable = find_browser()
    if executable is None:
        pytest.skip("no Chromium on this machine: the pages were NOT opened")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=executable, headless=True, args=BROWSER_ARGUMENTS
        )
        yield started
        started.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, in full, what was not tested on this machine."""
    if find_browser() is None:
        terminalreporter.section("NOT TESTED: no Chromium on this machine", sep="!", red=True)
        terminalreporter.line(
            "The maps and reports were not opened in a browser. Install Chromium or Chrome, "
            "or set NETCOOP_CHROMIUM to its path, and run the tests again."
        )
