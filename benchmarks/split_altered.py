"""How well saved pages come back that have lost what tells their comments, and what is made up.

usage: python benchmarks/split_altered.py FOLDER [--pages N]

FOLDER holds one folder a page: page.html and gold.json (a list of {idx, parent, text}). Every page
is altered in one way at a time, which stands for themes that nobody has seen:

    heading   without the heading of its comments
    words     with a heading that has none of the usual words
    buttons   without the comments' buttons and the reply form
    dates     without the comments' dates
    names     with other class names and ids, no data attributes
    none      without the comments themselves: whatever is found then is false

Each is split as HTML and as the text that inscriptis makes of it (Python 3.11: pip install lxml
inscriptis). A page counts for an alteration if it had what is taken away, and if all its comments
could be told in its markup. Printed are F1 of comments found and of comments found with the right
parent, unaltered and altered, and for `none` the pages that gave comments, and how many.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import inscriptis
import lxml.html
from split_forms import count, words_of

from stance.threads.split import split_file

Element = Any  # lxml has no types
_HEADING_TAGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LONGEST_HEADING = 120  # characters
_ABOVE = 25  # elements above the first comment among which its heading stands
_HEADING = "What else was said"
_BUTTON = re.compile(
    r"[\W\d]*(?:reply|répondre|antworten|responder|rispondi|svara?|odpowiedz|ответить|yanıtla"
    r"|quote|zitieren|permalink|link|edit)\W*",
    re.I,
)
_MONTH = (
    r"(?:jan|feb|m[aä]r|apr|ma[iyj]|jun|jul|aug|ago|sep|set|o[ck]t|out|nov|de[cz]|ene|gen|fév|avr)"
    r"[^\W\d_]*\.?"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d\d-\d\d"
    rf"|{_MONTH} \d{{1,2}}\w*,? ?\d{{4}}"
    rf"|\d{{1,2}}\.?(?:st|nd|rd|th)?(?: de)? {_MONTH},?(?: de)? \d{{4}})"
    r"(?:[ ,]*(?:at|@|um|à|às|a las|alle|-|—|,|\|)?[ ,]*\d{1,2}[:.h]\d\d(?: ?[ap]\.?m\.?)?)?",
    re.I,
)


class Saved:
    """A page's tree, the elements of its comments' texts, and the element around them all."""

    def __init__(self, source: str, gold: list[dict[str, Any]]) -> None:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        self.tree = lxml.html.document_fromstring(source.encode(), parser=parser)
        self.bodies = self._find_bodies([words_of(g["text"]) for g in gold if g["text"]])
        self.around = self._find_around() if len(self.bodies) > 2 else None
        self.inside = {e for body in self.bodies for e in body.iter()}

    def _find_bodies(self, texts: list[list[str]]) -> list[Element]:
        """The innermost element of each text, in the page's order; [] where one is missing."""
        elements = [e for e in self.tree.body.iter() if isinstance(e.tag, str)]
        said = [words_of(e.text_content()) for e in elements]
        bodies, start = [], 0
        for words in texts:
            fits = (
                at
                for at in range(start, len(elements))
                if said[at][: len(words)] == words and len(said[at]) <= 1.15 * len(words) + 5
            )
            at = next(fits, None)
            if at is None:
                return []
            while at + 1 < len(elements) and said[at + 1][: len(words)] == words:
                at += 1
            bodies.append(elements[at])
            start = at
        return bodies

    def _find_around(self) -> Element:
        chains = [[*body.iterancestors()] for body in self.bodies]
        shared = set(chains[0]).intersection(*chains[1:])
        return next(e for e in chains[0] if e in shared)

    def between(self) -> list[Element]:
        """The elements around the comments' texts: names, dates, buttons."""
        return [e for e in self.around.iter() if isinstance(e.tag, str) and e not in self.inside]

    def heading(self) -> Element | None:
        first = self.bodies[0]
        while first.getparent() is not None and first.getparent() is not self.around:
            first = first.getparent()
        order = [e for e in self.tree.body.iter() if isinstance(e.tag, str)]
        at = order.index(first)
        for e in reversed(order[max(0, at - _ABOVE) : at]):
            text = " ".join(e.text_content().split())
            counts = re.match(r"\W*\d+ \w+", text) is not None
            if text and len(text) < _LONGEST_HEADING and (e.tag in _HEADING_TAGS or counts):
                return e
        return None


def drop(element: Element) -> None:
    element.drop_tree()  # keeps the text behind it


def drop_heading(page: Saved) -> bool:
    heading = page.heading()
    if heading is None:
        return False
    drop(heading)
    return True


def reword_heading(page: Saved) -> bool:
    heading = page.heading()
    if heading is None:
        return False
    behind = heading.tail
    heading.clear()
    heading.text, heading.tail = _HEADING, behind
    return True


def drop_buttons(page: Saved) -> bool:
    buttons = [
        e
        for e in page.between()
        if e.tag in {"a", "button", "span", "div", "p"}
        and _BUTTON.fullmatch(" ".join(e.text_content().split()))
        and page.inside.isdisjoint(e.iter())
    ]
    forms = [form for form in page.tree.iter("form") if form.find(".//textarea") is not None]
    for element in (*buttons, *forms):
        if element.getparent() is not None:
            drop(element)
    return bool(buttons or forms)


def drop_dates(page: Saved) -> bool:
    dropped = 0
    for e in page.between():
        for holder, place in [(e, "text"), *((child, "tail") for child in e)]:
            text = getattr(holder, place) or ""
            without = _DATE.sub("", text)
            if without != text:
                setattr(holder, place, without)
                dropped += 1
    return dropped >= 0.7 * len(page.bodies)


def rename(page: Saved) -> bool:
    def other(name: str) -> str:
        digits = "".join(re.findall(r"\d+", name))
        return "x" + hashlib.sha256(re.sub(r"\d+", "", name).encode()).hexdigest()[:5] + digits

    for e in page.tree.iter():
        if not isinstance(e.tag, str):
            continue
        for attribute in [a for a in e.attrib if a.startswith(("data-", "item", "aria-", "rel"))]:
            del e.attrib[attribute]
        for attribute in {"class", "id"} & set(e.attrib):
            e.set(attribute, " ".join(map(other, e.get(attribute).split())))
    return True


def drop_comments(page: Saved) -> bool:
    heading = page.heading()
    if page.around.tag in {"body", "html"}:
        return False
    if heading is not None:
        drop(heading)
    drop(page.around)
    return True


ALTERATIONS: dict[str, Callable[[Saved], bool]] = {
    "heading": drop_heading,
    "words": reword_heading,
    "buttons": drop_buttons,
    "dates": drop_dates,
    "names": rename,
    "none": drop_comments,
}


def write_forms(source: str, folder: Path) -> list[Path]:
    """The page and its text, as files that can be split."""
    page, text = folder / "page.html", folder / "inscriptis.txt"
    page.write_text(source, encoding="utf-8")
    text.write_text(inscriptis.get_text(source), encoding="utf-8")
    return [page, text]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=sys.maxsize, help="how many pages to alter")
    options = parser.parse_args()
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 8)
    false: dict[str, list[int]] = defaultdict(lambda: [0] * 3)
    files = sorted(options.folder.glob("*/gold.json"))[: options.pages]
    with tempfile.TemporaryDirectory() as made:
        for file in files:
            gold = json.loads(file.read_text(encoding="utf-8"))
            source = (file.parent / "page.html").read_text(encoding="utf-8", errors="replace")
            if not Saved(source, gold).bodies:
                continue
            before = {
                form.name: count(gold, form, in_a_row=False)
                for form in write_forms(source, Path(made))
            }
            for name, alter in ALTERATIONS.items():
                page = Saved(source, gold)
                if page.around is None or not alter(page):
                    continue
                altered = lxml.html.tostring(page.tree, encoding="unicode")
                for form in write_forms(altered, Path(made)):
                    if name == "none":
                        found = sum(result.found for result in split_file(form))
                        one = [1, int(found > 0), found]
                        false[form.name] = [
                            a + b for a, b in zip(false[form.name], one, strict=True)
                        ]
                        continue
                    after = count(gold, form, in_a_row=False)
                    if (unaltered := before[form.name]) is not None and after is not None:
                        both = [*unaltered, *after]
                        key = name, form.name
                        sums[key] = [a + b for a, b in zip(sums[key], both, strict=True)]
    print(f"{'altered':8} {'form':15} {'comments':>8}  found F1        linked F1")
    for (name, form_name), numbers in sorted(sums.items()):
        f1 = [
            [2 * numbers[at + k] / (numbers[at] + numbers[at + 1]) for at in (0, 4)] for k in (2, 3)
        ]
        shown = "   ".join(f"{a:.3f} -> {b:.3f}" for a, b in f1)
        print(f"{name:8} {form_name:15} {numbers[4]:8}  {shown}")
    for form_name, (n, pages, comments) in sorted(false.items()):
        print(f"none     {form_name:15} false comments on {pages} of {n} pages, {comments} in all")


if __name__ == "__main__":
    main()
