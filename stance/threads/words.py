"""The words around comments, in many languages, compiled into patterns.

Each table names the languages it covers in order: English, German, French, Spanish, Italian,
Portuguese, Dutch, Polish, Turkish, Russian, Swedish/Danish/Norwegian, Czech. The words are those
of the themes and translations of WordPress, Disqus, Drupal, Blogger and Discourse.
"""

from __future__ import annotations

import itertools
import re

from stance.remember import remember
from stance.sources.alternatives import any_of, first_of
from stance.sources.letters import split_words
from stance.sources.nouns import COMMENT_NOUNS, TITLED_NOUNS
from stance.threads.dates import DATE, DATE_WORDS, SIGN

__all__ = [
    "FURNITURE",
    "FURNITURE_WORDS",
    "GREETING",
    "HEADED",
    "LATEST",
    "LATEST_WORDS",
    "NUMBERED",
    "SAYS_WORDS",
    "find_date",
    "find_says",
    "is_made_of_furniture",
    "may_hold_date",
    "read_signs",
]

_SAYS_WORDS = (
    "says|said|writes|wrote|commented|replied|responds|responded|sagt|sagte|schreibt|schrieb|meint|meinte"
    "|kommentierte|antwortete|dit|a dit|écrit|a écrit|a commenté|dice|dijo|escribió|comentó|respondió"
    "|ha dicho|ha comentado|ha escrito|ha opinado|ha respondido|opinó|hat gesagt|hat geschrieben"
    "|ha detto|scrive|ha scritto|diz|disse|escreveu|comentou|respondeu|zegt|schreef|schrijft|zei|reageerde|píše|kirjoitti|írta|a spus|a scris|menulis"
    "|pisze|napisał|napisała|napisał\\(a\\)|mówi|komentuje|diyor ki|dedi ki|dedi|diyor|yazdı|говорит"
    "|сказал|сказала|пишет|написал|написала|säger|skriver|skrev|siger|sier|říká|napsal|napsala"
    "|каза|говорить|коментує|berkata|szerint|spune|sanoo|λέει|povedal|povedala|pravi|kaže|diu|ütleb"
    "|parašė|rašo|saka|raksta|thotë|segir|каже|вели|گفت|viết|nói|הגיב|הגיבה|님의 말"
)
_SAYS = re.compile(
    rf"(?:(?<!\w){first_of(_SAYS_WORDS.split('|'))}|より|[说說]道?)(?P<rest>(?:[ \u00a0].{{0,80}})?)[ \u00a0]?(?:[:：]{{1,2}}|\.\.\.|…)?$",
    re.I,
)

SAYS_WORDS = _SAYS_WORDS
"""The words after a speaker's name, as alternatives of a pattern."""

# Buttons and notices around a comment; whole lines made of these are never its text.
_FURNITURE = (
    "log in to reply|login to reply|log in to leave a comment|weitere kommentare|more comments|sign in to reply|reply to this comment|reply to this|in reply to"
    "|one reply|eine antwort|une réponse|una respuesta|una risposta|uma resposta|één antwoord"
    "|leave a reply|replies|reply|respond|comment|comments|share this|share|report abuse|report comment|report|flag as inappropriate"
    "|reply with quotation|reply with quote|quote reply|mit zitat antworten|antworten mit zitat|répondre en citant|responder citando|rispondi citando|odpowiedz z cytatem"
    "|flag|permalink|direct link|copy link|link|like|likes|liked by|dislike|dislikes|upvote|upvotes|downvote|downvotes|vote up|vote down|votes?"
    "|edit|delete|quote|save|unsave|embed|source|context|full comments|give award|give gold|crosspost|view|hide|show|more|less|see more|read more|loading|collapse|expand|parent|minimize|follow|ignore user|ignore"
    "|helpful|not helpful|was this helpful|thumb up|thumb down|thumbs up|thumbs down|up|down|cancel reply|cancel|author|post author|moderator|mod|admin|guest|staff|top contributor|subscriber"
    "|avatar|trackback|pingback|profile picture|profile photo|user avatar|image|img|photo|gravatar|website|point|points|rating|permanent link|edited|pinned|featured|new"
    "|recommend|recommends|recommended|rec|advertisement|advertisements|report this ad|anzeige|werbung|publicité|publicidad|pubblicità"
    "|button|preview|people liked this|people like this|person likes this|person liked this|others liked this|click to expand|click here to reply|to post a comment|you must be logged in to reply|please log in to leave a comment|awaiting moderation|your comment is awaiting moderation"
    "|antworten abbrechen|antworten|antwort|beantworten|kommentieren|melden|kommentar melden|teilen|zitieren|zitat|bearbeiten|löschen|personen gefällt das|person gefällt das|einer person gefällt das|gefällt mir nicht mehr|gefällt mir|gefällt mir nicht|gefällt|lädt|wird geladen|autor|gast|empfehlen|mehr anzeigen|posting melden|beitrag melden|verstoß melden|missbrauch melden"
    "|répondre à ce message|répondre à ce commentaire|répondre|signaler|partager|citer|j'aime|je n'aime pas|modifier|supprimer|lien|auteur|connectez-vous pour répondre|chargement|recommander|recommandé|recommandations?|réagir|signaler un abus|alerter|signaler un contenu inapproprié"
    "|responder|contestar|compartir|denunciar|reportar|citar|me gusta|no me gusta|editar|eliminar|enlace|accede para responder|cargando|recomendar|denunciar abuso|votar"
    "|rispondi|segnala|condividi|mi piace|non mi piace|modifica|elimina|autore|accedi per rispondere|caricamento|segnala abuso|raccomanda|consiglia"
    "|compartilhar|denunciar|curtir|curtida|gosto|excluir|acesse para responder|carregando"
    "|beantwoorden|reageren|reageer|reactie|delen|rapporteer|vind ik leuk|bewerken|citeren|log in om te reageren|auteur|aanbevelen|meld misbruik"
    "|odpowiedz|zgłoś|udostępnij|lubię to|cytuj|edytuj|usuń|ocena|oceń|poleć|zgłoś nadużycie|zgłoś do moderacji|zaloguj się, aby odpowiedzieć"
    "|cevapla|yanıtla|paylaş|beğen|beğendim|şikayet et|bildir|alıntı|düzenle|sil|cevap yazmak için giriş yapın"
    "|уровень выше|ветвь дискуссии|thread|ответить|пожаловаться|поделиться|нравится|цитировать|изменить|удалить|ссылка"
    "|permalien|lien permanent|enlace permanente|collegamento permanente|link permanente|permalink zu diesem kommentar|direktlink"
    "|permanente link|bezpośredni odnośnik|stały link|kalıcı bağlantı|постоянная ссылка|permalänk|permalenke|trvalý odkaz"
    "|ospite|invité|invitado|visitante|gość|misafir|гость|gäst|gjest|gæst|vieras"
    "|返信する|返信|通報|共有|いいね|引用|回复|回覆|举报|檢舉|分享|赞|讚|답글|답장|신고|공유|좋아요"
    "|vasta|vastaa|balas|besvar|odgovori|odgovor|odpovedať|răspunde|válasz|respon|відповісти|отговор"
    "|απάντηση|رد|الرد|הגב|השב|trả lời|응답|پاسخ|ตอบกลับ|atsakyti|atbildēt"
    "|svara|svar|dela|del|anmäl|gilla|redigera|odpovědět|nahlásit|sdílet|citovat"
)
# WordPress.com's words below a comment that others like. They, too, are furniture together only.
_LIKED = (
    r"liked by \d{1,5} (?:people|person|others)|gefällt \d{1,5} person(?:en)?"
    r"|(?:est )?aimé par \d{1,5} personnes?|les? gusta a \d{1,5} personas?|piace a \d{1,5} person[ae]"
    r"|curtido por \d{1,5} pessoas?|gillas av \d{1,5} person(?:er)?"
    r"|paspaudė \W?patinka\W?: \d{1,5} person(?:s|as|ai)?"
)
_LIKING = (
    "person aimé par personne personnes les le gusta a persona personas piace persone curtido por"
    " pessoa pessoas gillas av personer paspaudė patinka persons personas personai"
)
# The words of "Voir 2 réponses" are furniture together only.
_OPENERS = "voir afficher masquer ver mostrar ocultar mostra vedi nascondi toon bekijk zeige"
_OPENED = "réponse réponses respuesta respuestas risposta risposte resposta respostas reacties"
_OPEN = (
    rf"(?:{any_of(_OPENERS.split())}) \d{{1,4}} "
    rf"(?:{any_of([*_OPENED.split(), 'antworten', 'antwort'])})"
)
FURNITURE = re.compile(
    rf"(?<!\w)(?:{_LIKED}|{_OPEN}|{any_of(_FURNITURE.split('|'))})(?!\w)", re.IGNORECASE
)
"""A word or phrase of a button or notice."""

GREETING = (
    "(?:hi|hello|hey|dear|thanks|thank you|sorry|yes|no|well|so"
    "|hallo|lieber?|danke|bonjour|salut|merci|cher|chère|hola|gracias|querid[oa]"
    "|ciao|grazie|car[oa]|olá|oi|obrigad[oa]|beste|bedankt|cześć|dzięki"
    "|merhaba|selam|sayın|привет|спасибо|уважаем\\w+|hej|tack)"
)
"""What may stand before the name of somebody who is addressed ("Hi Martin,")."""

_WORD = re.compile(r"[^\W\d_]+")
_NUMERIC_DATE = re.compile(r"\d[-/.年년][ \u00a0]?\d")
FURNITURE_WORDS = frozenset(_WORD.findall(_FURNITURE.lower())).union(
    _OPENERS.split(), _OPENED.split()
)
_SAYS_TRIGGERS = frozenset(_WORD.findall(_SAYS_WORDS.lower()))
# Of headings: also where readers talk ("Discussion", "What do you think?").
_HEADING_TRIGGERS = frozenset(
    _WORD.findall(
        f"{COMMENT_NOUNS} {TITLED_NOUNS} ".replace("_", " ")
        + "discussion conversation conversations diskussion "
        "discusión discussione discussão discussie dyskusja forum think interactions "
        "interacciones interaktionen"
    )
)
LATEST_WORDS = (
    "recent latest newest top popular letzte neueste neuste aktuelle derniers dernier dernières "
    "dernière últimos recientes ultimi recenti recente laatste ostatnie najnowsze son последние "
    "senaste seneste siste nyeste recentes récents recents darrers ultimele останні последни "
    "nejnovější poslední najnovšie posledné najnoviji najnovejši zadnji posljednji "
    "legutóbbi legfrissebb viimeisimmät uusimmat πρόσφατα τελευταία terbaru"
)
"""What boxes of other pages' comments call them."""

# What a word may be a sign of. Most lines are told from dates, headings and buttons by their
# words alone, which keeps a page of 100,000 comments near ten seconds.
DATED, SAID, HEADED, LATEST, BUTTON, OTHER = (1 << n for n in range(6))
_SIGNS: dict[str, int] = {}
for _sign, _words in (
    (DATED, DATE_WORDS),
    (SAID, _SAYS_TRIGGERS),
    (HEADED, _HEADING_TRIGGERS),
    (LATEST, LATEST_WORDS.split()),
    (BUTTON, FURNITURE_WORDS.union(_LIKING.split())),
):
    for _word in _words:
        _SIGNS[_word] = _SIGNS.get(_word, 0) | _sign
for _word, _sign in _SIGNS.items():
    if not _sign & BUTTON:
        _SIGNS[_word] = _sign | OTHER
_OTHERS = itertools.repeat(OTHER)  # what all other words are


@remember
def read_signs(text: str) -> int:
    """What the words of a text may be signs of; `OTHER` where one belongs to no button.

    >>> read_signs("3 Comments, so far") == BUTTON | HEADED | OTHER
    True
    """
    signs = 0
    for found in set(map(_SIGNS.get, split_words(text), _OTHERS)):
        signs |= found
    return signs


def may_hold_date(text: str) -> bool:
    """Whether a word or number is in a text that dates are made of.

    >>> may_hold_date("Ann, in May"), may_hold_date("Ann, at 4")
    (True, False)
    """
    if read_signs(text) & DATED or SIGN in text:
        return True
    return _NUMERIC_DATE.search(text) is not None


def find_date(text: str) -> re.Match[str] | None:
    """The fullest date in a text, with its time, or "3 weeks ago".

    >>> find_date("hmm • 2 weeks ago").group()
    '2 weeks ago'
    """
    if not may_hold_date(text):
        return None
    found = list(DATE.finditer(text))
    # The longest: "May Wong, 12 March 2011" begins with what could be one.
    return max(found, key=_measure) if len(found) > 1 else next(iter(found), None)


def _measure(date: re.Match[str]) -> int:
    return len(date.group()) - len(date["zone"] or "")


def find_says(text: str) -> re.Match[str] | None:
    """The word after a speaker's name at the end of a line ("Ann says:", "Ann sagt am 1. Mai:")."""
    if not read_signs(text) & SAID and not text.endswith((":", "：")):
        return None
    return _SAYS.search(text)


# "Comment 7" is what somebody says who tries a page; what counts comments has their plural.
NUMBERED = re.compile(
    r"(?:comment|reply|kommentar|antwort|commentaire|réponse|comentario|respuesta) \d{1,4}", re.I
)
_PLUS_ONE = re.compile(r"[ \u00a0]*\+ ?1+[!. \u00a0]*")


def is_made_of_furniture(text: str) -> bool:
    """Whether all words of a text belong to buttons and notices."""
    if text[-1:] in "?!" and not text.lower().endswith(_ASKING):
        return False  # "Source?" is a question, "Like!" an exclamation
    signs = read_signs(text)
    if not signs and (_PLUS_ONE.fullmatch(text) or not any(c.isdigit() for c in text)):
        return False  # "+1" and "???" are what readers say
    if not signs & OTHER and not _WORD.search(FURNITURE.sub("", text.replace("’", "'"))):
        # "More points." is said; "Log in to reply." is one button.
        said = _SENTENCE.fullmatch(text) is not None and FURNITURE.fullmatch(text[:-1]) is None
        return not said and NUMBERED.fullmatch(text) is None
    # "ShareReport", "0Reply": an extractor lost what stood between.
    if len(text) > _LONGEST_GLUED or _MAY_BE_GLUED.search(text) is None:
        return False
    return is_made_of_furniture(_GLUED.sub(" ", text))


_SENTENCE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+\.")
_ASKING = ("helpful?", "inappropriate?")  # the buttons that end so
_GLUED = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ\d])|(?<=\d)(?=[^\W\d_])")
# The same, the rare character first: four times as fast where there is none.
_MAY_BE_GLUED = re.compile(r"[A-ZÀ-Þ\d](?:(?<=[a-zß-ÿ].)|(?<=\d)(?=[^\W\d_]))")
_LONGEST_GLUED = 60  # characters
