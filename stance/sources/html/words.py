"""The words by which markup and buttons give themselves away, in the languages of the web's themes.

Class names are English almost everywhere (WordPress, Disqus and their themes); buttons, headings
and "says:" come in the page's language. Sources: the templates and translation files of WordPress,
wpDiscuz, Disqus, Drupal, Blogger, Movable Type, Discourse, phpBB.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from stance.remember import remember
from stance.sources.alternatives import by_letter, first_of
from stance.sources.buttons import PHRASES, is_button_phrase, read_phrases
from stance.sources.bylines import BYLINE_WORDS
from stance.sources.nouns import COMMENT_NOUN

__all__ = [
    "are_initials",
    "is_button",
    "is_comments_heading",
    "is_comments_name",
    "is_furniture_name",
    "is_item_name",
    "is_saying",
    "is_side_name",
    "may_open_button",
    "rank_body_name",
    "strip_says",
    "tidy_name",
]

_COMMENT = (
    r"(?:comment|komment(?:ar)?|commentaire|comentario|comentário|commento|kommentti|komentarz?|"
    r"reactie|yorum|cmt|cmnt)"
)
_LIKE = r"(?:reply|replie|response|message|feedback|thing|answer|antwort|opinion|review|entry)"
_SHELL = (
    r"(?:#|item|entry|wrap(?:per)?|container|block|box|single|row|node|article|inner|holder|outer|"
    r"li|unit|card|root|full|detail|element|bubble|panel|post|thread(?:ed)?|layout|view|media|group)"
)
_LEAD = (
    r"(?:user|reader|single|blog|post|media|dsq|disqus|timeline|discussion|list|thread(?:ed)?|article|news|li|div|wpd|wc|fyre|idc|"
    r"ic|coral|spot|vf|fb|js|c|o|m|b|is|the|a|my|view|node|child|parent|nested|sub|top(?:level)?|root|"
    r"level#?|depth#?|reply|hyvor|talk|remark|isso|cmm|cusdis|jc|k2|kunena|sppb|tdb|td|tm|mvt|cb|jetpack)"
)
_JOIN = r"(?:[-_]{0,2})"
_ITEM = re.compile(rf"(?:{_LEAD}[-_]{{0,2}}){{0,2}}{_COMMENT}s?{_JOIN}(?:{_SHELL}{_JOIN}){{0,3}}")
_WEAK_ITEM = re.compile(
    rf"(?:{_LEAD}[-_]{{0,2}}){{0,2}}{_LIKE}{_JOIN}(?:{_SHELL}{_JOIN}){{0,2}}|post{_JOIN}#?|p#|c#|cmt#"
)
_PART = re.compile(
    r"content|text|meta|author|avatar|date|time|form|respond|list|area|section|count|title|head|"
    r"foot|link|name|button|btn|actions?$|tools?$|options|vote|like|rating|info|image|img|icon|"
    r"recent|latest|(?<!e)template|new$|forbidden|login|add|post(?:ed)?by|submit|policy|(?:comments|replies|children)$"
)
_COMMENTS = re.compile(
    rf"{_COMMENT}|disqus|discussion|diskussion|discuss|respon[sd]|replies|reactions|reacties|reviews?\b|"
    r"thread|forum|topic|livefyre|fyre|idc-|intensedebate|spot-?im|openweb|viafoura|coral|talk-|"
    r"feedback|opinion|conversation|messages|beitr[aä]ge|leserbriefe|forenliste|^posts\b|\bqa\b|answers"
)
_SIDE = re.compile(
    r"^(?:.*[-_])?(?:recent|latest|newest|popular|top|hot|best|last)[-_]?(?:comments?|kommentare|posts?|replies)|"
    r"recentcomments|related|recommend|teaser|outbrain|taboola|trending|most[-_]?(?:read|popular|commented)|"
    r"newsletter|promo(?!ted)|^nav(?:bar|igation)?$|^menu|breadcrumb|(?<!with-)(?<!has-)(?<!no-)sidebar(?![-_]wrap)|^widget_(?!comment|disqus)|^widget-area$|cookie|"
    r"moderation-policy|comment-?policy"
)
# Names of what stands around a comment's body inside its element.
_FURNITURE = re.compile(
    r"(?:^|[-_])(?:author|authors|byline|vcard|fn|user|username|nickname?|screenname|avatars?|gravatar|userpic|"
    r"profile(?:pic)?|meta|metadata|commentmetadata|info|infos|date|datetime|time|timestamp|posted|published|"
    r"ago|age|replylink|report|flag|share|sharing|social|likes?|dislikes?|votes?|voting|upvote|downvote|"
    r"karma|recommend|ratings?|points|score|actions?|tools?|toolbar|buttons?|btns?|controls?|permalink|"
    r"perma|edit|delete|says|said|badges?|moderation|menu|dropdown|collapse|collapser|expand|toggle[rd]?|"
    r"togg|header|head|heading|hd|footer|foot|ft|links|nav|navigation|pagination|pager|tooltip|spinner|"
    r"loading|sr-only|assistive|signature|sig|role|rank|location|number|num|counter|follow|subscribe|"
    r"new-indicator|awaiting|stars?|thumbs?|emoji-?picker|reactions?|form|respond|postdetails|poster|"
    r"details?|submitted|created|breadcrumb|ad|ads|advert|sponsor|parent-link|in-?reply-?to|reply-?to)"
    r"(?:[-_]|#|$)"
    r"|screen-reader|visually-?hidden|^reply$|reply[-_]?(?:link|button|btn|action|form|box)|comment-?reply|"
    r"^reply-|comhead|hnuser|flat-list|replyto|cld-like|pd-rating|wpulike|wp_ulike|addtoany|sharedaddy|"
    r"post-menu|usericon|comauthor|^comment(?:by|info|date|time|author|meta|id|link|num(?:ber)?)$|timeline|authorname|userinfo|userblock|username|postbody-controls"
)
# Of a whole comment: "bypostauthor", "comment-by-post-author", "comment-by-node-author"; bbPress
# has "topic-author", wpDiscuz "wc-blog-post_author" and, since 7, "wpd-blog-post_author".
_BY_WHOM = re.compile(
    r"(?:^|[-_])by[-_]?(?:(?:post|node|article)[-_]?)?(?:author|user|anonymous|admin|viewer)$|^topic-author$"
    r"|^(?:wc|wpd)-blog-"
)
_BODY_RANKS = (
    (
        re.compile(
            rf"{_COMMENT}s?[-_]{{0,2}}(?:content|text|txt|message|copy|description|main-?text|prose|markdown|html|p|paragraph)(?:[-_]?(?:inner|body|html|wrap(?:per)?|#))?|commtext|usertext-body|postcontent|postmsg|vcontent|post[-_]message(?:_#)?|post[-_]body[-_]?(?:text|inner)?|message-body|bbwrapper|ucoz-forum-post-#|ucoz-forum-post|cooked|wpd-comment-text|wc-comment-text|fyre-comment|idc-c-t(?:-inner)?|note-?body|remark__?text"
        ),
        4,
    ),
    (
        re.compile(
            rf"(?:[a-z0-9]+[-_])*(?:{_COMMENT}|reply|post|message)s?[-_]{{0,2}}(?:body|bd|inner|data|copy)|(?:[a-z0-9]+[-_]+)*(?:body-text|text-body|usertext|body__?text)|messagetext|msgtext"
        ),
        3,
    ),
    (
        re.compile(
            r"(?:[a-z0-9]+[-_]+){0,3}(?:content|text|body|message|md|bd|txt|copy|prose|rte|markdown|bbcode|description|msg|richtext|rich-text|post-body|e-content|entry-content|inhalt|texte|texto)(?:[-_]*(?:inner|wrap(?:per)?|container))?"
        ),
        2,
    ),
)


@remember
def tidy_name(name: str) -> str:
    """A class or id with what differs from comment to comment (numbers, hashes) as "#".

    >>> tidy_name("li-comment-154"), tidy_name("comment-6a00d8341c7bf")
    ('li-comment-#', 'comment-#')
    """
    name = name[:80].lower()
    if _LONG.search(name):
        name = _HASH.sub("#", name)
    name = _DIGITS.sub("#", name)
    return _SIGNS.sub("#", name) if name.count("#") > 1 else name


# Ids differ from comment to comment, so no cache helps: a cheap look before the dear ones.
_LONG = re.compile(r"[0-9a-f]{6}")
_HASH = re.compile(r"(?=[a-f]*\d)[0-9a-f]{6,}(?![g-z])")
_DIGITS = re.compile(r"\d+")
_SIGNS = re.compile(r"#(?:[-_]?#)+")


@lru_cache(maxsize=1 << 16)
def is_item_name(tidy: str) -> float:
    """How much a tidied name is that of one comment's element: 1, 0.5 (weak), 0, or -1 (a part)."""
    if _ITEM.fullmatch(tidy):
        return 0.0 if re.search(rf"{_COMMENT}s$", tidy) and "#" not in tidy else 1.0
    if _PART.search(tidy):
        return -1.0
    return 0.5 if _WEAK_ITEM.fullmatch(tidy) else 0.0


@lru_cache(maxsize=1 << 16)
def is_comments_name(tidy: str) -> bool:
    """Whether a name is one of a section with comments."""
    return _COMMENTS.search(tidy) is not None


# Headings of comments; not of the latest ones, nor of what the page says about comments.
_HEADING = re.compile(
    r"(?!.*\b(?:recent|latest|newest|neu?este|letzte|récents?|derniers|recientes|últim[oa]s|ultimi"
    r"|recenti|laatste|recente|ostatnie|son|последние|свежие|senaste|siste|seneste|about|policy)\b)"
    rf".*(?:(?<!\w)(?:{COMMENT_NOUN}|commented|thoughts? on|feedback)(?!\w)"
    r"|コメント|评论|評論|留言|댓글)",
    re.I,
)
_LONGEST_HEADING = 120  # characters: "5 thoughts on" is followed by the article's title


@lru_cache(maxsize=1 << 12)
def is_comments_heading(text: str) -> bool:
    """Whether a text is a heading of comments, such as "5 Responses to Tea".

    >>> is_comments_heading("5 Responses to Tea"), is_comments_heading("Recent comments")
    (True, False)
    """
    return len(text) <= _LONGEST_HEADING and _HEADING.match(text) is not None


@lru_cache(maxsize=1 << 16)
def is_side_name(tidy: str) -> bool:
    """Whether a name is one of boxes beside the page's own text: latest comments, related."""
    return _SIDE.search(tidy) is not None


@lru_cache(maxsize=1 << 16)
def is_furniture_name(tidy: str) -> bool:
    """Whether a name is one of a header, footer or button inside a comment's element."""
    if rank_body_name(tidy) >= 4 or _BY_WHOM.search(tidy) is not None:
        return False
    return _FURNITURE.search(tidy) is not None


@lru_cache(maxsize=1 << 16)
def rank_body_name(tidy: str) -> int:
    """How surely a name is that of a comment's body: 4 to 2, or 0."""
    for pattern, rank in _BODY_RANKS:
        if pattern.fullmatch(tidy):
            return rank
    return 0


# Buttons and labels as they read, whole.
_BUTTONS = read_phrases(Path(__file__).with_name("buttons.txt"))
_BUTTON_FORMS = re.compile(
    r"(?:reply|répondre|antworten|antwort|responder|rispondi|answer)\s+(?:to|à|auf|an|a)\s+"
    r"(?!(?:my|his|her|our|their|a|an|the)\b).{1,40}"
    r"|(?:log|sign)\s?in (?:or \w+ )?to (?:reply|comment|vote|like).{0,20}|(?:login|log in|sign in|register)"
    r"|(?:show|view|hide|see|load|read) (?:all |more |\d+ |the )*(?:more )?(?:repl(?:y|ies)|comments?|responses?)(?: \(\d+\))?"
    r"|\d+ (?:repl(?:y|ies)|likes?|votes?|points?|upvotes?|shares?|responses?|people like this|recommends?|antworten|réponses?|respuestas?)"
    r"|(?:likes?|votes?|points?|score|rating|up|down|recommend(?:ed)?|replies|share|gefällt mir|👍|👎|❤|♥)\s?[:(]?\s?[+-]?\d+\)?"
    # "+1" is what readers say.
    r"|-?\d{1,6}|[+-]?\d{1,5}(?:\s[+-]?\d{1,5}){1,2}|\+(?!1$)\d{1,6}|#\d{1,6}(?:\.\d{1,4})?|\d{1,4}\.|\(\d+\)|comment #\d+|#?\d+ (?:of|/) \d+"
    r"|(?:this|your) comment is awaiting moderation\.?|level \d+|member since .{1,20}|joined:? .{1,20}|posts?:? [\d,.]+"
    r"|(?:top|verified|new|active|senior|junior)? ?(?:member|commenter|contributor|reader|subscriber)",
    re.I,
)
# How those forms begin, in lower case: most names of speakers begin otherwise.
_FORM_STARTS = by_letter(
    [
        *("reply", "répondre", "antworten", "antwort", "responder", "rispondi", "answer"),
        *("log", "sign", "register", "show", "view", "hide", "see", "load", "read"),
        *(
            "like",
            "vote",
            "point",
            "score",
            "rating",
            "up",
            "down",
            "recommend",
            "replies",
            "share",
        ),
        *("gefällt", "👍", "👎", "❤", "♥", "+", "-", "#", "(", "comment", "this", "your", "level"),
        *("member", "joined", "post", "top", "verified", "new", "active", "senior", "junior"),
        *("contributor", "subscriber"),
    ]
)
_EDGE = " \t\n\r\xa0()[]{}<>|•·–—-↓↑→←↩⤷»«›‹✓✔★☆⚑⚐❤♥👍👎.,:"


@remember
def is_button(text: str) -> bool:
    """Whether a text as a whole is a button or a label, not something a reader wrote.

    >>> is_button("Reply ↓"), is_button("I reply."), is_button("12 likes")
    (True, False, True)
    """
    if len(text) > 60:
        return False
    plain = " ".join(text.lower().split())
    core = plain.strip(_EDGE)
    if not core or plain in _BUTTONS or core in _BUTTONS or is_button_phrase(core):
        return True
    if not (core[0].isdigit() or core.startswith(_FORM_STARTS.get(core[0], ()))):
        return False
    return _BUTTON_FORMS.fullmatch(core) is not None


def may_open_button(word: str) -> bool:
    """Whether a button may begin with a word; where none may, no words behind it need be read.

    >>> may_open_button("Reply"), may_open_button("12"), may_open_button("Bridges")
    (True, True, False)
    """
    core = word.lower().strip(_EDGE)
    if not core or core in _OPENINGS or core[0].isdigit():
        return True
    return core.startswith(_FORM_STARTS.get(core[0], ()))


_OPENINGS = frozenset(
    phrase.split()[0].lower().strip(_EDGE) for phrase in _BUTTONS | PHRASES if phrase.strip()
)


_SAYS_WORDS = (
    "says|said|wrote|writes|sagt|schrieb|schreibt|meint|dit|a dit|écrit|dice|dijo|ha dicho|disse|diz|ha detto|"
    "scrive|zegt|zei|schreef|pisze|mówi|napisał|пишет|говорит|сказал|каже|säger|skriver|siger|sier|sanoo|"
    "napsal|říká|szerint|dedi ki|diyor ki|λέει|spune|kaže|pravi|berkata"
)
_SAYS = re.compile(rf"\s*(?:\b(?:{_SAYS_WORDS})|より|说道|說道)?\s*[:：]?\s*$", re.I)
_SAYS_ENDS = (*_SAYS_WORDS.split("|"), "より", "说道", "說道", ":", "：")
_BY_WORDS = "by|von|par|por|da|di|door|przez|av|af|от|автор:?|from|author:?|name:?"
# "Comentário by": what a theme says where it is translated in part.
_BY = re.compile(
    rf"(?:(?:{BYLINE_WORDS}|{COMMENT_NOUN} (?:by|von|par|por|de|da|di|van|door|av|af|od)):?"
    rf"|{first_of([_BY_WORDS])})\s+",
    re.I,
)


_DI = "Di"  # is a name by itself


def is_saying(text: str) -> bool:
    """Whether a text is what stands between a name and what is said: "wrote on Monday:".

    >>> is_saying("wrote on Monday:"), is_saying("says"), is_saying("wrote me a letter")
    (True, True, False)
    """
    mark = _SAYING.match(text)
    rest = text[mark.end() :].strip() if mark is not None else text
    return mark is not None and (not rest or (rest[-1] in ":：" and len(rest) <= _LONGEST_SAYING))


_SAYING = re.compile(rf"\s*(?:{_SAYS_WORDS})\b", re.I)
_LONGEST_SAYING = 40  # characters of a date in words that are not known


def strip_says(name: str) -> str:
    """A speaker's name without "says:" and "by".

    >>> strip_says("Ann Bo says:"), strip_says("By Ann"), strip_says("Di:")
    ('Ann Bo', 'Ann', 'Di')
    >>> strip_says("Comentário por Ann"), strip_says("Comentário by")
    ('Ann', '')
    """
    name = " ".join(name.split()).strip(" \t|•·⋅–—-,")
    opened = _BY.match(name + " ") is not None
    if opened and _BY.fullmatch(name + " "):
        return name if name == _DI else ""
    if name.lower().endswith(_SAYS_ENDS):
        name = _SAYS.sub("", name)
    by = _BY.match(name) if opened else None
    return (name[by.end() :] if by else name).strip(" \t|•·⋅–—-,:@")


_INITIALS = 2  # letters at most


def are_initials(text: str, name: str) -> bool:
    """Whether letters stand in place of the avatar of a name that follows them.

    >>> are_initials("AL", "Ann Lee"), are_initials("A", "Bob"), are_initials("Jo", "Jo")
    (True, False, False)
    """
    short = text.isalpha() and len(text) <= _INITIALS and len(text) < len(name)
    return short and name[0].casefold() == text[0].casefold()
