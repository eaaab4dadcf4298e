"""Abolished gemeenten: when they ended, and which gemeenten their area belongs to now."""

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
    code, naam : Code and name at CBS.
    weg_in : First year whose division lacks it; 2020 for those that ended before.
    naar : Codes of its successors, the one that received most of its residents first.
    nieuw : Whether it has a single successor, formed in that year.
    """

    code: str
    naam: str
    weg_in: int
    naar: tuple[str, ...]
    nieuw: bool


@cache
def ended_gemeenten() -> dict[str, EndedGemeente]:
    """Abolished gemeenten by code."""
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
    """First year whose division has a gemeente formed by a merger; None for one that existed before."""
    return next((ended.weg_in for ended in ended_gemeenten().values() if ended.nieuw and code in ended.naar), None)


def former_gemeenten(code: str, year: int) -> tuple[str, ...]:
    """Gemeenten of a year that were merged as a whole into a present-day gemeente."""
    began = began_in(code)
    own = (code,) if began is None or year >= began else ()
    return (
        *own,
        *(ended.code for ended in ended_gemeenten().values() if ended.naar == (code,) and year < ended.weg_in),
    )


def divided_gemeenten(code: str, year: int) -> tuple[str, ...]:
    """Names of the gemeenten of a year of which only a part now belongs to a gemeente."""
    return tuple(
        ended.naam
        for ended in ended_gemeenten().values()
        if code in ended.naar and len(ended.naar) > 1 and year < ended.weg_in
    )
