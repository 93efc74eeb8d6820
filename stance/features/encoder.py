"""Frozen sentence encoders: texts to vectors that training leaves as they are.

An encoder is a folder of files made by sentence-transformers or model2vec (both come with
`stance[encoder]`), or the name of one on the Hugging Face hub. It is known by the digest of its
files; its weights are never copied.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.errors import ModelError, UsageError
from stance.features.context import Context
from stance.features.tokens import split_quotes
from stance.features.vectors import VectorCache, find_cache

__all__ = ["Encoder", "encode_contexts", "open_encoder"]

Vectors = npt.NDArray[np.float32]
Encode = Callable[[list[str]], Vectors]

_BATCH = 32  # texts at a time
# Vectors are rounded to this step: what a text is batched with moves them by a thousandth of it,
# so that the same text nearly always has the same vector, to the last digit.
_STEP = 1 / 4096
# Not read when an encoder is loaded, and changed by whoever copies it.
_BESIDE = (".md", ".gitattributes", ".gitignore", ".lock", ".py", ".pyc", ".onnx", ".h5", ".ot")
_EXTRA = "pip install 'stance[encoder]'"


class Encoder:
    """A folder of a sentence encoder; nothing is loaded before the first text it does not know.

    `source` is the path or name it was asked for by, `digest` the SHA-256 of its files (hex).
    Made by `open_encoder`.
    """

    def __init__(self, source: str, folder: Path, digest: str, cache: VectorCache | None) -> None:
        self.source, self.folder, self.digest, self.cache = source, folder, digest, cache

    @cached_property
    def _encode(self) -> Encode:
        return _load(self.folder)

    def __getstate__(self) -> tuple[str, Path, str, VectorCache | None]:
        return self.source, self.folder, self.digest, self.cache  # each process loads its own

    def __setstate__(self, state: tuple[str, Path, str, VectorCache | None]) -> None:
        self.source, self.folder, self.digest, self.cache = state

    @cached_property
    def dimension(self) -> int:
        """The length of its vectors."""
        return int(self._compute(["dimension"]).shape[1])

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Vectors [n_texts, dimension] of unit length; of a blank text nothing but zeros.

        Each distinct text is looked up in the cache and encoded once where it is not there;
        `progress` is told (encoded, to encode).
        """
        wanted = list(dict.fromkeys(text for text in texts if text.strip()))
        known = self.cache.read(self.digest, wanted) if self.cache is not None else {}
        # Sorted by length, a batch has little padding.
        new = sorted((text for text in wanted if text not in known), key=lambda t: (len(t), t))
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            found = dict(zip(batch, self._compute(batch), strict=True))
            known |= found
            if self.cache is not None:
                self.cache.write(self.digest, found)
            if progress is not None:
                progress(start + len(batch), len(new))
        size = len(next(iter(known.values()))) if known else self.dimension
        vectors = np.zeros((len(texts), size), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            if text in known:
                row[:] = known[text]
        return vectors * np.float32(_STEP)

    def _compute(self, texts: list[str]) -> npt.NDArray[np.int16]:
        """Vectors as whole numbers of steps."""
        raw = np.asarray(self._encode(texts), dtype=np.float64)
        norms = np.linalg.norm(raw, axis=1, keepdims=True)
        norms[norms == 0] = 1
        steps: npt.NDArray[np.int16] = np.rint(raw / norms / _STEP).astype(np.int16)
        return steps


def open_encoder(source: str | os.PathLike[str], *, digest: str | None = None) -> Encoder:
    """The encoder of a folder, or of a name on the hub (fetched once, by its own library).

    Raises `UsageError` where there is none or `stance[encoder]` is not installed, and
    `ModelError` where its files have another digest than the one asked for.
    """
    name = os.fspath(source)
    folder = Path(name).expanduser()
    if folder.is_dir():
        folder = folder.resolve()
    elif folder.is_absolute() or name.startswith((".", "~")):
        raise UsageError("no encoder here", where=name, remedy="name the folder of its files")
    else:
        folder = _fetch(name)
    if _kind_of(folder) is None:
        raise UsageError(
            "holds no encoder of sentence-transformers or model2vec",
            where=name,
            remedy="name the folder with its modules.json or config.json",
        )
    found = digest_folder(folder)
    if digest is not None and found != digest:
        raise ModelError(
            f"is not the encoder that the model was trained with (digest {found[:12]}, not "
            f"{digest[:12]})",
            where=name,
            remedy="name the right one with STANCE_ENCODER, or train the model again",
        )
    return Encoder(name, folder, found, find_cache())


def digest_folder(folder: Path) -> str:
    """The SHA-256 over the names and contents of an encoder's files, in the names' order."""
    total = sha256()
    for path in sorted(folder.rglob("*"), key=lambda p: p.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name.startswith(".") or "/." in name or name.endswith(_BESIDE):
            continue
        with path.open("rb") as stream:
            inner = sha256()
            while block := stream.read(1 << 20):
                inner.update(block)
        total.update(f"{name}\0{inner.hexdigest()}\n".encode())
    return total.hexdigest()


def _kind_of(folder: Path) -> str | None:
    """The library that an encoder's files belong to."""
    config, modules = (_read_json(folder / name) for name in ("config.json", "modules.json"))
    if isinstance(config, dict) and config.get("model_type") == "model2vec":
        return "model2vec"
    first = modules[0] if isinstance(modules, list) and modules else None
    if isinstance(first, dict):
        static = str(first.get("type")).endswith("StaticEmbedding")
        # model2vec keeps its files at the top, sentence-transformers in a folder for each module.
        return "model2vec" if static and first.get("path") in ("", ".") else "sentence-transformers"
    there = config is not None and (folder / "tokenizer_config.json").is_file()
    return "sentence-transformers" if there else None


def _read_json(path: Path) -> Any:
    """What a JSON file holds; None where there is no such file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _fetch(name: str) -> Path:
    """The folder of an encoder on the hub: the copy that is here, else a new one."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError
    except ImportError:
        raise UsageError("encoders are an extra", where=name, remedy=_EXTRA) from None
    unwanted = ["*.onnx", "*.h5", "*.ot", "*.msgpack", "openvino/*", "onnx/*"]
    try:
        try:
            return Path(snapshot_download(name, local_files_only=True, ignore_patterns=unwanted))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, ignore_patterns=unwanted))
    except Exception as error:  # whatever a network or a hub may answer
        reason = str(error).strip().split("\n")[0][:120]
        raise UsageError(
            f"no folder, and no encoder that could be fetched ({type(error).__name__}: {reason})",
            where=name,
            remedy="name the folder of its files",
        ) from None


def _load(folder: Path) -> Encode:
    """The function that encodes, from the library that the files belong to."""
    kind = _kind_of(folder)
    try:
        if kind == "model2vec":
            from model2vec import StaticModel

            static = StaticModel.from_pretrained(str(folder), force_download=False)
            return lambda texts: static.encode(texts, show_progress_bar=False)
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise UsageError(f"{kind} is not installed", where=str(folder), remedy=_EXTRA) from None
    import_module("transformers.utils.logging").disable_progress_bar()
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return lambda texts: model.encode(texts, batch_size=_BATCH, show_progress_bar=False)


def encode_contexts(
    encoder: Encoder,
    contexts: Sequence[Context],
    kinds: AbstractSet[str],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Vectors]:
    """Vectors [n_contexts, dimension] of each kind, each row of unit length or zeros.

    `own` is the comment's own lines (as the features' field `own`), `parent` the parent's, and
    `product` the two multiplied number by number: where both point, the pair agrees. Zeros stand
    for what is missing.
    """
    texts = [split_quotes(c.text)[0] for c in contexts]
    if kinds - {"own"}:
        texts += [split_quotes(c.parent or "")[0] for c in contexts]
    vectors = encoder.encode(texts, progress=progress)
    own = vectors[: len(contexts)]
    found = {"own": own}
    if kinds - {"own"}:
        found["parent"] = vectors[len(contexts) :]
        product = own * found["parent"]
        norms = np.linalg.norm(product, axis=1, keepdims=True)
        norms[norms == 0] = 1
        found["product"] = product / norms
    return {kind: found[kind] for kind in kinds}
