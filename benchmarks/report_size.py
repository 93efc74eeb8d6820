"""How large a report of many comments is, and how quick it opens and filters in a browser.

    python benchmarks/report_size.py [--comments 10000] [--chromium PATH] [--driver PATH]

The comments are the shipped labelled ones, repeated under new ids; predictions and reasons are
drawn by lot (12 words each, as `stance evaluate` keeps). Times are medians of five fresh loads.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from stance.labels.labelled import read_labelled_set
from stance.report.html import render_html
from stance.report.report import Case, Reasons, Report
from stance.report.write import write_report

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)

# Time from a change of a filter to the frame after it was drawn.
FILTER = """
const done = arguments[arguments.length - 1], [field, value] = arguments;
requestAnimationFrame(() => {
  const began = performance.now();
  state[field] = value; refresh();
  requestAnimationFrame(() => setTimeout(() => done([performance.now() - began, shown.length])));
});
"""


def make_report(n: int, seed: int = 0) -> Report:
    """A report of `n` comments."""
    lot = random.Random(seed)
    labelled = read_labelled_set()
    names = labelled.codebook.stances
    cases: list[Case] = []
    for i in range(n):
        label = labelled.labels[i % len(labelled)]
        again = f"-{i // len(labelled)}"
        weights = [lot.random() ** 2 + (name == label.stance) * 0.8 for name in names]
        chance = tuple(w / sum(weights) for w in weights)

        def draw() -> tuple[float, ...]:
            return tuple(round(lot.gauss(0, 0.4), 3) for _ in names)

        words = [m.span() for m in re.finditer(r"\S+", label.text)]
        chosen = sorted(lot.sample(words, min(12, len(words))))
        cases.append(
            Case(
                id=label.id + again,
                text=label.text,
                gold=label.stance,
                predicted=names[chance.index(max(chance))],
                probabilities=chance,
                conversation_id=labelled.conversation(label) + again,
                reply_to=label.reply_to and label.reply_to + again,
                parent_text=label.parent_text,
                headline=label.headline,
                speaker=label.speaker,
                origin=label.origin,
                moderation=label.moderation,
                reasons=Reasons(
                    text=tuple((a, b, draw()) for a, b in chosen), bias=draw(), rest=draw()
                ),
            )
        )
    classes = {name: labelled.codebook.describe(name) for name in names}
    return Report(title=f"{n:,} comments", classes=classes, cases=tuple(cases))


def main() -> None:
    """Make the report, open it, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=10_000)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    parser.add_argument("--driver", default=shutil.which("chromedriver"))
    parser.add_argument("--keep", type=Path, help="write the report there, too")
    asked = parser.parse_args()
    report = make_report(asked.comments)
    began = time.perf_counter()
    page = render_html(report)
    print(f"{asked.comments:,} comments: {len(page.encode()) / 1e6:.1f} MB of HTML,", end=" ")
    print(f"made in {time.perf_counter() - began:.2f} s")
    bare = replace(report, cases=tuple(replace(case, reasons=None) for case in report.cases))
    print(f"without reasons: {len(render_html(bare).encode()) / 1e6:.1f} MB")
    if asked.keep:
        write_report(report, asked.keep)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_text(page, "utf-8")
        measure(path, asked.chromium, asked.driver, list(report.classes))


def measure(path: Path, chromium: str, driver: str, classes: list[str]) -> None:
    """Open the page five times; filter it."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS.split(), f"--user-data-dir={path.parent / 'profile'}"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=Service(driver))
    try:
        paints, readies = [], []
        for _ in range(5):
            browser.get("about:blank")
            browser.get(path.as_uri())
            while not browser.execute_script("return document.documentElement.dataset.ready"):
                time.sleep(0.01)
            paints.append(
                browser.execute_script(
                    "return performance.getEntriesByName('first-contentful-paint')[0].startTime"
                )
            )
            readies.append(
                browser.execute_script(
                    "return performance.getEntriesByType('navigation')[0].domComplete"
                )
            )
        print(f"first contentful paint: {statistics.median(paints):.0f} ms")
        print(f"whole page ready: {statistics.median(readies):.0f} ms")
        for field, value, what in (
            ("q", "nuclear war", "search, first (builds its index)"),
            ("q", "ukraine", "search, again"),
            ("q", "", "search cleared"),
            ("result", "wrong", "mistakes only"),
            ("sort", "thread", "sorted anew"),
            ("result", "", "all again"),
            ("gold", classes[0], "one row of the matrix"),
            ("predicted", classes[1], "a cell, with what typically goes wrong"),
        ):
            took, n = browser.execute_async_script(FILTER, field, value)
            print(f"filter, {what}: {took:.0f} ms to the next frame, {n:,} comments")
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
