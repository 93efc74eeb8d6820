"""What a reader came with, as comment systems of China tell it: "Ann Firefox 70.0 Linux".

Valine and weblogs set browser and system behind the name, Twikoo both below the text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from stance.sources.page import Line

__all__ = ["drop_agents"]

_LONGEST = 100  # characters of a line
_FEWEST = 2  # lines of browsers next to lines of systems; one may be said
_BROWSER = (
    r"(?:Chrome|Safari|Firefox|Edge|MSIE|Internet Explorer|Opera|QQ ?Browser|QQ浏览器"
    r"|MicroMessenger|微信|UC ?Browser|UC浏览器|Samsung Browser)[ \u00a0]\d[\d.]*"
)
_SYSTEM = (
    r"(?:Windows|Mac ?OS(?: X)?|macOS|Linux|Ubuntu|Android|iOS|iPhone(?: OS)?|iPad(?: OS)?"
    r"|HarmonyOS)(?:[ \u00a0](?:[\d._]+|XP|NT [\d.]+))?"
)
_NAMED = re.compile(rf"(?P<name>\S.{{0,39}}?)[ \u00a0]+{_BROWSER}[ \u00a0]+{_SYSTEM}")
_PAIR = re.compile(rf"{_BROWSER}\n{_SYSTEM}|{_SYSTEM}\n{_BROWSER}")
_BUTTON = "Reply"  # stands in for what closes all texts in words that are no known button
_SIGNS = ("Windows", "OS", "Linux", "Ubuntu", "Android", "iP")  # one is in all systems' names


def drop_agents(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without browsers and systems behind names, or in lines of their own.

    >>> from stance.sources.dump import read_dump
    >>> dump = "Ann Firefox 70.0 Linux\\nTea!\\nBo Chrome 78.0 Windows 10.0\\nNo."
    >>> [line.text for line in drop_agents(read_dump(dump).lines)]
    ['Ann', 'Tea!', 'Bo', 'No.']
    """
    told = [
        k
        for k, line in enumerate(lines)
        if len(line.text) <= _LONGEST and any(map(line.text.__contains__, _SIGNS))
    ]
    if not told:
        return lines
    dropped = list(lines)
    for k in told:
        named = _NAMED.fullmatch(lines[k].text)
        if named is not None:
            dropped[k] = lines[k]._replace(text=named["name"])
    paired = [
        pair
        for k in told
        for pair in itertools.pairwise(range(max(0, k - 1), min(len(lines), k + 2)))
        if _PAIR.fullmatch("\n".join(lines[n].text for n in pair))
    ]
    for first, last in paired if len(paired) >= _FEWEST else ():
        dropped[first] = lines[first]._replace(text="")
        dropped[last] = lines[last]._replace(text=_BUTTON)
    return dropped
