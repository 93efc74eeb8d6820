"""Bytes to text: unpack, tell the encoding, decode what can be decoded and say what could not."""

from __future__ import annotations

import re
import zlib

from stance.errors import InputError
from stance.records import Problem

__all__ = ["decode", "refuse_binary", "unpack"]

_ZSTD, _GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# The WHATWG Encoding Standard reads these labels as Windows-1252, and so do browsers.
_WINDOWS = frozenset({"ascii", "us-ascii", "latin1", "latin-1", "iso-8859-1", "iso8859-1", "l1"})
_DECLARED = re.compile(
    rb"""<(?:meta\b|\?xml\b)[^>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{2,40})""",
    re.I,
)
# A page that unpacks to more than this is taken for an attack, not for a page (1 GiB).
_MOST = 1 << 30


def unpack(data: bytes, *, name: str) -> bytes:
    """The bytes inside a gzip or Zstandard file; other bytes unchanged.

    Raises `InputError` where the file is damaged, unpacks to more than 1 GiB, or the library for
    Zstandard is not installed.
    """
    if data[:2] == _GZIP:
        return _unpack_gzip(data, name)
    if data[:4] == _ZSTD:
        return _unpack_zstd(data, name)
    return data


def _unpack_gzip(data: bytes, name: str) -> bytes:
    out: list[bytes] = []
    size = 0
    try:
        while data:  # members may follow one another
            member = zlib.decompressobj(wbits=31)
            out.append(member.decompress(data, _MOST - size + 1))
            size += len(out[-1])
            if size > _MOST:
                raise InputError("unpacks to more than 1 GiB", where=name, remedy="split it")
            if not member.eof:
                raise InputError("the gzip data is cut off", where=name, remedy="fetch it again")
            data = member.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise InputError(f"damaged gzip data ({error})", where=name) from None
    return b"".join(out)


def _unpack_zstd(data: bytes, name: str) -> bytes:
    try:
        import zstandard
    except ImportError:
        raise InputError(
            "Zstandard data cannot be unpacked here",
            where=name,
            remedy="pip install 'stance[table]', or unpack it with zstd -d",
        ) from None
    # Reddit's dumps use windows up to 2 GiB (pushshift: `zstd -d --long=31`).
    unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 31)
    try:
        with unpacker.stream_reader(data, read_across_frames=True) as stream:
            out = stream.read(_MOST + 1)
    except zstandard.ZstdError as error:
        raise InputError(f"damaged Zstandard data ({error})", where=name) from None
    if len(out) > _MOST:
        raise InputError("unpacks to more than 1 GiB", where=name, remedy="split it")
    return out


def decode(data: bytes, *, name: str) -> tuple[str, tuple[Problem, ...]]:
    """(text, problems): the text by its mark, its declaration, as UTF-8, or as Windows-1252.

    Nothing is refused: bytes that no encoding explains become U+FFFD and are counted in a
    `Problem`.

    >>> decode("Ärger".encode("utf-16"), name="page")[0]
    'Ärger'
    >>> decode(b"caf\\xe9", name="page")
    ('café', (Problem(what='not UTF-8; read as Windows-1252', where='page'),))
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding, name)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    wide = _guess_wide(data)
    if wide:
        text, problems = _decode_as(data, wide, name)
        return text, (Problem(f"not UTF-8; read as {wide.upper()}", name), *problems)
    declared = _DECLARED.search(data[:2048])
    encoding = declared[1].decode("ascii").lower() if declared else ""
    if encoding and encoding not in _WINDOWS and not encoding.startswith(("utf", "unicode")):
        try:
            return _decode_as(data, encoding, name)
        except (LookupError, UnicodeError):
            pass
    if encoding.startswith("utf") or _mostly_utf8(data):
        return _decode_as(data, "utf-8", name)
    text, problems = _decode_as(data, "cp1252", name)
    if encoding in _WINDOWS:
        return text, problems
    return text, (Problem("not UTF-8; read as Windows-1252", name), *problems)


# Of a program's or an image's first bytes a fifth and more are control characters; a damaged text
# has a few.
_MOST_CONTROLS = 0.05
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def refuse_binary(text: str, *, name: str) -> None:
    """Raise `InputError` where decoded text is no text: a program, an image, an archive.

    >>> refuse_binary("A page with one lost \ufffd character, no more.", name="page")
    """
    head = text[:4096]
    if len(_CONTROL.findall(head)) > _MOST_CONTROLS * len(head) + 1:
        raise InputError(
            "this is not text", where=name, remedy="save the page as HTML or as plain text"
        )


def _decode_as(data: bytes, encoding: str, name: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        return text, (
            Problem(f"{lost} characters are not {encoding.upper()}; each became U+FFFD", name),
        )


def _guess_wide(data: bytes) -> str | None:
    """UTF-16 without its mark shows as zeros at every other place in mostly Latin text."""
    head = data[:4096]
    even, odd = head[::2], head[1::2]
    if len(head) < 4:
        return None
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Whether damage to UTF-8 explains the bytes better than a one-byte encoding does."""
    text = data.decode("utf-8", "replace")
    whole = sum(mark > "\x7f" and mark != "\ufffd" for mark in text)
    return whole > text.count("\ufffd")
