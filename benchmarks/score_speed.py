"""How fast `stance score` is, beside scikit-learn and (where it is installed) fastText.

usage: score_speed.py [--fasttext PYTHON] [--predict BINARY] [--comments N]

PYTHON is an interpreter that can import fasttext, BINARY fastText's own command line (built of the
same release; without it a script that reads, predicts and writes stands in). Everything is measured
in one run on this machine, on the comments of the shipped set, and printed as ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stance.labels.labelled import read_labelled_set
from stance.model.bundle import load_bundle
from stance.shipped import find_model

WITHOUT_NATIVE = (
    "import sys; sys.modules['stance.model._native'] = None; sys.argv[0] = 'stance'; "
    "from stance.cli.main import main; main()"
)
PLAIN = "import sys; sys.argv[0] = 'stance'; from stance.cli.main import main; main()"
SKLEARN = (
    "import sys, json, joblib; model = joblib.load(sys.argv[1]); "
    "print(model.predict_proba([json.loads(l)['text'] for l in open(sys.argv[2])]))"
)
FASTTEXT = """
import sys, time, fasttext
fasttext.FastText.eprint = lambda *a: None
train, texts, dim, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
model = fasttext.train_supervised(
    train, dim=dim, epoch=5, minn=2, maxn=5, wordNgrams=2, bucket=200000, verbose=0, thread=2
)
model.save_model(out)
lines = open(texts, encoding="utf-8").read().split("\\n")
best = 1e9
for _ in range(5):
    start = time.perf_counter()
    for line in lines:
        model.f.predict(line, 1, 0.0, "strict")
    best = min(best, time.perf_counter() - start)
print(len(lines) / best)
"""
PREDICT = """
import sys, fasttext
fasttext.FastText.eprint = lambda *a: None
model = fasttext.load_model(sys.argv[1])
for line in open(sys.argv[2], encoding="utf-8"):
    print(model.f.predict(line, 1, 0.0, "strict")[0][1])
"""


def whole_process(command: list[str], runs: int = 15, output: str = os.devnull) -> float:
    """Median seconds of a whole process that writes to `output`."""
    times = []
    for _ in range(runs):
        with Path(output).open("wb") as stream:
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=stream)
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def per_second(work: Callable[[], object], n: int, runs: int = 7) -> float:
    """Comments a second, the best of several runs (others share the machine)."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return n / best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fasttext", default="", metavar="PYTHON")
    parser.add_argument("--predict", default="", metavar="BINARY")
    parser.add_argument("--comments", type=int, default=200_000)
    options = parser.parse_args()
    labels = read_labelled_set(None).labels
    texts = [" ".join(label.text.split()) for label in labels]
    model = find_model()
    size = sum(file.stat().st_size for file in model.iterdir())
    scorer = load_bundle(model)
    letters = sum(map(len, texts)) / len(texts)
    print(
        f"model {size:,} bytes, {scorer.firsts[-1]:,} features, native: {scorer.native}; "
        f"{len(texts):,} comments of {letters:.0f} characters on average"
    )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        pipeline = fit_pipeline(texts, [label.stance for label in labels])
        compare_starts(place, texts, pipeline)
        native = compare_bulk(texts, pipeline)
        if options.fasttext:
            compare_fasttext(place, options.fasttext, texts, labels, native)
        time_files(place, texts, options)


def fit_pipeline(texts: list[str], stances: list[str]) -> object:
    """scikit-learn's documented recipe: words and characters of words, TF-IDF, regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    pipeline = make_pipeline(make_union(words, chars), LogisticRegression(tol=0.1, max_iter=30))
    return pipeline.fit(texts[:2000], stances[:2000])


def compare_starts(place: Path, texts: list[str], pipeline: object) -> None:
    import joblib

    rows, dump = place / "30.jsonl", place / "pipeline.joblib"
    rows.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts[:30]))
    joblib.dump(pipeline, dump)
    python = sys.executable
    nothing = whole_process([python, "-c", "pass"])
    native = whole_process([python, "-c", PLAIN, "score", str(rows)])
    script = Path(python).parent / "stance"
    command = whole_process([str(script), "score", str(rows)]) if script.exists() else None
    pure = whole_process([python, "-c", WITHOUT_NATIVE, "score", str(rows)])
    sklearn = whole_process([python, "-c", SKLEARN, str(dump), str(rows)], runs=5)
    print(f"\n30 comments, whole process: `python -c pass` {1e3 * nothing:.0f} ms")
    measured = {"native": native, "`stance`": command, "pure Python": pure, "scikit-learn": sklearn}
    for name, seconds in measured.items():
        if seconds is None:
            continue
        print(
            f"  {name:<13} {1e3 * seconds:6.0f} ms  {seconds / nothing:6.1f} × nothing  "
            f"{sklearn / seconds:6.1f} × faster than scikit-learn"
        )


def compare_bulk(texts: list[str], pipeline: object) -> float:
    scorer = load_bundle(find_model())
    some = texts[:600]
    scorer.score_columns(texts)
    native = per_second(lambda: scorer.score_columns(texts), len(texts))
    halves = [texts, texts]
    with ThreadPoolExecutor(2) as pool:
        two = per_second(lambda: list(pool.map(scorer.score_columns, halves)), 2 * len(texts))
    python = load_bundle(find_model(), native=False)
    pure = per_second(lambda: python.score_columns(some), len(some), runs=2)
    sklearn = per_second(lambda: pipeline.predict_proba(some), len(some), runs=3)  # type: ignore[attr-defined]
    print("\nbulk, in memory, one core")
    print(f"  native        {native:10,.0f} comments/s  {native / sklearn:6.1f} × scikit-learn")
    print(f"  on two cores  {two:10,.0f} comments/s  {two / native:6.2f} × one core")
    print(f"  pure Python   {pure:10,.0f} comments/s  {pure / sklearn:6.1f} × scikit-learn")
    print(f"  scikit-learn  {sklearn:10,.0f} comments/s")
    return native


def compare_fasttext(
    place: Path, python: str, texts: list[str], labels: object, native: float
) -> None:
    train, lines = place / "train.txt", place / "lines.txt"
    pairs = zip(labels, texts, strict=True)  # type: ignore[call-overload]
    train.write_text("".join(f"__label__{label.stance} {text}\n" for label, text in pairs))
    lines.write_text("\n".join(texts))
    for dim in (16, 100):
        model = place / f"{dim}.bin"
        command = [python, "-c", FASTTEXT, str(train), str(lines), str(dim), str(model)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        speed = float(done.stdout.split()[-1])
        print(
            f"  fastText {dim:<4} {speed:10,.0f} comments/s  native {native / speed:6.2f} × as fast"
        )


def time_files(place: Path, texts: list[str], options: argparse.Namespace) -> None:
    comments = options.comments
    rows, lines, out = place / "many.jsonl", place / "many.txt", place / "scores.jsonl"
    with rows.open("w") as stream, lines.open("w") as plain:
        for i in range(comments):
            stream.write(json.dumps({"id": str(i), "text": texts[i % len(texts)]}) + "\n")
            plain.write(texts[i % len(texts)] + "\n")
    print(f"\n{comments:,} comments, file to file (fastText writes labels, `stance` whole rows)")
    print(f"  {os.cpu_count()} cores: `stance score` takes part of them by itself, fastText one")
    others = {}
    for dim in (16, 100) if options.fasttext else ():
        words = [str(place / f"{dim}.bin"), str(lines)]
        if options.predict:
            command = [options.predict, "predict", *words]
        else:
            command = [options.fasttext, "-c", PREDICT, *words]
        others[dim] = whole_process(command, runs=3, output=str(place / "labels"))
        name = f"fastText {dim}"
        print(f"  {name:<24} {others[dim]:6.1f} s  {comments / others[dim]:10,.0f} comments/s")
    first = None
    text = [str(lines), "--from", "lines"]  # the same file as fastText's
    bare, one = ["--reasons", "0"], ["--jobs", "1"]
    for name, words in (
        ("text, one thread", [*text, *bare, *one]),
        ("text", [*text, *bare]),
        ("JSON Lines, one thread", [str(rows), *bare, *one]),
        ("JSON Lines", [str(rows), *bare]),
        ("JSON Lines, 3 reasons", [str(rows)]),
    ):
        command = [sys.executable, "-c", PLAIN, "score", *words, "-o", str(out), "-q"]
        seconds = whole_process(command, runs=3)
        first = first or seconds
        ratios = [f"{seconds / other:.2f} of fastText {dim}" for dim, other in others.items()]
        ratios.append(f"{first / seconds:.2f} × the first")
        print(
            f"  {name:<24} {seconds:6.1f} s  {comments / seconds:10,.0f} comments/s  "
            + ", ".join(ratios)
        )


if __name__ == "__main__":
    main()
