"""Boundaries of the buurten of a gemeente in a given year, from the first source that has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import pandas as pd

from gezond_geo import settings
from gezond_geo.areas.fit import ENOUGH, find_other_land, hold_each_other, is_other_year
from gezond_geo.areas.recode import SAME, match_buurten, same_land
from gezond_geo.areas.sources import sources_of
from gezond_geo.errors import SourceError
from gezond_geo.io.dutch import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gezond_geo.areas.pdok import Areas
    from gezond_geo.areas.sources import Source
    from gezond_geo.io.http import Progress

_NEAREST = (1, -1)
"""Offsets of other years to try when no source has the boundaries of the year itself."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Selection:
    """Boundaries of the buurten of a gemeente.

    Attributes
    ----------
    source : Source of the boundaries.
    areas : Boundaries from that source, with their ``year`` and ``kind`` (precision).
    shapes : Boundaries that match the land of the buurten, by ``buurtcode``, EPSG:28992.
    reason : Why they are not of the requested year, in Dutch; empty when they are.
    """

    source: Source
    areas: Areas
    shapes: gpd.GeoSeries
    reason: str = ""

    @property
    def left_out(self) -> list[str]:
        """Names of the buurten whose boundary encloses other land."""
        return self.areas.frame["buurtnaam"].drop(self.shapes.index).tolist()


def select_boundaries(
    gemeentecode: str | None,
    year: int,
    buurten: pd.DataFrame,
    *,
    later: int | None = None,
    progress: Progress | None = None,
) -> Selection:
    """Select the boundaries of a year, or else those of another year for the buurten that are the same in both.

    Parameters
    ----------
    gemeentecode
        ``GM`` and four digits; None for the whole country.
    year
        Year of the figures.
    buurten
        Frame indexed by ``buurtcode``, of that year: ``buurtnaam``, ``land_ha`` and ``land_ha_later`` (hectares; NaN is
        unknown). Boundaries from a source are checked against it.
    later
        Year of ``land_ha_later``; None when unknown.
    progress
        Called after each page of a download, with a Dutch description and the number of areas so far.

    Raises
    ------
    SourceError
        When no source has boundaries of these buurten.
    """
    request = _Request(gemeentecode, year, buurten, later, progress)
    try:
        source, areas = request.read_year()
    except SourceError as failure:
        other = request.find_other_year()
        if other is None:
            raise
        return replace(other, reason=str(failure).rstrip("."))
    return Selection(source=source, areas=areas, shapes=_find_own(areas, buurten))


class _Request(NamedTuple):
    """Arguments of `select_boundaries`."""

    gemeentecode: str | None
    year: int
    buurten: pd.DataFrame
    later: int | None
    progress: Progress | None

    def read_year(self) -> tuple[Source, Areas]:
        """Read the first source that has nearly all buurten of the year, or else the one with most of them."""
        failures: list[str] = []
        parts: list[tuple[float, Source, Areas]] = []
        for source, areas in self.try_sources(self.year, failures):
            if is_other_year(areas, self.buurten):
                failures.append(f"{areas.table_id} gaf buurten van een ander jaar dan {self.year}.")
                continue
            own = _find_own(areas, self.buurten)
            share = len(self.buurten.index.intersection(own.index)) / len(self.buurten)
            if share == 0:
                failures.append(f"{areas.table_id} gaf grenzen die over elkaar liggen.")
                continue
            if share >= ENOUGH:
                return source, areas
            parts.append((share, source, areas))
        if not parts:
            raise SourceError(_join_failures(failures, self.year))
        _, source, areas = max(parts, key=lambda part: part[0])
        return source, areas

    def find_other_year(self) -> Selection | None:
        """Boundaries of another year for the buurten that are the same, first of the year whose land area is known."""
        years = [*([] if self.later is None else [self.later]), *(self.year + step for step in _NEAREST)]
        for other in dict.fromkeys(years):
            land = self.buurten["land_ha_later"] if other == self.later else None
            for source, areas in self.try_sources(other, []):
                shapes = gpd.GeoSeries(areas.frame.geometry.loc[_find_same(areas, self.buurten, land)])
                shapes = gpd.GeoSeries(shapes[~hold_each_other(shapes)])
                if len(shapes):
                    return Selection(source=source, areas=areas, shapes=shapes)
        return None

    def try_sources(self, year: int, failures: list[str]) -> Iterator[tuple[Source, Areas]]:
        """Yield the answer of each source of a year; errors are added to `failures`."""
        for source in sources_of(year):
            report = None if self.progress is None else partial(self.progress, source.titel.format(jaar=year))
            try:
                yield source, source.read(self.gemeentecode, year=year, progress=report)
            except SourceError as failure:
                failures.append(str(failure))


def _join_failures(failures: list[str], year: int) -> str:
    if settings.offline():
        return "er wordt offline gewerkt"
    if not failures:
        return f"van {year} is geen bron bekend"
    others = len(failures) - 1
    return failures[0] + (
        f" Ook {count_of(others, 'andere bron gaf', 'andere bronnen gaven')} ze niet." if others else ""
    )


def _find_own(areas: Areas, buurten: pd.DataFrame) -> gpd.GeoSeries:
    """Boundaries of a source that enclose the land of their buurt, and no other land."""
    shapes = gpd.GeoSeries(areas.frame.geometry)
    return gpd.GeoSeries(shapes[~find_other_land(areas, buurten) & ~hold_each_other(shapes)])


def _find_same(areas: Areas, buurten: pd.DataFrame, land: pd.Series[float] | None) -> pd.Index[str]:
    """Buurten that are the same in another year, by code, name and land area; an unknown land area is not the same."""
    theirs = pd.DataFrame(areas.frame[["buurtnaam", "land_ha"]])
    if land is not None:
        of_year = land.reindex(theirs.index)
        # Where the source has a land area too, it must be that of its year.
        theirs["land_ha"] = of_year.where(theirs["land_ha"].isna() | same_land(of_year, theirs["land_ha"]))
    pairs = match_buurten(buurten, theirs)
    return pd.Index(pairs.loc[pairs["how"] == SAME, "earlier"].astype(str))
