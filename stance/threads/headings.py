"""The headings around a comment section: its count, its start, the form that ends it."""

from __future__ import annotations

import re
from pathlib import Path

from stance.remember import remember
from stance.sources.alternatives import any_of, by_letter, first_of
from stance.sources.nouns import COMMENT_NOUN, NUMBER_WORDS, TITLED_NOUN
from stance.threads.words import HEADED, LATEST, LATEST_WORDS, NUMBERED, read_signs

__all__ = [
    "counts_pings",
    "ends_article",
    "is_comment_heading",
    "is_form",
    "is_latest_heading",
    "is_pager",
    "is_seal",
    "read_count",
    "read_title",
]

_UNPARTED = "\u2e80"  # from here on: Japanese, Chinese, Korean
# What themes set around headings, some in fonts that draw pictures for them ("^ 4 Comments").
_EDGE = " \u00a0#*|•·–—-[(^~=<>»›«‹→←↓▼▾■"
_LEFT_EDGE = _EDGE + ")"
_BULLETS = frozenset("<>»›«‹→")  # of menus
_MAX_COUNTED = 40  # characters
_LONGEST_FORM = 120  # characters
_MAX_HEADING = 300  # "N thoughts on" repeats the article's title
_WORD = r"[^\W\d_]+"
_NUMBER = rf"(?P<n>\d{{1,3}}(?:[.,\u00a0 ]\d{{3}})+|\d{{1,7}}|{first_of(NUMBER_WORDS)})"
# "This post has 3 comments", in the order of `words`.
_HAS = (
    r"(?:this (?:post|article|entry) (?:currently )?has|dieser (?:artikel|beitrag) hat"
    r"|(?:cet article|ce billet|cette publication|cette entrée) (?:a|comporte)"
    r"|(?:esta entrada|este artículo|este post) tiene|quest[oa] (?:articolo|post|voce) ha"
    r"|(?:este (?:post|artigo)|esta publicação) tem|dit (?:bericht|artikel) heeft"
    r"|ten (?:wpis|post|artykuł) (?:ma|posiada)|bu yazı(?:da)?|(?:у этой записи|эта запись имеет)"
    r"|(?:det här inlägget|detta inlägg|dette indlæg|dette innlegget) har"
    r"|tento (?:příspěvek|článek|článok) má)"
)
# How weblogs greet their readers in it: "12 Lovely Comments".
_KIND = (
    "amazing|awesome|brilliant|delicious|delightful|fabulous|fantastic|great|insightful|kind|lovely"
    "|nice|sweet|thoughtful|wonderful"
)
_COUNT_FIRST = re.compile(
    rf"(?:(?:{_HAS}|(?:currently )?there (?:are|is)(?: (?:currently|now|already))?|view|viewing|show|showing|displaying|see|all|read|conversation|discussion"
    rf"|es gibt(?: (?:bereits|bisher|schon))?|bisher|insgesamt|alle|il y a|hay|ci sono|há|er zijn|join the|load)[ \u00a0]+(?:all[ \u00a0]+)?)?"
    rf"{_NUMBER}[ \u00a0]+(?:(?:more|weitere|new|neue|total|reader|user|archived|{_KIND})[ \u00a0]+)?{COMMENT_NOUN}(?!\w)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# "Commenti degli utenti": whose they are.
_READERS = (
    r"(?: (?:of|from|by) (?:our )?(?:readers?|users?|visitors?|members?)| (?:der|von|unserer) (?:leser|nutzer|besucher|user)\w*"
    r"| (?:des|de nos) (?:lecteurs|internautes|membres|utilisateurs|visiteurs)| (?:degli|dei|delle) (?:utenti|lettori|visitatori|lettrici)"
    r"| de (?:los |nuestros )?(?:usuarios|lectores|visitantes)| d[eo]s? (?:leitores|usuários|utilizadores|visitantes)"
    r"| van (?:onze )?(?:lezers|gebruikers|bezoekers|leden)| (?:czytelników|użytkowników|internautów)"
    r"| (?:читателей|пользователей|посетителей)| (?:čtenářů|uživatelů|čitateľov|používateľov))?"
)
_AND_MORE = r"(?: (?:&|and|und|et) (?:answers|discussion|feedback|questions|ratings|reactions|reviews|tips)| list)?"
# "Opinion (21)" is a newspaper's section.
_NOUN_FIRST = re.compile(
    rf"(?!opinion\b)(?:(?:all|alle|view|show|hide|reader|total|your|archived|tous les|les|los|i|os|vos|ihre|eure|sus|i vostri|os seus|twoje|всего) )?{COMMENT_NOUN}{_READERS}{_AND_MORE}[ \u00a0]*(?:[:：\-–—|•·]|\(|（|\[)?[ \u00a0]*(?P<n>\d{{1,7}})[ \u00a0]?[件개個条則]?[ \u00a0]*[)）\]]?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# "Comments 1 - 12 of 40", "Showing 1-12 of 40 comments".
_RANGED = re.compile(
    rf"(?:(?:showing|viewing|displaying|zeige) )?(?:{COMMENT_NOUN} )?\d{{1,5}} ?(?:[-–]|to|bis) ?\d{{1,5}}"
    rf" (?:of|von|de|di|van|sur) (?P<n>\d{{1,7}})(?: {COMMENT_NOUN})?(?P<rest>)$",
    re.IGNORECASE,
)
# "3 ideas sobre «Tea»": a quoted title (its closing mark may be stripped as an edge) tells more nouns and prepositions than we know.
_OPEN, _CLOSE = '“”«„"「『‹', '”»“"」』›'
_QUOTED = re.compile(f"[{_OPEN}]")
_TITLED = re.compile(
    rf"{_NUMBER}[ \u00a0]+{TITLED_NOUN}\W{{1,3}}(?:[^\W\d_]{{1,14}}[^\w{_OPEN}]{{1,3}}){{0,4}}"
    rf"[{_OPEN}](?:.{{2,250}}[{_CLOSE}](?:[ \u00a0][^\W\d_]{{1,16}}){{0,2}}\W*|[^{_CLOSE}]{{2,250}})"
    r"(?P<rest>)$",
    re.IGNORECASE | re.DOTALL,
)
# "「…」への3件のフィードバック", "“…” için 3 yorum": the title comes first.
_COUNT_LAST = re.compile(
    r"(?:(?:.{0,250}[」”’》〉《\"][ \u00a0]?(?:への|に対する|に対して|에 대한|의|에|に|上有|上的|有|的|中有)?|共有|共|有|全部)[ \u00a0]?)?"
    r"(?P<n>\d{1,7})[ \u00a0]?"
    r"(?:件の(?:コメント|フィードバック|返信)|[条條則则篇个個][ \u00a0]?(?:评论|評論|留言|回复|回應|回应|意见|迴響|想法)|개의 (?:댓글|생각|답글))"
    r"(?P<rest>があります)?",
    re.DOTALL,
)
_TITLE_FIRST = re.compile(
    rf"[{_OPEN}].{{2,250}}[{_CLOSE}]\W{{0,3}}(?:[^\W\d_]{{1,14}}\W{{1,3}}){{0,2}}{_NUMBER} "
    rf"{TITLED_NOUN}(?P<rest>\W*)",
    re.IGNORECASE | re.DOTALL,
)
# "Komentarze do wpisu", "Комментарии к статье": of the article above, in the order of `words`.
_TO_ARTICLE = (
    r"(?:for|from) this (?:article|entry|post|story)"
    r"|(?:zum|zur) (?:artikel|beitrag|eintrag|text|thema|meldung|post)"
    r"|(?:à|de) (?:l['’]|cet |ce |cette )(?:article|billet|note|actualité)|à propos de .{1,200}"
    r"|(?:al|del|en el|en la|en este|en esta|a la|a este|a esta|de la|de este|de esta|para esta|para este)"
    r" (?:art[íi]culo|entrada|post|nota|noticia|apunte)"
    r"|(?:all['’]|al |alla |a questo |a questa |su questo )(?:articolo|post|notizia|voce|intervento)"
    r"|(?:ao|à|no|na|do|da|neste|nesta|a este|a esta|deste|desta) (?:artigo|post|postagem|texto|not[íi]cia|entrada)"
    r"|(?:op|bij) (?:dit|deze|het|de) (?:artikel|bericht|blog|post)"
    r"|do (?:tego |tej )?(?:wpisu|artykułu|posta|postu|tekstu|notki|notatki|newsa|wiadomości|materiału)"
    r"|(?:к|на) (?:этой |этому |эту )?(?:статье|статью|записи|запись|посту|новости|новость|материалу)"
    r"|(?:till|til|på) (?:den här |det här |denne |dette )?(?:artikeln|artiklen|artikkelen|inlägg(?:et)?|indlæg(?:get)?|innlegg(?:et)?)"
    r"|(?:k|ke) (?:tomuto |této )?(?:článku|příspěvku|zápisku|zprávě|príspevku)"
)
_PLAIN = re.compile(
    rf"(?!opinion[ \u00a0]*:?$)(?:the |die |les |los |i |os |de |vos |your |ihre |eure |i vostri |sus |tus |all |alle |reader |user |recent |recipe |previous |past |posted |join the )?"
    rf"(?:{COMMENT_NOUN}{_READERS}|discussion|conversation|diskussion|discusión|discussione|discussão|discussie|dyskusja"
    rf"|обсуждение|forum|comments? section|what (?:do )?you(?:r readers)? think|reader interactions|conversations?|interacciones con los lectores"
    rf"|leser-interaktionen|interactions du lecteur)"
    rf"(?: section| thread|{_AND_MORE}| zu .{{1,200}}| on .{{1,200}}| sur .{{1,200}}| to .{{1,200}}| {first_of([_TO_ARTICLE])})?[ \u00a0]*:?",
    re.IGNORECASE,
)
# What follows a count where it is a heading: nothing, buttons, or "on <title>".
_REST = re.compile(
    r"\W*(?:$|[^\W\d_]{4,16}$|(?:and |und )?\d{1,4} (?:track|ping)backs?\W*$|(?:on|to|about|from|so far|for|zu|zum|auf|bei|sur|à|sobre|en|a|su|op|over|o|na|do|hakkında|на|к|о|till|på|til|u|k|ke|v|nt|untuk|pada|la|în|до|στο|στη|στην|artikkeliin|ob|về|على|על|kohta|om"
    r"|already|yet|total|in total|posted|found|add|post|leave|sort|newest|oldest|best|feed|permalink|share|write|comments?|reply|(?:track|ping)backs?|subscribe|rss)(?!\w).*)",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = re.compile(
    r"^(?:the |a )?(?:reply|response|answer|thought|comment) (?:to|on)\b|[.!]$", re.I
)
# "A reply" alone, and "Reply 7", are what somebody says, not how many there are.
_SOME = re.compile(rf"(?:an?|une?|una|uma|eine|et|ett) [^\W\d_]+|{NUMBERED.pattern}", re.I)
# "En" is one in Swedish, and opens "En réponse à Ann" in French.
_ANSWER = re.compile(r"(?:en r[ée]ponse|en respuesta|em resposta)\b", re.I)
_TITLE = re.compile(r"[“”\"„«‘'](?P<title>.{3,250})$", re.DOTALL)
_LATEST = re.compile(
    rf"(?:{any_of(LATEST_WORDS.split())})\W+(?!level)(?:\w+\W+)?{COMMENT_NOUN}(?!\w)"
    rf"|{COMMENT_NOUN}\W+(?:recientes|recentes|recenti|recente|recents|récents|terbaru|terkini)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?<!\w)\d{{1,6}} {COMMENT_NOUN}(?!\w)", re.I
)  # "Top reactions 10 reactions"
# A form's field: "Name (required)", "E-Mail (wird nicht veröffentlicht)".
_FIELD = (
    r"(?:your |ihr |dein |votre |tu |il tuo |o seu |twój )?(?:user)?(?:name|nom|nombre|nome|naam|imię|mail|e-?mail|correo|courriel|имя)\b"
    r"[^()]{0,30}\((?:required|optional|mandatory|hidden|(?:it )?(?:will )?(?:not|never) (?:be )?|erforderlich|pflicht|wird nicht|notwendig"
    r"|obligatoire|requis|ne sera|obligatori[oa]|requerid[oa]|necesari[oa]|no ser[áa]|richiesto|non (?:verr|sar)|necessári[oa]"
    r"|não ser|verplicht|wordt niet|wymagan|nie będzie|gerekli|zorunlu|обязательн|не публик|krävs|obligatorisk|påkrevd|povinn)"
)
_FORM_LINES = (
    r"(?:leave|post|add|write|submit|make|share|join|drop|send)(?:ing)?[ \u00a0](?:a |your |an? new |new |us a |the |to the |to this )?"
    r"(?:reply|comment(?:ary)?|response|feedback|thought|review|discussion|conversation|answer|message)s?(?-i:(?![a-z]))"
    r"|your (?:reply|comment|response)\W*$|what do you think\??$|have your say|speak your mind|got something to say|cancel reply|please enter your comment"
    r"|your email address will not be published|you must (?:be )?log(?:ged)? ?in (?:or (?:register|sign up) )?to (?:post|leave|comment|reply)"
    r"|(?:the )?comments? (?:sections? )?(?:is|are|has been|have been|for this \w+ are) (?:now )?closed|(?:blog )?(?:comments? )?powered by \w+|comment navigation|older comments|newer comments"
    rf"|{_FIELD}|(?:schreibe?n? (?:sie |uns )?(?:einen|ihren|deinen?|den ersten) kommentar|einen kommentar (?:schreiben|hinterlassen|verfassen)"
    r"|kommentar (?:verfassen|schreiben|hinterlassen|abgeben|hinzufügen)|hinterlasse?n? (?:sie )?(?:einen?|eine antwort|deinen)"
    r"|antwort (?:hinterlassen|schreiben)|antworten? abbrechen|deine e-mail-adresse wird nicht|ihre e-mail-adresse wird nicht|die kommentarfunktion|mitdiskutieren)"
    r"|(?:laisse[rz]? (?:un|votre) (?:commentaire|réponse)|poster un commentaire|ajouter un commentaire|votre adresse (?:e-mail|de messagerie)|annuler la réponse|répondre à(?! ce (?:message|commentaire)))"
    r"|(?:deja (?:un|tu|una) (?:comentario|respuesta)|dejar un comentario|escribe un comentario|cancelar (?:la )?respuesta|tu dirección de correo|añadir comentario)"
    r"|(?:lascia un(?:a)? (?:commento|risposta)|scrivi un commento|annulla risposta|il tuo indirizzo email|aggiungi un commento)"
    r"|(?:deixe (?:um|uma|o seu) (?:comentário|resposta)|deixar um comentário|cancelar resposta|o seu endereço de (?:e-mail|email))"
    r"|(?:geef een (?:reactie|antwoord)|laat een (?:reactie|bericht)|plaats een reactie|reactie annuleren|het e-mailadres wordt niet)"
    r"|(?:dodaj komentarz|zostaw (?:komentarz|odpowiedź)|napisz komentarz|anuluj pisanie|twój adres e-?mail)"
    r"|(?:bir (?:cevap|yorum|yanıt) (?:yazın|yap|bırakın)|yorum (?:yap|yaz)|e-posta adresiniz|cevabı iptal)"
    r"|(?:добавить комментарий|оставить комментарий|оставьте комментарий|написать комментарий|отменить ответ|ваш (?:адрес )?e-?mail)"
    r"|(?:tinggalkan (?:balasan|komentar)|lasă un (?:răspuns|comentariu)|hozzászólás írása|válasz írása"
    r"|vélemény, hozzászólás|pridaj komentár|pridať komentár|zanechte|залишити (?:відповідь|коментар)|вашият? коментар"
    r"|αφήστε (?:μια|ένα)|(?:답글|댓글) 남기기|发表(?:评论|回复)|發表(?:迴響|留言)|發佈留言|コメントを(?:残す|投稿)"
    r"|để lại (?:một )?(?:bình luận|phản hồi|trả lời)|اترك (?:تعليق|رد)|כתיבת תגובה|dodaj komentar|ostavi komentar|komentiraj"
    r"|deixa (?:un|una) (?:comentari|resposta)|lisa kommentaar|kirjoita kommentti|parašykite komentarą)"
    r"|(?:die kommentare sind|kommentare sind|les commentaires sont|los comentarios están"
    r"|i commenti sono|os comentários estão|(?:de )?reacties zijn|komentarze są|yorumlar"
    r"|комментарии|kommentarer(?:na)? är|komentáře jsou) (?:\w+ )?(?:geschlossen|fermés|clos|cerrados"
    r"|desactivados|chiusi|disabilitati|encerrados|fechados|desativados|gesloten|zamknięte"
    r"|wyłączone|kapal[ıi]|закрыты|отключены|stängda|avstängda|uzavřen[yé])"
    r"|(?:lämna (?:en|ett) (?:kommentar|svar)|skriv en kommentar|legg igjen|skriv et svar|přidat komentář|napsat komentář)"
)
# WordPress sets it behind the form's heading, whatever that says.
_CANCELS = (
    *(" cancel reply", " antworten abbrechen", " antwort abbrechen", " annuler la réponse"),
    *(" cancelar la respuesta", " cancelar respuesta", " annulla risposta", " cancelar resposta"),
    *(" reactie annuleren", " anuluj pisanie odpowiedzi", " cevabı iptal et", " отменить ответ"),
    *(" avbryt svar", " annuller svar", " zrušit odpověď na komentář", " peruuta vastaus"),
)
_FORM = re.compile(first_of([_FORM_LINES]), re.IGNORECASE)
_FORMS = Path(__file__).with_name("forms.txt").read_text("utf-8").casefold().splitlines()
_MORE = " …"  # behind a line that may go on
_FORM_PHRASES = frozenset(line for line in _FORMS if not line.endswith(_MORE))
_FORM_OPENINGS = by_letter(line.removesuffix(_MORE) for line in _FORMS if line.endswith(_MORE))


def read_count(text: str) -> int | None:
    """The number of comments that a heading announces, or None where it announces none.

    >>> read_count("33 COMMENTS"), read_count("One thought on “War”"), read_count("Comments (2)")
    (33, 1, 2)
    """
    if len(text) > _MAX_HEADING:
        return None
    text = _strip_edges(text)
    if _ANSWER.match(text):
        return None
    ascii_only = text.isascii()
    if not _may_head(text) or _SOME.fullmatch(text) is not None:
        return None
    for pattern in (_COUNT_FIRST, _RANGED, _NOUN_FIRST, _TITLED, _COUNT_LAST, _TITLE_FIRST):
        if ascii_only and pattern is _COUNT_LAST:
            continue  # all its words are Japanese, Chinese or Korean
        if pattern in (_TITLED, _TITLE_FIRST) and _QUOTED.search(text) is None:
            continue
        match = pattern.match(text)
        if match is not None and _ends_well(match["rest"]):
            number = match["n"].lower()
            digits = re.sub(r"\D", "", number)
            return int(digits) if digits else NUMBER_WORDS.get(number)
    return None


def _may_head(text: str) -> bool:
    """Whether a word of a comment section's heading is in a text, or its words are not parted."""
    return bool(read_signs(text) & HEADED) or (not text.isascii() and max(text) >= _UNPARTED)


def _strip_edges(text: str) -> str:
    return text.lstrip(_LEFT_EDGE).rstrip(_EDGE)


def _ends_well(rest: str | None) -> bool:
    return not rest or rest == "があります" or _REST.fullmatch(rest) is not None


def read_title(text: str) -> str | None:
    """The article's title inside a heading such as "3 thoughts on “Title”".

    >>> read_title("One thought on “What now? – Statement")
    'What now? – Statement'
    """
    match = _TITLE.search(text)
    return match["title"].strip(" \u00a0“”\"„«»‘’'") if match is not None else None


def is_comment_heading(text: str) -> bool:
    """Whether a line is the heading of a comment section, with or without a count."""
    return _may_head(text) and _is_heading(text)


@remember  # "Reply" may stand on a page as often as it has comments
def _is_heading(text: str) -> bool:
    bullet = text[:1] in _BULLETS
    text = _strip_edges(text).removesuffix("...").rstrip("…")
    if not text or len(text) > _MAX_HEADING or is_latest_heading(text):
        return False
    if read_count(text) is not None:
        return True
    if bullet:
        return False  # "» Opinions" is a part of the site
    if text[-1] == ")" and _VIEWS.search(text) is not None:
        return True
    return _PLAIN.fullmatch(text) is not None and not _SENTENCE.search(text)


# "Display comments as (Linear | Threaded)", which Serendipity sets below or behind the heading.
_VIEWS = re.compile(r"\((?:linear|lineare?|lineair|lineal|liniowy) ?\| ?[^\W\d_]+\)$", re.I)
_OTHERS = re.compile(
    r"(?<![\w.,])\d{1,5}[ \u00a0](?:comments?|kommentare?|commentaires?|comentarios?|commenti|commento"
    r"|comentários?|reacties?|komentarz[ey]?|yorum|комментари[ийяе]в?|kommentarer)(?!\w)",
    re.I,
)


@remember
def counts_comments(text: str) -> bool:
    """Whether a line says how many comments there are, as teasers of other pages do.

    >>> counts_comments("by Ann Lee May 3, 2014 12 Comments"), counts_comments("3 replies")
    (True, False)
    """
    return len(text) <= _MAX_HEADING and _OTHERS.search(text) is not None


_PING = r"(?:ping|track)backs?(?:\(s\))?"
_PINGS = re.compile(
    rf"(?:\d{{1,4}}|no) {_PING}(?: ?(?:/|&|and|or) ?{_PING})?"
    r"(?: (?:for|to|on) this (?:entry|post|article)| yet)?\.?",
    re.IGNORECASE,
)


def counts_pings(text: str) -> bool:
    """Whether a line heads the links from other pages that stand below the comments.

    >>> counts_pings("1 Trackback or Pingback for this entry"), counts_pings("No trackbacks yet.")
    (True, True)
    >>> counts_pings("1 trackback, at last")
    False
    """
    if len(text) > _MAX_COUNTED or not ("back" in text or "BACK" in text):
        return False
    return _PINGS.fullmatch(_strip_edges(text)) is not None


def is_latest_heading(text: str) -> bool:
    """Whether a line is the heading of a "latest comments" box, which belongs to other pages."""
    if len(text) >= 80 or not read_signs(text) & LATEST:
        return False
    return _LATEST.search(text) is not None and _COUNTED.search(text) is None


@remember
def is_form(text: str) -> bool:
    """Whether a line belongs to the form in which to write a comment, or ends the section.

    >>> is_form("Leave a Reply"), is_form("Kommentar verfassen"), is_form("I left a reply once")
    (True, True, False)
    """
    if len(text) > _LONGEST_FORM:
        return False
    text = _strip_edges(text)
    if _FORM.match(text) is not None:
        return True
    plain = text.casefold()
    if plain.rstrip(".。!: \u00a0") in _FORM_PHRASES:
        return True
    if plain.startswith(_FORM_OPENINGS.get(plain[:1], ())):
        return True
    return plain.endswith(_CANCELS)


def is_pager(text: str) -> bool:
    """Whether a line leads to the next or the previous page of a long list.

    >>> is_pager("Next page →"), is_pager("Next page, please.")
    (True, False)
    """
    return len(text) <= _LONGEST_PAGER and _PAGER.fullmatch(_strip_edges(text).lower()) is not None


_LONGEST_PAGER = 40  # characters
_PAGER = re.compile(
    r"(?:next|previous|prev|nächste|vorherige|siguiente|anterior|successiva|precedente|volgende|vorige"
    r"|następna|poprzednia|próxima|следующая|предыдущая) (?:page|seite|pagina|página|strona|страница)"
    r"|(?:page|página|pagina) (?:suivante|précédente|siguiente|anterior|seguinte|successiva|precedente)"
)


# Those that do not say "comments" are known by name.
_SEAL = re.compile(
    r"(?:blog )?comments powered by \w+"
    r"|(?:comments )?(?:powered by|by|由|mit) (?:disqus|isso|remark ?42|commento(?:\+\+)?|hyvor talk|cusdis|graphcomment"
    r"|utterances|giscus|gitalk|valine|waline|twikoo|artalk|intensedebate|livefyre|staticman|welcomments|fastcomments|coral)\b",
    re.IGNORECASE,
)


def is_seal(text: str) -> bool:
    """Whether a line names the service whose comments stand above it.

    >>> is_seal("blog comments powered by Disqus"), is_seal("Powered by WordPress")
    (True, False)
    """
    return len(text) <= 60 and _SEAL.match(_strip_edges(text)) is not None


_ARTICLE_END = re.compile(
    r"post navigation$|beitrags-?navigation$|navigation (?:de l['’]article|des articles)$"
    r"|navegación de (?:entradas|la entrada)$|navigazione articoli?$|navegação de (?:posts?|artigos)$"
    r"|bericht(?:en)?navigatie$|nawigacja wpisu$|yazı (?:gezinmesi|dolaşımı)$|навигация по записям$"
    r"|inläggsnavigering$|indlægsnavigation$|innleggsnavigasjon$|navigace pro příspěve?k$"
    r"|(?:like this|gefällt mir|j['’]aime ça|me gusta esto|mi piace|curtir isso|vind ik leuk)"
    r"[ \u00a0]?:$|.{0,20}loading\.\.\.$"  # Jetpack's button
    r"|artikkelien selaus$|(?:this entry was )?posted (?:in|on|by) .{1,120}|.{0,80}bookmark the permalink"
    # "Publicado el … Autor … Categorías …", "Dieser Beitrag wurde … veröffentlicht. … Permalink".
    r"|(?:publicado|publié|veröffentlicht|geplaatst|opublikowano|pubblicato|опубликовано|julkaistu"
    r"|publicerat|postet|skrevet|zveřejněno|közzétéve) .{0,120}(?:categor|kategor|catégor|рубрик)"
    r"|.{0,160}(?:permalink als lesezeichen|lesezeichen auf den permalink|mettez en favori le permalien"
    r"|ajouter? aux favoris le permalien|(?:guarda|añade a marcadores) el (?:enlace permanente|permalink)"
    r"|guardar enlace permanente|contrassegna il permalink|adicione o link permanente|dodaj zakładkę do"
    r"|bokmärk permalänken|bokmerk permalenken|bogmærk permalinket|kirjanmerk|добавьте в закладки"
    r"|kalıcı bağlantıyı yer imlerinize|uložit odkaz do záložek|bookmark de permalink)",
    re.IGNORECASE,
)


def ends_article(text: str) -> bool:
    """Whether a line stands right below an article in the themes of WordPress.

    >>> ends_article("Post navigation"), ends_article("This entry was posted in Weirs by Kit.")
    (True, True)
    """
    return len(text) <= _MAX_HEADING and _ARTICLE_END.match(text.strip(_EDGE)) is not None
