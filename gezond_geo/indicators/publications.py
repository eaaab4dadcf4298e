"""Publications of figures: the tables of CBS and RIVM per year, from ``[bron]`` and ``[[reeks]]`` of the catalogue."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gezond_geo.errors import InputError, SettingsError

NEWEST, PREVIOUS = "bron", "vorige"
"""Editions of a series, as named in ``[[reeks]]`` of the catalogue."""


@cache
def read_catalogue() -> dict[str, Any]:
    """Everything in ``catalogus.toml``, by its headers."""
    return tomllib.loads(files("gezond_geo.indicators").joinpath("catalogus.toml").read_text("utf-8"))


def fill_in(record: object, **values: object) -> None:
    """Fill in empty fields of a frozen record that follow from the others."""
    for name, value in values.items():
        if not getattr(record, name):
            object.__setattr__(record, name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table in an uitgave, from ``[bron]`` and ``[uitgave.tabellen]`` in the catalogue.

    The year of the division into buurten defaults to the year of the table.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> gg.Table(uitgever="Gemeente Enschede", jaar=2020).indeling
    2020
    """

    id: str = "eigen tabel"
    uitgever: str
    titel: str = ""
    jaar: int
    indeling: int = 0
    dienst: str | None = None
    leeftijd: str | None = None
    licentie: str = "CC BY 4.0"

    def __post_init__(self) -> None:
        """Fill in fields that follow from the others."""
        fill_in(self, indeling=self.jaar, titel=self.id)

    @property
    def periode(self) -> str:
        """Code of its year in ``Perioden``."""
        return f"{self.jaar}JJ00"


def table_of_year(source: str, year: int, *, age: str | None = None) -> Table:
    """Table of a publication for one year.

    Parameters
    ----------
    source
        Name under ``[bron]`` in the catalogue, such as ``kwb``.
    year
        Year of the figures.
    age
        Code in ``Leeftijd``.

    Raises
    ------
    SettingsError
        When the catalogue has no table of that year.
    """
    about = read_catalogue()["bron"][source]
    ids = {int(y): name for y, name in about.get("tabellen", {}).items()} or dict.fromkeys(about["jaren"], source)
    if year not in ids:
        options = ", ".join(str(y) for y in ids)
        raise SettingsError(f"Van {source} is geen tabel van {year} bekend; wel van: {options}.")
    texts = {key: about[key] for key in ("uitgever", "dienst", "licentie") if key in about}
    return Table(
        id=ids[year],
        titel=about["titel"].format(jaar=year),
        jaar=year,
        indeling=about.get("indeling", year),
        leeftijd=age,
        **texts,
    )


@cache
def series_tables(edition: str = NEWEST) -> dict[str, dict[int, Table]]:
    """Tables by year, for each key of which series exist: each series comes from one edition of one table.

    For Kerncijfers wijken en buurten, which has a table per year, the edition is that of the year itself.

    Parameters
    ----------
    edition
        `NEWEST` or `PREVIOUS`: the edition before, for the keys that have one.
    """
    return {
        row["sleutel"]: {
            year: table_of_year(row[edition], year, age=row.get("leeftijd")) for year in years_of(row[edition])
        }
        for row in read_catalogue()["reeks"]
        if edition in row
    }


def years_of(source: str) -> list[int]:
    """Years for which a publication has figures; `source` as in `table_of_year`."""
    about = read_catalogue()["bron"][source]
    return [int(year) for year in about.get("tabellen", {})] or list(about["jaren"])


def find_publication(table_id: str) -> tuple[set[str], dict[int, Table]]:
    """Find the publication that a table of CBS or RIVM belongs to.

    Returns
    -------
    set of str
        Table keys that indicators refer to (`Indicator.tabel`).
    dict of int and Table
        The table of each year.

    Raises
    ------
    InputError
        When the table is not in the catalogue.
    """
    for source, about in read_catalogue()["bron"].items():
        years = [int(y) for y, name in about.get("tabellen", {}).items() if name == table_id]
        if source == table_id and "dienst" in about:
            years = about["jaren"]
        if years:
            keys = {
                key
                for row in read_catalogue()["uitgave"]
                for key, table in row["tabellen"].items()
                if table["bron"] == source
            }
            return keys, {year: table_of_year(source, year) for year in years}
    names = [i for about in read_catalogue()["bron"].values() for i in about.get("tabellen", {}).values()]
    names += [source for source, about in read_catalogue()["bron"].items() if "dienst" in about and "jaren" in about]
    raise InputError(f"De catalogus kent geen tabel {table_id!r}; wel: {', '.join(names)}.")
