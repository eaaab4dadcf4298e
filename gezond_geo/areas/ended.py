"""Gemeenten that have ended: until when they were there, and to which gemeenten their area belongs now."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedGemeente:
    """A row of ``opgeheven.csv``.

    Attributes
    ----------
    code, naam : As CBS wrote them.
    weg_in : First year whose division lacks it; of those that ended before, 2020.
    naar : Codes of the gemeenten that its residents were given to, the one with most of them first.
    nieuw : Whether that is one gemeente, which began then.
    """

    code: str
    naam: str
    weg_in: int
    naar: tuple[str, ...]
    nieuw: bool


@cache
def ended_gemeenten() -> dict[str, EndedGemeente]:
    """Ended gemeenten by code."""
    with files("gezond_geo.areas").joinpath("opgeheven.csv").open(encoding="utf-8") as file:
        return {
            row["code"]: EndedGemeente(
                code=row["code"],
                naam=row["naam"],
                weg_in=int(row["weg_in"]),
                naar=tuple(row["naar"].split(";")),
                nieuw=row["nieuw"] == "ja",
            )
            for row in csv.DictReader(file)
        }


def began_in(code: str) -> int | None:
    """Give the first year whose division has a gemeente that others went into; None for one that was there before."""
    return next((ended.weg_in for ended in ended_gemeenten().values() if ended.nieuw and code in ended.naar), None)


def former_gemeenten(code: str, year: int) -> tuple[str, ...]:
    """Give the gemeenten of a year that are the area of a gemeente of now, as far as they went into it whole."""
    began = began_in(code)
    own = (code,) if began is None or year >= began else ()
    return (
        *own,
        *(ended.code for ended in ended_gemeenten().values() if ended.naar == (code,) and year < ended.weg_in),
    )


def divided_gemeenten(code: str, year: int) -> tuple[str, ...]:
    """Give the names of the gemeenten of a year of which a part, and no more, belongs to a gemeente of now."""
    return tuple(
        ended.naam
        for ended in ended_gemeenten().values()
        if code in ended.naar and len(ended.naar) > 1 and year < ended.weg_in
    )
