"""The picture of a report in docs/: a cell of the matrix opened, a comment beside its list.

    stance evaluate --quick -o report.html
    python benchmarks/report_picture.py report.html docs/report.webp [--cell GOLD PREDICTED]

Taken from the shipped labels only, whose comments were written for this project.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import time
from pathlib import Path

from report_size import FLAGS
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

WIDTH, HEIGHT = 1280, 880
OPEN = """
const [gold, predicted, at] = arguments;
document.querySelector(`.matrix a[data-gold="${gold}"][data-predicted="${predicted}"]`).click();
choose(shown[at].id);
document.activeElement.blur();
document.getElementById("comments").scrollIntoView({ behavior: "instant" });
"""


def main() -> None:
    """Open the report, click the cell, write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--cell", nargs=2, default=("supportive", "appeasement"))
    parser.add_argument("--at", type=int, default=1, help="place of the comment in the list")
    asked = parser.parse_args()
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    for flag in (*FLAGS.split(), "--hide-scrollbars"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(asked.report.resolve().as_uri())
        while not browser.execute_script("return document.documentElement.dataset.ready"):
            time.sleep(0.05)
        browser.execute_script(OPEN, *asked.cell, asked.at)
        time.sleep(0.5)
        shot = {"format": "webp", "quality": 60}
        data = browser.execute_cdp_cmd("Page.captureScreenshot", shot)["data"]
    finally:
        browser.quit()
    asked.picture.write_bytes(base64.b64decode(data))


if __name__ == "__main__":
    main()
