"""What kind of source a file is, told by its content and never by its name."""

from __future__ import annotations

import json
import re

from stance.sources.exports.columns import guess_columns, is_text_column

__all__ = ["KINDS", "recognise"]

# What `--from` accepts. "dump" is the text of a page; "lines" one comment a line.
KINDS = (
    "dump",
    "html",
    "disqus",
    "wordpress",
    "reddit",
    "convokit",
    "csv",
    "tsv",
    "jsonl",
    "parquet",
    "lines",
)

_HTML_START = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CLOSING = re.compile(
    r"</(?:p|div|li|ul|ol|article|section|span|table|tr|td|a|h[1-6]|details)>", re.I
)
_TO_THE_END = 0.9  # of a fragment, where its last closing tag stands at the earliest
_HEAD = 1 << 16  # characters looked at: enough for any prologue


def recognise(data: bytes, text: str) -> str:
    """One of `KINDS` for a source given as bytes and as decoded text.

    >>> recognise(b"", "id,text" + chr(10) + "1,hello" + chr(10) + "2,there")
    'csv'
    >>> recognise(b"", "<p>One</p>"), recognise(b"", "One<br>" + "<p>Two</p>" * 5)
    ('html', 'html')
    >>> recognise(b"", "Write:\\n" + "<li>One</li>" * 5 + "\\n\\nLeave a reply\\nAnn says:" * 9)
    'dump'
    """
    if data[:4] == b"PAR1":
        return "parquet"
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    return _recognise_markup(head) or _recognise_json(text, head) or _recognise_text(head)


def _recognise_markup(head: str) -> str | None:
    if _HTML_START.match(head):
        return "html"
    if head.startswith("<"):
        if re.search(r"<disqus\b", head[:4096]):
            return "disqus"
        if re.search(r"<rss\b[^>]{0,2000}\bxmlns:wp\s?=", head[:8192]):
            return "wordpress"
        return "html" if re.match(r"<[a-z!?]", head, re.I) and ">" in head else None
    # A fragment that begins with text: only where tags are dense, and to its end (a dump may quote
    # a few, or whole pages in an article on how to write them, with comments below).
    closings = [found.start() for found in _CLOSING.finditer(head)]
    dense = len(closings) >= 5 and len(closings) * 500 >= len(head)
    return "html" if dense and closings[-1] >= _TO_THE_END * len(head) else None


def _recognise_json(text: str, head: str) -> str | None:
    if not head.startswith(("{", "[")):
        return None
    first = head.split("\n", 1)[0]
    row = _parse(first)
    if not isinstance(row, dict):  # one JSON value over many lines, or a list on one
        row = _parse(text)
    if isinstance(row, list) and row:
        row = next((item for item in row if isinstance(item, dict)), None)
    if not isinstance(row, dict):
        # A broken first line does not make the rest of the file something else.
        rows = [_parse(line) for line in head.split("\n")[1:20]]
        row = next((item for item in rows if isinstance(item, dict)), None)
    return _kind_of_row(row) if isinstance(row, dict) else None


def _kind_of_row(row: dict[str, object]) -> str:
    keys = row.keys()
    if row.get("kind") in {"Listing", "t1", "t3", "more"} and "data" in keys:
        return "reddit"
    if "body" in keys and keys & {"link_id", "subreddit", "subreddit_id"}:
        return "reddit"
    if "text" in keys and keys & {"reply_to", "reply-to"} and keys & {"speaker", "user"}:
        return "convokit"
    return "jsonl"


def _parse(text: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def _recognise_text(head: str) -> str:
    lines = [line for line in head.split("\n")[:50] if line.strip()]
    for mark, kind in (("\t", "tsv"), (",", "csv"), (";", "csv")):
        if _looks_tabular(lines, mark):
            return kind
    first, _, rest = head.partition("\n")
    if rest and is_text_column(first) and _looks_like_lines(rest):
        return "csv"
    return "lines" if _looks_like_lines(head) else "dump"


_COLUMN = re.compile(r"""["']?[\w .:/-]{1,40}["']?""")


def _looks_tabular(lines: list[str], mark: str) -> bool:
    """Whether the first line is a header that names a column for the text."""
    if len(lines) < 2 or mark not in lines[0]:
        return False
    names = [name.strip() for name in lines[0].split(mark)]
    if not all(_COLUMN.fullmatch(name) for name in names) or len(set(names)) < len(names):
        return False
    if "text" in guess_columns(name.strip("\"'") for name in names):
        return mark in "".join(lines[1:4])
    # A table of other columns is still one, and not comments: names like a program's, and as
    # many marks in every row. Readers put a space after a comma.
    marks = lines[0].count(mark)
    return all(_PLAIN_NAME.fullmatch(name) for name in lines[0].rstrip("\r").split(mark)) and all(
        line.count(mark) == marks for line in lines[1:]
    )


_PLAIN_NAME = re.compile(r"""["']?[A-Za-z]\w{0,39}["']?""")
# Lines of a dump that are no comment's: buttons, "Ann says:", times, the count of comments.
_FURNITURE = re.compile(
    r"^\W*(?:reply|antworten|répondre|responder)\b.{0,20}$|says?:$|\d{1,2}:\d{2}"
    r"|^\W*\d{1,6} comments?\b|^\W*comments?\b\W*\d{0,6}\W*$",
    re.I,
)


def _looks_like_lines(head: str) -> bool:
    """One comment a line: no blank line, no indentation, no bullets, hardly a button or a date.

    >>> _looks_like_lines("Send them the tanks")
    True
    >>> _looks_like_lines("12 comments\\nAnn says:\\nSend tanks\\nReply")
    False
    """
    lines = head.rstrip().split("\n")
    if any(not line.strip() or line[:1] in " \t*+-•□○#>|" for line in lines):
        return False
    if len(lines) < _SHORTEST_DUMP:
        return True
    buttons = sum(len(line) < 60 and _FURNITURE.search(line) is not None for line in lines)
    return buttons * _LINES_PER_BUTTON <= len(lines)


# A dump has a heading or button, a name and a text at the least; one or two lines are comments.
_SHORTEST_DUMP = 3
# A dump has a button or date for each comment, so every few lines; a reader may write "reply" too.
_LINES_PER_BUTTON = 10
