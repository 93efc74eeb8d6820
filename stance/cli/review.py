"""`stance review`: open a report and save every mark at once."""

from __future__ import annotations

import secrets
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from stance.errors import StanceError, UsageError, reason_of

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("review", short_help="Open a report and save each mark at once.")(review)


def review(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="report.html or report.json.")],
    marks: Annotated[
        Path | None,
        typer.Option(
            "--marks", metavar="FILE", help="Where marks go; default: beside REPORT, .marks.jsonl."
        ),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="0: any free one.")
    ] = 0,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Serve a report to this machine alone; each mark is on disk before the page says "saved".

    Needs `pip install 'stance[web]'`. The address holds a secret; Ctrl-C ends it.
    """
    from stance.report.document import read_report
    from stance.web.journal import Journal
    from stance.web.review import build_app

    try:
        import uvicorn
    except ImportError:
        raise UsageError(
            "the review page needs starlette and uvicorn", remedy="pip install 'stance[web]'"
        ) from None
    shown = read_report(report)
    target = marks or report.with_suffix(".marks.jsonl")
    journal = Journal(target)
    listener = _listen(port)
    token = secrets.token_urlsafe(24)
    number = listener.getsockname()[1]
    address = f"http://127.0.0.1:{number}/{token}/"
    app = build_app(shown, journal, token=token, port=number)
    print(address, flush=True)
    print(f"marks go to {target}; Ctrl-C ends the review", file=sys.stderr)
    if open_browser:
        typer.launch(address)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        print(f"\nended; the marks are in {target}", file=sys.stderr)
    finally:
        journal.close()
        listener.close()


def _listen(port: int) -> socket.socket:
    """A socket on the loopback address only."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise StanceError(
            f"port {port} cannot be had ({reason_of(error)})", remedy="use --port 0"
        ) from None
    return listener
