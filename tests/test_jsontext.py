"""JSON without the package `json` is the JSON of the package `json`."""

from __future__ import annotations

import importlib
import json
import math
import sys

import pytest

from stance import jsontext

TEXTS = [
    '{"a": [1, -2.5e3, true, null, "é\\u00e9\\ud83d\\ude02"]}',
    "  [1]\r\n",
    '"\\ud83d"',
    "NaN",
    "-Infinity",
    "",
    "  ",
    "{",
    "[1] x",
    "nul",
    '{"a": 1,}',
    '"a\x01b"',
    "\ufeff1",
    "\xa0 1",
    "[" * 100_000,
]


def outcome(parse, text: str) -> str:
    try:
        return repr(parse(text))
    except (ValueError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:20]))
def test_what_is_parsed(text: str) -> None:
    assert outcome(jsontext.parse_json, text) == outcome(json.loads, text)


@pytest.mark.parametrize(
    "value",
    [{"a": ['é"\\\n\x00', 1, -2.5, 1e300, True, None, {"b": []}]}, "x", 3, math.inf, "\ud83d"],
    ids=repr,
)
def test_what_is_written(value: object) -> None:
    assert jsontext.build_encoder()(value) == json.dumps(value, ensure_ascii=False)


def test_another_python_has_no_such_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_json", None)
    try:
        bare = importlib.reload(jsontext)
        assert bare.parse_json('{"a": "é"}') == {"a": "é"}
        assert bare.build_encoder()({"a": "é\n"}) == '{"a": "é\\n"}'
        assert bare.quote('"') == '"\\""'
    finally:
        monkeypatch.undo()
        importlib.reload(jsontext)
