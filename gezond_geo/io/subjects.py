"""Forbidden subjects of figures per buurt: patterns of persons, groups of people and addresses, in headers and texts.

Patterns apply to `normalise_name` of the text: lower case without accents, with single spaces between words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gezond_geo.io.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PERSON = (
    r"(?:client|klant|bewoner|inwoner|persoon|patient|leerling|kind(?:er)?|ouder|huurder|eigenaar|aanvrager|melder"
    r"|deelnemer|medewerker|vrijwilliger|mantelzorger|gezin|contact)(?:en|s)?"
)
_COUNTRY = (
    r"(?:(?:het )?buitenland|polen|syrie|turkije|marokko|suriname|eritrea|somalie|irak|iran|afghanistan|bulgarije"
    r"|roemenie|indonesie|oekraine|china|duitsland|belgie)"
)

PERSONS = {
    "burgerservicenummers": r"\bb ?s ?n\b|\bbsn|burger ?service ?n|\bsofi ?n",
    "geboortedata": (
        r"geboorte ?(?:dat|dag|jaar|plaats)|\bgeb ?(?:dat|jr|jaar)|\bbirth ?(?:dat|day|year)|\bof birth\b|\bdob\b"
    ),
    "namen van personen": (
        rf"\b(?:voor|achter|familie|roep|geslachts|meisjes|{_PERSON}) ?na(?:am|men)\b|voorletter|initialen"
        rf"|tussenvoegsel|contact ?pers|contact ?gegevens|\bna(?:am|men) (?:van )?(?:de |het |een )?{_PERSON}\b"
        r"|\b(?:first|last|sur|full) ?name\b"
    ),
}
"""Patterns per subject that are forbidden in tables and in texts about a figure."""

ORIGIN = "herkomst"
GROUPS = {
    ORIGIN: (
        # Figures and traffic also "come from" somewhere.
        r"herkomst(?! (?:van )?(?:de |het )?(?:cijfer|gegeven|data|bron|verkeer|bezoek))|\bafkomst\b|\boorsprong"
        # People who move house are not migrants.
        r"|(?<!binnenlandse )migratie(?! ?(?:saldo|overschot))|migrant|etni(?:ci|sch)|\bnationalit"
        r"|geboorteland|land(?:en)? van geboorte|geboren in (?:nederland\b|" + _COUNTRY + r"\b)|in nederland geboren"
        r"|geboren buiten|buiten ?europa|europa ?exclusief|allochto|autochto|(?:\b|niet ?)westers(?:e|totaal)?\b"
        r"|\bmarokk|\bturk(?:s|se|en|ije)\b|\bsuriname(?:rs?)?\b|\bsurinaamse?\b|nederlandseantillen"
        r"|\bantill(?:en|ianen|iaanse?)\b|\basiel|statushouder|vluchteling|\bontheemd|\boekrain(?:er|s)|buitenlander"
        r"|vreemdeling|inburgera|huidskleur|moedertaal|thuistaal|\bniet ?nederland(?:s|se|er|ers)\b"
        r"|\b(?:eerste|tweede|1e|2e) generatie\b"
        r"|\b(?:polen|bulgaren|roemenen|syriers|eritreeers|somaliers|irakezen|iraniers|afghanen|chinezen|indonesiers)\b"
    ),
    "geloof": (
        r"\bgeloof\b|\bgeloofs|\bgelovig|\breligies?\b|\breligieuze (?:achtergrond|overtuiging|stroming)|godsdienst"
        r"|gezindte|kerkgenootschap|levensbeschouw|levensovertuig|moslim|\bislamieten|\bchristenen\b|\bkatholieken\b|\bprotestanten\b"
        r"|\bhindoes\b|\bboeddhisten\b|\bjoden\b"
    ),
}
"""Patterns per group of people that figures may not be about."""

PERSON_COLUMNS = {
    "geboortedata": r"^geboorte$|^geboren(?: op)?$",
    "namen van personen": r"^(?:volledige )?na(?:am|men)(?: \d+)?$",
    "nummers van personen": (
        rf"\b(?:{_PERSON}|burger) ?(?:nr|nummer|id)s?\b|\bdossier ?(?:nr|nummer)|\ba ?nummer\b|paspoort ?n|rijbewijs ?n"
        r"|identiteits ?(?:bewijs|kaart)|\biban\b|rekening ?(?:nr|nummer)"
    ),
    "telefoonnummers of e-mailadressen": (
        r"^(?:tel|telefoon|mobiel|gsm)(?: (?:\d|prive|werk|vast|mobiel))*$"
        r"|\b(?:tel|telefoon|mobiele?|gsm) ?(?:nr|nummer)|\be ?mail(?: ?adres(?:sen)?)?\b|mailadres"
    ),
}
"""Patterns that are only forbidden as columns: texts may mention them."""

HOME_COLUMNS = {
    "woonadressen": (
        rf"\b(?:woon|huis|thuis|prive) ?adres(?:sen)?\b|\badres(?:sen)? (?:van )?(?:de |het |een )?{_PERSON}\b"
        rf"|\b{_PERSON} ?adres(?:sen)?\b"
    ),
}
"""As `PERSON_COLUMNS`, on where people live; lists of projects may say where a facility is."""

ADDRESS_COLUMNS = {
    # "Aantal adressen" and "inwoners per adres" are figures.
    "adressen": (
        r"(?<!per )\b(?:woon|bezoek|post|huis)?adres(?: ?(?:gegevens|regel))?\b|^straat$|\bstraat ?na(?:am|men)\b"
        r"|\bhuis ?(?:nummer|letter|nr)|\bpc ?6|\bpostcode ?6"
    ),
}
"""As `PERSON_COLUMNS`, in tables of figures; lists of projects may say where they are."""


def find_subjects(text: str, *subjects: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield every forbidden subject in a text, with the words that match it."""
    plain = normalise_name(text)
    for patterns in subjects:
        for subject, pattern in patterns.items():
            for match in re.finditer(pattern, plain):
                begin, end = plain.rfind(" ", 0, match.start()) + 1, plain.find(" ", match.end())
                yield subject, plain[begin : None if end < 0 else end]
