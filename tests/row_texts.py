"""Hostile rows, and the comparison of the compiled reader of rows with Python's."""

from __future__ import annotations

import io
import json
import random
from typing import Any

from stance.jsontext import build_encoder
from stance.scoring.rows import read_json_rows
from stance.scoring.source import (
    _decode_each,
    _number_lines,
    _tell_once,
    read_json_compiled,
    read_lines_compiled,
)

PLACES = {"text", "id", "reply_to", "parent_text", "headline", "source", "depth"}

# name: a file of JSON Lines
JSON = {
    "plain": b'{"id": "1", "text": "send arms"}\n{"id": "2", "text": "no", "likes": 3}\n',
    "nothing": b"",
    "blank lines": b'\n  \n\r\n\x0c\n{"id": "1", "text": "a"}\n\n',
    "no newline at the end": b'{"id": "1", "text": "a"}',
    "half an object at the end": b'{"id": "1", "text": "a"}\n{"id": "2", "te',
    "CRLF": b'{"id": "1", "text": "a\\r\\n"}\r\n{"id": "2", "text": "b"}\r\n',
    "lone CR": b'{"id": "1",\r"text": "a"}\r{"id": "2", "text": "b"}\n{"id": "3", "text": "c"}\r',
    "CR in a text": b'{"id": "1", "text": "a\rb"}\n',
    "BOM": b'\xef\xbb\xbf{"id": "1", "text": "a"}\n\xef\xbb\xbf{"id": "2", "text": "b"}\n',
    "two BOMs": b'\xef\xbb\xbf\xef\xbb\xbf{"id": "1", "text": "a"}\n',
    "NUL": b'{"id": "1", "text": "a\0b"}\n\0\n{"id": "2", "text": "a\\u0000b"}\n{"id": "3\0"}\n',
    "not UTF-8": b'{"id": "1", "text": "caf\xe9"}\n{"id": "2", "text": "ok", "n": "\xff"}\n',
    "UTF-8 cut off": b'{"id": "1", "text": "caf\xc3"}\n{"id": "\xe2\x82", "text": "a"}\n\xf0\x9f\n',
    "overlong": b'{"id": "1", "text": "\xc0\xaf"}\n{"id": "2", "text": "\xe0\x80\xaf"}\n',
    "surrogates as bytes": b'{"id": "1", "text": "\xed\xa0\xbd\xed\xb8\x82"}\n',
    "beyond Unicode": b'{"id": "1", "text": "\xf4\x90\x80\x80 \xf5\x80\x80\x80"}\n',
    "the last character": b'{"id": "1", "text": "\xf4\x8f\xbf\xbf \xee\x80\x80 \xed\x9f\xbf"}\n',
    "escapes": b'{"id": "\\u0031",'
    b' "text": "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20ac\\u4e2d\\u007f"}\n',
    "pairs of surrogates": b'{"id": "1", "text": "\\ud83d\\ude02 \\uD83D\\uDE02"}\n',
    "halves of pairs": b'{"id": "1", "text": "\\ud83d"}\n{"id": "2", "text": "\\ude02\\ud83d"}\n'
    b'{"id": "3", "text": "\\ud83d\\ud83d\\ude02"}\n{"id": "4", "text": "\\ud83d\\n"}\n'
    b'{"id": "5", "text": "a", "speaker": "\\udfff"}\n',
    "wrong escapes": b'{"id": "1", "text": "\\x"}\n{"id": "1", "text": "\\u12g4"}\n'
    b'{"id": "1", "text": "\\u+123"}\n{"id": "1", "text": "\\u 123"}\n{"id": "1", "text": "\\',
    "escapes in keys": b'{"id": "1", "te\\u0078t": "a"}\n'
    b'{"id": "1", "text": "a", "\\u0069d": "2"}\n',
    "keys twice": b'{"id": "1", "id": "2", "text": "a"}\n{"id": "1", "text": 3, "text": "a"}\n'
    b'{"id": "1", "text": "a", "text": null}\n{"id": "1", "text": "a", "n": 1, "n": 2}\n',
    "no text": b'{"id": "1"}\n{}\n{ }\n{"text": null, "placeholder": true, "id": "2"}\n',
    "no id": b'{"text": "a"}\n{"id": "", "text": "a"}\n{"id": null, "text": "a"}\n'
    b'{"id": 7, "text": "a"}\n{"id": 7.0, "text": "a"}\n{"id": [7], "text": "a"}\n',
    "no strings": b'{"id": "1", "text": 1}\n'
    b'{"id": "1", "text": ["a"]}\n{"id": "1", "text": true}\n',
    "other columns": b'{"id": "1", "body": "a"}\n{"id": "2", "text": "a", "user": "Ann"}\n'
    b'{"id": "3", "text": "a", "parent_id": "1"}\n{"id": "4", "text": "a", "stance": "mine"}\n'
    b'{"id": "5", "text": "a", "model": null}\n',
    "replies": b'{"id": "1", "text": "a"}\n{"id": "2", "text": "b", "reply_to": "1"}\n'
    b'{"id": "3", "text": "c", "reply_to": null}\n{"id": "4", "text": "d", "reply_to": ""}\n'
    b'{"id": "5", "text": "e", "reply_to": 1}\n{"id": "6", "text": "f", "reply_to": "lost"}\n',
    "places": b'{"id": "1", "text": "a", "headline": "NATO", "depth": 3, "source": "x"}\n'
    b'{"id": "2", "text": "a", "headline": null, "depth": null, "source": null}\n'
    b'{"id": "3", "text": "a", "headline": 3, "depth": -1, "source": 4}\n'
    b'{"id": "4", "text": "a", "depth": true, "parent_text": "b"}\n'
    b'{"id": "5", "text": "a", "depth": 1.0, "parent_text": 4}\n'
    b'{"id": "6", "text": "a", "depth": 99999999999999999999, "headline": "\\u00e9"}\n',
    "nested": b'{"id": "1", "text": "a", "x": {"id": "2", "text": [{"text": "b"}, []], "y": {}}}\n',
    "nested deep": b'{"id": "1", "text": "a", "x": ' + b"[" * 100 + b"]" * 100 + b"}\n",
    "nested deeper than Python goes": b'{"id": "1", "text": "a", "x": ' + b"[" * 100_000 + b"\n",
    "numbers as written": b'{"id": "1", "text": "a",'
    b' "n": [1.50e3, -0, -0.0, 1E+2, 1e-400, 1e400]}\n',
    "wrong numbers": b'{"id": "1", "text": "a", "n": 01}\n{"id": "1", "text": "a", "n": 1.}\n'
    b'{"id": "1", "text": "a", "n": .5}\n{"id": "1", "text": "a", "n": +1}\n'
    b'{"id": "1", "text": "a", "n": -}\n{"id": "1", "text": "a", "n": 1e}\n'
    b'{"id": "1", "text": "a", "n": 0x1}\n{"id": "1", "text": "a", "n": 1_0}\n',
    "no numbers": b'{"id": "1", "text": "a", "n": NaN}\n{"id": "2", "text": "a", "n": -Infinity}\n',
    "a number of 5,000 digits": b'{"id": "1", "text": "a", "n": ' + b"7" * 5000 + b"}\n",
    "literals": b'{"id": "1", "text": "a", "n": [true, false, null]}\n'
    b'{"id": "2", "text": "a", "n": True}\n{"id": "3", "text": "a", "n": nul}\n',
    "commas": b'{"id": "1", "text": "a",}\n{"id": "1", "text": "a", "n": [1,]}\n{,"id": "1"}\n'
    b'{"id": "1" "text": "a"}\n{"id": "1", "text" "a"}\n{"id": "1", "text": "a"},\n',
    "something behind": b'{"id": "1", "text": "a"} x\n{"id": "1", "text": "a"}{}\n'
    b'{"id": "1", "text": "a"}\x0b\n{"id": "1", "text": "a"} \t\r\n',
    "no objects": b'[1]\n"a"\n3\nnull\n{"id": "1", "text": "a"}\n',
    "white space": b' \t{ "id" :\t"1" , "text":"a" } \n{\xc2\xa0"id": "1", "text": "a"}\n',
    "separators in a text": '{"id": "1", "text": "a\u2028b\x85c\x0b"}\n'.encode(),
    "a word of a megabyte": b'{"id": "1", "text": "' + b"ab" * 500_000 + b'"}\n{"id": "2"}\n',
    "escapes of a megabyte": b'{"id": "1", "text": "' + b"\\u00e9" * 170_000 + b'"}\n',
    "many lines": b"".join(b'{"id": "%d", "text": "row %d"}\n' % (i, i) for i in range(9000)),
}

# name: a file of one comment a line
LINES = {
    "plain": b"send arms\nno, never\n",
    "nothing": b"",
    "blank lines": "\n \n\t\r\n\u00a0\u3000\n\x1c\x1d\x1e\x1f\x85\n".encode() + b"arms now\n" * 99,
    "no newline at the end": b"send\narms",
    "CRLF": b"send\r\narms\r\n",
    "lone CR": b"send\rarms\r\n\rno\r",
    "BOM": b"\xef\xbb\xbfsend\n\xef\xbb\xbfarms\n",
    "nothing but a BOM": b"\xef\xbb\xbf",
    "NUL and controls": b"\0send\0\n\x01\x1f\x7f\n\x0c\x0barms\x0b\x08\n" + b"arms now\n" * 99,
    "not UTF-8": b"caf\xe9\nok\nd\xe9j\xe0\n\xa0\n",
    "UTF-8 cut off": b"caf\xc3\n\xe2\x82\nok\n",
    "surrogates as bytes": b"\xed\xa0\xbd\n",
    "quotation marks": b'"send" \\arms\\ \\u0041 / \'\n',
    "white space around": "\u2003 send\u2009arms \u2028\x85\n\ufeff\n".encode(),
    "emoji": "😂😂 🇺🇦\nİΣ\u0301\n".encode(),
    "a word of a megabyte": b"ab" * 500_000 + b"\n" + "ё".encode() * 200_000,
    "many lines": b"".join(b"row %d\n" % i for i in range(9000)),
}


def compare_readings(data: bytes, *, is_json: bool) -> int:
    """How many rows were read; fails where Python and the compiled reader differ in any."""
    ours, theirs = (_read(data, is_json=is_json, compiled=compiled) for compiled in (False, True))
    assert ours == theirs
    return len(ours[0])


def _read(data: bytes, *, is_json: bool, compiled: bool) -> tuple[list[Any], list[Any]]:
    """(what counts of the rows, what was rejected)"""
    rejected: list[Any] = []
    stream: Any = io.BytesIO(data)

    def reject(*what: str) -> None:
        rejected.append(what)

    if compiled:
        rows = (read_json_compiled if is_json else read_lines_compiled)(stream, "x", reject)
    elif is_json:
        rows = read_json_rows(stream, "x", None, reject)
    else:
        rows = _number_lines(_decode_each(stream, "x", _tell_once(reject)))
    encode = build_encoder()
    found = []
    for row, head in rows:
        if head is None and not is_json:
            head = encode(row)[:-1].encode()
        kept = {name: value for name, value in row.items() if head is None or name in PLACES}
        found.append((repr(sorted(kept.items())), head))
    return found, rejected


ALPHABET = [
    *'{}[]":,\\ \t\r\n0159-+.eEutfn/x',
    *("id", "text", "reply_to", "depth", "user", "true", "null", "\\u00e9", "\\ud83d", "\\udE02"),
    *("é", "😂", "\u2028", "\x85", "\x00", '"id": "1", ', '"text": "a', '"}\n{"', "NaN", "\ufeff"),
]


def invent_rows(lot: random.Random) -> bytes:
    """Rows of which most are nearly JSON."""
    rows = []
    for number in range(lot.randrange(1, 6)):
        row: dict[str, Any] = {"id": str(number), "text": _invent_text(lot)}
        for name in lot.sample(("reply_to", "headline", "depth", "n", "speaker", "source"), 2):
            row[name] = lot.choice((None, "1", _invent_text(lot), 3, 0.5, [1, {"id": "x"}], True))
        data = json.dumps(row, ensure_ascii=lot.random() < 0.5).encode("utf-8", "surrogatepass")
        rows.append(bytearray(data))
    data = bytearray(b"\n".join(rows) + lot.choice((b"\n", b"\r\n", b"")))
    for _ in range(lot.choice((0, 0, 1, 2, 9))):
        at = lot.randrange(len(data) + 1)
        piece = lot.choice(ALPHABET).encode() if lot.random() < 0.8 else lot.randbytes(1)
        data[at : at + lot.choice((0, 0, 1, 3))] = piece
    return bytes(data)


def _invent_text(lot: random.Random) -> str:
    return "".join(lot.choice(ALPHABET) for _ in range(lot.choice((0, 3, 12, 40))))
