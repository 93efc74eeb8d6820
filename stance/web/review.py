"""The review server: one report, one journal of marks, for one person on this machine."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from stance.errors import InputError
from stance.labels.marks import parse_mark
from stance.report.html import render_html
from stance.report.report import Report
from stance.web.journal import Journal

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["build_app"]

_LONGEST_BODY = 16_384  # bytes; a mark has at most 2,000 characters in each of eight fields
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def build_app(report: Report, journal: Journal, *, token: str, port: int) -> Starlette:
    """The application: `/TOKEN/` is the page, `/TOKEN/marks` takes and gives marks.

    The page is made anew from the report's data, so no script of a foreign file is ever run.
    A request must name this host and this token; one that changes something, this origin too.
    """
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
    from starlette.routing import Route

    page = render_html(report, served=True).encode("utf-8")
    known = {case.id for case in report.cases}
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    def refuse(status: int, what: str) -> Response:
        return PlainTextResponse(what, status, headers=_HEADERS)

    def fault_of(request: Request) -> Response | None:
        """Why a request is refused, or None. DNS rebinding fails at the host, other sites' pages
        at the origin, other people of this machine at the token."""
        if request.headers.get("host") not in hosts:
            return refuse(421, "not this host")
        given = request.path_params["token"].encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, token.encode("ascii")):
            return refuse(404, "no such page; use the address that `stance review` printed")
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return refuse(403, "not from another site")
        origin = request.headers.get("origin")
        if (request.method == "POST" or origin) and origin not in {f"http://{h}" for h in hosts}:
            return refuse(403, "not from this origin")
        return None

    def guard(
        answer: Callable[[Request], Awaitable[Response]],
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            return fault_of(request) or await answer(request)

        return guarded

    async def show(request: Request) -> Response:
        return HTMLResponse(page, headers=_HEADERS)

    async def list_marks(request: Request) -> Response:
        marks = await run_in_threadpool(journal.read)
        return JSONResponse([asdict(mark) for mark in marks], headers=_HEADERS)

    async def save_mark(request: Request) -> Response:
        if request.headers.get("content-type", "").split(";")[0] != "application/json":
            return refuse(415, "a mark is application/json")
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LONGEST_BODY:
                return refuse(413, "too long for a mark")
        try:
            row = json.loads(body)
            if not isinstance(row, dict):
                raise InputError("not a JSON object")
            mark = parse_mark(row)
        except (ValueError, RecursionError, InputError) as error:
            return refuse(400, f"no mark: {error}")
        if mark.id not in known or mark.stance not in {None, *report.classes}:
            return refuse(400, "no such comment or class in this report")
        try:
            await run_in_threadpool(journal.append, mark)
        except OSError as error:
            return refuse(507, f"not saved: {error}")
        return JSONResponse({"saved": mark.id}, 201, headers=_HEADERS)

    return Starlette(
        routes=[
            Route("/{token}/", guard(show), methods=["GET"]),
            Route("/{token}/marks", guard(list_marks), methods=["GET"]),
            Route("/{token}/marks", guard(save_mark), methods=["POST"]),
        ]
    )
