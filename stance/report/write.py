"""Writing a report in the format its file name asks for."""

from __future__ import annotations

import json
from pathlib import Path

from stance.errors import UsageError
from stance.records import open_output
from stance.report.document import as_document, mistakes
from stance.report.html import render_html
from stance.report.markdown import render_markdown
from stance.report.markup import make_writable
from stance.report.report import Report

__all__ = ["check_suffix", "write_mistakes", "write_report"]


def check_suffix(path: str | Path) -> str:
    """The suffix, if a report can be written so; `UsageError` naming those there are if not."""
    suffix = Path(path).suffix.lower()
    if suffix not in (".html", ".htm", ".json", ".md", ".jsonl"):
        raise UsageError(
            f"no report is written as {suffix or 'a file without a suffix'}",
            where=str(path),
            remedy="name it .html, .json, .md or .jsonl (the mistakes)",
        )
    return suffix


def write_report(report: Report, path: str | Path) -> None:
    """Write `report.html`, `report.json`, `summary.md` or `mistakes.jsonl`, by the suffix.

    Raises `UsageError` for another suffix, `InputError` where the file cannot be written.
    """
    suffix = check_suffix(path)
    if suffix == ".jsonl":
        write_mistakes(report, path)
        return
    if suffix == ".json":
        text = json.dumps(as_document(report), ensure_ascii=False, indent=1) + "\n"
    else:
        text = render_markdown(report) if suffix == ".md" else render_html(report)
    with open_output(path) as stream:
        stream.write(make_writable(text))


def write_mistakes(report: Report, path: str | Path) -> None:
    """Write the mistakes as JSON Lines, the most confidently wrong first."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in mistakes(report)]
    with open_output(path) as stream:
        stream.write(make_writable("".join(lines)))
