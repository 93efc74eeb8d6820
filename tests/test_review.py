"""The review server: who may speak to it, and that no accepted mark is lost."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from stance.errors import InputError
from stance.labels.marks import Mark, read_marks
from stance.report.document import read_report
from stance.web.journal import Journal
from stance.web.review import build_app

REPORT = Path(__file__).parent / "cases" / "report" / "bridge.json"
HOME = "http://127.0.0.1:8000"
MARK = {"id": "c3", "verdict": "label-wrong", "stance": "for", "gold": "against", "coder": "Ann"}


@pytest.fixture(name="journal")
def opened_journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "marks.jsonl")
    yield journal
    journal.close()


class Client:
    """Speaks to the application without a socket."""

    def __init__(self, journal: Journal) -> None:
        app = build_app(read_report(REPORT), journal, token="secret", port=8000)
        self._transport = httpx.ASGITransport(app)

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url=HOME) as client:
                return await client.request(method, path, **request)

        return asyncio.run(send())


@pytest.fixture(name="client")
def connected_client(journal: Journal) -> Client:
    return Client(journal)


def post(client: Client, mark: Any, **headers: str) -> httpx.Response:
    asked = {"Origin": HOME, "Content-Type": "application/json"}
    asked |= {name.replace("_", "-"): value for name, value in headers.items()}
    body = mark if isinstance(mark, bytes) else json.dumps(mark).encode()
    return client.ask("POST", "/secret/marks", content=body, headers=asked)


def test_the_page_is_served_with_its_policy(client: Client) -> None:
    answer = client.ask("GET", "/secret/")
    assert answer.status_code == 200
    assert "connect-src 'self'" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_mark_is_saved_and_given_back(client: Client, journal: Journal) -> None:
    assert post(client, MARK).status_code == 201
    assert post(client, MARK | {"verdict": "none"}).status_code == 201
    assert post(client, MARK | {"note": "он за 🌉"}).status_code == 201
    lines = journal.path.read_text("utf-8").splitlines()
    assert len(lines) == 3
    (row,) = client.ask("GET", "/secret/marks").json()
    assert row["note"] == "он за 🌉"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 404),
        ("/wrong/", {}, 404),
        ("/sécret/", {}, 404),
        ("/secret/", {"host": "evil.example:8000"}, 421),
        ("/secret/", {"host": "127.0.0.1"}, 421),
        ("/secret/marks", {"origin": "http://evil.example"}, 403),
        ("/secret/marks", {"origin": "null"}, 403),
        ("/secret/marks", {"sec-fetch-site": "cross-site"}, 403),
        ("/secret/marks", {"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_strangers_are_refused(
    client: Client, path: str, headers: dict[str, str], status: int
) -> None:
    answer = client.ask("GET", path, headers=headers)
    assert answer.status_code == status
    assert "Bridge" not in answer.text


@pytest.mark.parametrize(
    ("mark", "headers", "status"),
    [
        (MARK, {"Origin": "http://evil.example"}, 403),
        (MARK, {"Origin": ""}, 403),
        (MARK, {"Host": "evil.example"}, 421),
        (MARK, {"Content_Type": "text/plain"}, 415),
        (b"{", {}, 400),
        (b"[]", {}, 400),
        (b"[" * 10_000, {}, 400),
        (MARK | {"id": "c99"}, {}, 400),
        (MARK | {"verdict": "fine"}, {}, 400),
        (MARK | {"stance": "sideways"}, {}, 400),
        (MARK | {"note": 7}, {}, 400),
        (MARK | {"note": "x" * 2001}, {}, 400),
        (MARK | {"note": "x" * 20_000}, {}, 413),
    ],
)
def test_what_is_no_mark_is_not_saved(
    client: Client, journal: Journal, mark: Any, headers: dict[str, str], status: int
) -> None:
    assert post(client, mark, **headers).status_code == status
    assert journal.path.read_bytes() == b""


def test_a_line_cut_by_a_crash_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "marks.jsonl"
    path.write_text('{"id": "c1", "verdict": "ambiguous"}\n{"id": "c2", "verd')
    journal = Journal(path)
    journal.append(Mark(id="c3", verdict="model-wrong"))
    assert [mark.id for mark in journal.read()] == ["c1", "c3"]
    journal.close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--marks"):
        Journal(tmp_path / "nowhere" / "marks.jsonl")


def test_killed_at_once_it_has_lost_no_mark_it_accepted(tmp_path: Path) -> None:
    """Thirty marks by HTTP, SIGKILL straight after the last answer."""
    marks = tmp_path / "marks.jsonl"
    command = [sys.executable, "-m", "stance", "review", str(REPORT)]
    with subprocess.Popen(
        [*command, "--marks", str(marks), "--no-open"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        origin = address.rsplit("/", 2)[0]
        accepted = []
        with httpx.Client(transport=httpx.HTTPTransport(retries=20), trust_env=False) as client:
            for i in range(30):
                mark = MARK | {"coder": f"coder {i}"}
                answer = client.post(f"{address}marks", json=mark, headers={"Origin": origin})
                assert answer.status_code == 201
                accepted.append(mark["coder"])
        os.kill(server.pid, signal.SIGKILL)
    assert [mark.coder for mark in read_marks([marks])] == accepted
