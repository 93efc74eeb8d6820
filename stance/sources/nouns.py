"""What comments are called where pages count them, in many languages.

The nouns are those of the translations of WordPress and its themes, of Disqus, Drupal, Blogger and
Discourse.
"""

from __future__ import annotations

from stance.sources.alternatives import any_of

__all__ = ["COMMENT_NOUN", "COMMENT_NOUNS", "NUMBER_WORDS", "TITLED_NOUN", "TITLED_NOUNS"]

# What comments are called, in one form after the other; two words are parted by "_".
COMMENT_NOUNS = (
    "comment comments response responses reply replies thought thoughts opinion opinions "
    "reaction reactions posting postings talkback talkbacks feedbacks conversations "
    "discussion diskussion discusión discussione discussão "
    "discussie dyskusja diskuse обсуждение "
    "kommentar kommentare kommentaren leserkommentar leserkommentare antwort antworten gedanke "
    "gedanken meinungen reaktionen lesermeinung lesermeinungen leserbriefe leserzuschriften "
    "nutzerkommentar nutzerkommentare userkommentar userkommentare nutzermeinungen usermeinungen "
    "leserreaktionen leserstimmen wortmeldungen rückmeldungen diskussionsbeiträge forumsbeiträge "
    "forenbeiträge "
    "commentaire commentaires réponse réponses réflexion réflexions réaction réactions avis "
    "reponse reponses "  # html2text writes some accents off
    "comentario comentarios respuesta respuestas pensamiento pensamientos reflexiones opiniones "
    "comentari comentaris "
    "commento commenti risposta risposte pensiero pensieri "
    "comentário comentários resposta respostas pensamento pensamentos "
    "reactie reacties lezersreacties antwoorden gedachte gedachten opmerkingen "
    "komentarz komentarzy komentarze odpowiedzi odpowiedź myśli myśl opinii "
    "yorum yorumlar düşünce yanıt cevap "
    "комментарий комментария комментариев комментарии отзыв отзыва отзывов мысль мысли мыслей "
    "ответ ответа ответов обсуждение обсуждения "
    "коментар коментарі коментарів коментара коментаря коментари відповідь відповіді відповідей "
    "думка думки думок "
    "kommentarer svar tankar tanker reaktioner reaksjoner kommentit kommentti kommenttia vastausta "
    "komentář komentáře komentářů odpověď odpovědi odpovědí komentár komentáre komentárov "
    "komentar komentara komentari komentare odgovor odgovora odgovori "
    "komment kommentek hozzászólás hozzászólások válasz válaszok "
    "comentariu comentarii răspuns răspunsuri gânduri "
    "σχόλιο σχόλια απαντήσεις σκέψεις tanggapan pemikiran balasan bình_luận phản_hồi "
    "تعليق تعليقات التعليقات ردود תגובה תגובות دیدگاه دیدگاه‌ها نظر टिप्पणी टिप्पणियाँ टिप्पणियां মন্তব্য "
    "கருத்துகள் கருத்துக்கள் تبصرے ความคิดเห็น ความเห็น "
    "komentarjev komentarji komentarai komentarų komentāri komentāru kommentaari kommentaarid "
    "athugasemd athugasemdir ummæli komente iruzkin iruzkinak sylw sylwadau komentoj şərh şərhlər "
    "коментари კომენტარი კომენტარები մեկնաբանություն մեկնաբանություններ reakcí reakcie reakcií "
    "názorů odpovedí odpovede gedagtes antwoorde vastaus ajatusta remarks"
)
# The same of a number before a title in quotation marks only: "3 ideas sobre «Tea»".
TITLED_NOUNS = (
    "ideas idea ideias ideia opiniões opinião opinioni opinione pensées pensée "
    "pensaments pensament przemyśleń przemyślenia przemyślenie meninger mening "
    "beiträge beitrag stimmen stimme myšlenek myšlenky myšlienok myšlienky "
    "příspěvků príspevkov gondolat păreri "
    "мнений мнения мнение відгуків відгуки думок отговор отговора мисли мисъл одговор одговора "
    "одговори мишљења мишљење мислења размислувања реаговања απάντηση σκέψη أفكار آراء رأي پاسخ "
    "מחשבות מחשבה gagasan suy_nghĩ những_suy_nghĩ trả_lời góp_ý ความคิดเห็นบน ความเห็นที่มีต่อ ตอบกลับที่ "
    "respostes erantzun misli misel odgovorov odziv odzivov mintys minčių atsakymai atsiliepimai "
    "domas atbildes atsauksmes mõtet mõte vastust arvamust svör ymateb meddwl mendime përgjigje "
    "विचार خیالات respondoj pensoj cavab rəy"
)
COMMENT_NOUN = (
    r"(?:(?:reader|user|visitor|leser|nutzer|besucher|gäste|blog|forums?|lezers)[’']?s?[’']?[ -]?)?"
    rf"(?:{any_of(noun.replace('_', ' ') for noun in COMMENT_NOUNS.split())}(?:\(\w{{1,3}}\))?"
    r"|件のコメント|件のフィードバック|件の返信|コメント|フィードバック|条评论|则留言|則留言|條留言|條評論|条回复|則迴響|評論|评论|留言|迴響"
    r"|개의 댓글|개의 생각|댓글)"
)
"""What comments are called in headings, as a pattern."""

TITLED_NOUN = (
    rf"(?:{any_of(noun.replace('_', ' ') for noun in TITLED_NOUNS.split())}|{COMMENT_NOUN})"
)
"""The same, and what they are called before the article's title only."""

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve",
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "un dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "un due tre quattro cinque sei sette otto nove dieci undici dodici",
    "um dois três quatro cinco seis sete oito nove dez onze doze",
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście",
    "bir iki üç dört beş altı yedi sekiz dokuz on onbir oniki",
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    "en två tre fyra fem sex sju åtta nio tio elva tolv",
)
NUMBER_WORDS: dict[str, int] = {
    word: n for row in _ONES for n, word in enumerate(row.split(), 1)
} | {"an": 1, "a": 1, "eine": 1, "einen": 1, "une": 1, "una": 1, "uno": 1, "uma": 1, "één": 1,
     "no": 0, "keine": 0, "kein": 0, "aucun": 0, "ningún": 0, "sin": 0, "nessun": 0, "geen": 0,
     "nenhum": 0, "brak": 0, "eén": 1, "ett": 1, "jedna": 1, "одна": 1, "egy": 1, "yksi": 1,
     "jedan": 1, "én": 1, "et": 1, "един": 1, "μία": 1, "satu": 1, "üks": 1, "viens": 1,
     }  # fmt: skip
"""Numbers that headings spell out ("One thought on …")."""
