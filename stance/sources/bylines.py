"""Who wrote a text, where a line says so: "Submitted by Ann Lee", "Napsal uživatel Ann"."""

from __future__ import annotations

import re

from stance.remember import remember
from stance.sources.alternatives import first_of

__all__ = [
    "BYLINE_PREPOSITIONS",
    "BYLINE_WORDS",
    "LOOSE_BYLINE_WORDS",
    "is_byline",
    "is_subject",
    "read_byline_words",
    "strip_byline",
    "strip_subject",
    "strip_unverified",
]

# How Drupal's translations, Movable Type, TypePad, Blogger and b2evolution begin such lines.
# Each row is a language: participles or verbs, the words between them and the name, and whether
# these may be missing.
_FORMS = (
    ("posted|commented|written|submitted|post|comment", " ?(?:by|from)", True),
    ("sent|added|published|left", " by", False),
    ("reply|topic|answer", " by", False),
    ("kommentar|kommentiert|geschrieben|verfasst|gesendet|gespeichert|eingetragen", " von", False),
    ("eingereicht|erstellt|gepostet|veröffentlicht|hinzugefügt|abgeschickt", " von", False),
    ("commentaire|soumis|posté|publié|envoyé|écrit|rédigé|proposé|ajouté", " (?:par|de)", False),
    ("comentario|comentado|enviado|publicado|escrito|añadido|creado", " (?:por|de)", False),
    ("comentário|submetido|postado|adicionado|criado", " (?:por|de)", False),
    ("commento|inviato|scritto|postato|pubblicato|inserito|aggiunto", " (?:da|di)", False),
    ("enviat|tramès|publicat|escrit", " per", False),
    ("reactie|ingediend|ingezonden|verstuurd|geplaatst|geschreven|gepost", " (?:van|door)", False),
    ("kommentar|skickat|inskickat|skrivet|postat|publicerat|inlagt|skapad|tillagt", " av", False),
    ("skrevet|postet|sendt inn|innsendt|publisert|lagt inn", " av", False),
    ("kommentar|indsendt|skrevet|sendt|oprettet|tilføjet|offentliggjort", " af", False),
    ("komentarz", " (?:autorstwa|przez)", False),
    ("(?:przesł|wysł|dod|napis|opublikow)an[eay]|zamieszczon[eay]", " przez", False),
    ("(?:(?:naps|odesl|přid|zasl|posl)al|vložil)(?:/?a|\\(a\\))?", " uživatel(?:ka)?", True),
    ("(?:(?:napís|odosl|prid|zasl|posl)al|vložil)(?:/?a|\\(a\\))?", " používateľ", True),
    ("(?:objavi|posla|vpisa|odda|doda|napisa)l(?:/?a|\\(a\\))?", " uporabnik", True),
    ("(?:objavi|posla|napisa|posta|doda|podni)o(?:/?la|\\(la\\))?", " (?:korisnik|član)", True),
    ("објавио|послао|поставио|додао", " корисник", True),
    ("комментарий", " от", False),
    ("опубликовано|отправлено|написано|добавлено|размещено|прислано", " пользователем", True),
    ("(?:опубликовал|отправил|написал|добавил)(?:а|\\(а\\))?", " пользователь", True),
    ("опубліковано|надіслано|додано|написано|розміщено|відправлено", " користувачем", True),
    ("изпратено|публикувано|добавено|написано|подадено", " от", False),
    ("trimis|scris|postat|publicat|adăugat|introdus", " de", False),
    ("beküldte|írta|szerző", "", False),
    ("υποβλήθηκε|υποβληθηκε|δημοσιεύτηκε|δημοσιεύθηκε|στάλθηκε|γράφτηκε", " από", False),
    ("gönderen|yazan|ekleyen", "", False),
    ("lähettänyt|kirjoittanut|lähettäjä", "", False),
    ("pateikė|parašė|įrašė|paskelbė", "", False),
    ("iesniedza|iesūtīja|publicēja|pievienoja", "", False),
    ("postitas|esitas|saatis", "", False),
    ("dikirim|disubmit|dipos|ditulis|diposting|dihantar", " oleh", False),
    ("(?:được )?(?:gửi|đăng|viết)", " (?:bởi|từ)", False),
    ("(?:ارسال|نوشته|فرستاده) شده", " توسط", False),
    ("(?:נשלח|הוגש|פורסם|נכתב)", " על(?: |-)ידי", False),
    ("afiŝita|submetita|sendita", " de", False),
)  # fmt: skip
BYLINE_WORDS = first_of(f"(?:{verbs}){by}" for verbs, by, _ in _FORMS if by)
"""The words of a byline with those before the name, as a pattern."""
LOOSE_BYLINE_WORDS = first_of(
    f"(?:{verbs})(?:{by})?" if optional else f"(?:{verbs}){by}" for verbs, by, optional in _FORMS
)
"""The same, and verbs that a name may follow at once: only where a date follows it."""
_BARE = "(?:by|von|par|por|da|автор)"
_BLANK = "[ \u00a0]"
_JAPANESE = "投稿者 ?[:：]? ?"  # no blanks part its words
# Drupal 7 sets a link to the comment before the byline: "Permalink Submitted by Ann".
_PERMALINK = (
    "permalink|permanent link|permanenter link|permalien|lien permanent|enlace permanente"
    "|(?:collegamento|link) permanente|ligação permanente|enllaç permanent|permanente link"
    "|bezpośredni odnośnik|odnośnik|kalıcı bağlantı|постоянная ссылка|постійне посилання"
    "|permalänk|permalenke|trvalý odkaz|kestolinkki|pysyvä linkki|közvetlen link"
)
_BY = re.compile(
    r"(?:\d{1,5} )?"  # PunBB numbers its posts
    f"(?:(?:{_PERMALINK}) )?(?:(?:{LOOSE_BYLINE_WORDS}|{_BARE}):? |{_JAPANESE})".replace(
        " ", _BLANK
    ),
    re.IGNORECASE,
)
# What may stand between name and date there: "Verfasst von Ann am", "Napsal Ann dne".
BYLINE_PREPOSITIONS = (
    "(?:on|at|am|um|le|el|il|em|op|den|d\\.|kl\\.|dne|dňa|dnia|dana|dan|w dniu|w|v|v dni|în data de"
    "|la|в|на|στις|την|pada|tanggal|vào(?: lúc)?|lúc|zaman|در|ב|je|(?-i:a))"
)
"""Words before a byline's date, as a pattern."""
_ON = re.compile(f"[ \u00a0,]+{BYLINE_PREPOSITIONS}$", re.IGNORECASE)
# "Posted by Ann Lee Field.", "by annlee.", but "by Ann Lee Jr.", "by Ann L."
_STOP = re.compile(r"(?:(?<=[^\W\d_]{4})|(?<=[a-zß-ÿ\d)])(?<![A-ZÀ-Þ].)(?<![A-ZÀ-Þ]..))\.$")
# "Ann [Visitor]"; the bracket may be lost where a date followed.
_ROLE = re.compile(r"(?<=\S)[ \u00a0]*\[[^\[\]]{1,30}\]?$")
# Drupal's word for readers who gave a name but have no account, in its translations. The bracket
# may be lost where a date followed.
_UNVERIFIED = re.compile(
    r"[ \u00a0]*\((?:not verified|nicht (?:überprüft|verifiziert)|non (?:vérifiée?|verificat[oa])"
    r"|n(?:o|ão|on) verificad[oa]|no verificat|niet (?:geverifieerd|gecontroleerd)"
    r"|niezweryfikowan[yae]|не (?:проверено|подтверждено|перевірено|е верификувано)"
    r"|(?:ej|inte) verifierad|overifierad"
    r"|ikke (?:bekræftet|efterprøvet|bekreftet|verifisert)|vahvistamaton|ei varmistettu"
    r"|neověřen[oýá]|bez ověření|bez overenia|neoveren[ýáé]|nem ellenőrzött|neverificat"
    r"|ni preverjeno|nije (?:potvrđeno|provjereno)|непроверен[оа]?"
    r"|doğrulanma(?:dı|mış)|χωρίς επαλήθευση|δεν έχει επαληθευτεί|egiaztatu gabe"
    r"|nepatikrint[ao]s?|nav pārbaudīts|kinnitamata|未確認|未验证|未驗證|확인되지 않음|미확인"
    r"|(?:tidak|belum) diverifikasi|chưa (?:xác thực|xác minh|kiểm chứng)|تایید نشده|לא מאומת)\)?",
    re.IGNORECASE,
)


@remember
def is_byline(text: str) -> bool:
    """Whether a line names its writer ("Posted by: Ann …", "Comment from: Ann").

    >>> is_byline("Napsal uživatel Ann dne 3. května 2014"), is_byline("Ann, 3. května 2014")
    (True, False)
    """
    return _BY.match(text) is not None


def read_byline_words(text: str) -> str:
    """The words before the writer's name in a byline; "" where a line is none.

    >>> read_byline_words("Posted by: Ann Lee, May 3, 2014"), read_byline_words("Ann Lee")
    ('posted by:', '')
    """
    found = _BY.match(text)
    return found.group().strip("0123456789 \u00a0").lower() if found is not None else ""


def strip_byline(text: str) -> str:
    """A byline's name without the words around it, and without a role in brackets after it.

    >>> strip_byline("Comment from: Ann Lee [Visitor]"), strip_byline("Soumis par Ann le")
    ('Ann Lee', 'Ann')
    >>> strip_byline("posted by annlee."), strip_byline("Posted by Ann Lee Jr.")
    ('annlee', 'Ann Lee Jr.')
    """
    opened = _BY.match(text)
    if opened is not None:
        text = _STOP.sub("", _ON.sub("", text[opened.end() :], count=1))
    return _ROLE.sub("", text) if text[-1:] == "]" else text


def strip_unverified(name: str) -> str:
    """A name without Drupal's note that it is none of an account.

    >>> strip_unverified("Ann Lee (not verified)"), strip_unverified("Ann (no relation)")
    ('Ann Lee', 'Ann (no relation)')
    """
    return _UNVERIFIED.sub("", name) if "(" in name else name


# "Posted: May 3, 2014 Post subject: Tea", as forums have it.
_SUBJECT = re.compile(
    r"[ \u00a0]*(?:(?:post )?subject|titel|betreff|sujet(?: du message)?|titre|asunto"
    r"|título(?: del mensaje)?|oggetto|titolo|assunto|onderwerp|temat(?: postu)?|konu"
    r"|заголовок сообщения)"
    r"[ \u00a0]?:.*",
    re.IGNORECASE | re.DOTALL,
)


def strip_subject(text: str) -> str:
    """What stands after a date, without the subject that forums name there.

    >>> strip_subject("   Post subject: Tea, again")
    ''
    """
    return _SUBJECT.sub("", text) if ":" in text else text


_ANSWERED = re.compile(r"(?:re|aw|sv|vs|odp|ynt|antw)(?:\[\d+\])?: ?\S", re.IGNORECASE)


def is_subject(text: str) -> bool:
    """Whether a line is the subject of an answer, as forums and mail have it.

    >>> is_subject("Re: Tea"), is_subject("Rex: tea")
    (True, False)
    """
    return _ANSWERED.match(text) is not None
