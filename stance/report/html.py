"""The HTML report: one file that loads nothing, and the same page for the review server."""

from __future__ import annotations

import base64
import hashlib
import html
from functools import cache
from importlib import resources
from string import Template
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from stance.report.charts import draw_charts
from stance.report.document import as_document
from stance.report.figures import write_interval, write_measure, write_share
from stance.report.markup import element, embed_json, make_writable, to_html
from stance.report.report import Group, Measure, Report

__all__ = ["render_html"]

_CONFUSIONS = 8  # rows of the list beside the matrix, about its height
_NARROW = 5  # classes: with more, a matrix on a phone scrolls instead of shrinking
_WORDS = 5  # of a confusion, in one line beside the matrix
_SHADES = 8  # of a cell of the matrix; report.css defines .heat-1 to .heat-8


@cache
def _read_template(suffix: str) -> str:
    """The template files of one kind, joined in the order of their names."""
    folder = resources.files("stance.report") / "template"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(suffix)), key=lambda f: f.name)
    return "\n".join(f.read_text("utf-8") for f in files)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def render_html(report: Report, *, served: bool = False) -> str:
    """The report as a page of its own: data, style and script inside, and a policy that forbids
    everything else. `served` lets it speak to the server it came from, for `stance review`.

    >>> page = render_html(Report(title="<b>", classes={"yes": "", "no": ""}, cases=()))
    >>> "<h1>&lt;b&gt;</h1>" in page
    True
    """
    style, script = _read_template(".css"), _read_template(".js")
    n, right = len(report.cases), report.n_correct
    page = Template(_read_template(".html")).substitute(
        title=html.escape(report.title),
        protocol=html.escape(report.protocol),
        connect="'self'" if served else "'none'",
        script_hash=_digest(script),
        style_hash=_digest(style),
        style=style,
        script=script,
        data=embed_json(as_document(report)),
        warnings="".join(to_html(element("p", {"class": "warning"}, w)) for w in report.warnings),
        measures=to_html(_list_measures(report)),
        confusion=to_html(_draw_matrix(report)),
        worst="".join(map(to_html, _list_confusions(report))),
        charts="".join(map(to_html, draw_charts(report))),
        parts="".join(map(to_html, _list_groups(report))),
        footer=html.escape(
            f"{n:,} comments, {right:,} classed as people did ({write_share(right, n)}). "
            f"Intervals cover {report.level:.0%}. "
            + (f"Model: {report.model}. " if report.model else "")
            + "This page holds everything it shows and asks nothing of the network."
        ),
    )
    return make_writable(page)


def _list_measures(report: Report) -> Element:
    """The measures, each with its interval and what others reach on the same comments."""
    blocks = []
    for i, measure in enumerate(report.measures):
        others = [r for r in report.references if r.name == measure.name]
        lines = [element("dd", {"class": "value"}, write_measure(measure.value))]
        if interval := write_interval(measure):
            lines.append(element("dd", {"class": "interval"}, interval))
        lines += [
            element("dd", {"class": "other"}, f"{_of(other)} {write_measure(other.value)}")
            for other in others
        ]
        kind = "first" if i == 0 else None
        blocks.append(element("div", {"class": kind}, element("dt", {}, measure.name), *lines))
    return element("dl", {"class": "measures"}, *blocks)


def _of(measure: Measure) -> str:
    return measure.of or "reference"


def _draw_matrix(report: Report) -> Element:
    """The confusion matrix; every cell links to its comments, margins give recall and precision."""
    names, counts = list(report.classes), report.confusion
    head = element("tr", {}, element("td", {"class": "total"}))
    for k, name in enumerate(names):
        head.append(element("th", {"scope": "col", "title": report.classes[name]}, _tag(name, k)))
    head.append(element("th", {"scope": "col", "class": "found"}, "found"))
    body = element("tbody")
    for i, name in enumerate(names):
        title = {"scope": "row", "title": report.classes[name]}
        row = element("tr", {}, element("th", title, _tag(name, i)))
        for k, count in enumerate(counts[i]):
            row.append(_draw_cell(name, names[k], count, sum(counts[i])))
        row.append(_draw_total(counts[i][i], sum(counts[i]), "total found"))
        body.append(row)
    foot = element("tr", {}, element("th", {"scope": "row"}, "right when said"))
    for k in range(len(names)):
        said = sum(row[k] for row in counts)
        foot.append(_draw_total(counts[k][k], said, "total"))
    foot.append(element("td", {"class": "total found"}))
    caption = element("caption", {"class": "visually-hidden"}, "Confusion matrix: rows are what ")
    caption.text = (caption.text or "") + "people said, columns what the model said"
    kind = {"class": "matrix" if len(names) <= _NARROW else "matrix many"}
    head, foot = element("thead", {}, head), element("tfoot", {}, foot)
    return element("table", kind, caption, head, body, foot)


def _draw_total(part: int, whole: int, kind: str) -> Element:
    counts = element("span", {"class": "of"}, f"{part:,} of {whole:,} ")
    return element("td", {"class": kind}, counts, write_share(part, whole))


def _link(gold: str, predicted: str) -> str:
    """The address of a cell within the page; the script reads the same fields."""
    return "#" + urlencode({"gold": gold, "predicted": predicted}, errors="replace")


def _tag(name: str, index: int) -> Element:
    return element("span", {"class": f"tag c{index % 8}"}, name)


def _draw_cell(gold: str, predicted: str, count: int, n_gold: int) -> Element:
    share = write_share(count, n_gold)
    shade = 0 if not count else max(1, round(_SHADES * count / n_gold))
    what = f" of the comments labelled {gold}: the model calls them {predicted}"
    link = element(
        "a",
        {
            "href": _link(gold, predicted),
            "data-gold": gold,
            "data-predicted": predicted,
        },
        element("span", {"class": "count"}, f"{count:,}"),
        element("span", {"class": "share"}, share),
        element("span", {"class": "visually-hidden"}, what),
    )
    kinds = (f"heat-{shade}" if shade else "", "right" if gold == predicted else "")
    return element("td", {"class": " ".join(filter(None, kinds)) or None}, link)


def _list_confusions(report: Report) -> list[Element]:
    """The most frequent confusions as links to their comments."""
    names = list(report.classes)
    items = []
    for pair in report.confusions[:_CONFUSIONS]:
        said = element("span", {"class": "said"}, _tag(pair.gold, names.index(pair.gold)))
        said.append(element("span", {"class": "arrow"}, " taken for "))
        said.append(_tag(pair.predicted, names.index(pair.predicted)))
        share = write_share(pair.n, pair.n_gold)
        number = element("span", {"class": "number"}, element("b", {}, f"{pair.n:,}"), share)
        number.set("title", f"{share} of the {pair.n_gold:,} comments labelled {pair.gold}")
        link = element("a", {"href": _link(pair.gold, pair.predicted)}, said, number)
        item = element("li", {}, link)
        words = [w.word for w in report.typical_words(pair.gold, pair.predicted)[:_WORDS]]
        if words:
            because = f"most pushed by: {', '.join(words)}"
            item.append(element("span", {"class": "because"}, because))
        items.append(item)
    if not items:
        return []
    title = element("h3", {"class": "worst-title"}, "Mixed up most often")
    return [element("div", {}, title, element("ol", {"class": "worst"}, *items))]


def _list_groups(report: Report) -> list[Element]:
    """The results on parts of the comments, a small table for each way to part them."""
    tables = []
    for by in dict.fromkeys(group.by for group in report.groups):
        texts = (f"by {by}", "comments", "right", "macro-F1")
        kinds = (None, *["number"] * 3)
        heads = [
            element("th", {"scope": "col", "class": kind}, text)
            for text, kind in zip(texts, kinds, strict=True)
        ]
        rows = [_draw_group(group) for group in report.groups if group.by == by]
        head = element("thead", {}, element("tr", {}, *heads))
        tables.append(element("table", {"class": "groups"}, head, element("tbody", {}, *rows)))
    if not tables:
        return []
    title = element("h3", {"class": "parts-title"}, "Parts of the comments")
    return [title, element("div", {"class": "parts"}, *tables)]


def _draw_group(group: Group) -> Element:
    address = {"part": f"{group.by}: {group.name}", "result": "wrong"}
    link = element(
        "a",
        {"href": "#" + urlencode(address, errors="replace"), "title": "Show its mistakes"},
        group.name,
    )
    interval = element("small", {}, f" {write_interval(group.macro_f1)}")
    return element(
        "tr",
        {},
        element("th", {"scope": "row"}, link),
        element("td", {"class": "number"}, f"{group.n:,}"),
        element("td", {"class": "number"}, write_share(group.n_correct, group.n)),
        element("td", {"class": "number"}, write_measure(group.macro_f1.value), interval),
    )
