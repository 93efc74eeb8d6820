"""The entry point: finds the command, runs it, turns errors into one line and an exit code."""

from __future__ import annotations

import io
import os
import sys

from stance.errors import StanceError, reason_of

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from typing import Any

    import typer

# One module of this package a command, in the order of the help page.
COMMANDS: tuple[str, ...] = (
    "split",
    "score",
    "explain",
    "train",
    "evaluate",
    "review",
    "labels",
    "label",
    "export",
    "info",
)


def build_app(names: tuple[str, ...] = COMMANDS) -> typer.Typer:
    """The Typer application with the named commands.

    Each module `stance.cli.NAME` has `register(app)`, which adds its command to the app.
    """
    import importlib

    import typer

    app = typer.Typer(
        name="stance",
        help="Reply threads from pages with reader comments, and a stance for every comment.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # its boxes go to files as well, and it swallows [brackets]
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback(invoke_without_command=True)
    def base(
        version: bool = typer.Option(False, "--version", help="Print the version and stop."),
        debug: bool = typer.Option(False, "--debug", help="Show the traceback of an error."),
    ) -> None:
        if version:
            from stance import __version__

            typer.echo(f"stance {__version__}")
            raise typer.Exit

    for name in names:
        importlib.import_module(f"stance.cli.{name}").register(app)
    _join_lines(app)
    return app


def _join_lines(app: typer.Typer) -> None:
    """Make each paragraph of the commands' help one line: Typer keeps the breaks of docstrings."""
    import inspect

    for command in app.registered_commands:
        text = command.help or inspect.getdoc(command.callback) or ""
        command.help = "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
    for group in app.registered_groups:
        if group.typer_instance is not None:
            _join_lines(group.typer_instance)


def run_plain(words: list[str]) -> bool:
    """Do the job of a plain command line without Typer; False where it is not one.

    A small scoring job is quicker than importing what reads command lines in general.
    """
    if words[:1] != ["score"]:
        return False
    import gc

    gc.disable()  # until the model is loaded, see `score_files`: nothing is garbage before
    from stance.cli.score import read_plain_options, score_files

    options = read_plain_options(words[1:])
    if options is None:
        gc.enable()
        return False
    score_files(**options)
    return True


def main() -> None:
    """Run the command line and exit with the codes of `stance.errors`."""
    # Only the module of the command that was asked for is imported: starting up is most
    # of the time of a small job.
    first = next((a for a in sys.argv[1:] if not a.startswith("-")), None)
    names = (first,) if first in COMMANDS else COMMANDS
    debug = "--debug" in sys.argv[1:]
    if debug:  # wherever it stands in the line
        sys.argv.remove("--debug")
    _write_utf8()
    try:
        try:
            if not run_plain(sys.argv[1:]):
                build_app(names)(prog_name="stance")
        finally:
            sys.stdout.flush()  # what a full disk refuses must show before the exit code is told
    except (StanceError, OSError, KeyboardInterrupt, SystemExit) as raised:
        error = _find_cause(raised)
        if debug and not isinstance(error, SystemExit):
            import traceback

            traceback.print_exception(error)
        sys.exit(_conclude(error))


def _write_utf8() -> None:
    """Write data as UTF-8 whatever the locale says; a terminal gets what it can show.

    Half a surrogate pair, which is no UTF-8, is written as the escape that JSON has for it.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding = None if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _find_cause(raised: BaseException) -> BaseException:
    """What ended the command: Typer turns an interruption and a closed pipe into an exit code,
    without a word. A command that told of it itself has raised neither."""
    cause: BaseException | None = raised
    while isinstance(raised, SystemExit) and cause is not None:
        if isinstance(cause, KeyboardInterrupt | BrokenPipeError):
            return cause
        cause = cause.__context__
    return raised


def _conclude(error: BaseException) -> Any:
    """Say in one line what ended the command; returns its exit code."""
    if isinstance(error, SystemExit):
        return error.code
    if isinstance(error, KeyboardInterrupt):
        print("stance: interrupted", file=sys.stderr)
        return 130
    if isinstance(error, OSError):
        # Python would flush what is left to the same place at exit: it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # our reader left (`| head`): not an error
            return 0
        error = StanceError(
            f"cannot be written ({reason_of(error)})",
            where=error.filename or "<stdout>",
            remedy="make room, or write elsewhere",
        )
    print(f"stance: {error}", file=sys.stderr)
    return error.exit_code if isinstance(error, StanceError) else 1
