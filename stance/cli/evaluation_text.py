"""An evaluation for the terminal: 80 columns, worth reading by itself."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stance.cli.counts import write_count
from stance.cli.table import format_estimate, format_table, shorten
from stance.evaluation.metrics import MEASURES
from stance.evaluation.typical import find_typical
from stance.report.figures import write_share

if TYPE_CHECKING:
    from stance.bootstrap import Estimate
    from stance.evaluation.comparison import Change, Comparison
    from stance.evaluation.evaluation import Evaluation
    from stance.evaluation.prediction import Prediction

__all__ = ["write_comparison", "write_evaluation"]

_WIDTH = 80
_CONFUSIONS = 6
_MISTAKES = 5


def write_evaluation(evaluation: Evaluation, *, n_mistakes: int = _MISTAKES) -> str:
    """The measures, the confusions and the worst mistakes as text of at most 80 columns."""
    parts = [
        _write_head(evaluation),
        *(_wrap(f"Warning: {warning}") for warning in evaluation.warnings),
        _write_measures(evaluation),
        _write_warning(evaluation),
        _write_classes(evaluation),
        _write_confusion(evaluation),
        _write_worst_confusions(evaluation),
        _write_slices(evaluation),
        _write_curve(evaluation),
        _write_ablations(evaluation),
        _write_mistakes(evaluation, n_mistakes),
    ]
    return "\n\n".join(part for part in parts if part)


def write_comparison(comparison: Comparison, *, n_changes: int = _MISTAKES) -> str:
    """Two models side by side, the tests, and the first changes for better and for worse."""
    c, (first, second) = comparison, comparison.names
    names = [shorten(first, 22), shorten(second, 22)]
    rows = [
        [name, _digits(getattr(c.first, field)), _digits(getattr(c.second, field))]
        for name, field in MEASURES.items()
    ]
    one = write_share(len(c.better), c.first.n)
    two = write_share(len(c.worse), c.first.n)
    lines = [
        "\n".join([f"Compared on the same {c.first.n:,} comments", *_tell_seen(c)]),
        format_table(rows, header=["", *names]),
        "\n".join(
            [
                f"  difference in macro-F1  {_signed(c.macro_f1)}  {_write_p(c.macro_f1_p)}",
                f"  difference in accuracy  {_signed(c.accuracy)}  {_write_p(c.mcnemar_p)}",
                f"  right only with the first {len(c.better):,} ({one}), only with the second "
                f"{len(c.worse):,} ({two}),",
                f"  both right {c.n_both_right:,}, both wrong {c.n_both_wrong:,}",
                "  p: paired bootstrap over threads (macro-F1), exact McNemar test (accuracy)",
            ]
        ),
        _write_changes("Better with the first", c.better, n_changes),
        _write_changes("Worse with the first", c.worse, n_changes),
    ]
    return "\n\n".join(part for part in lines if part)


def _tell_seen(c: Comparison) -> list[str]:
    """What each model was trained on of the comments they are compared on, where it was any."""
    return [
        _wrap(f"Warning: the {name} was trained on {n:,} of them, which flatters it.")
        for name, n in zip(("first", "second"), c.n_seen, strict=True)
        if n
    ]


def _wrap(text: str) -> str:
    return "\n".join(textwrap.wrap(text, _WIDTH, subsequent_indent="  "))


def _write_head(e: Evaluation) -> str:
    m = e.measures
    way = f"cross-validated in {e.n_folds} folds" if e.n_folds else "of a given file"
    title = f"{e.what.capitalize()}: {write_count(m.n, 'comment')} in "
    title += f"{write_count(m.n_threads, 'thread')}, {way}"
    lines = [title]
    if e.model:
        lines += textwrap.wrap(f"Model: {e.model}", _WIDTH, subsequent_indent="  ")
    lines.append("Intervals: 95%, bootstrap over threads. No thread is split between folds.")
    if not e.n_folds:
        lines[-1] = "Intervals: 95%, bootstrap over threads."
        if e.n_seen is None:
            lines.append("The model does not say what it was trained on: perhaps on these.")
        elif not e.n_seen:
            lines.append("None of these texts is among those the model was trained on.")
    return "\n".join([*lines, f"Fitting, predicting and explaining took {e.seconds:,.1f} s."])


def _write_measures(e: Evaluation) -> str:
    coders = {"macro_f1": e.ceiling.macro_f1, "accuracy": e.ceiling.accuracy} if e.ceiling else {}
    header = ["", "model", "95% interval", "majority", "shares"]
    rows = []
    for name, field in MEASURES.items():
        row = [name, *_split(getattr(e.measures, field))]
        # The majority baseline is certain and its log loss means nothing; the shares beat it there.
        row.append(_digits(getattr(e.majority, field)) if field in _OF_CLASSES else "")
        # The shares of these very comments are calibrated by construction: no baseline there.
        row.append(_digits(getattr(e.prior, field)) if field != "calibration_error" else "")
        if e.ceiling:
            row.append(_digits(coders[field]) if field in coders else "")
        rows.append(row)
    if e.ceiling:
        header.append("coders")
    note = "  majority: always the most frequent class; shares: as often as in training"
    if e.ceiling:
        a, b = e.ceiling.coders
        note += f"\n  coders: {b} against {a} on {e.ceiling.n:,} of the comments, "
        note += f"kappa {_digits(e.ceiling.kappa)}"
    return format_table(rows, header=header) + "\n" + note


_OF_CLASSES = ("macro_f1", "accuracy", "balanced_accuracy")


def _write_warning(e: Evaluation) -> str:
    split = e.random_split
    if split is None or split.value is None:
        return ""
    text = f"Warning, not a result: folds that split threads would say {_digits(split)}"
    if e.measures.macro_f1.value is not None:
        text += f" ({split.value - e.measures.macro_f1.value:+.3f})."
    return text


def _write_classes(e: Evaluation) -> str:
    rows = [
        [shorten(c.name, 16), *map(_narrow, (c.precision, c.recall, c.f1)), f"{c.support:,}"]
        for c in e.measures.per_class
    ]
    return format_table(rows, header=["class", "precision", "recall", "F1", "n"])


def _write_confusion(e: Evaluation) -> str:
    rows, first = [], max(len(shorten(name, 16)) for name in e.names)
    # What the first column, "all" and "found" leave, two blanks before every class.
    room = max(5, (_WIDTH - 2 - first - 14) // len(e.names) - 2)
    for i, (name, counts) in enumerate(zip(e.names, e.measures.confusion, strict=True)):
        cells = [f"{n:,}" if n else "·" for n in counts]
        found = write_share(counts[i], sum(counts))
        rows.append([shorten(name, 16), *cells, f"{sum(counts):,}", found])
    header = ["", *(shorten(name, room) for name in e.names), "all", "found"]
    return "Confusion: rows are the coders' labels, columns the model's\n" + format_table(
        rows, header=header
    )


def _write_worst_confusions(e: Evaluation) -> str:
    counts = e.measures.confusion
    pairs = [
        (counts[i][k], gold, said, sum(counts[i]))
        for i, gold in enumerate(e.names)
        for k, said in enumerate(e.names)
        if i != k and counts[i][k]
    ]
    pairs.sort(key=lambda pair: -pair[0])
    if not pairs:
        return ""
    rows = [
        [
            f"{shorten(gold, 20)} taken for {shorten(said, 20)}",
            f"{n:,}",
            f"{write_share(n, total)} of the former",
        ]
        for n, gold, said, total in pairs[:_CONFUSIONS]
    ]
    lines = ["Most frequent confusions, and the words that did most for the wrong class"]
    for line, (_, gold, said, _) in zip(format_table(rows).splitlines(), pairs, strict=False):
        lines.append(line)
        if words := _list_typical(e, gold, said):
            lines.append(f"    {shorten(words, _WIDTH - 4)}")
    if not any(p.reasons for p in e.predictions):
        lines[0] = "Most frequent confusions"
    return "\n".join(lines)


def _list_typical(e: Evaluation, gold: str, said: str) -> str:
    """The typical words of a confusion, with in how many of its comments each stands."""
    cell = [p for p in e.predictions if (p.gold, p.predicted) == (gold, said)]
    explained = [(p.label.text, p.reasons) for p in cell if p.reasons is not None]
    found = find_typical(explained, e.names.index(said), e.names.index(gold), most=9)
    words = ""
    for w in found:
        more = f"{', ' if words else ''}{w.word} {w.n:,}×"
        words += more if len(words + more) <= _WIDTH - 4 else ""
    return words


def _write_slices(e: Evaluation) -> str:
    rows, last = [], ""
    for s in e.slices:
        by = s.by if s.by != last else ""
        last = s.by
        rows.append([by, s.name, f"{s.n:,}", write_share(s.n_correct, s.n), _narrow(s.macro_f1)])
    header = ["by", "", "n", "right", "macro-F1"]
    return format_table(rows, header=header, left=2) if rows else ""


def _write_curve(e: Evaluation) -> str:
    if not e.learning_curve:
        return ""
    rows = []
    for point in e.learning_curve:
        bar = "#" * round(40 * (point.macro_f1.value or 0))
        rows.append([f"{point.n:,}", format_estimate(point.macro_f1), bar])
    # Bars stand to the left, numbers to the right: the last column is padded by hand.
    widest = max(len(row[2]) for row in rows)
    table = format_table([[a, b, bar.ljust(widest)] for a, b, bar in rows], left=0)
    return f"Learning curve: comments trained on, macro-F1\n{table}"


def _write_ablations(e: Evaluation) -> str:
    if not e.ablations:
        return ""
    rows = [
        [a.without, _digits(a.macro_f1), _signed(a.difference)]
        for a in sorted(e.ablations, key=lambda a: a.difference.value or 0)
    ]
    return "What each part is worth: macro-F1 without it, and the difference\n" + format_table(rows)


def _write_mistakes(e: Evaluation, n: int) -> str:
    if not e.mistakes or n < 1:
        return ""
    total = len(e.mistakes)
    shown = min(n, total)
    head = f"The {f'{shown:,} ' if shown > 1 else ''}worst of {write_count(total, 'mistake')}"
    return "\n".join([head, *(_write_mistake(p, e.names) for p in e.mistakes[:n])])


def _write_mistake(p: Prediction, names: Sequence[str]) -> str:
    chance = dict(zip(names, p.probabilities, strict=True))
    said = f"{p.predicted} {chance[p.predicted]:.2f}, {p.gold} {chance[p.gold]:.2f}"
    head = f"  {p.id}: label {p.gold}; model {said}"
    lines = [head, f"    {' '.join(p.label.text.split())}"]
    if p.reasons is not None:
        explained = [(p.label.text, p.reasons)]
        found = find_typical(explained, names.index(p.predicted), names.index(p.gold), most=5)
        words = ", ".join(f"{w.word} {w.push:+.2f}" for w in found)
        lines += [f"    for {p.predicted}: {words}"] if words else []
    return "\n".join(shorten(line, _WIDTH) for line in lines)


def _write_changes(title: str, changes: Sequence[Change], n: int) -> str:
    if not changes or n < 1:
        return ""
    lines = [f"{title}: {len(changes):,}"]
    for change in changes[:n]:
        p, q = change.first, change.second
        head = f"  {p.id}: label {p.gold}; first {p.predicted}, second {q.predicted}"
        lines += [shorten(head, _WIDTH), f"    {shorten(' '.join(p.label.text.split()), 76)}"]
    return "\n".join(lines)


def _digits(estimate: Estimate) -> str:
    return "n/a" if estimate.value is None else f"{estimate.value:.3f}"


def _split(estimate: Estimate) -> tuple[str, str]:
    if estimate.low is None or estimate.high is None:
        return _digits(estimate), ""
    return _digits(estimate), f"{estimate.low:.3f}–{estimate.high:.3f}"


def _narrow(estimate: Estimate) -> str:
    value, interval = _split(estimate)
    return f"{value} {interval}" if interval else value


def _signed(estimate: Estimate) -> str:
    if estimate.value is None:
        return "n/a"
    text = f"{estimate.value:+.3f}"
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} [{estimate.low:+.3f}, {estimate.high:+.3f}]"


def _write_p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
