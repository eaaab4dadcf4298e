"""Quoted figures of one uitgave, with where each column comes from: what `live` and `snapshot` both give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo.areas.codes import wijkcode_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.indicators.catalogue import Indicator, Table

SOURCE_COLUMNS = ["tabel", "titel", "kolom", "jaar", "uitgever", "licentie", "gewijzigd", "opgehaald", "url", "soort"]

CHOSEN, LATEST, PACKAGED, OWN = "gekozen", "nieuwste", "meegeleverd", "eigen"
"""Why figures are of the uitgave that they are of: the caller chose it, it is the newest, only the package has any, or
they are the caller's own."""


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Quoted figures per region.

    Attributes
    ----------
    buurten : Frame indexed by ``buurtcode``: ``buurtnaam``, then a column per quoted indicator; NaN is missing.
    comparison : Frame indexed by code (``NL``, the gemeente, its wijken), a column per quoted indicator.
    sources : Frame indexed by indicator id with `SOURCE_COLUMNS`.
    points : Frame indexed by ``buurtcode`` with ``x`` and ``y``, RD metres rounded to 10; empty when there are none.
    wijken : Name per wijkcode, where the source has names.
    meldingen : Dutch sentences on every fallback and gap.
    margins : Frame indexed by ``buurtcode``, a column per indicator whose margin is published: the standard deviation.
    is_whole : Whether a row came of every buurt that the source lists, or as many rows as it counts.
    choice : Why they are of this uitgave: `CHOSEN`, `LATEST`, `PACKAGED` or `OWN`.
    """

    buurten: pd.DataFrame
    comparison: pd.DataFrame
    sources: pd.DataFrame
    points: pd.DataFrame
    wijken: dict[str, str] = field(default_factory=dict)
    meldingen: tuple[str, ...] = ()
    margins: pd.DataFrame = field(default_factory=pd.DataFrame)
    is_whole: bool = True
    choice: str = CHOSEN

    @property
    def has_points(self) -> bool:
        """Whether any buurt has a place."""
        return bool(self.points.notna().any(axis=None))


def later_year(sources: pd.DataFrame) -> int | None:
    """Year of a later table that says which land buurten have now; None when none was read.

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
    """Say where the column of one indicator comes from, as a row of `Figures.sources`."""
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


def fill_from_wijk(
    buurten: pd.DataFrame, comparison: pd.DataFrame, indicators: Iterable[Indicator]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give a buurt the figure of its wijk where it has none of its own; never a count, which is of the whole wijk.

    Parameters
    ----------
    buurten
        Frame indexed by ``buurtcode``, a column per indicator id.
    comparison
        The same columns, indexed by code, with the wijken among them.
    indicators
        What the columns are.

    Returns
    -------
    DataFrame
        `buurten` with those gaps filled.
    DataFrame
        Whether a cell is that of the wijk: the same index, a boolean column per indicator that is no count.
    """
    names = [i.id for i in indicators if not i.is_count and i.id in buurten and i.id in comparison]
    wijken = comparison[names].reindex(buurten.index.map(wijkcode_of)).set_axis(buurten.index)
    return buurten.fillna(wijken), buurten[names].isna() & wijken.notna()
