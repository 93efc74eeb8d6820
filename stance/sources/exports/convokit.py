"""ConvoKit's `utterances.jsonl` (https://convokit.cornell.edu): a Page a conversation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from stance.records import Problem
from stance.sources.dates import DateReader
from stance.sources.exports.rows import read_rows, text_of, time_of
from stance.sources.page import Cut, Page

__all__ = ["read_convokit"]


def read_convokit(text: str, *, source: str, problems: tuple[Problem, ...] = ()) -> list[Page]:
    """The conversations in the order of their first utterance.

    Older corpora write `user`, `root` and `reply-to` for `speaker`, `conversation_id` and
    `reply_to`; both are read.
    """
    rows, found = read_rows(text, name=source)
    threads: dict[str | None, list[Mapping[str, Any]]] = defaultdict(list)
    for _, row in rows:
        threads[text_of(row.get("conversation_id", row.get("root")))].append(row)
    every = (*problems, *found)
    pages = []
    dates = DateReader()
    for identity, members in threads.items():
        pages.append(
            Page(
                source=f"{source}#{identity}" if len(threads) > 1 else source,
                text=text,
                kind="convokit",
                cuts=tuple(_cut(item, dates) for item in members),
                problems=every,
            )
        )
        every = ()  # the file's own problems are told once
    return pages or [Page(source=source, text=text, kind="convokit", problems=every)]


def _cut(row: Mapping[str, Any], dates: DateReader) -> Cut:
    speaker = row.get("speaker", row.get("user"))
    if isinstance(speaker, dict):
        speaker = speaker.get("id")
    meta = row.get("meta")
    body = text_of(row.get("text")) or ""
    return Cut(
        text=body,
        id=text_of(row.get("id")),
        parent=text_of(row.get("reply_to", row.get("reply-to"))),
        speaker=text_of(speaker),
        timestamp=time_of(row.get("timestamp"), dates),
        deleted=body.strip() in {"[deleted]", "[removed]"},
        evidence=("markup",),
        extra={"meta": meta} if meta else {},
    )
