"""What has been found out about a text, kept while the page that it stands in is read or split.

The same line is looked at from many sides, and each side asks the same questions. A bound on what
is kept makes large pages forget between one side and the next, and the work then grows faster than
the page (benchmarks/split_speed.py with 20000 and 100000); so all is kept, and dropped with it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

__all__ = ["forget_after", "remember"]

_Function = TypeVar("_Function", bound=Callable[..., Any])

_forget: list[Callable[[], None]] = []


def remember(function: _Function) -> _Function:
    """The function, with all its results kept until `forget_after` ends.

    >>> @remember
    ... def count(text: str) -> int:
    ...     print("counted")
    ...     return len(text)
    >>> with forget_after():
    ...     count("Reply") + count("Reply")
    counted
    10
    """
    kept = lru_cache(maxsize=None)(function)
    _forget.append(kept.cache_clear)
    return kept  # type: ignore[return-value]  # lru_cache's type has no parameters


@contextlib.contextmanager
def forget_after() -> Iterator[None]:
    """Drop afterwards what functions with `remember` have kept."""
    try:
        yield
    finally:
        for forget in _forget:
            forget()
