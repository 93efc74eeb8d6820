"""Comments and links recovered from the same pages by four tools, in one run.

usage: split_compare.py FOLDER      (FOLDER/*/page.html with gold.json: idx, parent, text a comment)

Needs trafilatura, newspaper4k and beautifulsoup4 besides stance. A gold comment is *found* when a
predicted piece shares at least 0.8 token F1 with it, one to one; *linked* when its parent is right
too. Extractors that give one block of text are scored on its lines, which flatters their recall.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

Piece = tuple[str, int | None]  # text, position of the parent
_SAME = 0.8  # token F1 from which two texts are the same comment


def split_by_stance(path: Path) -> list[Piece]:
    from stance.threads.split import split_file

    comments = [c for result in split_file(path) for c in result.comments]
    places = {comment.id: place for place, comment in enumerate(comments)}
    return [(c.text, places.get(c.reply_to or "")) for c in comments]


def split_by_trafilatura(path: Path) -> list[Piece]:
    from trafilatura import bare_extraction

    found = bare_extraction(path.read_text(encoding="utf-8"), include_comments=True)
    text = (found.comments if found else "") or ""
    return [(line, None) for line in text.split("\n") if line.strip()]


def split_by_newspaper(path: Path) -> list[Piece]:
    from newspaper import Article

    article = Article("https://example.org/", fetch_images=False)  # a saved page is read offline
    article.download(input_html=path.read_text(encoding="utf-8"))
    article.parse()
    return [(line, None) for line in article.text.split("\n") if line.strip()]


def split_by_recipe(path: Path) -> list[Piece]:
    """The recipe that forums pass on: every element of class "comment", nested ones as replies."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    items = soup.select("li.comment, div.comment, article.comment")
    places = {id(item): place for place, item in enumerate(items)}
    pieces: list[Piece] = []
    for item in items:
        body = item.select_one(".comment-content, .comment-body, .comment-text, .comment_text, p")
        parents = (places[id(above)] for above in item.parents if id(above) in places)
        pieces.append((body.get_text(" ") if body else "", next(parents, None)))
    return pieces


TOOLS: dict[str, Callable[[Path], list[Piece]]] = {
    "stance split": split_by_stance,
    "trafilatura (comments on)": split_by_trafilatura,
    "newspaper4k": split_by_newspaper,
    "BeautifulSoup recipe": split_by_recipe,
}


def compare(first: list[str], second: list[str]) -> float:
    common = sum((Counter(first) & Counter(second)).values())
    return 2 * common / (len(first) + len(second)) if first and second else 0.0


def match(gold: list[list[str]], found: list[list[str]]) -> dict[int, int]:
    """Gold position -> found position, the most alike first, one to one."""
    scored = (
        (compare(one, two), -abs(g - f), g, f)
        for g, one in enumerate(gold)
        for f, two in enumerate(found)
        if 0.5 < (len(two) + 1) / (len(one) + 1) < 2
    )
    pairs: dict[int, int] = {}
    for score, _, g, f in sorted(scored, reverse=True):
        if score >= _SAME and g not in pairs and f not in pairs.values():
            pairs[g] = f
    return pairs


def count(page: Path, split: Callable[[Path], list[Piece]]) -> Counter[str]:
    gold = [row for row in json.loads((page / "gold.json").read_text("utf-8")) if row["text"]]
    pieces = split(page / "page.html")
    words = [re.findall(r"\w+", text.lower()) for text, _ in pieces]
    pairs = match([re.findall(r"\w+", row["text"].lower()) for row in gold], words)
    place = {row["idx"]: g for g, row in enumerate(gold)}
    linked = replies = 0
    for g, row in enumerate(gold):
        up = place.get(row["parent"]) if row["parent"] is not None else None
        replies += row["parent"] is not None
        if g in pairs and row["parent"] is not None:
            linked += up in pairs and pieces[pairs[g]][1] == pairs[up]
    return Counter(
        gold=len(gold),
        given=sum(map(bool, words)),
        found=len(pairs),
        replies=replies,
        linked=linked,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    pages = sorted(path.parent for path in parser.parse_args().folder.glob("*/page.html"))
    warnings.simplefilter("ignore")  # the other tools' own
    print(f"{len(pages)} pages")
    print(f"{'tool':26} {'given':>6} {'found':>12} {'replies linked':>15} {'seconds':>8}")
    for name, split in TOOLS.items():
        began = time.perf_counter()
        total: Counter[str] = Counter()
        for page in pages:
            total += count(page, split)
        seconds = time.perf_counter() - began
        found = f"{total['found']}/{total['gold']}"
        linked = f"{total['linked']}/{total['replies']}"
        print(f"{name:26} {total['given']:6} {found:>12} {linked:>15} {seconds:8.1f}")


if __name__ == "__main__":
    main()
