"""XML as exports have it: read once from front to back, entities of its own refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from stance.errors import InputError
from stance.records import Problem

__all__ = ["Element", "read_elements"]

# XML 1.0 forbids these; exports hold them all the same, pasted in by readers.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(slots=True)
class Element:
    """One element: its own text, its attributes and its children, names with their prefix."""

    name: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, without blanks around it."""
        return "".join(self.pieces).strip()

    def first(self, name: str) -> Element | None:
        """The first child of a name, or None."""
        return next((child for child in self.children if child.name == name), None)

    def value(self, name: str) -> str:
        """The text of the first child of a name, or ""."""
        child = self.first(name)
        return child.text if child else ""

    def identity(self) -> str | None:
        """The `id` attribute, whatever its prefix (Disqus writes `dsq:id`)."""
        for name, value in self.attributes.items():
            if name.rpartition(":")[2] == "id":
                return value
        return None


def read_elements(
    text: str, wanted: frozenset[str], *, name: str
) -> tuple[list[Element], list[Problem]]:
    """The elements of the wanted names that stand outermost, and what was wrong with the file.

    A file that breaks off is read up to there. Raises `InputError` where the file declares
    entities: they are not needed, and expanding them is an attack.

    >>> found, _ = read_elements("<a><b>x</b><b>y</b></a>", frozenset({"b"}), name="")
    >>> [element.text for element in found]
    ['x', 'y']
    """
    found: list[Element] = []
    problems: list[Problem] = []
    text, forbidden = _FORBIDDEN.subn(" ", text)
    if forbidden:
        problems.append(Problem(f"{forbidden} characters that XML forbids became blanks", name))
    open_elements: list[Element] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if open_elements or tag in wanted:
            element = Element(tag, attributes)
            if open_elements:
                open_elements[-1].children.append(element)
            open_elements.append(element)

    def end(tag: str) -> None:
        if open_elements:
            element = open_elements.pop()
            if not open_elements:
                found.append(element)

    def data(piece: str) -> None:
        if open_elements:
            open_elements[-1].pieces.append(piece)

    def refuse(*_: object) -> int:
        raise InputError(
            "declares XML entities", where=name, remedy="exports do not need them; remove them"
        )

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = data
    parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(text.lstrip("\ufeff \t\r\n").encode("utf-8"), True)
    except expat.ExpatError as error:
        what = f"broken XML ({expat.errors.messages[error.code]}); read up to there"
        problems.append(Problem(what, f"{name}:{error.lineno}", 1))  # at least
    return found, problems
