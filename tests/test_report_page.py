"""The HTML report in a browser: clicking, filtering, reading; and nothing gets in or out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from report_browser import (
    CASES,
    choose,
    find,
    listed,
    open_page,
    press,
    wait_for,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from stance.report.document import read_report
from stance.report.html import render_html


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
