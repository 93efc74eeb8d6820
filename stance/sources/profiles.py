"""Lines of a member's profile that forums set in each header: "Posts: 12", "Location: Bath"."""

from __future__ import annotations

import re

from stance.remember import remember
from stance.sources.alternatives import first_of

__all__ = ["is_profile"]

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
    "příspěvky|registrován|bydliště|založen",
)
_COLON = "(?:[ \u00a0]?:[ \u00a0]|:(?![()]))"  # none of a smiley
_PROFILE = re.compile(rf"{first_of(_LABELS)}{_COLON}\S.{{0,60}}", re.IGNORECASE)


@remember
def is_profile(text: str) -> bool:
    """Whether a line may be a field of a member's profile.

    >>> is_profile("Localisation : Aube"), is_profile("Location, location"), is_profile("Thanks :)")
    (True, False, False)
    """
    return _PROFILE.fullmatch(text) is not None
