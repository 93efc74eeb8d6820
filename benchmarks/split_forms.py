"""How much of saved pages comes back, form by form: the page itself and its text dumps.

usage: python benchmarks/split_forms.py FOLDER [--in-a-row]

FOLDER holds one folder a page: gold.json (a list of {idx, parent, text}) and the page in several
forms (*.html, *.txt). A gold comment counts for a form only if 0.95 of its words stand anywhere in
it, or with --in-a-row only if all of them stand there one after the other: the first also counts
comments that a dump lost but whose words it uses elsewhere, the second leaves out pages that lost
most. A form of a page counts only if it holds half of the comments or more. A comment is found when
at least 0.8 of its words and the gold's agree (token F1), linked when its parent is right too.
Printed are F1 over all comments of a form, and last the worst and the mean of the linked F1.
"""

from __future__ import annotations

import collections
import json
import re
import sys
from pathlib import Path
from typing import Any

from stance.records import Comment
from stance.threads.split import split_file

AGREE = 0.8  # token F1; a header left in a long comment is forgiven, a wrong cut is not


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def agreement(a: list[str], b: list[str]) -> float:
    common = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if common else 0.0


def pair(gold: list[dict[str, Any]], comments: list[Comment]) -> dict[int, Comment]:
    """The comment found for each gold index, each comment once, the best agreement first."""
    said = [(comment, words_of(comment.text)) for comment in comments]
    pairs = sorted(
        (
            (-agreement(words_of(g["text"]), words), abs(i - n), g["idx"], n)
            for i, g in enumerate(gold)
            for n, (_, words) in enumerate(said)
        ),
    )
    found: dict[int, Comment] = {}
    taken: set[int] = set()
    for minus, _, idx, n in pairs:
        if -minus >= AGREE and idx not in found and n not in taken:
            found[idx] = comments[n]
            taken.add(n)
    return found


def holds(text: list[str], words: list[str], *, in_a_row: bool) -> bool:
    """Whether a form holds a comment's words."""
    if in_a_row:
        return f" {' '.join(words)} " in f" {' '.join(text)} "
    there = set(text)
    return sum(word in there for word in words) >= 0.95 * len(words)


def count(
    gold: list[dict[str, Any]], form: Path, *, in_a_row: bool
) -> tuple[int, int, int, int] | None:
    """(gold comments in the form, comments given, found, linked); None for a form without them."""
    text = words_of(form.read_text(encoding="utf-8", errors="replace"))
    here = [g for g in gold if g["text"]]
    if form.suffix != ".html":
        here = [g for g in here if holds(text, words_of(g["text"]), in_a_row=in_a_row)]
    if 2 * len(here) < len(gold):
        return None
    comments = [c for page in split_file(form) for c in page.comments if c.text]
    found = pair(here, comments)
    of_id = {comment.id: idx for idx, comment in found.items()}
    seen = {g["idx"] for g in here}
    linked = 0
    for g in here:
        if g["idx"] in found:
            up = found[g["idx"]].reply_to
            lost = g["parent"] is not None and g["parent"] not in seen
            linked += (
                up is not None
                if lost
                else of_id.get(up or "") == g["parent"] and ((up is None) == (g["parent"] is None))
            )
    return len(here), len(comments), len(found), linked


def main() -> None:
    sums: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0, 0])
    for file in sorted(Path(sys.argv[1]).glob("*/gold.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        for form in sorted([*file.parent.glob("*.html"), *file.parent.glob("*.txt")]):
            counts = count(gold, form, in_a_row="--in-a-row" in sys.argv)
            if counts is not None:
                sums[form.name] = [a + b for a, b in zip(sums[form.name], counts, strict=True)]
    scores = []
    print(f"{'form':22} {'gold':>5} {'given':>6} {'found F1':>9} {'linked F1':>10}")
    for form_name, (n, given, found, linked) in sorted(sums.items()):
        scores.append(2 * linked / (n + given))
        print(f"{form_name:22} {n:5} {given:6} {2 * found / (n + given):9.3f} {scores[-1]:10.3f}")
    print(f"linked F1: worst {min(scores):.3f}, mean {sum(scores) / len(scores):.3f}")


if __name__ == "__main__":
    main()
