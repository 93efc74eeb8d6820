from collections.abc import Sequence

from typing_extensions import Buffer

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
