from collections.abc import Sequence
from typing import Any

from typing_extensions import Buffer

# See stance.scoring.judgement.Judge, which makes them.
LineParts = tuple[
    int,  # the first column of the stances
    tuple[bytes, ...],  # what stands before the confidence of each stance
    tuple[bytes, ...],  # what stands before each stance's probability
    int,  # the first column of the moderation classes
    tuple[bytes, ...],  # what stands between the probabilities and the reasons, class by class
    tuple[bytes, ...],  # what stands between confidence and probabilities, band by band
    Sequence[float],  # the smallest confidence of each band
    tuple[bytes, ...],  # how a reason of each block begins
    bytes,  # all that is said of a comment without text
    bytes,  # the end of a line
]

def digest(data: Buffer) -> str | None: ...
def read_rows(
    lines: bytes,
    number: int,  # of the first line, which holds a comment's text; below 0 where it holds JSON
    unusual: tuple[bytes, ...],  # keys of JSON objects that only Python can read
) -> list[tuple[dict[str, Any], bytes] | bytes | None]:
    """For each line a row with its head (see `stance.scoring.parents.Chunk`); the line itself
    where only Python can read it, and None where it is a blank line of text.

    A row holds `text`, `id` and those fields that place a comment, no others.
    """

class Engine:
    def __init__(
        self,
        keys: Buffer,
        ends: Buffer,
        table: Buffer,
        rows: Buffer,
        firsts: Sequence[int],
        biases: Sequence[float],
        temperatures: Sequence[float],
        heads: Sequence[int],
        blocks: Sequence[tuple[int, int, int, int, int, int, int, int, float]],
        kinds: Sequence[bytes],
        phrases: Sequence[tuple[bytes, int, Sequence[int]]],
        beginnings: Sequence[tuple[bytes, int, Sequence[int]]],
    ) -> None: ...
    def score(
        self,
        texts: Sequence[str],
        parents: Sequence[str | None] | None,
        headlines: Sequence[str | None] | None,
        depths: Sequence[int] | None,
        reasons: int,
    ) -> tuple[bytes, list[list[tuple[int, float]]]]: ...
    def write(
        self,
        texts: Sequence[str],
        parents: Sequence[str | None] | None,
        headlines: Sequence[str | None] | None,
        depths: Sequence[int] | None,
        reasons: int,
        heads: Sequence[bytes],
        parts: LineParts,
    ) -> bytes | None: ...
