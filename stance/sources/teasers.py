"""How the teasers of other pages end: with the way to the rest of their texts."""

from __future__ import annotations

import re

__all__ = ["leads_on"]

_MORE = re.compile(
    r"\W*(?:(?:continue|keep) reading|read (?:more|on|the rest|the full)|more"
    r"|(?:weiter|mehr) ?lesen"
    r"|lire (?:la suite|plus)|en savoir plus|(?:leer|seguir leyendo|ver) más|seguir leyendo"
    r"|(?:leia|ler|continue a ler) ?mais|continue lendo|continua a leggere|leggi (?:tutto|di più)"
    r"|lees (?:meer|verder)|czytaj (?:dalej|więcej)|läs (?:mer|vidare)|les (?:mer|videre)"
    r"|læs (?:mere|videre)|lue lisää|читать (?:далее|дальше|полностью)|devamını oku|číst dál"
    r"|celý článek|tovább|citește mai (?:mult|departe)|続きを読む|阅读全文|繼續閱讀)\b.{0,80}",
    re.I,
)


def leads_on(text: str) -> bool:
    """Whether a text leads to the rest of another page, whatever that is called.

    >>> leads_on("Continue reading “The ferry”"), leads_on("Reading goes on.")
    (True, False)
    """
    return _MORE.fullmatch(text.strip()) is not None
