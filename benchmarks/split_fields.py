"""How often dumps name the speakers and dates that the markup of the same pages does.

usage: python benchmarks/split_fields.py FOLDER...

Each FOLDER holds one folder a page: page.html and text dumps of it (*.txt). Comments of a dump are
paired with those of the markup by their texts; printed are, for every form, the pairs, those with
the same speaker and those with the same day, and how many the dump does not name or date at all,
which is honest where an extractor dropped it. What the markup itself reads wrongly is not told.
"""

from __future__ import annotations

import collections
import sys
from pathlib import Path

from stance.records import Comment
from stance.threads.split import split_file

SHOWN = 200  # characters of a text by which comments are paired


def day_of(comment: Comment) -> str:
    """The day, or an age or a time as written."""
    return (comment.timestamp or str(comment.extra.get("timestamp_text", "")))[:10]


def read_comments(form: Path) -> dict[str, Comment]:
    said = (comment for page in split_file(form) for comment in page.comments if comment.text)
    return {" ".join(comment.text.split())[:SHOWN]: comment for comment in said}


def compare(folder: Path) -> dict[str, collections.Counter[str]]:
    totals: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for page in sorted(folder.glob("*/page.html")):
        marked = read_comments(page)
        for form in sorted(page.parent.glob("*.txt")):
            for text, comment in read_comments(form).items():
                other = marked.get(text)
                if other is None:
                    continue
                totals[form.name].update(
                    pairs=1,
                    speaker=comment.speaker == other.speaker,
                    unnamed=comment.speaker is None and other.speaker is not None,
                    day=day_of(comment) == day_of(other),
                    undated=day_of(comment) == "" and day_of(other) != "",
                )
    return totals


def main() -> None:
    totals: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for folder in map(Path, sys.argv[1:]):
        for name, counts in compare(folder).items():
            totals[name].update(counts)
    columns = ("pairs", "speaker", "unnamed", "day", "undated")
    print(f"{'form':22}" + "".join(f"{column:>10}" for column in columns))
    for name, counts in sorted(totals.items()):
        print(f"{name:22}" + "".join(f"{counts[column]:10}" for column in columns))


if __name__ == "__main__":
    main()
