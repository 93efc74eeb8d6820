"""Which column of a table holds which field of a comment, guessed or as people give it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from stance.errors import UsageError

__all__ = ["guess_columns", "is_text_column", "read_columns"]

# What columns are called, the surest name first; compared without case, accents, blanks and
# underscores. Among them those of WordPress's comments table, of the APIs of YouTube and Twitter,
# and of ConvoKit.
_NAMES: Mapping[str, str] = {
    "text": (
        "text body comment_text comment_body comment_content text_original text_display "
        "full_text comment content message comment_message selftext tweet post review reply_text "
        "kommentar kommentartext beitrag texte commentaire texto comentario testo "
        "commento reactie komentarz"
    ),
    "id": (
        "id comment_id cid uid uuid utterance_id post_id message_id tweet_id status_id reply_id "
        "key comment_no comment_nr nr no index"
    ),
    "reply_to": (
        "reply_to reply_to_id in_reply_to in_reply_to_id parent_id parent_comment_id "
        "comment_parent in_reply_to_comment_id in_reply_to_status_id parent_comment parent "
        "replied_to replied_to_id response_to antwort_auf en_reponse_a en_respuesta_a "
        "respuesta_a in_risposta_a"
    ),
    "speaker": (
        "speaker author author_name author_display_name comment_author user username user_name "
        "display_name user_display_name screen_name commenter poster name nick nickname handle "
        "author_id user_id autor auteur autore verfasser benutzer usuario utilisateur utente"
    ),
    "timestamp": (
        "timestamp created_utc created_at create_date date_created created date datetime time "
        "published_at published posted_at posted comment_date comment_date_gmt post_date "
        "date_gmt datum zeit zeitpunkt fecha"
    ),
    "conversation_id": (
        "conversation_id thread_id link_id article_id story_id comment_post_id video_id "
        "submission_id root thread conversation page url permalink"
    ),
    "headline": (
        "headline article_title title subject thread_title post_title video_title titel titre "
        "titulo titolo"
    ),
    "likes": "likes score upvotes votes recommendations like_count thumbs_up points",
}
_ALONE = frozenset({"text", "comment", "body", "content"})


def read_columns(text: str) -> dict[str, str]:
    """A column mapping as people give it, field=column.

    Raises `UsageError` for a field that comments do not have, or where "=" is missing.

    >>> read_columns("text=body, id=comment_id")
    {'text': 'body', 'id': 'comment_id'}
    """
    columns = {}
    for part in text.split(","):
        field, mark, column = (piece.strip() for piece in part.partition("="))
        if not mark or field not in _NAMES or not column:
            raise UsageError(
                f"cannot read the column mapping {part.strip()!r}",
                remedy=f"write field=column; fields are {', '.join(_NAMES)}",
            )
        columns[field] = column
    return columns


def guess_columns(names: Iterable[str]) -> dict[str, str]:
    """Which column holds which field of a comment, by the columns' names.

    >>> guess_columns(["Comment ID", "Author", "Comment"])
    {'text': 'Comment', 'id': 'Comment ID', 'speaker': 'Author'}
    """
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(_fold(name), name)
    columns: dict[str, str] = {}
    for field, known in _NAMES.items():
        for candidate in known.split():
            column = plain.get(candidate.replace("_", ""))
            if column is not None and column not in columns.values():
                columns[field] = column
                break
    return columns


def is_text_column(line: str) -> bool:
    """Whether a file's first line is the header of a table of texts alone.

    >>> is_text_column("text"), is_text_column("Text me when you are there")
    (True, False)
    """
    return line.strip("\"' \t\r").lower() in _ALONE


def _fold(name: str) -> str:
    """A column's name without case, accents and marks.

    >>> _fold("En réponse à"), _fold("parentId")
    ('enreponsea', 'parentid')
    """
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", name).lower())
