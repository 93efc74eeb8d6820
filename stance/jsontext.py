"""JSON without the package `json`, whose regular expressions take a third of a small job's time.

CPython's own functions do the work, as they do in `json`; elsewhere, and for what they refuse,
`json` itself is called, so that results and errors are the same.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["build_encoder", "parse_json", "quote"]

try:
    from _json import encode_basestring as quote
    from _json import make_encoder, make_scanner
except ImportError:  # another Python than CPython
    from json.encoder import py_encode_basestring as quote

    make_encoder = make_scanner = None  # type: ignore[assignment,misc]

_CONSTANTS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


class _Defaults:
    """What `json.JSONDecoder` tells the scanner."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    parse_constant = _CONSTANTS.__getitem__


_scan = None if make_scanner is None else make_scanner(_Defaults())  # type: ignore[arg-type]


def parse_json(text: str) -> Any:
    """The value of a JSON text, as `json.loads`.

    Raises `ValueError` (or `RecursionError`) as it does.

    >>> parse_json(' {"a": [1, null]} ')
    {'a': [1, None]}
    """
    if _scan is not None:
        bare = text.strip(" \t\n\r")
        try:
            value, end = _scan(bare, 0)
            if end == len(bare):
                return value
        except (StopIteration, ValueError):
            pass  # to be told in the words of `json`
    import json

    return json.loads(text)


def build_encoder(default: Callable[[Any], Any] = str) -> Callable[[Any], str]:
    """Values to JSON as `json.dumps` with `ensure_ascii=False`; the rest goes by `default`.

    >>> build_encoder()({"a": ["é", 1.5, None, True, 2 + 0j]})
    '{"a": ["é", 1.5, null, true, "(2+0j)"]}'
    """
    if make_encoder is None:
        import json

        return json.JSONEncoder(ensure_ascii=False, default=default, check_circular=False).encode
    parts = make_encoder(None, default, quote, None, ": ", ", ", False, False, True)
    join = "".join

    def encode(value: Any) -> str:
        return join(parts(value, 0))

    return encode
