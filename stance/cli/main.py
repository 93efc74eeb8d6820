"""The entry point: finds the command, runs it, turns errors into one line and an exit code."""

from __future__ import annotations

import importlib
import os
import sys
import traceback

import typer

from stance.errors import StanceError

# One module of this package a command, in the order of the help page.
COMMANDS: tuple[str, ...] = (
    "split",
    "evaluate",
    "labels",
    "review",
)


def build_app(names: tuple[str, ...] = COMMANDS) -> typer.Typer:
    """The Typer application with the named commands.

    Each module `stance.cli.NAME` has `register(app)`, which adds its command to the app.
    """
    app = typer.Typer(
        name="stance",
        help="Reply threads from pages with reader comments, and a stance for every comment.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
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
    return app


def main() -> None:
    """Run the command line and exit with the codes of `stance.errors`."""
    # Only the module of the command that was asked for is imported: starting up is most
    # of the time of a small job.
    first = next((a for a in sys.argv[1:] if not a.startswith("-")), None)
    names = (first,) if first in COMMANDS else COMMANDS
    debug = "--debug" in sys.argv[1:]
    if debug:  # wherever it stands in the line
        sys.argv.remove("--debug")
    try:
        build_app(names)(prog_name="stance")
    except StanceError as error:
        if debug:
            traceback.print_exc()
        print(f"stance: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output left (`| head`): not an error. Python would still try to
        # flush the closed pipe at exit, so stdout is pointed elsewhere first.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        print("stance: interrupted", file=sys.stderr)
        sys.exit(130)
