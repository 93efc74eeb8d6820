"""`stance label`: label comments in the terminal, one key a decision."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.options import CodebookOption, ColumnsOption, KindOption
from stance.errors import UsageError

if TYPE_CHECKING:
    from stance.labels.codebook import Codebook
    from stance.labels.session import Session

__all__ = ["label_comments", "register"]

_WIDTH = 78
_KEYS = "123456789"
_QUIT = ("q", "\x03", "\x04")  # Ctrl-C and Ctrl-D come as characters where keys are read raw


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("label", short_help="Label comments in the terminal.")(label)


def label(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A page, export, table or JSONL.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where labels go; default: FILE.labels.jsonl, here.",
        ),
    ] = None,
    kind: KindOption = None,
    columns: ColumnsOption = None,
    codebook: CodebookOption = None,
    coder: Annotated[
        str | None, typer.Option("--coder", metavar="NAME", help="Your name in the labels.")
    ] = None,
    round: Annotated[
        str | None, typer.Option("--round", metavar="NAME", help="The round of labelling.")
    ] = None,
) -> None:
    """Show each comment with its headline and what it answers; a key labels it.

    Each decision is on disk before the next comment is shown; the same call goes on where you
    stopped. The keys are shown below each comment.
    """
    from stance.labels.codebook import read_codebook
    from stance.labels.session import open_session
    from stance.records import check_output
    from stance.sources.exports.columns import read_columns
    from stance.threads.split import split_file

    if file == "-":
        raise UsageError("standard input is for the keys", remedy="name a file")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("labelling needs a terminal", remedy="run it without pipes")
    book = read_codebook(codebook)
    mapping = read_columns(columns) if columns is not None else None
    pages = split_file(file, kind=kind, columns=mapping)
    comments = [comment for page in pages for comment in page.comments]
    target = output or Path(f"{Path(file).name}.labels.jsonl")
    check_output(target)
    session = open_session(comments, target, book, coder=coder, round=round)
    label_comments(session, read_key=_read_key, show=print, ask=input)
    done = len(session.comments) - session.n_open
    print(f"\n{done:,} of {len(session.comments):,} labelled, in {target}")


def label_comments(
    session: Session,
    *,
    read_key: Callable[[], str],
    show: Callable[[str], None],
    ask: Callable[[str], str],
) -> None:
    """Show comments and take keys until all are decided or `q` is pressed.

    `read_key` gives one key, `show` prints, `ask` takes a line for a note.
    """
    note: str | None = None
    shown = -1
    while session.current is not None:
        if shown != session.at:
            show(_write_comment(session))
            shown, note = session.at, None
        key = read_key().lower()
        if key in _QUIT:
            return
        if key == "s":
            session.skip()
        elif key == "b":
            session.back()
        elif key == "n":
            note = ask("note: ").strip() or None
        elif key == "?":
            show(_write_classes(session.codebook))
        elif (stance := _choose(key, session.codebook.stances)) is not None:
            moderation = _ask_moderation(session.codebook, stance, read_key, show)
            if moderation is not None or not session.codebook.moderation:
                session.decide(stance, moderation=moderation, note=note)


def _ask_moderation(
    book: Codebook, stance: str, read_key: Callable[[], str], show: Callable[[str], None]
) -> str | None:
    """The moderation class a key stands for; Enter is the mildest, any other key none."""
    if not book.moderation:
        return None
    keys = "  ".join(f"{k} {name}" for k, name in zip(_KEYS, book.moderation, strict=False))
    show(f"  {stance}.  {keys}  (Enter: {book.moderation[0]}; others: back)")
    key = read_key()
    return book.moderation[0] if key in "\r\n" else _choose(key, book.moderation)


def _choose(key: str, names: tuple[str, ...]) -> str | None:
    place = _KEYS.find(key) if key else -1
    return names[place] if 0 <= place < len(names) else None


def _write_comment(session: Session) -> str:
    comment = session.current
    assert comment is not None
    lines = ["", "─" * _WIDTH]
    lines.append(f"{session.at + 1:,} of {len(session.comments):,}, {session.n_open:,} open")
    if comment.headline:
        lines += _wrap(comment.headline, "# ")
    for depth, parent in enumerate(session.parents(comment)[-3:]):
        lines += _wrap(parent.text or "(its text is lost)", "  " * depth + "> ")
    lines += ["", *_wrap(comment.text, ""), ""]
    before = session.labels.get(comment.id)
    if before is not None:
        lines.append(f"  so far: {before.stance}, {before.moderation or 'no moderation'}")
    stances = zip(_KEYS, session.codebook.stances, strict=False)
    lines.append("  " + "  ".join(f"{key} {name}" for key, name in stances))
    lines.append("  s skip  b back  n note  ? what they mean  q quit")
    return "\n".join(lines)


def _write_classes(book: Codebook) -> str:
    lines = _wrap(book.question, "")
    for category in (*book.stance_categories, *book.moderation_categories):
        lines += _wrap(f"{category.name}: {category.description}", "  ")
    return "\n".join(lines)


def _wrap(text: str, lead: str) -> list[str]:
    # Whatever a comment holds, no control character of it reaches the terminal.
    clean = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return [
        line
        for part in clean.splitlines()
        for line in textwrap.wrap(part, _WIDTH, initial_indent=lead, subsequent_indent=lead)
    ]


def _read_key() -> str:
    """One key, without waiting for Enter where the terminal can do that."""
    try:
        import termios
        import tty
    except ImportError:  # Windows
        return input()[:1] or "\n"
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setraw(descriptor)
        return sys.stdin.read(1)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
