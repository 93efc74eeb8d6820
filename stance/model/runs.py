"""Runs of characters of the words that a model knows: what its table would tell, ready to read.

Two sections of the scorer file, for the scorer in Python alone: without them a word that it has
not met yet costs some ten look-ups.

    runends   u32 [b * w + 1]  for each block of characters, one after the other, and each of the
                               w features of the first block of words: where its runs begin; and
                               the end
    runs      u32              the features of the block among a word's runs of characters, as
                               often as they come, in the order of `cut_characters`

A feature that is more than one word has none.
"""

from __future__ import annotations

from itertools import chain

from stance.model.layout import read_numbers, refuse_corrupt

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    Blocks = Sequence[Mapping[str, Any]]

__all__ = ["WordRuns", "pack_runs"]


class WordRuns:
    """The runs of a scorer file. `words` is the number of the block whose words have some; None
    where no word has any, or the file was written by a release that knew none of this.

    Raises `ModelError` where they do not fit the model.
    """

    def __init__(
        self,
        sections: Mapping[str, memoryview],
        blocks: Blocks,
        firsts: Sequence[int],
        *,
        where: str = "",
    ) -> None:
        self._where = where
        self.words, chars = _find_blocks(blocks)
        if self.words is None or "runends" not in sections:
            self.words = None
            return
        self._ends = read_numbers(sections["runends"], "I", where=where)
        self._runs = read_numbers(sections["runs"], "I", where=where)
        first, last = firsts[self.words], firsts[self.words + 1]
        if len(self._ends) != len(chars) * (last - first) + 1:
            raise self._refuse()
        # Where in `_ends` a word's feature stands, less that feature; and the block's own features.
        self._places = {b: i * (last - first) - first for i, b in enumerate(chars)}
        self._spans = {b: (firsts[b], firsts[b + 1]) for b in chars}

    def find(self, block: int, words: Mapping[str, int]) -> dict[str, list[int]]:
        """The runs of words, which are features of the block `words`, by a block of characters.
        A word without runs is left out.

        Raises `ModelError` where they are no features of the block.
        """
        place, ends, runs = self._places[block], self._ends, self._runs
        found = {
            word: mine
            for word, feature in words.items()
            if (mine := runs[ends[place + feature] : ends[place + feature + 1]].tolist())
        }
        first, last = self._spans[block]
        features = list(chain.from_iterable(found.values()))
        if features and not (first <= min(features) and max(features) < last):
            raise self._refuse()
        return found

    def _refuse(self) -> Exception:
        return refuse_corrupt("runs of characters that are none", self._where)


def pack_runs(blocks: Blocks, firsts: Sequence[int], keys: Sequence[str]) -> dict[str, bytes]:
    """The sections of a model; none where it counts no words or no characters.

    `firsts` and `keys` are the file's: the first feature of each block and the end, and each
    feature's key.
    """
    import struct

    from stance.features.blocks import cut_characters

    words, chars = _find_blocks(blocks)
    if words is None:
        return {}
    ends, runs = [0], []
    for b in chars:
        known = {keys[feature]: feature for feature in range(firsts[b], firsts[b + 1])}
        for word in keys[firsts[words] : firsts[words + 1]]:
            cut = () if " " in word else cut_characters(word, blocks[b]["params"])
            runs += [known[run] for run in cut if run in known]
            ends.append(len(runs))
    return {
        "runends": struct.pack(f"<{len(ends)}I", *ends),
        "runs": struct.pack(f"<{len(runs)}I", *runs),
    }


def _find_blocks(blocks: Blocks) -> tuple[int | None, list[int]]:
    """The first block that counts words as they are, if there is one, and those of characters."""
    chars = [b for b, block in enumerate(blocks) if block["kind"] == "chars"]
    for b, block in enumerate(blocks):
        if chars and block["kind"] == "words" and not block["params"].get("stem"):
            return b, chars
    return None, chars
