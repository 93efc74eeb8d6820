"""Are the confidences of links true? Reliability on pages whose trees are known.

usage: python benchmarks/split_links.py FOLDER...

A FOLDER holds one folder a page: gold.json (a list of {idx, parent, text}) and the page in several
forms (*.html, *.txt). Printed are two tables, one row per kind of evidence: how many links, their
confidence, and the share that is right, with its Wilson interval (95%). The first table is of the
pages as they are; the second of the same comments with their tree taken away, so that only names,
quotations and dates are left to go by.
"""

from __future__ import annotations

import collections
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

from stance.records import Comment
from stance.threads.links import link_by_evidence
from stance.threads.node import Node
from stance.threads.order import link_by_order
from stance.threads.split import split_file

Row = tuple[str, float, bool]  # evidence, confidence, right
Gold = list[dict[str, Any]]


def words_of(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower()))


def match(gold: Gold, comments: list[Comment]) -> dict[int, int]:
    """Index of the gold comment for every found comment of the same words, said once only."""
    times = collections.Counter(words_of(g["text"]) for g in gold)
    by_words = {w: g["idx"] for g in gold if times[w := words_of(g["text"])] == 1}
    words = [words_of(comment.text) for comment in comments]
    return {n: by_words[w] for n, w in enumerate(words) if w and w in by_words}


def judge_page(gold: Gold, comments: list[Comment]) -> list[Row]:
    """Every link between two comments that the gold tree knows."""
    pairs, at = match(gold, comments), {c.id: n for n, c in enumerate(comments)}
    parents = {g["idx"]: g["parent"] for g in gold}
    rows = []
    for n, comment in enumerate(comments):
        up = at.get(comment.reply_to or "", -1)
        if comment.link is not None and n in pairs and up in pairs:
            right = parents[pairs[n]] == pairs[up]
            rows.append(("+".join(comment.link.evidence), comment.link.confidence, right))
    return rows


def judge_flattened(gold: Gold, comments: list[Comment]) -> list[Row]:
    """The links found when the tree is taken away; only on pages that have a tree."""
    if not any(comment.reply_to for comment in comments):
        return []
    kept = [comment for comment in comments if comment.text]
    pairs, parents = match(gold, kept), {g["idx"]: g["parent"] for g in gold}
    bare = [Node(text=c.text, speaker=c.speaker, timestamp=c.timestamp) for c in kept]
    nodes = link_by_order(link_by_evidence(bare))
    rows = []
    for n, node in enumerate(nodes):
        if node.parent is not None and n in pairs and node.parent in pairs:
            right = parents[pairs[n]] == pairs[node.parent]
            rows.append(("+".join(node.evidence), node.confidence, right))
    return rows


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927)."""
    z, share = 1.96, right / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def print_table(title: str, rows: list[Row]) -> None:
    print(f"{title}: {len(rows)} links")
    groups = collections.defaultdict(list)
    for evidence, confidence, right in rows:
        groups[evidence, round(confidence, 2)].append(right)
    for (evidence, confidence), rights in sorted(groups.items()):
        n, right = len(rights), sum(rights)
        low, high = wilson(right, n)
        share = f"right {right / n:.3f} [{low:.3f}, {high:.3f}]"
        print(f"  {evidence:20} n {n:5}  confidence {confidence:.2f}  {share}")
    if rows:
        error = sum((c - r) ** 2 for _, c, r in rows) / len(rows)
        print(f"  Brier score {error:.4f}")


def main(folders: list[Path]) -> None:
    shown: list[Row] = []
    flattened: list[Row] = []
    pages = [page for folder in folders for page in sorted(folder.iterdir())]
    for page in (page for page in pages if (page / "gold.json").exists()):
        gold = [g for g in json.loads((page / "gold.json").read_text("utf-8")) if g["text"]]
        for form in sorted([*page.glob("*.txt"), *page.glob("*.html")]):
            comments = [c for result in split_file(form) for c in result.comments]
            shown += judge_page(gold, comments)
            flattened += judge_flattened(gold, comments)
    print_table("pages as they are", shown)
    print_table("the same comments without their tree", flattened)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(name) for name in sys.argv[1:]])
