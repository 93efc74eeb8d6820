"""What a model may look at: a comment, what it answers, and what it stands under."""

from __future__ import annotations

from stance.features.value import Value

TYPE_CHECKING = False  # importing typing would cost a tenth of a small job
if TYPE_CHECKING:
    from collections.abc import Iterable

    from stance.records import Comment, Label

__all__ = ["Context", "place_comments", "place_labels"]


class Context(Value):
    """One comment as features see it. Author names are never in it.

    `parent` is the text of the comment answered (None for a root, empty where it is lost);
    `depth` counts the replies above it where that is known, 1 for any reply where it is not.
    """

    __slots__ = ("text", "parent", "headline", "depth")  # noqa: RUF023 - as they are shown

    def __init__(
        self, text: str, parent: str | None = None, headline: str | None = None, depth: int = 0
    ) -> None:
        self.text, self.parent, self.headline, self.depth = text, parent, headline, depth


def place_comments(comments: Iterable[Comment]) -> list[Context]:
    """The contexts of comments of whole threads, in their order.

    A parent that is not among them counts as lost: its text is empty.

    >>> from stance.records import Comment
    >>> a = Comment(id="a", text="Send arms.", headline="Aid")
    >>> b = Comment(id="b", text="Why?", reply_to="a", headline="Aid", depth=1)
    >>> place_comments([a, b])[1]
    Context(text='Why?', parent='Send arms.', headline='Aid', depth=1)
    """
    comments = list(comments)
    texts = {comment.id: comment.text for comment in comments}
    return [
        Context(c.text, None, c.headline, c.depth)
        if c.reply_to is None
        else Context(c.text, texts.get(c.reply_to, ""), c.headline, max(c.depth, 1))
        for c in comments
    ]


def place_labels(labels: Iterable[Label]) -> list[Context]:
    """The contexts of labelled comments, in their order.

    A parent is looked up among them by id; `parent_text` stands in where it is not there.

    >>> from stance.records import Label
    >>> a = Label(id="a", text="Send arms.", stance="supportive")
    >>> b = Label(id="b", text="Why?", stance="off-topic", reply_to="a")
    >>> place_labels([a, b])[1].parent
    'Send arms.'
    """
    labels = list(labels)
    by_id = {label.id: label for label in labels}
    contexts = []
    for label in labels:
        parent, depth, seen = label.parent_text, 0, {label.id}
        above = by_id.get(label.reply_to) if label.reply_to is not None else None
        if above is not None:
            parent = above.text
        elif label.reply_to is not None and parent is None:
            parent = ""
        while above is not None and above.id not in seen:
            seen.add(above.id)
            depth += 1
            above = by_id.get(above.reply_to) if above.reply_to is not None else None
        reply = 0 if parent is None else 1
        contexts.append(Context(label.text, parent, label.headline, max(depth, reply)))
    return contexts
