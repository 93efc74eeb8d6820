"""The flat scorer file: named sections that are mapped into memory and read as they stand.

    8 bytes   magic
    u32, u32  version of the layout, number of sections
    u64       length of the whole file
    24 bytes  a section each: name (8 bytes), u64 offset, u64 length

Sections begin at multiples of 64 bytes; all numbers are little-endian:

    about     JSON: blocks, heads (classes, bias, temperature), lexicon, meta
    keys      the features' keys, UTF-8, one after the other
    ends      u32 [n + 1]  where each key begins, and the end
    table     u32 [m]      hash table by CRC-32 of block byte and key: open addressing with
                           linear probing from `crc & (m - 1)`; a place holds 0 or feature + 1
                           in its low bits (as many as n needs) and the crc's own high bits above
    rows      f32 [n, 1 + classes]  idf and the weights of all heads' classes
"""

from __future__ import annotations

import struct
import sys
from binascii import crc32

from stance.errors import ModelError

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Table", "build_table", "pack_sections", "read_numbers", "unpack_sections"]

MAGIC = b"\x93STANCE\n"
VERSION = 1
_HEAD = struct.Struct("<8sIIQ")
_ENTRY = struct.Struct("<8sQQ")
_ALIGNMENT = 64  # bytes: a cache line, and enough for every type of number
_MOST_SECTIONS = 64


def pack_sections(sections: Mapping[str, bytes]) -> bytes:
    """One file of named sections, the same bytes for the same content.

    >>> bytes(unpack_sections(pack_sections({"keys": b"abc"}))["keys"])
    b'abc'
    """
    offset = _align(_HEAD.size + _ENTRY.size * len(sections))
    entries, places = [], []
    for name, data in sections.items():
        entries.append(_ENTRY.pack(name.encode().ljust(8, b"\0"), offset, len(data)))
        places.append((offset, data))
        offset = _align(offset + len(data))
    out = bytearray(offset)
    head = _HEAD.pack(MAGIC, VERSION, len(sections), offset) + b"".join(entries)
    out[: len(head)] = head
    for start, data in places:
        out[start : start + len(data)] = data
    return bytes(out)


def unpack_sections(data: memoryview | bytes, *, where: str = "") -> dict[str, memoryview]:
    """The sections of a packed file, without copying.

    Raises `ModelError` for anything that is not such a file, whole.
    """
    view = memoryview(data)
    if len(view) < _HEAD.size:
        raise _corrupt("too short", where)
    magic, version, count, length = _HEAD.unpack_from(view)
    if magic != MAGIC:
        raise _corrupt("not a scorer file", where)
    if version != VERSION:
        raise ModelError(
            f"layout version {version}, this release reads {VERSION}",
            where=where,
            remedy="train the model again or install the release that wrote it",
        )
    if length != len(view) or count > _MOST_SECTIONS:
        raise _corrupt("cut short or grown", where)
    sections = {}
    for i in range(count):
        at = _HEAD.size + i * _ENTRY.size
        if at + _ENTRY.size > length:
            raise _corrupt("cut short", where)
        name, start, size = _ENTRY.unpack_from(view, at)
        if start % _ALIGNMENT or start > length or size > length - start:
            raise _corrupt("a section that lies outside the file", where)
        sections[name.rstrip(b"\0").decode("ascii", "replace")] = view[start : start + size]
    return sections


def read_numbers(section: memoryview, code: str, *, where: str = "") -> memoryview:
    """A section as numbers: `code` is `I` (u32), `B` (u8) or `f` (f32)."""
    width = struct.calcsize(code)
    if len(section) % width:
        raise _corrupt("a section of odd length", where)
    if sys.byteorder == "little":
        return section.cast(code)  # type: ignore[call-overload,no-any-return]
    from array import array

    numbers = array(code, bytes(section))
    numbers.byteswap()
    return memoryview(numbers)


def hash_key(block: int, key: bytes) -> int:
    """The hash under which a feature stands in the table."""
    return crc32(key, crc32(bytes((block,))))


def build_table(blocks: Sequence[int], keys: Sequence[bytes]) -> bytes:
    """The hash table over all features; at most two thirds of its places are taken."""
    size = 8
    while size * 2 < len(keys) * 3:
        size *= 2
    low = (1 << len(keys).bit_length()) - 1
    table = [0] * size
    for feature, (block, key) in enumerate(zip(blocks, keys, strict=True)):
        crc = hash_key(block, key)
        place = crc & (size - 1)
        while table[place]:
            place = (place + 1) & (size - 1)
        table[place] = crc & ~low | feature + 1
    return struct.pack(f"<{size}I", *table)


class Table:
    """The features of a scorer file, found by block and key.

    `firsts` holds the first feature of each block, and the number of features at its end.
    """

    def __init__(
        self, keys: memoryview, ends: memoryview, table: memoryview, firsts: Sequence[int]
    ) -> None:
        self.keys, self.ends, self.table, self.firsts = keys, ends, table, firsts
        self._low = (1 << (len(ends) - 1).bit_length()) - 1
        self._mask = len(table) - 1

    def key(self, feature: int) -> str:
        """The key of a feature."""
        start, stop = self.ends[feature], self.ends[feature + 1]
        return bytes(self.keys[start:stop]).decode("utf-8", "surrogatepass")

    def find(self, block: int, key: str) -> int:
        """The number of a feature, -1 where the model does not know it.

        The key's bytes are compared: two keys of one hash are never taken for each other.
        """
        data = key.encode("utf-8", "surrogatepass")
        crc = hash_key(block, data)
        low, mask, table = self._low, self._mask, self.table
        place = crc & mask
        for _ in range(mask + 1):
            found: int = table[place]
            if not found:
                return -1
            if not (found ^ crc) & ~low:
                feature = (found & low) - 1
                if (
                    self.firsts[block] <= feature < self.firsts[block + 1]
                    and self.keys[self.ends[feature] : self.ends[feature + 1]] == data
                ):
                    return feature
            place = (place + 1) & mask
        return -1


def _align(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


def _corrupt(what: str, where: str) -> ModelError:
    return ModelError(
        f"the model file is corrupt ({what})", where=where, remedy="copy or train the model again"
    )
