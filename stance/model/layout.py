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

and those of `stance.model.runs`, which a file may lack.
"""

from __future__ import annotations

import sys

from stance.errors import ModelError

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "Table",
    "build_table",
    "pack_sections",
    "read_numbers",
    "refuse_corrupt",
    "unpack_sections",
]

MAGIC = b"\x93STANCE\n"
VERSION = 1
_HEAD_SIZE = _ENTRY_SIZE = 24  # bytes
_WIDTHS = {"I": 4, "B": 1, "f": 4}  # bytes of a number
_ALIGNMENT = 64  # bytes: a cache line, and enough for every type of number
_MOST_SECTIONS = 64


def pack_sections(sections: Mapping[str, bytes]) -> bytes:
    """One file of named sections, the same bytes for the same content.

    >>> bytes(unpack_sections(pack_sections({"keys": b"abc"}))["keys"])
    b'abc'
    """
    import struct

    offset = _align(_HEAD_SIZE + _ENTRY_SIZE * len(sections))
    entries, places = [], []
    for name, data in sections.items():
        entries.append(struct.pack("<8sQQ", name.encode().ljust(8, b"\0"), offset, len(data)))
        places.append((offset, data))
        offset = _align(offset + len(data))
    out = bytearray(offset)
    head = struct.pack("<8sIIQ", MAGIC, VERSION, len(sections), offset) + b"".join(entries)
    out[: len(head)] = head
    for start, data in places:
        out[start : start + len(data)] = data
    return bytes(out)


def unpack_sections(data: memoryview | bytes, *, where: str = "") -> dict[str, memoryview]:
    """The sections of a packed file, without copying.

    Raises `ModelError` for anything that is not such a file, whole.
    """
    view = memoryview(data)
    if len(view) < _HEAD_SIZE:
        raise refuse_corrupt("too short", where)
    magic, version, count = view[:8], _read_number(view, 8, 4), _read_number(view, 12, 4)
    length = _read_number(view, 16, 8)
    if magic != MAGIC:
        raise refuse_corrupt("not a scorer file", where)
    if version != VERSION:
        raise ModelError(
            f"layout version {version}, this release reads {VERSION}",
            where=where,
            remedy="train the model again or install the release that wrote it",
        )
    if length != len(view) or count > _MOST_SECTIONS:
        raise refuse_corrupt("cut short or grown", where)
    sections = {}
    for i in range(count):
        at = _HEAD_SIZE + i * _ENTRY_SIZE
        if at + _ENTRY_SIZE > length:
            raise refuse_corrupt("cut short", where)
        name = bytes(view[at : at + 8])
        start, size = _read_number(view, at + 8, 8), _read_number(view, at + 16, 8)
        if start % _ALIGNMENT or start > length or size > length - start:
            raise refuse_corrupt("a section that lies outside the file", where)
        sections[name.rstrip(b"\0").decode("ascii", "replace")] = view[start : start + size]
    return sections


def _read_number(view: memoryview, at: int, size: int) -> int:
    return int.from_bytes(view[at : at + size], "little")  # `struct` is slower to import


def read_numbers(section: memoryview, code: str, *, where: str = "") -> memoryview:
    """A section as numbers: `code` is `I` (u32), `B` (u8) or `f` (f32)."""
    width = _WIDTHS[code]
    if len(section) % width:
        raise refuse_corrupt("a section of odd length", where)
    if sys.byteorder == "little":
        return section.cast(code)  # type: ignore[call-overload,no-any-return]
    from array import array

    numbers = array(code, bytes(section))
    numbers.byteswap()
    return memoryview(numbers)


def hash_key(block: int, key: bytes) -> int:
    """The hash under which a feature stands in the table."""
    from binascii import crc32

    return crc32(key, crc32(bytes((block,))))


def build_table(blocks: Sequence[int], keys: Sequence[bytes]) -> bytes:
    """The hash table over all features; at most two thirds of its places are taken."""
    import struct

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
        self._bytes: bytes | None = None

    def key(self, feature: int) -> str:
        """The key of a feature."""
        start, stop = self.ends[feature], self.ends[feature + 1]
        return bytes(self.keys[start:stop]).decode("utf-8", "surrogatepass")

    def find(self, block: int, key: str) -> int:
        """The number of a feature, -1 where the model does not know it."""
        return self.find_all(block, (key,))[0]

    def find_all(self, block: int, keys: Iterable[str]) -> list[int]:
        """The numbers of features, -1 for each that the model does not know.

        The keys' bytes are compared: two keys of one hash are never taken for each other.
        """
        if self._bytes is None:
            from binascii import crc32

            self._crc32 = crc32
            self._bytes = bytes(self.keys)  # bytes are compared in one step, mapped memory is not
        known, ends, table, mask = self._bytes, self.ends, self.table, self._mask
        crc32 = self._crc32
        low, start = self._low, crc32(bytes((block,)))
        first, last = self.firsts[block], self.firsts[block + 1]
        features = []
        for key in keys:
            try:
                data = key.encode()
            except UnicodeEncodeError:
                data = key.encode("utf-8", "surrogatepass")
            crc = crc32(data, start)
            place = crc & mask
            feature = -1
            while found := table[place]:
                if (found ^ crc) <= low:  # the hash's own high bits are the same
                    candidate = (found & low) - 1
                    if (
                        first <= candidate < last
                        and known[ends[candidate] : ends[candidate + 1]] == data
                    ):
                        feature = candidate
                        break
                place = (place + 1) & mask
            features.append(feature)
        return features


def _align(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


def refuse_corrupt(what: str, where: str) -> ModelError:
    """What to raise where a model file does not hold what it should.

    >>> str(refuse_corrupt("cut short", "scorer.bin"))
    'scorer.bin: the model file is corrupt (cut short); copy or train the model again'
    """
    return ModelError(
        f"the model file is corrupt ({what})", where=where, remedy="copy or train the model again"
    )
