"""What becomes of a page: its comments in threads, and the account of what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stance.records import Comment, Problem, as_json

__all__ = ["PageResult"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResult:
    """One page, split.

    `announced` is the page's own count or None; `found` counts comments with text and
    `placeholders` those whose text is lost; `unaccounted` is what is left of `announced`,
    None where the page announces nothing.
    """

    source: str
    comments: tuple[Comment, ...]
    headline: str | None = None
    article: str | None = None
    announced: int | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def found(self) -> int:
        """How many comments have text."""
        return sum(not comment.placeholder for comment in self.comments)

    @property
    def placeholders(self) -> int:
        """How many comments are certain to have existed, with their text lost."""
        return sum(comment.placeholder for comment in self.comments)

    @property
    def unaccounted(self) -> int | None:
        """Announced comments that are neither found nor known to be lost."""
        if self.announced is None:
            return None
        return self.announced - self.found - self.placeholders

    @property
    def skipped(self) -> int:
        """How many comments or rows of the source are known to be left out, at least."""
        return sum(problem.skipped for problem in self.problems)

    def as_json(self) -> dict[str, Any]:
        """The page as the JSON object that `stance split --format json` prints."""
        return {
            "source": self.source,
            "headline": self.headline,
            "article": self.article,
            "announced": self.announced,
            "found": self.found,
            "placeholders": self.placeholders,
            "unaccounted": self.unaccounted,
            "comments": [as_json(comment) for comment in self.comments],
            "problems": [{"what": p.what, "where": p.where} for p in self.problems],
        }
