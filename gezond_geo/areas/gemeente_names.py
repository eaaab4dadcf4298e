"""All gemeenten by name and code, present and abolished."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import pandas as pd

from gezond_geo.areas.codes import GEMEENTECODE
from gezond_geo.areas.ended import began_in, ended_gemeenten
from gezond_geo.errors import UnknownGemeenteError
from gezond_geo.io.dutch import join_words
from gezond_geo.io.names import normalise_name, suggest_names

_ALSO_KNOWN_AS = {"Den Haag": "GM0518", "Den Bosch": "GM0796"}
_PROVINCE = re.compile(r"\s*\([^)]*\)$")


def resolve_gemeente(name: str) -> str:
    """Look up the code of a gemeente, present or abolished; see `gezond_geo.areas.gemeente.find_gemeente`."""
    names = every_name()
    query = name.strip()
    if query.isdecimal():
        query = f"GM{query.zfill(4)}"
    if GEMEENTECODE.fullmatch(query.upper()):
        if query.upper() in names:
            return query.upper()
        raise UnknownGemeenteError(f"Er is geen gemeente met code {query.upper()}; controleer de code.")
    matches = next((hit for spelled in _spellings() if (hit := spelled.get(squeeze(query)))), [])
    if len(matches) == 1:
        return matches[0]
    if matches:
        options = " en ".join(f"{names[code]} ({code})" for code in matches)
        raise UnknownGemeenteError(f"Er zijn meer gemeenten die {query} heten: {options}; geef de code.")
    close = suggest_names(query, [*(_PROVINCE.sub("", full_name) for full_name in names.values()), *_ALSO_KNOWN_AS])
    hint = (
        f"bedoelt u {' of '.join(close)}?" if close else "controleer de spelling of geef de code (GM en vier cijfers)."
    )
    raise UnknownGemeenteError(f"Er is geen gemeente {query!r}; {hint}")


@cache
def gemeente_names() -> dict[str, str]:
    """Name per gemeentecode, from CBS (``gemeenten.csv``)."""
    with files("gezond_geo.areas").joinpath("gemeenten.csv").open("rb") as file:
        table = pd.read_csv(file, dtype=str)
    return dict(zip(table["code"], table["naam"], strict=True))


@cache
def every_name() -> dict[str, str]:
    """Name per gemeentecode, with abolished gemeenten after the others."""
    return gemeente_names() | {code: ended.naam for code, ended in ended_gemeenten().items()}


def explain_absence(code: str, year: int) -> str:
    """Explain in Dutch why a gemeente is not in the division of a year; empty when it is, or when that is unknown."""
    ended, began = ended_gemeenten().get(code), began_in(code)
    if ended is not None and year >= ended.weg_in:
        heirs = join_words([f"{every_name()[heir]} ({heir})" for heir in ended.naar])
        return f"{ended.naam} ({code}) is er in {year} niet meer: het gebied hoort nu bij {heirs}."
    if began is not None and year < began:
        parts = join_words([part.naam for part in ended_gemeenten().values() if code in part.naar and part.nieuw])
        return f"{every_name()[code]} ({code}) is er in {year} nog niet: het gebied was toen van {parts}."
    return ""


@cache
def _spellings() -> tuple[dict[str, list[str]], ...]:
    """Codes per name without spaces: CBS's names and common ones, then the names without their province."""
    whole: dict[str, list[str]] = {}
    short: dict[str, list[str]] = {}
    for code, name in [*every_name().items(), *((code, name) for name, code in _ALSO_KNOWN_AS.items())]:
        whole.setdefault(squeeze(name), []).append(code)
        short.setdefault(squeeze(_PROVINCE.sub("", name)), []).append(code)
    return whole, short


def squeeze(name: str) -> str:
    """Reduce a name to a form without case, accents, punctuation and spaces."""
    return normalise_name(name).replace(" ", "")
