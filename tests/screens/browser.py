"""Chromium for tests of pages: started once a module, strict about errors of the console."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_ARGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
_UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"
TIMEOUT_MS = 20_000
DESK, PHONE = (1366, 768), (390, 844)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium; where there is none the test is skipped, in CI it fails."""
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"Chromium is not at {CHROMIUM}: apt install chromium")
    with sync_playwright() as play, _loop_allowed():
        browser = play.chromium.launch(executable_path=CHROMIUM, args=_ARGS)
        yield browser
        browser.close()


@contextmanager
def _loop_allowed() -> Iterator[None]:
    """The driver of the browser runs an event loop of its own in this thread; Django refuses its database there."""
    before = os.environ.get(_UNSAFE)
    os.environ[_UNSAFE] = "1"
    yield
    os.environ.pop(_UNSAFE) if before is None else None


@contextmanager
def window(browser: Browser, size: tuple[int, int] = DESK, scheme: str = "light") -> Iterator[Page]:
    """A fresh window; at the end no error may be left in its console (a broken CSP rule is one)."""
    errors: list[str] = []
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    page.on("console", lambda told: errors.append(told.text) if _is_error(told) else None)
    page.on("response", lambda got: errors.append(got.url) if got.status >= 400 and "/static/" in got.url else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(TIMEOUT_MS)
    yield page
    context.close()
    assert errors == []


def _is_error(told: ConsoleMessage) -> bool:
    # A page refused by design (404, 409, 422) is told here too; a missing static file is caught by its address.
    return told.type == "error" and not told.text.startswith("Failed to load resource")


def log_in(page: Page, address: str, login: str, password: str) -> None:
    """Come in by the form."""
    page.goto(f"{address}/login/")
    page.fill("#id_username", login)
    page.fill("#id_password", password)
    # With all its scripts: a key pressed before them is pressed in vain.
    with page.expect_navigation():
        page.press("#id_password", "Enter")
    page.wait_for_selector("#rows, .blank")


def follow(page: Page, name: str, role: str = "button") -> None:
    """Press what opens another page, and be there: what is typed before would go to the page that leaves."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def axe_findings(page: Page) -> list[str]:
    """What axe finds wrong by WCAG 2.2 A and AA: rule and the first places of it."""
    # A debugger's evaluation is not under the page's policy, so the policy stays as in life.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found["violations"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")
