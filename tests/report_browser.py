"""A report opened in a real browser: the fixtures and steps that its tests share."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.select import Select

from stance.report.document import read_report
from stance.report.html import render_html

CASES = Path(__file__).parent / "cases" / "report"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
    "--window-size=1300,950",
)


def wait_for(condition: Callable[[], Any], *, seconds: float = 5) -> None:
    """Until it holds; fails after `seconds`."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "did not come to pass"
        time.sleep(0.02)


@pytest.fixture(name="downloads", scope="module")
def downloads_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(name="browser", scope="module")
def started_browser(
    tmp_path_factory: pytest.TempPathFactory, downloads: Path
) -> Iterator[WebDriver]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("needs chromium and chromedriver (Debian: chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(driver))
    yield browser
    browser.quit()


@pytest.fixture(name="page")
def opened_page(browser: WebDriver, tmp_path: Path) -> Iterator[WebDriver]:
    """The report opened from disk; afterwards: no console message, no request but the file."""
    path = tmp_path / "report.html"
    path.write_text(render_html(read_report(CASES / "bridge.json")), "utf-8")
    open_page(browser, path.as_uri())
    yield browser
    assert browser.get_log("browser") == []
    asked = {url for url in requests_of(browser) if not url.startswith(("data:", "blob:"))}
    assert {url.split("#")[0] for url in asked} <= {path.as_uri()}


def wait_for_download(path: Path) -> None:
    """Until a file is there whole: the browser holds its place with an empty one."""
    wait_for(lambda: path.exists() and path.stat().st_size > 0)


def open_page(browser: WebDriver, url: str) -> None:
    browser.get("about:blank")
    browser.get_log("performance")
    browser.get(url)
    wait_for(lambda: browser.execute_script("return document.documentElement.dataset.ready"))


def requests_of(browser: WebDriver) -> list[str]:
    """The addresses that were asked for since the page was opened."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def find(browser: WebDriver, css: str) -> Any:
    return browser.find_element(By.CSS_SELECTOR, css)


def listed(browser: WebDriver) -> list[str]:
    """The ids of the rows that are drawn."""
    script = "return [...document.querySelectorAll('#rows .row')].map((row) => row.dataset.id)"
    return list(browser.execute_script(script))


def press(browser: WebDriver, keys: str) -> None:
    webdriver.ActionChains(browser).send_keys(keys).perform()


def choose(page: WebDriver, field: str, value: str) -> None:
    Select(find(page, f"#{field}")).select_by_value(value)
    wait_for(lambda: page.execute_script("return state[arguments[0]]", field) == value)
    wait_for(lambda: urlencode({field: value}) in page.current_url)
