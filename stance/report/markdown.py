"""The Markdown summary of a report, short enough for a pull request."""

from __future__ import annotations

from stance.report.document import mistakes
from stance.report.figures import write_interval, write_measure, write_share
from stance.report.report import Measure, Report

__all__ = ["render_markdown"]

_CONFUSIONS = 5  # the worst ones; a pull request is read on a phone
_WORDS = 5
_EXCERPT = 160  # characters of a comment


def render_markdown(report: Report, *, n_mistakes: int = 3) -> str:
    """The measures, the confusion matrix, the worst confusions and the worst mistakes.

    >>> print(render_markdown(Report(title="Stance", classes={"a": "", "b": ""}, cases=())))
    ... # doctest: +ELLIPSIS
    ### Stance
    <BLANKLINE>
    **0 of 0** comments classed as people did (n/a).
    ...
    """
    n = len(report.cases)
    share = write_share(report.n_correct, n)
    parts = [
        f"### {_escape(report.title)}",
        f"**{report.n_correct:,} of {n:,}** comments classed as people did ({share})."
        + (f" {_escape(report.protocol)}" if report.protocol else ""),
        *(f"> **Note.** {_escape(warning)}" for warning in report.warnings),
        _table_measures(report),
        _table_matrix(report),
        _list_confusions(report),
        _list_mistakes(report, n_mistakes),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _escape(text: str) -> str:
    """Text on one line, in which neither Markdown nor HTML means anything.

    >>> _escape("<b>a|b</b> *no*")
    '&lt;b>a\\\\|b&lt;/b> \\\\*no\\\\*'
    """
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return "".join("\\" + c if c in "\\`*_[]|#~@" else c for c in text)


def _table_measures(report: Report) -> str:
    if not report.measures:
        return ""
    owners = list(dict.fromkeys(r.of or "reference" for r in report.references))
    found = {(r.of or "reference", r.name): r for r in report.references}
    head = ["measure", "value", f"{report.level:.0%} interval", *map(_escape, owners)]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for measure in report.measures:
        others = [found.get((owner, measure.name)) for owner in owners]
        rows.append([measure.name, write_measure(measure.value), write_interval(measure)])
        rows[-1] += [_write(other) for other in others]
    return _table(rows)


def _write(measure: Measure | None) -> str:
    return "" if measure is None else write_measure(measure.value)


def _table(rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _table_matrix(report: Report) -> str:
    names = [_escape(name) for name in report.classes]
    rows = [["people ↓ model →", *names, "found"], ["---", *["---:"] * (len(names) + 1)]]
    for i, (name, counts) in enumerate(zip(names, report.confusion, strict=True)):
        cells = [f"**{c:,}**" if i == k else f"{c:,}" for k, c in enumerate(counts)]
        rows.append([name, *cells, write_share(counts[i], sum(counts))])
    return _table(rows)


def _list_confusions(report: Report) -> str:
    lines = []
    for c in report.confusions[:_CONFUSIONS]:
        line = f"- {_escape(c.gold)} taken for {_escape(c.predicted)}: {c.n:,}"
        line += f" ({write_share(c.n, c.n_gold)} of them)"
        words = [_escape(w.word) for w in report.typical_words(c.gold, c.predicted)[:_WORDS]]
        lines.append(line + (f", most pushed by: {', '.join(words)}" if words else ""))
    return "Most frequent confusions:\n\n" + "\n".join(lines) if lines else ""


def _list_mistakes(report: Report, n: int) -> str:
    lines = []
    for row in [row for row, _ in zip(mistakes(report), range(n), strict=False)]:
        text = row["text"] if len(row["text"]) <= _EXCERPT else row["text"][:_EXCERPT] + "…"
        said = f"{_escape(row['gold'])} taken for {_escape(row['predicted'])}"
        lines.append(f"- `{row['id']}` {said}: {_escape(text)}")
    return "Most confident mistakes:\n\n" + "\n".join(lines) if lines else ""
