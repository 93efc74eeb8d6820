"""Lines of a member's profile that forums set in each header: "Posts: 12", "Location: Bath"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from stance.remember import remember
from stance.sources.alternatives import first_of
from stance.sources.page import Line

__all__ = ["drop_fields", "find_count", "is_profile", "names_field"]

# The labels of phpBB, SMF, MyBB, vBulletin and bbPress, a row a language.
_LABELS = (
    "posts|joined|location|registered|from|gender|age|reputation|thanked|thanks|karma|member since",
    "beiträge|anmeldungsdatum|registriert|wohnort|alter|geschlecht|hat sich bedankt|danksagung",
    "messages|inscription|inscrit le|localisation|enregistré le|âge|sexe|remercié",
    "mensajes|registrado|ubicación|edad|género|agradecido",
    "messaggi|iscritto il|località|registrato|provenienza",
    "mensagens|registado em|registrado em|localização|idade",
    "berichten|lid geworden op|geregistreerd|woonplaats|leeftijd|locatie",
    "posty|dołączył|dołączyła|dołączył\\(a\\)|rejestracja|lokalizacja|skąd|miejscowość|wiek|płeć",
    "mesajlar|kayıt|konum|ileti",
    "сообщения|сообщений|зарегистрирован|откуда|возраст|регистрация",
    "inlägg|blev medlem|ort|indlæg|tilmeldt|geografisk sted|innlegg|registrert|bosted",
    # of vBulletin alone
    "join date|registriert seit|date d'inscription|fecha de ingreso",
    "data (?:registrazione|de ingresso)|üyelik tarihi|reg\\.datum|tham gia ngày|bài gởi",
    "příspěvky|registrován|bydliště|založen",
)
_COLON = "(?:[ \u00a0]?:[ \u00a0]|:(?![()]))"  # none of a smiley
_PROFILE = re.compile(rf"{first_of(_LABELS)}{_COLON}\S.{{0,60}}", re.IGNORECASE)
# The field that counts what a member has written; its value may be all that a line holds, or
# the name stands before it and other fields behind it, where an extractor sets them in one line.
_COUNTS = (
    "posts|beiträge|messages|mensajes|messaggi|mensagens|berichten|posty|mesajlar|ileti|сообщения"
    "|сообщений|inlägg|indlæg|innlegg|příspěvky|příspěvků|viestit|hozzászólások"
)
_COUNT = re.compile(
    rf"(?:(?P<name>\S.{{0,50}}?)[ \u00a0]+)?{first_of([_COUNTS])}[ \u00a0]?:[ \u00a0]?"
    r"\d[\d.,\u00a0 ]{0,9}(?:(?<=[ \u00a0])\S.*)?",
    re.IGNORECASE,
)
_LONGEST_COUNT = 160  # characters
# Field names that a line holds alone, with the value in the next one, as Drupal's profiles have it.
_FIELDS = (
    *(labels.replace("|from|", "|").replace("|skąd|", "|") for labels in _LABELS),
    "last activity|last active|last seen|last visit|last login|member for|user since|joined on",
    "mitglied seit|zuletzt online|letzter besuch|letzte aktivität|dernière connexion|membre depuis",
    "última visita|último acceso|miembro desde|ultimo accesso|ultima visita|membro (?:dal|desde)",
    "laatst gezien|lid sinds|ostatnia wizyta|członek od|последний визит|poslední přihlášení",
)
_FIELD = re.compile(f"{first_of(_FIELDS)}[ \u00a0]?:", re.IGNORECASE)
_OPENING = 3000  # lines of a page among which the first member's fields stand
_LONGEST_FIELD = 30  # characters
_LONGEST_VALUE = 50
_FEWEST = 3  # members with a field


@remember
def is_profile(text: str) -> bool:
    """Whether a line may be a field of a member's profile.

    >>> is_profile("Localisation : Aube"), is_profile("Location, location"), is_profile("Thanks :)")
    (True, False, False)
    """
    return _PROFILE.fullmatch(text) is not None


def find_count(text: str) -> str | None:
    """The name before the number of a member's posts; empty where none is, None without a number.

    >>> find_count("Ann Lee Posts: 12 Joined: May 2014"), find_count("Beiträge: 1.204")
    ('Ann Lee', '')
    >>> find_count("Postscript: 12") is None
    True
    """
    if ":" not in text or len(text) > _LONGEST_COUNT:
        return None
    found = _COUNT.fullmatch(text)
    return None if found is None else found["name"] or ""


def drop_fields(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without fields of profiles that stand with many comments, and their values.

    >>> from stance.sources.dump import read_dump
    >>> dump = "Member since:\\n6 May 2006\\nTea!\\n"
    >>> [line.text for line in drop_fields(read_dump(dump * 3).lines)]
    ['Tea!', 'Tea!', 'Tea!']
    """
    if not any(names_field(line.text) for line in lines[:_OPENING]):
        return lines
    at = [
        k
        for k, line in enumerate(lines[:-1])
        if names_field(line.text) and len(lines[k + 1].text) <= _LONGEST_VALUE
    ]
    often = Counter(lines[k].text for k in at)
    at = [k for k in at if often[lines[k].text] >= _FEWEST]
    if not at:
        return lines
    dropped = {*at, *(k + 1 for k in at)}
    return [line for k, line in enumerate(lines) if k not in dropped]


def names_field(text: str) -> bool:
    """Whether a line is the name of a member's field alone.

    >>> names_field("Member since:"), names_field("Ann:")
    (True, False)
    """
    return text[-1:] == ":" and len(text) <= _LONGEST_FIELD and _FIELD.fullmatch(text) is not None
