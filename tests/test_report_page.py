"""The HTML report in a browser: clicking, filtering, marking; and nothing gets in or out."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.select import Select

from stance.model.reasons import Reasons
from stance.report.document import read_report
from stance.report.html import render_html
from stance.report.report import Case, Group, Measure, Report

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


def test_each_cell_lists_exactly_its_comments(page: WebDriver) -> None:
    report = read_report(CASES / "bridge.json")
    for i, gold in enumerate(report.classes):
        for k, predicted in enumerate(report.classes):
            find(page, f'.matrix a[data-gold="{gold}"][data-predicted="{predicted}"]').click()
            expected = {c.id for c in report.cases if (c.gold, c.predicted) == (gold, predicted)}
            assert set(listed(page)) == expected
            assert len(listed(page)) == report.confusion[i][k]


def test_a_cell_and_a_comment_have_addresses(page: WebDriver) -> None:
    address = page.current_url.split("#")[0]
    page.get(f"{address}#gold=against&predicted=aside&comment=c10")
    wait_for(lambda: set(listed(page)) == {"c2", "c10", "c11"})
    assert "Exactly." in find(page, "#detail .body").text
    assert find(page, "#rows .row[aria-selected=true]").get_attribute("data-id") == "c10"


def test_filters_narrow_and_clear(page: WebDriver) -> None:
    assert len(listed(page)) == 12
    find(page, "#q").send_keys("FERRY weather")
    wait_for(lambda: listed(page) == ["c5"])
    find(page, "#clear").click()
    wait_for(lambda: len(listed(page)) == 12)
    choose(page, "result", "wrong")
    assert listed(page) == ["c3", "c11", "c2", "c8", "c10"]
    choose(page, "part", "origin: written")
    assert listed(page) == ["c8"]
    assert find(page, "#count").text == "1 comment, 1 of them mistakes"
    choose(page, "confidence", "0.9-1.01")
    assert listed(page) == []
    assert "No comment fits" in find(page, "#detail").text


def test_a_cell_says_what_typically_goes_wrong(page: WebDriver) -> None:
    report = read_report(CASES / "bridge.json")
    find(page, '.matrix a[data-gold="against"][data-predicted="aside"]').click()
    assert find(page, "#typical").is_displayed()
    shown = [e.text for e in page.find_elements(By.CSS_SELECTOR, ".words a")]
    assert shown == [w.word for w in report.typical_words("against", "aside")]
    find(page, ".words a").click()
    wait_for(lambda: "q=pays" in page.current_url)
    find(page, '.matrix a[data-gold="for"][data-predicted="for"]').click()
    assert not find(page, "#typical").is_displayed()


def test_a_part_of_the_comments_opens_its_mistakes(page: WebDriver) -> None:
    links = page.find_elements(By.CSS_SELECTOR, ".groups a")
    assert [link.text for link in links] == ["seed", "written"]
    links[1].click()
    assert listed(page) == ["c8"]


def test_a_comment_leads_to_its_whole_thread(page: WebDriver) -> None:
    page.execute_script("choose('c2'); document.activeElement.blur()")
    press(page, "t")
    thread = {c.id for c in read_report(CASES / "bridge.json").cases if c.conversation_id == "t1"}
    assert "c2" in thread
    assert set(listed(page)) == thread
    assert "in thread t1" in find(page, "#count").text


def choose(page: WebDriver, field: str, value: str) -> None:
    Select(find(page, f"#{field}")).select_by_value(value)
    wait_for(lambda: page.execute_script("return state[arguments[0]]", field) == value)
    wait_for(lambda: urlencode({field: value}) in page.current_url)


def test_a_comment_shows_its_thread_and_reasons(page: WebDriver) -> None:
    page.execute_script("choose('c2')")
    detail = find(page, "#detail").text
    assert "Build it at last" in detail  # the comment it answers
    assert "We do, as ever." in detail  # its reply
    assert "asks who pays" in detail  # the coder's note
    marks = {
        m.text: m.get_attribute("class") for m in page.find_elements(By.CSS_SELECTOR, ".body mark")
    }
    assert marks["Absurd"].startswith("against")
    assert marks["pays"].startswith("for")
    total = find(page, ".sum").text
    # -0.7 + 0.2 for the words, -0.1 for the depth, 0.25 before any word and 0.25 for the rest
    assert "Before any word +0.25, weaker reasons +0.25; all together −0.10" in total
    shown = [e.text for e in page.find_elements(By.CSS_SELECTOR, ".columns .number")]
    numbers = [float(text.replace("−", "-")) for text in shown]
    assert sum(numbers) + 0.25 + 0.25 == pytest.approx(-0.10)


def test_what_a_commenter_wrote_is_shown_and_not_run(page: WebDriver) -> None:
    page.execute_script("choose('c4')")
    assert "onerror=" in find(page, "#detail .body").text
    assert find(page, "#detail .this .by").text == "<b>Eve</b>"
    assert page.title == "Bridge stance"
    assert page.find_elements(By.CSS_SELECTOR, "#detail img, #detail b, #rows img") == []


def test_the_policy_stops_what_would_get_in(browser: WebDriver, tmp_path: Path) -> None:
    """Even a script that did get into the page would not be run."""
    path = tmp_path / "report.html"
    page = render_html(read_report(CASES / "bridge.json"))
    path.write_text(page.replace("</main>", "<script>document.title='owned'</script></main>"))
    open_page(browser, path.as_uri())
    assert browser.title == "Bridge stance"
    assert "Content Security Policy" in browser.get_log("browser")[0]["message"]


def test_keys_lead_through_the_page(page: WebDriver) -> None:
    find(page, "#list").click()
    page.execute_script("choose('')")
    press(page, "j")
    press(page, "j")
    assert find(page, "#rows .row[aria-selected=true]").get_attribute("data-id") == "c11"
    press(page, "k")
    assert find(page, "#rows .row[aria-selected=true]").get_attribute("data-id") == "c3"
    press(page, "p")
    assert "Absurd" in find(page, "#detail .body").text
    press(page, "m")
    press(page, Keys.ARROW_RIGHT)
    assert page.switch_to.active_element.get_attribute("data-predicted") == "against"
    press(page, "/")
    assert page.switch_to.active_element.get_attribute("id") == "q"


def test_marks_are_made_exported_and_kept(page: WebDriver, downloads: Path) -> None:
    find(page, "#coder").send_keys("Ann", Keys.TAB)
    page.execute_script("choose('c3')")
    find(page, "[data-verdict=label-wrong]").click()
    find(page, "[data-stance=for]").click()
    note = find(page, "#note")
    note.send_keys('he "does"', Keys.TAB)
    page.execute_script("choose('c8'); document.activeElement.blur()")
    press(page, "3")
    page.execute_script("choose('c10')")
    press(page, "2")
    press(page, "0")  # taken back
    find(page, "#export").click()
    path = downloads / "marks.jsonl"
    wait_for(path.exists)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    path.unlink()
    assert [(r["id"], r["verdict"], r["stance"]) for r in rows] == [
        ("c3", "label-wrong", "for"),
        ("c8", "ambiguous", None),
    ]
    assert rows[0]["note"] == 'he "does"'
    assert rows[0]["coder"] == "Ann"
    assert rows[0]["gold"] == "against"
    page.refresh()
    wait_for(lambda: page.execute_script("return marks.size") == 2)
    assert "label wrong: for" in find(page, "#rows").text


def test_the_list_is_saved_for_a_spreadsheet(page: WebDriver, downloads: Path) -> None:
    page.execute_script("cases.find((c) => c.id === 'c8').text = '=HYPERLINK(\"x\")'")
    choose(page, "result", "wrong")
    find(page, "#save").click()
    path = downloads / "comments.csv"
    wait_for(path.exists)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    path.unlink()
    assert [row["id"] for row in rows] == ["c3", "c11", "c2", "c8", "c10"]
    assert rows[3]["text"] == '\'=HYPERLINK("x")'  # no formula
    assert rows[2]["in_answer_to"].startswith("Build it at last")
    assert float(rows[4]["wrong_by"]) > 0


def test_marks_of_two_reviewers_stand_beside_each_other(page: WebDriver, tmp_path: Path) -> None:
    page.execute_script("localStorage.clear(); location.reload()")
    wait_for(lambda: page.execute_script("return document.documentElement.dataset.ready"))
    page.execute_script("choose('c3')")
    find(page, "[data-verdict=label-wrong]").click()  # before there is a name
    find(page, "[data-stance=for]").click()
    find(page, "#coder").send_keys("Ann", Keys.TAB)
    assert page.execute_script("return allMarks().map((m) => m.coder)") == ["Ann"]
    rows = [
        {"id": "c3", "verdict": "model-wrong", "coder": "Bo", "at": "2026-01-02", "note": "<b>no"},
        {"id": "nobody", "verdict": "ambiguous"},
        {"id": "c8", "verdict": "hostile"},
    ]
    path = tmp_path / "bo.jsonl"
    path.write_text("\n".join([*map(json.dumps, rows), "not JSON"]), "utf-8")
    find(page, "#import-file").send_keys(str(path))
    wait_for(lambda: "1 imported, 3 not of this report" in find(page, "#saved").text)
    assert find(page, ".theirs").text == "Bo says model wrong (“<b>no”)"
    choose(page, "marked", "differ")
    assert listed(page) == ["c3"]
    assert "⚑ differ" in find(page, "#rows").text
    choose(page, "marked", "yes")
    assert listed(page) == ["c3"]
    page.execute_script("localStorage.clear()")


def test_hostile_text_is_shown_in_every_place(browser: WebDriver, tmp_path: Path) -> None:
    """Not only in a comment: in names of classes, coders, notes, headlines, ids and the title."""
    evil = [
        "</script><script>window.hacked = 1</script>",
        "<img src=x onerror='window.hacked = 1'>",
        "'\"><svg/onload='window.hacked = 1'>",
        "<iframe srcdoc='<script>parent.hacked = 1</script>'></iframe>",
        "<!--<script>",
        "javascript:window.hacked = 1",
    ]
    names = evil[:3]
    cases = tuple(
        Case(
            id=text,
            text=text,
            gold=names[i % 3],
            predicted=names[(i + 1) % 3],
            probabilities=(0.2, 0.3, 0.5),
            conversation_id=evil[0],
            reply_to=evil[i - 1] if i else None,
            headline=text,
            speaker=text,
            note=text,
            origin=text,
            coders={text: names[0]},
            groups=(0,),
            reasons=Reasons(
                text=((0, len(text), (0.5, 0.1, -0.5)),),
                other=((text, (0.1, 0.2, 0.3)),),
                bias=(0.0, 0.0, 0.1),
                rest=(0.0, 0.0, 0.0),
            ),
        )
        for i, text in enumerate(evil)
    )
    group = Group(evil[1], evil[0], len(evil), 0, Measure("macro-F1", 0.0))
    report = Report(
        title=evil[0],
        classes=dict.fromkeys(names, evil[1]),
        cases=cases,
        groups=(group,),
        warnings=(evil[1],),
        model=evil[2],
    )
    path = tmp_path / "hostile.html"
    path.write_text(render_html(report), "utf-8")
    open_page(browser, path.as_uri())
    for i, text in enumerate(evil):
        browser.execute_script("choose(arguments[0])", text)
        assert find(browser, "#detail .body").text == text
        assert browser.execute_script("return document.querySelector('#detail h3').textContent")
        find(browser, "[data-verdict=label-wrong]").click()
        browser.execute_script("preparePrint()")
        browser.find_elements(By.CSS_SELECTOR, ".matrix a")[i].click()
    assert browser.execute_script("return window.hacked") is None
    found = browser.execute_script(
        "return [...document.querySelectorAll('img, svg[onload], iframe, script')].length"
    )
    assert found == 2  # the data and the script of the page itself
    assert browser.get_log("browser") == []
    assert {url for url in requests_of(browser) if url.startswith("http")} == set()
    browser.execute_script("localStorage.clear()")


def test_the_page_is_named_throughout(page: WebDriver) -> None:
    """Every control has a name, headings do not skip a level, colour is never alone."""
    nameless = page.execute_script(
        """const named = (e) => e.textContent.trim() || e.labels?.length || e.ariaLabel;
           return [...document.querySelectorAll("button, a, input, select, [role=listbox]")]
             .filter((e) => !named(e)).map((e) => e.outerHTML);"""
    )
    assert nameless == []
    page.execute_script("choose('c2')")
    levels = page.execute_script(
        "return [...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]))"
    )
    assert all(b <= a + 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_is_enough_to_read(page: WebDriver, theme: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for every text, on the nearest background painted behind it."""
    page.execute_script("setTheme(arguments[0]); choose('c2')", theme)
    faint = page.execute_script((CASES / "contrast.js").read_text("utf-8"))
    page.execute_script("setTheme('')")
    assert faint == []


def test_it_fits_a_phone(page: WebDriver) -> None:
    size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        assert page.execute_script("return document.documentElement.scrollWidth") <= 390
        page.execute_script("choose('c2')")
        assert find(page, ".back").is_displayed()
        find(page, ".back").click()
        wait_for(lambda: not find(page, "#detail").is_displayed())
        page.execute_script("choose('c3')")
        page.back()  # as people leave it on a phone
        wait_for(lambda: not find(page, "#detail").is_displayed())
        assert page.execute_script("return document.querySelector('.matrix').scrollWidth") <= 390
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_it_prints_the_comments_in_sight(page: WebDriver) -> None:
    choose(page, "result", "wrong")
    page.execute_script("preparePrint()")
    assert len(page.find_elements(By.CSS_SELECTOR, "#print .printed")) == 5


def test_a_served_page_saves_each_mark_at_once(browser: WebDriver, tmp_path: Path) -> None:
    marks = tmp_path / "marks.jsonl"
    call = [sys.executable, "-m", "stance", "review", str(CASES / "bridge.json"), "--no-open"]
    with subprocess.Popen(
        [*call, "--marks", str(marks)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            open_page(browser, address)
            browser.execute_script("choose('c8')")
            find(browser, "[data-verdict=ambiguous]").click()
            wait_for(lambda: find(browser, "#saved").text == "1 mark, all saved")
            assert json.loads(marks.read_text("utf-8"))["id"] == "c8"
            open_page(browser, address)
            assert find(browser, "#saved").text == "1 mark, all saved"
            assert browser.get_log("browser") == []
        finally:
            server.kill()


def test_what_changed_between_two_models_is_listed(browser: WebDriver, tmp_path: Path) -> None:
    report = read_report(CASES / "bridge.json")
    said = {"c1": "aside", "c3": "against", "c8": "against"}  # c1 was right before; c3 is now
    cases = tuple(replace(c, other=said.get(c.id, c.predicted)) for c in report.cases)
    path = tmp_path / "report.html"
    path.write_text(render_html(replace(report, cases=cases, other="older")), "utf-8")
    open_page(browser, path.as_uri())
    for result in ("better", "worse", "differs"):
        choose(browser, "result", result)
        expected = [
            c.id
            for c in cases
            if {
                "better": c.correct and c.other != c.gold,
                "worse": not c.correct and c.other == c.gold,
                "differs": c.other != c.predicted,
            }[result]
        ]
        assert expected
        assert sorted(listed(browser)) == sorted(expected)
