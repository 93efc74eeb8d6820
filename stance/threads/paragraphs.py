"""Which paragraphs are one comment's, where extraction left texts only and the page says how many.

Nothing marks where one reader stops and the next begins, so this is a guess by how paragraphs open
and end, and the result says so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from stance.sources.bylines import is_byline
from stance.sources.page import Line
from stance.threads.headers import is_furniture, is_lone_date, is_name, read_stamp
from stance.threads.words import GREETING

__all__ = ["group_paragraphs", "is_excerpt", "is_header", "opens_reaction"]

# English, German, French, Spanish, Italian, Portuguese, Dutch.
_GOOD = (
    "great|nice|awesome|love|lovely|excellent|good|beautiful|wonderful|fantastic|amazing|brilliant"
    "|cool|interesting|gorgeous"
)
_OPENS = re.compile(
    rf"@|{GREETING}(?!\w)|(?:(?:this (?:is|was)|what an?|such an?) (?:(?:so|very|really|a) )?)?"
    rf"(?:{_GOOD})(?!\w)"
    r"|(?:i agree|agreed|wow|yay|yeah|yep|yup|nope|oh|congrat\w*|well done|lol|ha|haha|thx"
    r"|you['’]re|ok|okay|true|exactly|glad|welcome|very|right|really"
    r"|super|toll|klasse|schöne?r?|genau|stimmt|bravo|très|excellente?|superbe|magnifique"
    r"|muy|qué|que buen|excelente|felicidades|enhorabuena|complimenti|bell[oaie]|ottim[oa]"
    r"|muito|parabéns|mooi|leuk|goed|precies)(?!\w)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:but|and|also|so|however|anyway|ps|p\.s\.?|secondly|then|for example|in fact|finally|if"
    r"|as for|that said|maybe|perhaps|or|because|since|again|another|it|they|he|she|these|those|my"
    r"|when|after|of course|for|by the way|btw|though|still|once|now"
    r"|aber|und|außerdem|denn|wenn|dann|übrigens|mais|et|donc|ensuite|enfin|par contre|pero|además"
    r"|entonces|también|por cierto|ma|però|inoltre|poi|mas|também|então|maar|ook|dus)(?!\w)"
    r"|[…*•–-]|\.\.|https?:",
    re.IGNORECASE,
)
_SMILES = re.compile(r"(?:[:;]-?[)DP]|[🙂😉😀😃😄😊😁😍])$")
_RUNS_ON = (":", ",", ";", "-", "–")
_SIGNATURE = 25  # characters of a name below a text, at most
_EXCERPT = re.compile(r"(?:\[\.{3}\]|\[…\]).*(?:\[\.{3}\]|\[…\])", re.DOTALL)
# Of comments whose dates and names were taken away (376 saved pages that have more paragraphs
# than comments), 0.66 come out whole so, and 0.59 where each paragraph is a comment of its own.
_ADDRESSES, _PRAISES, _SIGNED, _CONTINUED, _OPEN = 2.0, 1.0, 1.5, -1.0, -3.0
_CASE, _STOP = 0.5, 0.3  # for writers who use capitals or full stops, and others who do not


def group_paragraphs(
    lines: Sequence[Line], paragraphs: Sequence[tuple[int, int]], count: int
) -> list[tuple[int, int]]:
    """The paragraphs (first line, stop) as `count` comments, or as they are where no more are left.

    >>> from stance.sources.dump import read_dump
    >>> page = read_dump("Tea again?\\n\\nBut why:\\n\\nIt rained.\\n\\n@Ann, no.")
    >>> group_paragraphs(page.lines, [(0, 1), (1, 2), (2, 3), (3, 4)], 2)
    [(0, 3), (3, 4)]
    """
    joints = list(itertools.pairwise(paragraphs))
    weights = [_weigh(lines, above, below) for above, below in joints]
    sure = {n for n, weight in enumerate(weights) if weight == float("inf")}
    free = [n for n in range(len(joints)) if n not in sure]
    cuts = sorted(sure | set(_choose(weights, free, count - 1 - len(sure))))
    bounds = itertools.pairwise([0, *(n + 1 for n in cuts), len(paragraphs)])
    return [(paragraphs[a][0], paragraphs[b - 1][1]) for a, b in bounds]


def _choose(weights: Sequence[float], free: Sequence[int], count: int) -> list[int]:
    """The `count` best joints; among those that are as good as each other, evenly spaced ones."""
    if count <= 0:
        return []
    if count >= len(free):
        return list(free)
    least = sorted((weights[n] for n in free), reverse=True)[count - 1]
    chosen = [n for n in free if weights[n] > least]
    equal = [n for n in free if weights[n] == least]
    left = count - len(chosen)
    return chosen + [equal[(2 * k + 1) * len(equal) // (2 * left)] for k in range(left)]


def _weigh(lines: Sequence[Line], above: tuple[int, int], below: tuple[int, int]) -> float:
    """How much it looks as if another comment began with a paragraph; infinite where one must."""
    first, last, text = lines[above[0]].text, lines[above[1] - 1].text, lines[below[0]].text
    if is_header(lines, above) or is_excerpt(lines, above) or is_excerpt(lines, below):
        return -float("inf") if is_header(lines, below) else float("inf")
    if is_header(lines, below):
        return -float("inf")  # a name or date that is left stands below its text
    weight = 0.0
    if (opens := _OPENS.match(text)) is not None:
        addresses = opens.group() == "@" or _ADDRESSED.fullmatch(opens.group()) is not None
        weight += _ADDRESSES if addresses else _PRAISES
    weight += _CONTINUED * (_GOES_ON.match(text) is not None)
    weight += _OPEN * last.endswith(_RUNS_ON)
    weight += _SIGNED * (_is_signature(last) - _is_signature(text))
    weight += _SMILES.search(last) is not None
    weight += _CASE * (first[:1].islower() != text[:1].islower())
    weight += _STOP * (last[-1:].isalnum() != lines[below[1] - 1].text[-1:].isalnum())
    return weight


_ADDRESSED = re.compile(GREETING, re.IGNORECASE)


def _is_signature(text: str) -> bool:
    return len(text) < _SIGNATURE and text[-1:] not in "!?.)" and is_name(text)


def opens_reaction(text: str) -> bool:
    """Whether a text opens as readers' remarks do: it greets, thanks, praises or agrees.

    >>> opens_reaction("Thanks, Ann"), opens_reaction("The weir at Osney")
    (True, False)
    """
    return _OPENS.match(text) is not None


def is_header(lines: Sequence[Line], paragraph: tuple[int, int]) -> bool:
    """Whether a paragraph is what is left of a header: buttons, a date, "By Ann on May 3, 2014"."""
    texts = [line.text for line in lines[slice(*paragraph)]]
    dated = any(map(_holds_stamp, texts))
    return all(
        is_furniture(text) or _holds_stamp(text) or (dated and is_name(text)) for text in texts
    )


def _holds_stamp(text: str) -> bool:
    return is_lone_date(text) or (is_byline(text) and read_stamp(text) is not None)


def is_excerpt(lines: Sequence[Line], paragraph: tuple[int, int]) -> bool:
    """Whether a paragraph is the excerpt of another site's page that links to this one."""
    start, stop = paragraph
    if not lines[start].text.startswith("["):
        return False
    return _EXCERPT.fullmatch("\n".join(line.text for line in lines[start:stop])) is not None
