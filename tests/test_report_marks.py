"""Marks made in the HTML report: kept, exported, beside those of others; hostile text is text."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

from report_browser import (
    CASES,
    choose,
    find,
    listed,
    open_page,
    press,
    requests_of,
    wait_for,
    wait_for_download,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from stance.model.reasons import Reasons
from stance.report.html import render_html
from stance.report.report import Case, Group, Measure, Report


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
    wait_for_download(path)
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
    wait_for_download(path)
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
