"""The class `Dataset`: figures, boundaries, points, projects and reference of a gemeente, joined by buurtcode."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo._validate import (
    as_dict,
    as_indicator,
    as_reference_or_frame,
    as_series,
    as_source,
    as_table,
    as_text,
    as_theme,
    checked,
    level_of,
)
from gezond_geo.areas.recode import same_land
from gezond_geo.dataset.custom import add_indicator
from gezond_geo.dataset.custom_table import read_own_indicator
from gezond_geo.dataset.figures import CHOSEN, OWN_FIGURES, later_year
from gezond_geo.dataset.folder.goals import no_goals
from gezond_geo.dataset.folder.outputs import no_outputs
from gezond_geo.dataset.national_cover import PHOTO
from gezond_geo.errors import InputError, UnknownBuurtError
from gezond_geo.indicators.catalogue import (
    LASTING_THEME,
    YEARS_APART,
    Indicator,
    Theme,
    catalogue,
    theme_indicators,
    themes,
)
from gezond_geo.io.dutch import count_of, format_euro, format_number, join_words
from gezond_geo.io.names import normalise_name, suggest_names
from gezond_geo.io.summary import Summarised, Summary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.indicators.catalogue import Uitgave
    from gezond_geo.indicators.publications import Table
    from gezond_geo.indicators.reference import Reference


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Dataset(Summarised):
    """Figures, boundaries, projects and sources of the buurten of one gemeente.

    Attributes
    ----------
    gemeente : Code, name, wijken, stadsdelen and focus areas.
    buurten : GeoDataFrame indexed by ``buurtcode``, EPSG:28992: ``buurtnaam wijkcode wijknaam stadsdeel gemeentecode``,
        a column per indicator id (units as in the catalogue; NaN is missing, and under 100 residents only ``inwoners``
        and land are filled), ``punt`` (a point within the buurt; missing where neither a
        boundary nor the figures give one) and ``geometry`` (the boundary, or None).
    comparison : Frame indexed by code (``NL``, the gemeente, its wijken) with a column per indicator that is published
        there.
    reference : Distributions that percentiles are taken from.
    projects : Frame indexed by ``nummer``; see `gezond_geo.dataset.folder.projects.read_projects`. Empty when there
        are none.
    investments : Frame indexed by ``nummer``; see `gezond_geo.dataset.folder.investments.read_investments`. None
        without a list of investments: the plans of others are then unknown.
    goals : Frame indexed by ``nummer``; see `gezond_geo.dataset.folder.goals.read_goals`. Empty when there are none.
    outputs : Frame with the output of projects; see `gezond_geo.dataset.folder.outputs.read_outputs`. Empty when none
        was recorded.
    duiding : Frame with ``buurtcode tekst bron datum``: remarks of people who know the area.
    sources : Frame indexed by indicator id: table, column, year, publisher, licence, Modified, retrieved, URL, kind.
    uitgave : The pinned set of tables, including those of custom indicators.
    from_wijk : Frame with the index of `buurten` and a boolean column per indicator that is not a count: whether the
        figure is that of the wijk. Empty unless requested.
    standard_errors : Frame with the index of `buurten` and a column per indicator whose 95 % interval is published:
        half the interval over 1.96, in the indicator's unit. Empty when no interval is published.
    completeness : Frame with the index of `buurten` and a column per indicator: percent of the denominator, or of the
        count itself, that lies in buurten with a value. Empty unless buurten were aggregated.
    unranked : Dutch sentence when no row has a rank because too many residents live outside the areas; else empty.
    meldingen : Dutch sentences on every fallback and gap. For figures of a service or the package, the first one names
        the uitgave and why it was chosen.
    choice : Why this uitgave was used: ``gekozen`` (requested), ``nieuwste`` (the newest complete one), ``meegeleverd``
        (that of the package, since no other could be read) or ``eigen`` (figures of the caller).
    indicators : Definition of each column, by id: those of the uitgave and the caller's own.
    themes : Themes of this run by id, in the order in which they are shown.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> data.find_buurt("Twekkelerveld")
    'BU01530301'
    >>> len(data.buurten), data.uitgave.id
    (70, '2020')
    """

    gemeente: Gemeente
    buurten: gpd.GeoDataFrame
    comparison: pd.DataFrame
    reference: Reference
    projects: pd.DataFrame
    duiding: pd.DataFrame
    sources: pd.DataFrame
    uitgave: Uitgave
    investments: pd.DataFrame | None = None
    goals: pd.DataFrame = field(default_factory=no_goals)
    outputs: pd.DataFrame = field(default_factory=no_outputs)
    from_wijk: pd.DataFrame = field(default_factory=pd.DataFrame)
    standard_errors: pd.DataFrame = field(default_factory=pd.DataFrame)
    completeness: pd.DataFrame = field(default_factory=pd.DataFrame)
    unranked: str = ""
    meldingen: tuple[str, ...] = ()
    choice: str = CHOSEN
    indicators: Mapping[str, Indicator] = field(default_factory=catalogue)
    themes: Mapping[str, Theme] = field(default_factory=themes)

    def _summary(self) -> Summary:
        level = level_of(self.buurten)
        residents = format_number(self.buurten["inwoners"].sum())
        names = [theme.label.lower() for theme in self.themes.values()]
        boundaries = "met grenzen" if self.has_boundaries else "zonder grenzen"
        euro = format_euro(self.projects["euro"].sum())
        areas = count_of(len(self.gemeente.focusgebieden), "focusgebied", "focusgebieden")
        facts = [
            f"{len(self.buurten)} {level}, {residents} inwoners, {boundaries}",
            f"thema's: {join_words(names)}, met {count_of(len(self.shown), 'cijfer', 'cijfers')}",
            f"{count_of(len(self.projects), 'project', 'projecten')} ({euro}), {areas}",
        ]
        links = ["links = gg.match_projects(data)"] if level == "buurten" else []
        steps = ["scores = gg.score(data)", *links, "gg.results(data, scores)"]
        return Summary(f"Gegevens van {self.gemeente.naam}, {self.edition}", facts, self.meldingen, steps)

    @property
    def edition(self) -> str:
        """Uitgave of the figures, in Dutch; ``eigen cijfers`` when the caller passed them."""
        return OWN_FIGURES if self._is_own("inwoners") else f"uitgave {self.uitgave.id}"

    def _is_own(self, name: str) -> bool:
        """Whether the caller passed a figure; a nulmeting or a recorded choice keeps that in the sources."""
        return bool(self.sources["soort"].get(name, "") == OWN_FIGURES)

    @property
    def has_boundaries(self) -> bool:
        """Whether any buurt has its boundary."""
        return bool(self.buurten.geometry.notna().any())

    @property
    def boundary_kind(self) -> str:
        """Kind of boundaries: ``exact``, ``gegeneraliseerd``, ``vereenvoudigd`` or the caller's; else empty."""
        return str(self.sources["soort"].get("geometry", ""))

    @checked(name=as_text)
    def year_of(self, name: str) -> int | None:
        """Year that an indicator describes; None when the uitgave lacks it.

        The caller's figures without a year count as those of the uitgave that they are compared with.

        Raises
        ------
        InputError
            When there is no such indicator.
        """
        if name not in self.indicators:
            close = difflib.get_close_matches(name, self.indicators)
            hint = f"bedoelt u {' of '.join(close)}?" if close else f"kies uit: {', '.join(self.indicators)}."
            raise InputError(f"Er is geen cijfer {name!r}; {hint}")
        indicator = self.indicators[name]
        table = self.uitgave.table_of(indicator)
        source = indicator.teller or name
        year = str(self.sources.loc[source, "jaar"]) if self._is_own(source) else ""
        if year.isdigit():
            return int(year)
        return None if table is None else table.jaar

    @checked(name=as_text)
    def is_dated(self, name: str) -> bool:
        """Whether a figure about people is more than `YEARS_APART` years older or newer than those of the uitgave."""
        year, others = self.year_of(name), self.year_of("inwoners")
        about_people = self.indicators[name].thema != LASTING_THEME
        return about_people and year is not None and others is not None and abs(year - others) > YEARS_APART

    @checked(theme=as_text)
    def members(self, theme: str) -> list[Indicator]:
        """Indicators that count in a theme; one without an unfavourable end is only shown."""
        return [i for i in theme_indicators(theme, self.indicators) if i.ongunstig]

    @property
    def counts_photo(self) -> bool:
        """Whether the stone cover that counts is that of the aerial photo of 2008."""
        return PHOTO in {i.id for i in self.members(LASTING_THEME)} and PHOTO not in self.own

    @property
    def own(self) -> list[str]:
        """Ids of the indicators that the caller added."""
        indicators = self.uitgave.indicators()
        return [name for name, indicator in self.indicators.items() if indicators.get(name) != indicator]

    @property
    def shown_only(self) -> list[Indicator]:
        """Indicators that the caller added or requested, and that belong to no theme."""
        names = {*self.own, *self.uitgave.extra}
        return [i for i in self.indicators.values() if i.id in names and i.thema is None]

    @property
    def shown(self) -> list[Indicator]:
        """Indicators shown for every buurt: those of each theme, and those that are only shown."""
        return [*(i for theme in self.themes for i in theme_indicators(theme, self.indicators)), *self.shown_only]

    @checked(values=as_series, indicator=as_indicator, reference=as_reference_or_frame, theme=as_theme, table=as_source)
    def with_indicator(
        self,
        values: pd.Series[float],
        indicator: Indicator,
        reference: Reference | pd.DataFrame | None = None,
        *,
        theme: Theme | None = None,
        table: Table | None = None,
    ) -> Dataset:
        """Add an indicator that is not in the catalogue, in a new dataset.

        It counts when it has a theme and an unfavourable end; otherwise it is only shown. An indicator of the uitgave
        with the same id is replaced, unless something is computed from it.

        Parameters
        ----------
        values
            Figures in the indicator's unit, indexed by ``buurtcode``. Buurten under 100 residents and buurten of other
            gemeenten are dropped; `meldingen` reports both.
        indicator
            Definition of the figure. A counting indicator without a ``weging`` is weighted by residents.
        reference
            Reference for its theme: a `Reference` that holds the theme, or a frame with a row per buurt, ``inwoners``
            and a column per indicator of the theme. Without it, or when it lacks one of the theme's indicators, the
            whole theme is ranked within the buurten of this dataset, and labelled accordingly.
        theme
            Definition of the theme, when it is new.
        table
            Publisher, title, year and licence of the figures.

        Raises
        ------
        InputError
            When an id, theme or sentence cannot be used, a buurt is unknown or listed twice, a value is not a number,
            the figure is about origin, or the reference lacks it.
        """
        return add_indicator(self, values, indicator, reference, theme=theme, table=table)

    @checked(source=as_table, description=as_dict)
    def with_own(self, source: Path | str | pd.DataFrame, description: Mapping[str, Any] | None = None) -> Dataset:
        """Add the figures of a table and its description (``docs/eigen.md``), in a new dataset.

        Parameters
        ----------
        source
            CSV, Excel file or frame; see `gezond_geo.dataset.custom_table.read_own_indicator`.
        description
            Description of the figures; without it the TOML file next to the table.

        Raises
        ------
        InputError
            When the table or its description cannot be used, or is about persons.
        """
        custom = read_own_indicator(source, description, buurten=self.buurten)
        return add_indicator(
            self, custom.figures, custom.indicator, theme=custom.theme, table=custom.table, meldingen=custom.meldingen
        )

    def change_since_figures(self) -> pd.Series[float]:
        """Percentage change in residents between the year of the figures and the latest known year."""
        return self._change("inwoners", "inwoners_later")

    def boundary_changed(self) -> pd.Series[bool]:
        """Whether the area of a buurt has changed by the latest known year; False without a later year.

        A later year counts as known even when none of the codes of the gemeente is left: `sources` shows that it was
        read.
        """
        land = pd.DataFrame(self.buurten).reindex(columns=["land_ha", "land_ha_later"])
        later = land["land_ha_later"]
        has_later = later_year(self.sources) is not None or bool(later.notna().any())
        return ~same_land(land["land_ha"], later) & has_later

    def change_since_photo(self) -> pd.Series[float]:
        """Percentage change in residents between the buurten of the aerial photo and the figures."""
        return self._change("inwoners_2012", "inwoners")

    def _change(self, before: str, after: str) -> pd.Series[float]:
        columns = self.buurten.reindex(columns=[before, after])
        return (columns[after] / columns[before] - 1) * 100

    @checked(name=as_text)
    def find_buurt(self, name: str) -> str:
        """Look up the code of a buurt by its code, its name or an alias.

        Raises
        ------
        UnknownBuurtError
            When there is no such buurt; the message lists the closest names.
        """
        if name.strip().upper() in self.buurten.index:
            return name.strip().upper()
        codes = {normalise_name(n): code for n, code in self.names_of_buurten()}
        if code := codes.get(normalise_name(name)):
            return code
        close = suggest_names(name, [n for n, _ in self.names_of_buurten()])
        hint = f"bedoelt u {' of '.join(close)}?" if close else "geef een naam of buurtcode zoals in de tabel."
        raise UnknownBuurtError(f"In {self.gemeente.naam} is geen buurt {name!r}; {hint}")

    def names_of_buurten(self) -> list[tuple[str, str]]:
        """Every name and alias with its buurtcode; CBS's names come last, so that they win in a dictionary."""
        names = list(self.gemeente.aliassen.items())
        for area in self.gemeente.focusgebieden:
            names += [(n, area.buurten[0]) for n in (area.naam, *area.aliassen)]
        here = [(name, code) for name, code in names if code in self.buurten.index]
        return [*here, *zip(self.buurten["buurtnaam"].tolist(), self.buurten.index.tolist(), strict=True)]
