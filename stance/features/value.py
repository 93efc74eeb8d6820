"""The base of small objects that nobody changes once they are made."""

from __future__ import annotations

__all__ = ["Value"]


class Value:
    """Equal, hashed and shown by its slots, as a frozen dataclass is.

    Importing `dataclasses` takes longer than scoring thirty comments.

    >>> class Point(Value):
    ...     __slots__ = ("x", "y")
    ...     def __init__(self, x, y):
    ...         self.x, self.y = x, y
    >>> Point(1, 2), Point(1, 2) == Point(1, 2), Point(1, 2) == Point(1, 3)
    (Point(x=1, y=2), True, False)
    """

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__slots__))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({values})"
