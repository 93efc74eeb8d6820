"""Vectors of texts, kept on disk by content: the SHA-256 of the encoder's digest and the text.

The texts themselves are not kept. A cache that cannot be read or written is done without.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["LIMIT", "VectorCache", "find_cache"]

Row = npt.NDArray[np.int16]

LIMIT = 512 << 20  # bytes: about 600,000 texts of 384 numbers
_PATIENCE = 30  # seconds to wait for another process that writes
_AT_A_TIME = 500  # keys in one query; SQLite takes 999 at least
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) STRICT"


class VectorCache:
    """Vectors in one SQLite file; the oldest quarter goes when it outgrows `limit` bytes.

    >>> import tempfile
    >>> cache = VectorCache(Path(tempfile.mkdtemp()) / "vectors.sqlite")
    >>> cache.write("digest", {"Send arms.": np.array([1, -2], np.int16)})
    >>> cache.read("digest", ["Send arms.", "Why?"])
    {'Send arms.': array([ 1, -2], dtype=int16)}
    """

    def __init__(self, path: Path, *, limit: int = LIMIT) -> None:
        self.path, self.limit = path, limit

    def read(self, digest: str, texts: Iterable[str]) -> dict[str, Row]:
        """The vectors of those texts that are there."""
        keys = {_key(digest, text): text for text in texts}
        names, found = list(keys), {}
        with suppress(sqlite3.Error, OSError), self._open() as data:
            for start in range(0, len(names), _AT_A_TIME):
                part = names[start : start + _AT_A_TIME]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"
                for key, vector in data.execute(query, part):
                    found[keys[key]] = np.frombuffer(vector, dtype="<i2").astype(np.int16)
        return found

    def write(self, digest: str, vectors: Mapping[str, Row]) -> None:
        """Keep vectors, and drop the oldest quarter where there are too many."""
        rows = [(_key(digest, text), row.astype("<i2").tobytes()) for text, row in vectors.items()]
        with suppress(sqlite3.Error, OSError), self._open() as data, data:
            data.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
            pages, free, size = (
                data.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "freelist_count", "page_size")
            )
            if (pages - free) * size > self.limit:  # the file keeps its pages and fills them anew
                count = "(SELECT COUNT(*) / 4 FROM vectors)"
                oldest = f"SELECT rowid FROM vectors ORDER BY rowid LIMIT {count}"
                data.execute(f"DELETE FROM vectors WHERE rowid IN ({oldest})")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as data:
            data.execute(_TABLE)
            yield data


def find_cache() -> VectorCache | None:
    """The user's cache; None where `STANCE_CACHE` is set to nothing.

    It stands in the folder `STANCE_CACHE`, else in `stance` of the system's folder for caches.
    """
    asked = os.environ.get("STANCE_CACHE")
    if asked == "":
        return None
    if asked is not None:
        folder = Path(asked)
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", Path.home())) / "stance"
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Caches" / "stance"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stance"
    return VectorCache(folder / "vectors.sqlite")


def _key(digest: str, text: str) -> bytes:
    return sha256(f"{digest}\0{text}".encode("utf-8", "surrogatepass")).digest()
