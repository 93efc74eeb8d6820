"""Labelling one comment after another, so that no decision is ever lost.

Each decision is appended to the file and synced before the next comment is shown. A comment
decided again gets a second line; opening the session tidies the file to the last line of each.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from stance.errors import InputError, refuse_output
from stance.labels.codebook import Codebook
from stance.labels.labelled import read_label_rows
from stance.records import Comment, Label, as_json, open_output, write_json_lines

__all__ = ["Session", "open_session"]


@dataclass
class Session:
    """The comments to label, and the labels there are so far (by id, in the order decided).

    `placeholders` are comments whose text is lost, `at` is the place of the comment shown.
    """

    comments: tuple[Comment, ...]
    codebook: Codebook
    path: Path
    coder: str | None = None
    round: str | None = None
    labels: dict[str, Label] = field(default_factory=dict)
    placeholders: tuple[Comment, ...] = ()
    at: int = 0

    @property
    def current(self) -> Comment | None:
        """The comment to decide about; None when all were shown."""
        return self.comments[self.at] if self.at < len(self.comments) else None

    @property
    def n_open(self) -> int:
        """How many comments have no label yet."""
        return sum(comment.id not in self.labels for comment in self.comments)

    def parents(self, comment: Comment) -> tuple[Comment, ...]:
        """The comments above one, the topmost first; placeholders among them have no text."""
        by_id = {c.id: c for c in (*self.comments, *self.placeholders)}
        above: list[Comment] = []
        parent = by_id.get(comment.reply_to or "")
        while parent is not None and len(above) < len(by_id):
            above.insert(0, parent)
            parent = by_id.get(parent.reply_to or "")
        return tuple(above)

    def decide(
        self,
        stance: str,
        *,
        moderation: str | None = None,
        secondary: str | None = None,
        note: str | None = None,
    ) -> Label:
        """Write down a label for the current comment, and go to the next open one.

        Raises `InputError` where the file cannot be written; nothing is forgotten then.
        """
        comment = self.current
        if comment is None:
            raise InputError("every comment has been shown", where=str(self.path))
        above = self.parents(comment)
        label = Label(
            id=comment.id,
            text=comment.text,
            stance=stance,
            moderation=moderation,
            secondary=secondary,
            reply_to=comment.reply_to,
            parent_text=above[-1].text or None if above else None,
            conversation_id=comment.conversation_id,
            headline=comment.headline,
            speaker=comment.speaker,
            coder=self.coder,
            round=self.round,
            note=note,
            extra={"depth": comment.depth},
        )
        _append(self.path, label)
        self.labels[comment.id] = label
        self.skip()
        return label

    def skip(self) -> None:
        """Leave the current comment open and go to the next open one."""
        self.at += 1
        while self.current is not None and self.current.id in self.labels:
            self.at += 1

    def back(self) -> None:
        """Go back to the comment before, decided or not."""
        self.at = max(0, self.at - 1)


def open_session(
    comments: Iterable[Comment],
    path: str | Path,
    codebook: Codebook,
    *,
    coder: str | None = None,
    round: str | None = None,
) -> Session:
    """A session that goes on where the file at `path` ends (a new file, if there is none).

    A line torn by a crash is dropped. Raises `InputError` where the file has labels the codebook
    does not know, or there is no comment with text.
    """
    target = Path(path)
    comments = list(comments)
    labels: dict[str, Label] = {}
    if target.exists() and not target.is_file():
        raise InputError("is no file", where=str(target), remedy="choose another place with -o")
    if target.exists():
        for row in read_label_rows(target, on_problem=lambda problem, text: None):
            if row.label.stance not in codebook.stances:
                raise InputError(
                    f"stance {row.label.stance!r} is not in the codebook",
                    where=row.where,
                    remedy="give its codebook, or another file with -o",
                )
            labels.pop(row.label.id, None)
            labels[row.label.id] = row.label
        with open_output(target) as stream:
            write_json_lines(labels.values(), stream)
    with_text = tuple(c for c in comments if not c.placeholder and c.text.strip())
    if not with_text:
        raise InputError("no comment to label")
    lost = tuple(c for c in comments if c.placeholder)
    session = Session(with_text, codebook, target, coder, round, labels, lost, at=-1)
    session.skip()
    return session


def _append(path: Path, label: Label) -> None:
    try:
        with path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps(as_json(label), ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise refuse_output(path, error) from None
