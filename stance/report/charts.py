"""The charts of a report as inline SVG: scores per class, reliability, learning curve."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from stance.report.figures import write_interval, write_measure
from stance.report.markup import element
from stance.report.report import Bin, ClassResult, Point, Report

__all__ = ["draw_charts"]

# Units of the drawing; the page scales it to the width of its column.
_WIDTH, _HEIGHT = 400, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 18, 12, 34


def draw_charts(report: Report) -> list[Element]:
    """A figure for everything the report has numbers for."""
    figures = []
    if report.per_class:
        figures.append(_draw_classes(report.per_class))
    if any(b.n for b in report.reliability):
        figures.append(_draw_reliability(report.reliability))
    if len(report.learning_curve) > 1:
        figures.append(_draw_curve(report.learning_curve))
    return figures


def _x(share: float) -> float:
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)


def _figure(title: str, hint: str, picture: Element) -> Element:
    caption = element("figcaption", {}, element("b", {}, title), element("span", {}, hint))
    return element("figure", {}, caption, picture)


def _picture(label: str, height: float, *children: Element) -> Element:
    box = f"0 0 {_WIDTH} {height:g}"
    return element("svg", {"viewBox": box, "role": "img", "aria-label": label}, *children)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Element:
    return element("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "class": kind})


def _text(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "") -> Element:
    attributes = {"x": x, "y": y, "text-anchor": anchor, "class": kind or None}
    return element("text", attributes, text)


def _draw_classes(results: tuple[ClassResult, ...]) -> Element:
    """F1 of every class as a bar with its interval, precision and recall in words."""
    row = 46
    marks: list[Element] = []
    for i, result in enumerate(results):
        y = i * row
        f1 = result.f1
        words = f"precision {write_measure(result.precision.value)}, " + (
            f"recall {write_measure(result.recall.value)}"
        )
        marks.append(_text(0, y + 14, result.name, kind="strong"))
        marks.append(_text(_WIDTH, y + 14, words, anchor="end"))
        length = 320.0
        marks.append(_line(0, y + 27, length, y + 27, "axis"))
        bar = {"x": 0, "y": y + 21, "width": round(length * (f1.value or 0), 1), "height": 12}
        shape = element("rect", bar | {"rx": 2, "class": f"bar c{i % 8}"})
        shape.append(element("title", {}, f"F1 {write_measure(f1.value)} {write_interval(f1)}"))
        marks.append(shape)
        if f1.low is not None and f1.high is not None:
            low, high = round(length * f1.low, 1), round(length * f1.high, 1)
            marks.append(_line(low, y + 27, high, y + 27, "whisker"))
            marks += [_line(x, y + 23.5, x, y + 30.5, "whisker") for x in (low, high)]
        marks.append(_text(_WIDTH, y + 31, write_measure(f1.value), anchor="end", kind="strong"))
    said = "; ".join(f"{r.name} {write_measure(r.f1.value)}" for r in results)
    picture = _picture(f"F1 by class: {said}", len(results) * row, *marks)
    return _figure("F1 by class", "the whisker is the interval", picture)


def _axes(x_label: str, y_label: str) -> Iterator[Element]:
    """A unit square with marks at the fifths of its height."""
    for fifth in range(6):
        y = _y(fifth / 5)
        yield _line(_LEFT, y, _WIDTH - _RIGHT, y, "axis")
        yield _text(_LEFT - 6, y + 4, f"{20 * fifth}%", anchor="end")
    yield _text(_WIDTH - _RIGHT, _HEIGHT - 4, x_label, anchor="end")
    yield _text(_LEFT + 4, _TOP + 11, y_label)


def _draw_reliability(bins: tuple[Bin, ...]) -> Element:
    """Accuracy over mean confidence; the area of a dot is the number of its comments."""
    marks = list(_axes("confidence of the model", "share it got right"))
    marks += [_text(_x(f / 5), _HEIGHT - 18, f"{20 * f}%", anchor="middle") for f in range(6)]
    marks.append(_line(_x(0), _y(0), _x(1), _y(1), "ideal"))
    largest = max(b.n for b in bins)
    points, dots, said = [], [], []
    for b in bins:
        if b.mean_confidence is None or b.accuracy is None:
            continue
        x, y = _x(b.mean_confidence), _y(b.accuracy)
        points.append(f"{x},{y}")
        said.append(f"{b.mean_confidence:.0%} sure, {b.accuracy:.0%} right of {b.n}")
        radius = round(3 + 7 * (b.n / largest) ** 0.5, 1)
        dot = element("circle", {"cx": x, "cy": y, "r": radius, "class": "dot"})
        dot.append(element("title", {}, said[-1]))
        dots.append(dot)
    marks.append(element("polyline", {"points": " ".join(points), "class": "line"}))
    picture = _picture("Reliability: " + "; ".join(said), _HEIGHT, *marks, *dots)
    hint = "on the dotted line, 70% sure is right 7 times in 10; below it, too sure"
    return _figure("Is it as good as it thinks?", hint, picture)


def _draw_curve(points: tuple[Point, ...]) -> Element:
    """Macro-F1 over the number of comments trained on, with its interval as a band."""
    most = max(p.n for p in points)
    marks = list(_axes("comments trained on", "macro-F1"))
    known = [(p, p.value) for p in points if p.value is not None]
    for p, _ in known:
        marks.append(_text(_x(p.n / most), _HEIGHT - 18, f"{p.n:,}", anchor="middle"))
    banded = [p for p, _ in known if p.low is not None and p.high is not None]
    if len(banded) > 1:
        upper = [f"{_x(p.n / most)},{_y(p.high or 0)}" for p in banded]
        lower = [f"{_x(p.n / most)},{_y(p.low or 0)}" for p in reversed(banded)]
        marks.append(element("polygon", {"points": " ".join(upper + lower), "class": "band"}))
    line = " ".join(f"{_x(p.n / most)},{_y(value)}" for p, value in known)
    marks.append(element("polyline", {"points": line, "class": "line"}))
    for p, value in known:
        place = {"cx": _x(p.n / most), "cy": _y(value), "r": 3.5, "class": "dot"}
        dot = element("circle", place)
        dot.append(element("title", {}, f"{p.n:,} comments: {write_measure(value)}"))
        marks.append(dot)
    said = "; ".join(f"{p.n:,}: {write_measure(value)}" for p, value in known)
    picture = _picture(f"Macro-F1 by comments trained on: {said}", _HEIGHT, *marks)
    return _figure("Would more labels help?", "a curve still rising says yes", picture)
