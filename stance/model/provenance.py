"""What a model was trained on, as digests: enough to recognise a text, too little to read one."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from stance.records import Label

__all__ = ["Provenance", "describe_training", "digest_text", "parse_provenance"]

# Of 100,000 training texts, one foreign text in 10 million is taken for one of them.
_BYTES = 5
_SAYS = f"first {_BYTES} bytes of the SHA-256 of a text, case-folded, spaces collapsed; base64"


def digest_text(text: str) -> bytes:
    """What stands for a text: two that differ in case and spaces alone have the same.

    >>> digest_text("Peace  NOW\\n") == digest_text("peace now")
    True
    """
    plain = " ".join(text.casefold().split())
    return sha256(plain.encode("utf-8", "surrogatepass")).digest()[:_BYTES]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The digests of a model's training texts, and how often each class occurred, by head."""

    digests: frozenset[bytes]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def has(self, text: str) -> bool:
        """Whether a text was among the training texts (chance takes 1 of 10 million for one).

        >>> describe_training([Label(id="1", text="Aye", stance="yes")]).has("aye ")
        True
        """
        return digest_text(text) in self.digests

    def join(self, other: Provenance) -> Provenance:
        """Of a model that learned from both; the counts are those of the other, which came last."""
        return Provenance(self.digests | other.digests, other.counts)

    def as_bytes(self) -> bytes:
        """The JSON that a bundle holds; the same bytes for the same texts."""
        texts = base64.b64encode(b"".join(sorted(self.digests))).decode("ascii")
        value = {"counts": self.counts, "digest": _SAYS, "texts": texts}
        return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True) + "\n").encode()


def describe_training(labels: Iterable[Label]) -> Provenance:
    """The provenance of a model trained on some labels."""
    digests = set()
    counts: dict[str, Counter[str]] = {"stance": Counter(), "moderation": Counter()}
    for label in labels:
        digests.add(digest_text(label.text))
        counts["stance"][label.stance] += 1
        if label.moderation is not None:
            counts["moderation"][label.moderation] += 1
    return Provenance(frozenset(digests), {head: dict(c) for head, c in counts.items()})


def parse_provenance(data: bytes) -> Provenance:
    """The provenance of `as_bytes`; raises `ValueError` where it is none."""
    value: Any = json.loads(data)
    try:
        raw = base64.b64decode(value["texts"], validate=True)
        counts = {
            str(head): {str(name): int(n) for name, n in found.items()}
            for head, found in value["counts"].items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no provenance ({error!r})") from None
    if len(raw) % _BYTES:
        raise ValueError("no provenance: digests of another length")
    digests = (raw[i : i + _BYTES] for i in range(0, len(raw), _BYTES))
    return Provenance(frozenset(digests), counts)
