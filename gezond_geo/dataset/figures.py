"""Published figures of one uitgave, with the source of each column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.areas.codes import wijkcode_of
from gezond_geo.areas.rd import EXTENT
from gezond_geo.indicators.catalogue import theme_indicators, themes
from gezond_geo.indicators.limits import MIN_PERSONS, MIN_RESIDENTS
from gezond_geo.io.dutch import count_of, join_words
from gezond_geo.io.ranges import Impossible, Range, check_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.indicators.publications import Table

POINTS = {"x": Range(EXTENT[0], EXTENT[2]), "y": Range(EXTENT[1], EXTENT[3])}
"""Location of a buurt in RD metres, with the ranges within the Netherlands."""

NORMAL_95 = 1.96
"""Standard deviations between a figure and either end of its 95 % interval."""

SOURCE_COLUMNS = ["tabel", "titel", "kolom", "jaar", "uitgever", "licentie", "gewijzigd", "opgehaald", "url", "soort"]

OWN_FIGURES = "eigen cijfers"
"""Kind of source (``soort``) of figures that the caller passed."""
CHOSEN, LATEST, PACKAGED, OWN = "gekozen", "nieuwste", "meegeleverd", "eigen"
"""Why an uitgave is used: the caller chose it, it is the newest, only the package has figures, or they are the caller's
own."""


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Published figures per region.

    Attributes
    ----------
    buurten : Frame indexed by ``buurtcode``: ``buurtnaam``, then a column per published indicator; NaN is missing.
    comparison : Frame indexed by code (``NL``, the gemeente, its wijken), a column per published indicator.
    sources : Frame indexed by indicator id with `SOURCE_COLUMNS`.
    points : Frame indexed by ``buurtcode`` with ``x`` and ``y``, RD metres rounded to 10; empty when there are none.
    wijken : Name per wijkcode, where the source has names.
    meldingen : Dutch sentences on every fallback and gap.
    standard_errors : Frame indexed by ``buurtcode``, a column per indicator whose 95 % interval is published.
    is_whole : Whether there is a row for every buurt that the source lists, or as many rows as it counts.
    choice : Why this uitgave was used: `CHOSEN`, `LATEST`, `PACKAGED` or `OWN`.
    """

    buurten: pd.DataFrame
    comparison: pd.DataFrame
    sources: pd.DataFrame
    points: pd.DataFrame
    wijken: dict[str, str] = field(default_factory=dict)
    meldingen: tuple[str, ...] = ()
    standard_errors: pd.DataFrame = field(default_factory=pd.DataFrame)
    is_whole: bool = True
    choice: str = CHOSEN

    @property
    def has_points(self) -> bool:
        """Whether any buurt has a location."""
        return bool(self.points.notna().any(axis=None))


def later_year(sources: pd.DataFrame) -> int | None:
    """Year of a later table with the current land area of buurten; None when none was read.

    Parameters
    ----------
    sources
        `Figures.sources`, or that of a dataset.
    """
    if "land_ha_later" not in sources.index:
        return None
    year = str(sources.loc["land_ha_later", "jaar"])
    return int(year) if year.isdigit() else None


def source_row(
    indicator: Indicator, table: Table, *, column: str, modified: str, retrieved: str, url: str
) -> dict[str, object]:
    """Source of the column of one indicator, as a row of `Figures.sources`."""
    return {
        "tabel": table.id,
        "titel": table.titel,
        "kolom": column,
        "jaar": table.jaar,
        "uitgever": table.uitgever,
        "licentie": table.licentie,
        "gewijzigd": modified,
        "opgehaald": retrieved,
        "url": url,
        "soort": indicator.soort,
    }


def check_figures(figures: pd.DataFrame, indicators: Collection[Indicator]) -> tuple[pd.DataFrame, list[Impossible]]:
    """Remove missing codes, values outside the range of their indicator, and parts larger than their whole.

    Parameters
    ----------
    figures
        One row per region, with an index that locates it; a column per indicator, `POINTS`, and any others.
    indicators
        Definitions of the columns.

    Returns
    -------
    DataFrame
        The same rows and columns, NaN where a value is missing or impossible.
    list of Impossible
        Impossible values, column by column. Parts are compared with a whole of `MIN_RESIDENTS` or more: CBS rounds them
        independently, and smaller ones are not shown.
    """
    valid, impossible = check_columns(figures, {i.id: i.range for i in indicators} | POINTS)
    for indicator in (i for i in indicators if i.id in figures and i.deel_van in figures):
        part, whole = valid[indicator.id], valid[str(indicator.deel_van)]
        above = (part > whole) & (whole >= MIN_RESIDENTS)
        valid[indicator.id] = part.mask(above)
        impossible += [
            Impossible(str(at), indicator.id, value, f"hoogstens de {most:.10g} van {indicator.deel_van}")
            for at, value, most in zip(part.index[above], part[above], whole[above], strict=True)
        ]
    return valid, impossible


def hide_few(figures: pd.DataFrame, indicators: Collection[Indicator]) -> tuple[pd.DataFrame, list[str]]:
    """Hide numbers of persons from 1 to `MIN_PERSONS` in the caller's own figures; sources round these.

    Parameters
    ----------
    figures
        A column per indicator, and any other.
    indicators
        Definitions of the columns.

    Returns
    -------
    DataFrame
        The same rows and columns, NaN where a number is hidden.
    list of str
        Dutch sentences on how many are hidden.
    """
    visible, notes = figures.copy(), []
    for indicator in indicators:
        if indicator.afronding >= MIN_PERSONS and indicator.id in figures:
            few = figures[indicator.id].between(0, MIN_PERSONS, inclusive="neither")
            visible[indicator.id] = figures[indicator.id].mask(few)
            if few.any():
                count = count_of(int(few.sum()), "buurt", "buurten")
                notes.append(f"{indicator.label}: verborgen wegens minder dan {MIN_PERSONS} personen: {count}.")
    return visible, notes


def explain_lacking(columns: Collection[str], indicators: Mapping[str, Indicator], name: str) -> list[str]:
    """Dutch notice on themes that do not count because a table lacks a column they need.

    Parameters
    ----------
    columns
        Columns of the table.
    indicators
        Indicators that can be read, by id.
    name
        Name of the table.
    """
    notes = []
    for theme in themes().values():
        members = [i for i in theme_indicators(theme.id, indicators) if i.ongunstig]
        parts = dict.fromkeys(n for i in members for n in ((i.teller, *i.noemer, *i.min) if i.teller else (i.id,)))
        if lacking := [part for part in parts if part not in columns]:
            notes.append(f"Het thema {theme.label} telt niet mee: in {name} ontbreekt {join_words(lacking)}.")
    return notes


def fill_from_wijk(
    buurten: pd.DataFrame, comparison: pd.DataFrame, indicators: Iterable[Indicator]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fill missing figures of buurten with those of their wijk, except counts, which are totals of the wijk.

    Parameters
    ----------
    buurten
        Frame indexed by ``buurtcode``, a column per indicator id.
    comparison
        The same columns, indexed by code, with the wijken among them.
    indicators
        Definitions of the columns.

    Returns
    -------
    DataFrame
        `buurten` with those gaps filled.
    DataFrame
        Whether each cell comes from the wijk: the same index, a boolean column per indicator that is not a count.
    """
    names = [i.id for i in indicators if not i.is_count and i.id in buurten and i.id in comparison]
    wijken = comparison[names].reindex(buurten.index.map(wijkcode_of)).set_axis(buurten.index)
    return buurten.fillna(wijken), buurten[names].isna() & wijken.notna()
