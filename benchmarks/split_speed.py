"""Comments a second for every form of source, on pages made here.

usage: split_speed.py [COMMENTS]     (default 20000)
"""

from __future__ import annotations

import json
import resource
import sys
import time

from stance.sources.read import read_pages
from stance.threads.build import build_threads

_WORDS = [
    "the",
    "bridge",
    "was",
    "closed",
    "for",
    "nine",
    "months",
    "and",
    "nobody",
    "told",
    "the",
    "shops",
    "on",
    "the",
    "far",
    "side",
]


def body(n: int) -> str:
    return " ".join(_WORDS[k * (n % 7 + 1) % len(_WORDS)] for k in range(12 + n % 20)) + f" {n}"


def item(n: int) -> str:
    return (
        f'<li class="comment" id="comment-{n}"><cite class="fn">Reader {n}</cite> '
        f'<time datetime="2019-05-03T08:00">May 3</time>'
        f'<div class="comment-content"><p>{body(n)}</p></div><a class="reply-link">Reply</a>'
    )


def wide(count: int) -> str:
    return "<ol>" + "".join(item(n) + "</li>" for n in range(count)) + "</ol>"


def deep(count: int) -> str:
    return "".join("<ol>" + item(n) for n in range(count))


def dump(count: int) -> str:
    lines = [f"{count} thoughts on “The bridge”", ""]
    for n in range(count):
        lines += [
            f"  {n + 1}. Reader {n} says:",
            "     May 3, 2019 at 8:00 am",
            "",
            f"     {body(n)}",
            "",
            "     Reply",
            "",
        ]
    return "\n".join(lines)


def deep_dump(count: int) -> str:
    """Threads of a hundred levels: the page grows with its comments, not with their square."""
    lines = [f"{count} thoughts on “The bridge”", ""]
    for n in range(count):
        edge = " " * (2 + 2 * (n % 100))
        lines += [f"{edge}• Reader {n} says:", f"{edge}  May 3, 2019 at 8:00 am", ""]
        lines += [f"{edge}  {body(n)}", "", f"{edge}  Reply", ""]
    return "\n".join(lines)


def flat_dump(count: int) -> str:
    lines = [f"{count} Comments", ""]
    for n in range(count):
        lines += [f"Reader {n}", "May 3, 2019 at 8:00 am", "", body(n), "", "Reply", ""]
    return "\n".join(lines)


def reddit(count: int) -> str:
    return "\n".join(
        json.dumps(
            {
                "id": f"c{n}",
                "parent_id": f"t1_c{n // 2}" if n else "t3_p",
                "link_id": "t3_p",
                "author": f"R{n}",
                "body": body(n),
                "created_utc": 1_556_870_400 + n,
            }
        )
        for n in range(count)
    )


def disqus(count: int) -> str:
    name = 'xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"'
    posts = "".join(
        f'<post dsq:id="{n}"><message><![CDATA[<p>{body(n)}</p>]]></message>'
        "<createdAt>2019-05-03T08:00:00Z</createdAt><isDeleted>false</isDeleted>"
        f'<isSpam>false</isSpam><author><name>R{n}</name></author><thread dsq:id="1"/>'
        + (f'<parent dsq:id="{n // 2}"/>' if n else "")
        + "</post>"
        for n in range(count)
    )
    thread = '<thread dsq:id="1"><title>The bridge</title></thread>'
    return f'<?xml version="1.0"?><disqus {name}>{thread}{posts}</disqus>'


def rows(count: int) -> str:
    return "\n".join(
        json.dumps({"id": n, "parent_id": n // 2 or None, "author": f"R{n}", "text": body(n)})
        for n in range(count)
    )


def table(count: int) -> str:
    return "id,parent_id,author,text\n" + "\n".join(
        f"{n},{n // 2 or ''},R{n},{body(n)}" for n in range(count)
    )


FORMS = {
    "html wide": (wide, "html"),
    "html deep": (deep, "html"),
    "dump": (dump, "dump"),
    "dump deep": (deep_dump, "dump"),
    "dump flat": (flat_dump, "dump"),
    "reddit": (reddit, "reddit"),
    "disqus": (disqus, "disqus"),
    "jsonl": (rows, "jsonl"),
    "csv": (table, "csv"),
}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(f"{'form':12} {'MB':>6} {'comments':>9} {'seconds':>8} {'a second':>9} {'peak MiB':>9}")
    for name, (make, kind) in FORMS.items():
        data = make(count).encode()
        began = time.perf_counter()
        found = sum(len(build_threads(page).comments) for page in read_pages(data, kind=kind))
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        size, rate = len(data) / 1e6, found / seconds
        print(f"{name:12} {size:6.1f} {found:9} {seconds:8.2f} {rate:11.0f} {peak:9}")


if __name__ == "__main__":
    main()
