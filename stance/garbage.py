"""Holding off the search for garbage while millions of objects are made that all stay.

What a page is read and split into holds no circles of references, so a search finds nothing, and
searches took up to a fifth of the time of a large page (benchmarks/split_speed.py).
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

__all__ = ["hold_garbage"]


@contextlib.contextmanager
def hold_garbage() -> Iterator[None]:
    """Search for no circular garbage meanwhile; afterwards the collector is as it was.

    >>> with hold_garbage():
    ...     print(gc.isenabled())
    False
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
