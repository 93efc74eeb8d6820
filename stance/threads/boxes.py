"""Headings of boxes that pages set below their comments: of latest articles, of related ones."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from stance.remember import remember
from stance.sources.alternatives import first_of
from stance.sources.page import Line
from stance.threads.headers import read_says, read_stamp
from stance.threads.headings import is_latest_heading

__all__ = ["ends_comments", "find_boxes", "is_box_heading", "is_side_heading"]

_FEWEST_DATES = 2  # above a box, for it to stand below the comments

_LONGEST = 60  # characters
_LONGEST_LATEST = 80  # of the heading of latest comments
_WHICH = (
    "(?:more |our |my |the )?(?:recent|latest|newest|related|popular|similar|previous|older|other"
    "|most (?:read|popular|viewed|recent|commented))"
)
_WHAT = (
    "(?:blog ?|forum |news )?(?:posts?|postings?|articles?|entries|blogs|stories|topics?|threads?"
    "|content|news|items|reading|blogposts?|writings?|essays|recipes|videos|episodes|tutorials"
    "|projects|products|books|reads|links)"
)
# A row a language: its words for "latest articles" and "related articles".
_HEADINGS = (
    f"{_WHICH} {_WHAT}",
    "you (?:may|might) (?:also )?(?:like|enjoy|be interested in)(?: these| this)?",
    "(?:more|read more) (?:from|by|in|on) (?:this|the same) (?:author|blog|site|series|topic)"
    f"|{_WHAT} (?:you (?:may|might) like|by this author)|trending(?: now)?|don['’]t miss|read next",
    "das könnte (?:sie|dich|euch) auch (?:noch )?interessieren|lesen sie (?:auch|mehr zum thema)"
    "|mehr zum thema|mehr von diesem autor|auch interessant|meistgelesen(?:e artikel)?",
    "(?:vous (?:aimerez|aimeriez) (?:peut-être )?aussi|à lire (?:aussi|également)"
    "|a lire (?:aussi|également)|sur le même (?:sujet|thème)|du même auteur|les plus lus)",
    "(?:(?:también )?(?:te|le) puede(?:n)? interesar|quizás? (?:te|también te) (?:guste|interese)"
    "|lo más (?:leído|visto)|más (?:artículos|entradas) (?:de este autor|sobre este tema))",
    "(?:(?:ti )?potrebbe(?:ro)? (?:anche )?interessar(?:e|ti)(?: anche)?|leggi anche|i più letti)",
    "(?:veja também|leia também|(?:você )?também (?:pode|poderá) gostar|mais lid[ao]s)",
    "(?:lees ook|zie ook|meest gelezen|misschien vind je dit ook leuk)",
    "(?:(?:czytaj|zobacz|przeczytaj) (?:także|też|również)|najczęściej czytane)",
    "(?:читайте (?:также|ещ[её])|смотрите также|по теме|läs (?:också|även|mer)|les også|læs også)",
    "(?:(?:neueste|letzte|aktuelle|ähnliche|verwandte|weitere|beliebte)[rns]? "
    "(?:beiträge|artikel|einträge|meldungen|themen|blogeinträge|nachrichten))",
    "(?:(?:articles|billets|messages|notes|sujets|contenus) (?:récents|similaires|liés|populaires"
    "|associés|connexes)|derni(?:er|ère)s (?:articles|billets|messages|notes|sujets|actualités))",
    "(?:(?:entradas|artículos|noticias|temas|contenidos) (?:recientes|relacionad[ao]s|populares)"
    "|últim[ao]s (?:entradas|artículos|noticias|posts))",
    "(?:(?:articoli|post|notizie|contenuti) (?:recenti|correlati|popolari|simili)"
    "|ultim[ie] (?:articoli|post|notizie))",
    "(?:(?:artigos|posts|postagens|notícias|conteúdos) (?:recentes|relacionad[ao]s|populares)"
    "|últim[ao]s (?:artigos|posts|postagens|notícias))",
    "(?:(?:recente|laatste|nieuwste|gerelateerde|verwante|populaire) "
    "(?:berichten|artikelen|posts|blogs|onderwerpen))",
    "(?:(?:ostatnie|najnowsze|podobne|powiązane|popularne) (?:wpisy|artykuły|posty|tematy|notki))",
    "(?:(?:son|benzer|ilgili|popüler) (?:yazılar|makaleler|konular|haberler))",
    "(?:(?:последние|свежие|похожие|популярные|недавние) (?:записи|статьи|новости|материалы|темы))",
    "(?:(?:senaste|nyaste|relaterade|populära|seneste|siste|nyeste|relaterede|relaterte) "
    "(?:inläggen|inlägg|artiklar|nyheter|indlæg|innlegg|artikler))",
    "(?:(?:nejnovější|poslední|související|podobné) (?:články|příspěvky|témata))",
)
_HEADING = re.compile(f"{first_of(_HEADINGS)}[ \u00a0]?[:»›…]?", re.IGNORECASE)

# What heads the lists of a weblog's sidebar, in the themes of WordPress and Movable Type.
_SIDE = (
    "categories|(?:monthly |blog )?archives?|pages|blogroll|meta|links|tags|tag cloud",
    "about this entry",
    "kategorien|(?:monats)?archiv|seiten|schlagwörter|schlagworte",
    "catégories|liens|étiquettes|mots-clés",
    "categorías|archivos?|enlaces|etiquetas|páginas",
    "categorie|archivi[o]?|collegamenti|pagine",
    "categorias|arquivos?|marcadores",
    "categorieën|archief|pagina['’]s",
    "kategorie|archiwum|archiwa|strony|tagi",
    "kategoriler|arşiv(?:ler)?|sayfalar|etiketler",
    "рубрики|архивы?|метки|страницы|категории",
    "kategorier|arkiv|sidor|sider",
    "rubriky|archiv|stránky|štítky",
)
_SIDE_HEADING = re.compile(f"{first_of(_SIDE)}[ \u00a0]?:?", re.IGNORECASE)


def is_side_heading(text: str) -> bool:
    """Whether a line is all that heads a list beside or below a weblog's comments.

    >>> is_side_heading("Monthly Archives"), is_side_heading("Archives burn.")
    (True, False)
    """
    return len(text) <= _LONGEST and _SIDE_HEADING.fullmatch(text.strip("#* \u00a0")) is not None


def find_boxes(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that may head a box of latest comments or of other articles."""
    texts = {line.text for line in lines if len(line.text) < _LONGEST_LATEST}
    heading = {text for text in texts if is_latest_heading(text) or is_box_heading(text)}
    return frozenset(k for k, line in enumerate(lines) if heading and line.text in heading)


@remember
def is_box_heading(text: str) -> bool:
    """Whether a line heads a box of other articles, whose dates are no comments'.

    >>> is_box_heading("Recent blog posts"), is_box_heading("Recent posts say so.")
    (True, False)
    """
    return len(text) <= _LONGEST and _HEADING.fullmatch(text.strip("#*: \u00a0")) is not None


def _opens_box(lines: Sequence[Line], start: int, k: int) -> bool:
    """Whether a line heads a box of other articles below comments, which begin after `start`.

    Such a box may stand above them, too.
    """
    if not is_box_heading(lines[k].text):
        return False
    above = (lines[n].text for n in range(start, k))
    dated = (text for text in above if read_stamp(text) is not None or read_says(text) is not None)
    return sum(1 for _ in itertools.islice(dated, _FEWEST_DATES)) == _FEWEST_DATES


def ends_comments(lines: Sequence[Line], start: int, k: int) -> bool:
    """Whether a line heads latest comments, or articles below comments that begin after `start`."""
    return is_latest_heading(lines[k].text) or _opens_box(lines, start, k)
