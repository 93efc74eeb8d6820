"""`report.json`: a `Report` as one JSON document and back; docs/report.schema.json describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stance.errors import InputError, reason_of
from stance.evaluation.typical import find_typical
from stance.model.reasons import Reasons
from stance.report.report import Bin, Case, ClassResult, Confusion, Group, Measure, Point, Report

__all__ = ["as_document", "mistakes", "parse_document", "read_report"]

FORMAT = "stance-report/1"

# Logit shares and probabilities are shown with two decimals; three more keep sums and sorting
# faithful while a report of 10,000 comments stays a third smaller than with full floats.
_DECIMALS = 5

# Where an HTML report keeps its document (stance/report/template/page.html).
_EMBEDDED = re.compile(
    r'<script id="report-data" type="application/json">(.*?)</script>', re.DOTALL
)


def as_document(report: Report) -> dict[str, Any]:
    """The JSON object of `docs/report.schema.json`.

    >>> case = Case(id="1", text="Aye", gold="yes", predicted="no", probabilities=(0.25, 0.75))
    >>> document = as_document(Report(title="T", classes={"yes": "", "no": ""}, cases=(case,)))
    >>> document["confusion"]
    [[0, 1], [0, 0]]
    >>> parse_document(document).cases[0] == case
    True
    """
    return {
        "format": FORMAT,
        "title": report.title,
        "what": report.what,
        "protocol": report.protocol,
        "model": report.model,
        "other": report.other,
        "level": report.level,
        "classes": [{"name": n, "description": d} for n, d in report.classes.items()],
        "n": len(report.cases),
        "n_correct": report.n_correct,
        "confusion": [list(row) for row in report.confusion],
        "measures": [_measure(m) for m in report.measures],
        "references": [_measure(m) for m in report.references],
        **_results(report),
        "warnings": list(report.warnings),
        "confusions": [_confusion(report, c) for c in report.confusions],
        "cases": [_case(case) for case in report.cases],
    }


def _results(report: Report) -> dict[str, Any]:
    """What was measured by class, by confidence, by number of comments trained on, by part."""
    return {
        "per_class": [
            {
                "name": c.name,
                "precision": _measure(c.precision),
                "recall": _measure(c.recall),
                "f1": _measure(c.f1),
            }
            for c in report.per_class
        ],
        "reliability": [
            {"low": b.low, "high": b.high, "n": b.n, "n_correct": b.n_correct}
            | {"confidence": _short(b.confidence)}
            for b in report.reliability
        ],
        "learning_curve": [
            {"n": p.n, "value": _short(p.value), "low": _short(p.low), "high": _short(p.high)}
            for p in report.learning_curve
        ],
        "groups": [
            {"by": g.by, "name": g.name, "n": g.n, "n_correct": g.n_correct}
            | {"macro_f1": _measure(g.macro_f1)}
            for g in report.groups
        ],
    }


def _confusion(report: Report, c: Confusion) -> dict[str, Any]:
    words = report.typical_words(c.gold, c.predicted)
    return {
        "gold": c.gold,
        "predicted": c.predicted,
        "n": c.n,
        "n_gold": c.n_gold,
        "words": [{"word": w.word, "n": w.n, "push": _short(w.push)} for w in words],
    }


def mistakes(report: Report) -> Iterator[dict[str, Any]]:
    """The wrongly classed comments as JSON objects, the most confidently wrong first.

    `wrong_by` is p(predicted) - p(gold); `words` are those that did most for the wrong class,
    each with its push in log-odds, where the report has reasons.
    """
    index = {name: i for i, name in enumerate(report.classes)}

    def excess(case: Case) -> float:
        return case.probabilities[index[case.predicted]] - case.probabilities[index[case.gold]]

    wrong = [case for case in report.cases if not case.correct]
    for case in sorted(wrong, key=excess, reverse=True):
        row = _case(case)
        row["probabilities"] = dict(zip(report.classes, row["probabilities"], strict=True))
        row["wrong_by"] = _short(excess(case))
        row.pop("groups", None)
        if row.pop("reasons", None) is not None and case.reasons is not None:
            found = find_typical(
                [(case.text, case.reasons)], index[case.predicted], index[case.gold]
            )
            row["words"] = [[w.word, _short(w.push)] for w in found]
        yield row


def read_report(path: str | Path) -> Report:
    """The report of a `report.json` or of an HTML report, whose scripts are never run.

    Raises `InputError` where the file cannot be read or is not a report.
    """
    try:
        text = Path(path).read_text("utf-8")
    except OSError as error:
        raise InputError(reason_of(error), where=str(path)) from None
    except UnicodeDecodeError:
        raise InputError("not UTF-8, so not a report", where=str(path)) from None
    embedded = None if text.lstrip().startswith("{") else _EMBEDDED.search(text)
    try:
        return parse_document(json.loads(embedded[1] if embedded else text))
    except (ValueError, RecursionError):
        raise InputError(
            "neither a report.json nor an HTML report",
            where=str(path),
            remedy="make one with `stance evaluate -o report.html`",
        ) from None
    except InputError as error:
        raise InputError(error.what, where=str(path), remedy=error.remedy) from None


def parse_document(document: Any) -> Report:
    """The `Report` a document stands for.

    Raises `InputError` naming the field where one is missing or malformed.
    """
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise InputError(f"not a document of format {FORMAT!r}", remedy="evaluate again")
    try:
        report = Report(
            title=str(document["title"]),
            what=str(document["what"]),
            protocol=str(document["protocol"]),
            model=document["model"],
            other=document["other"],
            level=float(document["level"]),
            classes={str(c["name"]): str(c["description"]) for c in document["classes"]},
            cases=tuple(_parse_case(row) for row in document["cases"]),
            measures=_parse_measures(document["measures"]),
            references=_parse_measures(document["references"]),
            per_class=tuple(
                ClassResult(c["name"], *_parse_measures((c["precision"], c["recall"], c["f1"])))
                for c in document["per_class"]
            ),
            reliability=tuple(Bin(**row) for row in document["reliability"]),
            learning_curve=tuple(Point(**row) for row in document["learning_curve"]),
            groups=tuple(
                Group(**(row | {"macro_f1": Measure(**row["macro_f1"])}))
                for row in document["groups"]
            ),
            warnings=tuple(map(str, document["warnings"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"a malformed report ({error!r})", remedy="evaluate again") from None
    foreign = {n for case in report.cases for n in (case.gold, case.predicted, case.other)}
    foreign -= {*report.classes, None}
    if foreign:
        raise InputError(f"classes without an entry in 'classes': {sorted(map(str, foreign))}")
    for case in report.cases:
        if not _fits(case, len(report.classes), len(report.groups)):
            raise InputError(f"the case {case.id!r} does not fit the classes and groups")
    return report


def _fits(case: Case, n_classes: int, n_groups: int) -> bool:
    """Whether a case has a number for every class, and only groups that there are."""
    numbers = [case.probabilities]
    if (r := case.reasons) is not None:
        numbers += [r.bias, r.rest, *(w for _, w in r.other)]
        numbers += [w for _, _, w in (*r.text, *r.parent, *r.headline)]
    return all(len(row) == n_classes for row in numbers) and all(
        0 <= i < n_groups for i in case.groups
    )


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "value": _short(measure.value),
        "low": _short(measure.low),
        "high": _short(measure.high),
        "of": measure.of,
    }


def _parse_measures(rows: Iterable[Mapping[str, Any]]) -> tuple[Measure, ...]:
    return tuple(Measure(**row) for row in rows)


def _case(case: Case) -> dict[str, Any]:
    """The fields that say something: a report of thousands of comments need not list nulls."""
    row: dict[str, Any] = {
        "id": case.id,
        "text": case.text,
        "gold": case.gold,
        "predicted": case.predicted,
        "probabilities": [round(p, _DECIMALS) for p in case.probabilities],
    }
    for name in (
        "conversation_id",
        "reply_to",
        "parent_text",
        "headline",
        "speaker",
        "origin",
        "secondary",
        "moderation",
        "note",
        "other",
    ):
        if (value := getattr(case, name)) is not None:
            row[name] = value
    if case.coders:
        row["coders"] = dict(case.coders)
    if case.groups:
        row["groups"] = list(case.groups)
    if case.reasons is not None:
        row["reasons"] = _reasons(case.reasons)
    return row


def _reasons(reasons: Reasons) -> dict[str, Any]:
    row: dict[str, Any] = {
        "bias": [round(w, _DECIMALS) for w in reasons.bias],
        "rest": [round(w, _DECIMALS) for w in reasons.rest],
    }
    for place in ("text", "parent", "headline"):
        if spans := getattr(reasons, place):
            row[place] = [[a, b, *(round(w, _DECIMALS) for w in ws)] for a, b, ws in spans]
    if reasons.other:
        row["other"] = [[name, *(round(w, _DECIMALS) for w in ws)] for name, ws in reasons.other]
    return row


def _parse_case(row: Mapping[str, Any]) -> Case:
    values = dict(row)
    values["probabilities"] = tuple(map(float, values["probabilities"]))
    values["groups"] = tuple(map(int, values.get("groups", ())))
    if (reasons := values.get("reasons")) is not None:
        values["reasons"] = Reasons(
            **{
                place: tuple((int(a), int(b), tuple(ws)) for a, b, *ws in reasons.get(place, ()))
                for place in ("text", "parent", "headline")
            },
            other=tuple((str(name), tuple(ws)) for name, *ws in reasons.get("other", ())),
            bias=tuple(map(float, reasons["bias"])),
            rest=tuple(map(float, reasons["rest"])),
        )
    return Case(**values)
