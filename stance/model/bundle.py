"""The model bundle: a folder of data only, checked against its digests before it is used.

manifest.json     versions, classes, and the SHA-256 of every other file
scorer.bin        all that scoring needs (see `stance.model.layout`)
encoder.bin       only with an encoder: its part of the weights (see `stance.model.encoded`)
card.md           what the model is, for people
trained_on.json   digests of the training texts (see `stance.model.provenance`), where known
"""

from __future__ import annotations

import os

from stance.errors import InputError, ModelError, refuse_output
from stance.jsontext import parse_json
from stance.model.layout import build_table, pack_sections, refuse_corrupt, unpack_sections
from stance.model.scorer import Scorer

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from stance.features.encoder import Encoder
    from stance.features.lexicon import Lexicon
    from stance.model.fitted import FittedModel
    from stance.model.provenance import Provenance

__all__ = [
    "build_scorer",
    "check_place",
    "load_bundle",
    "pack_model",
    "read_manifest",
    "read_provenance",
    "save_bundle",
]

_FORMATS = (1, 2)  # 2: with encoder.bin, which releases that do not know it must not pass over
_RETRAIN = "copy or train the model again"
_LARGEST_MANIFEST = 1 << 20  # bytes; ours has about a thousand


def save_bundle(
    fitted: FittedModel, folder: str | os.PathLike[str], *, card: str | None = None
) -> str:
    """Write a fitted model as a bundle, whole or not at all; returns the model's digest.

    `card` is the text of `card.md` (default: what `fitted.meta` holds). Same model, same bytes.
    Raises `InputError` where the folder cannot be written, or is something else than a bundle.
    """
    import json

    target = check_place(folder)
    parts = _pack_files(fitted)
    files = {"card.md": (card or _write_card(fitted)).encode(), **parts}
    if fitted.provenance is not None:
        files["trained_on.json"] = fitted.provenance.as_bytes()
    manifest = {
        "format": 2 if "encoder.bin" in parts else 1,
        "model": _digest(b"".join(parts.values()))[:16],
        "classes": {head.name: list(head.classes) for head in fitted.heads},
        "features": len(fitted.keys),
        "files": {
            name: {"sha256": _digest(data), "bytes": len(data)} for name, data in files.items()
        },
    }
    files["manifest.json"] = (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()
    _replace_folder(target, files)
    return str(manifest["model"])


def check_place(folder: str | os.PathLike[str]) -> Path:
    """The place for a bundle; better to know before training than after.

    Raises `InputError` where something else than a bundle is there, or nothing can be written.
    """
    from pathlib import Path

    target = Path(folder)
    if target.exists() and any(target.iterdir() if target.is_dir() else [target]):
        known = target.is_dir() and (target / "manifest.json").is_file()
        if not known:
            raise InputError(
                "is there and is no model",
                where=str(target),
                remedy="choose another place with -o",
            )
    above = next(place for place in target.absolute().parents if place.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise InputError(
            "cannot be written (no permission, or no folder)",
            where=str(target),
            remedy="choose another place with -o",
        )
    return target


def load_bundle(folder: str | os.PathLike[str], *, native: bool | None = None) -> Scorer:
    """A scorer from a bundle; no code of the bundle is run, for there is none.

    `native` asks for the compiled scorer (True) or the Python one (False); by default the
    compiled one is taken where it was built. Raises `ModelError` for a bundle that is missing,
    of another format, or differs from its digests in any byte.
    """
    import mmap

    place = os.fspath(folder)
    manifest = read_manifest(place)
    for name, entry in manifest["files"].items():
        _check_file(os.path.join(place, name), entry)  # noqa: PTH118 - pathlib is slow to import
    path = os.path.join(place, "scorer.bin")  # noqa: PTH118
    with open(path, "rb") as stream:  # noqa: PTH123
        data = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    # The map, not a second reading, is what the digest must hold for.
    if _digest(data) != manifest["files"]["scorer.bin"]["sha256"]:
        raise ModelError("differs from its digest", where=path, remedy=_RETRAIN)
    sections = unpack_sections(data, where=path)
    try:
        about = parse_json(str(sections["about"], "utf-8"))
    except (KeyError, ValueError, RecursionError):
        raise refuse_corrupt("it does not tell what it is", path) from None
    if "encoder.bin" in manifest["files"]:
        from stance.model.encoded import EncodedScorer

        with open(os.path.join(place, "encoder.bin"), "rb") as stream:  # noqa: PTH118, PTH123
            encoded = stream.read()
        if _digest(encoded) != manifest["files"]["encoder.bin"]["sha256"]:
            raise ModelError("differs from its digest", where=place, remedy=_RETRAIN)
        return EncodedScorer(
            sections, about, encoded=encoded, digest=manifest["model"], where=path, native=native
        )
    return Scorer(sections, about, digest=manifest["model"], where=path, native=native)


def build_scorer(fitted: FittedModel, *, where: str = "", encoder: Encoder | None = None) -> Scorer:
    """The scorer of a model that is not on disk, from the bytes that would be there.

    `encoder` is the model's own, already open; by default it is found as for any bundle.
    """
    parts = _pack_files(fitted)
    sections = unpack_sections(memoryview(parts["scorer.bin"]), where=where)
    about = parse_json(str(sections["about"], "utf-8"))
    if "encoder.bin" not in parts:
        return Scorer(sections, about, digest="", where=where)
    from stance.model.encoded import EncodedScorer

    scorer = EncodedScorer(sections, about, encoded=parts["encoder.bin"], digest="", where=where)
    if encoder is not None:
        scorer.encoder = encoder
    return scorer


def _pack_files(fitted: FittedModel) -> dict[str, bytes]:
    """The binary files of a model by name: one, or two with an encoder."""
    if fitted.encoder is None:
        return {"scorer.bin": pack_model(fitted)}
    from stance.model.encoded import pack_encoded, split_encoded

    plain, part = split_encoded(fitted)
    assert part is not None
    return {"scorer.bin": pack_model(plain), "encoder.bin": pack_encoded(part)}


def read_manifest(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """The manifest of a bundle.

    Raises `ModelError` where there is none, or not one of this format.
    """
    path = os.path.join(os.fspath(folder), "manifest.json")  # noqa: PTH118
    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            manifest = parse_json(stream.read(_LARGEST_MANIFEST).decode())
        version, files = manifest["format"], manifest["files"]
        sound = isinstance(manifest["model"], str) and "scorer.bin" in files
        sound = sound and not any("/" in name or "\\" in name or ".." in name for name in files)
    except OSError:
        raise ModelError(
            "no model here", where=os.fspath(folder), remedy="`stance train -o FOLDER` makes one"
        ) from None
    except (KeyError, TypeError, ValueError, RecursionError):
        raise ModelError("not a manifest of a model", where=path, remedy=_RETRAIN) from None
    if version not in _FORMATS or not sound:
        raise ModelError(
            f"bundle of format {version!r}, not {_FORMATS[0]} or {_FORMATS[1]}",
            where=path,
            remedy=_RETRAIN,
        )
    result: dict[str, Any] = manifest
    return result


def read_provenance(folder: str | os.PathLike[str]) -> Provenance | None:
    """What a bundle's model was trained on; None where the bundle does not say.

    Raises `ModelError` where what it says differs from its digest.
    """
    from stance.model.provenance import parse_provenance

    entry = read_manifest(folder)["files"].get("trained_on.json")
    if entry is None:
        return None
    path = os.path.join(os.fspath(folder), "trained_on.json")  # noqa: PTH118
    _check_file(path, entry)
    with open(path, "rb") as stream:  # noqa: PTH123
        try:
            return parse_provenance(stream.read())
        except ValueError as error:
            raise ModelError(str(error), where=path, remedy=_RETRAIN) from None


def pack_model(fitted: FittedModel) -> bytes:
    """The scorer file of a fitted model, the same bytes for the same model."""
    import json

    import numpy as np

    from stance.features.lexicon import Lexicon
    from stance.model.runs import pack_runs

    n = len(fitted.keys)
    keys = [key.encode("utf-8", "surrogatepass") for key in fitted.keys]
    weights = [head.weights.astype("<f4") for head in fitted.heads]
    rows = np.hstack([fitted.idf.astype("<f4").reshape(n, 1), *weights])
    ends = np.cumsum([0, *map(len, keys)]).astype("<u4")
    firsts = np.searchsorted(fitted.block_of, np.arange(len(fitted.blocks) + 1)).tolist()
    about = {
        "blocks": [
            {
                "name": b.name,
                "kind": b.kind,
                "params": dict(b.params),
                "sublinear": b.sublinear,
                "normalize": b.normalize,
                "scale": float(b.scale),
            }
            for b in fitted.blocks
        ],
        "firsts": firsts,
        "heads": [
            {
                "name": head.name,
                "classes": list(head.classes),
                "bias": head.bias.astype(float).tolist(),
                "temperature": float(head.temperature),
            }
            for head in fitted.heads
        ],
        "lexicon": {kind: list(entries) for kind, entries in fitted.lexicon.items()},
        "words": _index_lexicon(Lexicon(fitted.lexicon)),
        "meta": dict(fitted.meta),
    }
    return pack_sections(
        {
            "about": json.dumps(about, ensure_ascii=True).encode(),
            "keys": b"".join(keys),
            "ends": ends.tobytes(),
            "table": build_table(fitted.block_of.tolist(), keys),
            "rows": np.ascontiguousarray(rows, dtype="<f4").tobytes(),
            **pack_runs(about["blocks"], firsts, fitted.keys),
        }
    )


def _index_lexicon(lexicon: Lexicon) -> dict[str, Any]:
    """The lexicon with its entries tokenised, as the compiled scorer needs it."""
    kinds = list(lexicon.kinds)
    number = {kind: i for i, kind in enumerate(kinds)}
    return {
        "kinds": kinds,
        "phrases": [
            [phrase, [number[kind] for kind in found]] for phrase, found in lexicon.phrases.items()
        ],
        "beginnings": [
            [start, [number[kind] for kind in found]] for start, found in lexicon.beginnings.items()
        ],
    }


def _check_file(path: str, entry: Mapping[str, Any]) -> None:
    try:
        size = os.path.getsize(path)  # noqa: PTH202
    except OSError:
        raise ModelError("is missing", where=path, remedy=_RETRAIN) from None
    if size != entry.get("bytes") or not size:
        raise ModelError("differs in length from the manifest", where=path, remedy=_RETRAIN)
    if not path.endswith(".bin"):  # the large one is digested once it is mapped
        with open(path, "rb") as stream:  # noqa: PTH123
            if _digest(stream.read()) != entry.get("sha256"):
                raise ModelError("differs from its digest", where=path, remedy=_RETRAIN)


def _digest(data: bytes | memoryview) -> str:
    """The SHA-256 in hexadecimal digits."""
    try:  # hashlib takes longer to import than this to run
        from stance.model._native import digest
    except ImportError:
        digits = None
    else:
        digits = digest(data)
    if digits is None:
        try:
            from _hashlib import openssl_sha256 as sha256  # hashlib itself is slower to import
        except ImportError:  # another Python than CPython, or one without OpenSSL
            from hashlib import sha256

        digits = sha256(data).hexdigest()
    return digits


def _write_card(fitted: FittedModel) -> str:
    lines = ["# Model card", ""]
    for head in fitted.heads:
        lines.append(f"- {head.name}: {', '.join(head.classes)}")
    lines.append(f"- features: {len(fitted.keys)} in {len(fitted.blocks)} blocks")
    lines += [f"- {name}: {value}" for name, value in fitted.meta.items() if name != "card"]
    return str(fitted.meta.get("card", "\n".join(lines) + "\n"))


def _replace_folder(target: Any, files: Mapping[str, bytes]) -> None:
    """A new folder beside the old one takes its place: nobody ever sees a half-written one."""
    import shutil
    import tempfile
    from pathlib import Path

    new = old = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        new.chmod(0o755)
        for name, data in files.items():
            with (new / name).open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        if target.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
            target.replace(old / target.name)
        try:
            new.replace(target)
        except OSError:
            if old is not None:
                (old / target.name).replace(target)
            raise
        new = None
    except OSError as error:
        raise refuse_output(target, error) from None
    finally:
        for folder in (new, old):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
