"""One `Dataset`: figures, boundaries, points, projects and reference of a gemeente, joined by buurtcode."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo import settings
from gezond_geo._validate import (
    as_call,
    as_dict,
    as_flag,
    as_id,
    as_indicator,
    as_names,
    as_path,
    as_reference_or_frame,
    as_series,
    as_source,
    as_table,
    as_text,
    as_theme,
    checked,
)
from gezond_geo.areas.codes import NATION, Region, gemeentecode_of
from gezond_geo.areas.gemeente import Gemeente, find_gemeente
from gezond_geo.areas.recode import SAME, match_buurten
from gezond_geo.dataset.boundaries import find_boundaries, say_coarse_places
from gezond_geo.dataset.custom import add_indicator
from gezond_geo.dataset.custom_table import read_own_indicator
from gezond_geo.dataset.figures import CHOSEN, OWN, later_year
from gezond_geo.dataset.folder import snapshot
from gezond_geo.dataset.folder.duiding import no_duiding, read_duiding
from gezond_geo.dataset.folder.projects import explain_unused, find_strangers, find_unplaced, no_projects, read_projects
from gezond_geo.dataset.inputs import join_figures, keep_margins
from gezond_geo.dataset.national_cover import PHOTO, add_land_cover
from gezond_geo.dataset.own_figures import read_own_figures
from gezond_geo.dataset.uitgave import find_figures
from gezond_geo.errors import InputError, SettingsError, UnknownBuurtError
from gezond_geo.indicators.catalogue import (
    LASTING_THEME,
    YEARS_APART,
    Indicator,
    Table,
    Theme,
    Uitgave,
    add_shares,
    catalogue,
    theme_indicators,
    themes,
    uitgave_of,
)
from gezond_geo.indicators.reference import Reference, national_reference
from gezond_geo.io import http
from gezond_geo.io.dutch import name_some
from gezond_geo.io.names import normalise_name, suggest_names
from gezond_geo.io.whole import is_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from gezond_geo.dataset.figures import Figures
    from gezond_geo.io.http import Progress


DEFAULT_GEMEENTE = "Enschede"
"""Gemeente that is meant when none is named: the one that has its figures in the package."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Dataset:
    """Everything that is known of the buurten of one gemeente.

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
    duiding : Frame with ``buurtcode tekst bron datum``: what people who know the area say.
    sources : Frame indexed by indicator id: table, column, year, publisher, licence, Modified, retrieved, URL, kind.
    uitgave : The pinned set of tables, with those of own indicators.
    from_wijk : Frame with the index of `buurten` and a boolean column per indicator that is no count: whether the
        figure is that of the wijk. Empty unless asked for.
    margins : Frame with the index of `buurten` and a column per indicator whose margin is published: the standard
        deviation, half the 95 % interval over 1.96. Empty when none is.
    completeness : Frame with the index of `buurten` and a column per indicator: percent of what it is a share of, or
        of the count itself, that is in buurten with the figure. Empty unless buurten were taken together.
    unranked : Why no row has a rank (Dutch): too many residents live in none of the areas. Else empty.
    meldingen : Dutch sentences on every fallback and gap; of a service or the package they begin with which
        uitgave it is, and why.
    choice : Why it is this uitgave: ``gekozen`` (asked for), ``nieuwste`` (the newest that is complete),
        ``meegeleverd`` (that of the package, since none could be read) or ``eigen`` (figures of the caller).
    indicators : What each column is, by id: those of the uitgave and the caller's own.
    themes : Themes of this run by id, in the order in which they are shown.
    """

    gemeente: Gemeente
    buurten: gpd.GeoDataFrame
    comparison: pd.DataFrame
    reference: Reference
    projects: pd.DataFrame
    duiding: pd.DataFrame
    sources: pd.DataFrame
    uitgave: Uitgave
    from_wijk: pd.DataFrame = field(default_factory=pd.DataFrame)
    margins: pd.DataFrame = field(default_factory=pd.DataFrame)
    completeness: pd.DataFrame = field(default_factory=pd.DataFrame)
    unranked: str = ""
    meldingen: tuple[str, ...] = ()
    choice: str = CHOSEN
    indicators: Mapping[str, Indicator] = field(default_factory=catalogue)
    themes: Mapping[str, Theme] = field(default_factory=themes)

    @property
    def has_boundaries(self) -> bool:
        """Whether any buurt has its boundary."""
        return bool(self.buurten.geometry.notna().any())

    @property
    def boundary_kind(self) -> str:
        """How precise boundaries are: ``exact``, ``gegeneraliseerd``, ``vereenvoudigd`` or the caller's; else empty."""
        return str(self.sources["soort"].get("geometry", ""))

    @checked(name=as_text)
    def year_of(self, name: str) -> int | None:
        """Year that an indicator describes, or None when the uitgave does not have it.

        Raises
        ------
        InputError
            When there is no such indicator.
        """
        if name not in self.indicators:
            close = difflib.get_close_matches(name, self.indicators)
            hint = f"bedoelt u {' of '.join(close)}?" if close else f"kies uit: {', '.join(self.indicators)}."
            raise InputError(f"Er is geen cijfer {name!r}; {hint}")
        table = self.uitgave.table_of(self.indicators[name])
        return None if table is None else table.jaar

    @checked(name=as_text)
    def is_dated(self, name: str) -> bool:
        """Whether a figure about people is more than `YEARS_APART` years from those of the uitgave."""
        year, others = self.year_of(name), self.year_of("inwoners")
        about_people = self.indicators[name].thema != LASTING_THEME
        return about_people and year is not None and others is not None and abs(year - others) > YEARS_APART

    @checked(theme=as_text)
    def members(self, theme: str) -> list[Indicator]:
        """Indicators that count in a theme; one without an unfavourable end is only shown there."""
        return [i for i in theme_indicators(theme, self.indicators) if i.ongunstig]

    @property
    def counts_photo(self) -> bool:
        """Whether stone cover counts as the aerial photo of 2008 has it."""
        return PHOTO in {i.id for i in self.members(LASTING_THEME)} and PHOTO not in self.own

    @property
    def own(self) -> list[str]:
        """Ids of the indicators that the caller brought."""
        indicators = self.uitgave.indicators()
        return [name for name, indicator in self.indicators.items() if indicators.get(name) != indicator]

    @property
    def shown_only(self) -> list[Indicator]:
        """Indicators that the caller brought or asked for, and that are in no theme."""
        names = {*self.own, *self.uitgave.extra}
        return [i for i in self.indicators.values() if i.id in names and i.thema is None]

    @property
    def shown(self) -> list[Indicator]:
        """Indicators that are told of every buurt: those of each theme, and what is looked at."""
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
        """Give the dataset with an own indicator: the one door by which a figure that is not in the catalogue enters.

        It counts when it has a theme and an unfavourable end; else it is only shown. An indicator of the uitgave that
        nothing is computed from is replaced when the id is the same.

        Parameters
        ----------
        values
            Figures in the indicator's unit, indexed by ``buurtcode``. Those of buurten under 100 residents are dropped,
            those of other gemeenten left out; both are said in `meldingen`.
        indicator
            What the figure is. One that counts weighs by residents when its ``weging`` is not said.
        reference
            What its theme is compared with: a `Reference` that holds the theme, or a frame with ``inwoners`` and a
            column per indicator of the theme, a row per buurt. Without it, or when it lacks one of the theme's
            indicators, the whole theme is ranked within the buurten of this dataset, and labelled so.
        theme
            The theme, when it is new.
        table
            Publisher, title, year and licence of the figures.

        Raises
        ------
        InputError
            When an id, theme or sentence cannot be used, a buurt is not known or is there twice, a value is no number,
            the figure is about origin, or the reference lacks it.
        """
        return add_indicator(self, values, indicator, reference, theme=theme, table=table)

    @checked(source=as_table, description=as_dict)
    def with_own(self, source: Path | str | pd.DataFrame, description: Mapping[str, Any] | None = None) -> Dataset:
        """Give the dataset with the figures of a table and the description beside it (``docs/eigen.md``).

        Parameters
        ----------
        source
            CSV, Excel file or frame; see `gezond_geo.dataset.custom_table.read_own_indicator`.
        description
            What the figures are; without it the TOML file beside the table.

        Raises
        ------
        InputError
            When the table or its description cannot be used, or is about persons.
        """
        custom = read_own_indicator(source, description, known=self.buurten.index)
        return add_indicator(
            self, custom.figures, custom.indicator, theme=custom.theme, table=custom.table, meldingen=custom.meldingen
        )

    def change_since_figures(self) -> pd.Series[float]:
        """Percent by which residents changed between the year of the figures and the latest year that is known."""
        return self._change("inwoners", "inwoners_later")

    def boundary_changed(self) -> pd.Series[bool]:
        """Whether a buurt is not the same area any more in the latest year that is known; False when none is.

        A later year in which no code of the gemeente is left is known all the same: `sources` says that it was read.
        """
        land = pd.DataFrame(self.buurten).reindex(columns=["land_ha", "land_ha_later"])
        later = land[["land_ha_later"]].set_axis(["land_ha"], axis=1).dropna()
        pairs = match_buurten(land, later)
        same = self.buurten.index.isin(pairs.loc[pairs["how"] == SAME, "earlier"])
        return pd.Series(~same & (later_year(self.sources) is not None or not later.empty), index=self.buurten.index)

    def change_since_photo(self) -> pd.Series[float]:
        """Percent by which residents changed between the edition of the aerial photo's buurten and the figures."""
        return self._change("inwoners_2012", "inwoners")

    def _change(self, before: str, after: str) -> pd.Series[float]:
        columns = self.buurten.reindex(columns=[before, after])
        return (columns[after] / columns[before] - 1) * 100

    @checked(name=as_text)
    def find_buurt(self, name: str) -> str:
        """Give the code of a buurt by its code, its name or another name that people use for it.

        Raises
        ------
        UnknownBuurtError
            When there is no such buurt; the nearest names are given.
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
        """Every name and alias with its buurtcode; CBS's own names last, so that they win in a dictionary."""
        names = list(self.gemeente.aliassen.items())
        for area in self.gemeente.focusgebieden:
            names += [(n, area.buurten[0]) for n in (area.naam, *area.aliassen)]
        here = [(name, code) for name, code in names if code in self.buurten.index]
        return [*here, *zip(self.buurten["buurtnaam"], self.buurten.index, strict=True)]


@checked(
    gemeente=as_id,
    folder=as_path,
    boundaries=as_table,
    figures=as_table,
    projects=as_table,
    uitgave=as_id,
    offline=as_flag,
    extra=as_names,
    from_wijk=as_flag,
    progress=as_call,
)
def load(
    gemeente: str | None = None,
    *,
    folder: Path | str | None = None,
    boundaries: Path | str | gpd.GeoDataFrame | None = None,
    figures: Path | str | pd.DataFrame | None = None,
    projects: Path | str | pd.DataFrame | None = None,
    uitgave: str | None = None,
    offline: bool | None = None,
    extra: Iterable[str] = (),
    from_wijk: bool = False,
    progress: Progress | None = None,
) -> Dataset:
    """Join figures, boundaries and projects of a gemeente.

    Figures come from the first of: what the caller passes; the uitgave from the cache or live; the package's snapshot.
    The first of the meldingen says which uitgave it is, and why.

    Parameters
    ----------
    gemeente
        Name or code; ``"Nederland"`` for all of them, which has no stadsdelen, focus areas, projects or stone cover.
        Without it that of `folder`, else Enschede.
    folder
        Gemeente folder of the caller, in the place of that of the package: ``gemeente.toml``, and as far as there are
        any ``projecten.csv``, ``duiding.csv`` and figures. It decides which gemeente.
    boundaries
        Map file or frame with ``buurtcode``; without it those of the year of the figures (``docs/grenzen.md``).
    figures
        CSV file or frame with ``buurtcode``, ``buurtnaam``, ``inwoners``, ``x``, ``y`` and columns by indicator id, of
        the snapshot's year; see `gezond_geo.dataset.own_figures.read_own_figures`.
    projects
        CSV file or frame; without it those of the gemeente folder.
    uitgave
        Id of the uitgave; without it, or with ``"nieuwste"``, the newest that is complete (``docs/uitgaven.md``).
    offline
        Open no socket; without it as `settings.offline` says.
    extra
        Ids of indicators to read as well (`gezond_geo.indicators.catalogue.extras`): looked at, never counted.
    from_wijk
        Give a buurt the figure of its wijk where its own is not published; see `Dataset.from_wijk`.
    progress
        Called after each page of a download with what is read, in Dutch, and the number of rows so far.

    Raises
    ------
    UnknownGemeenteError
        When the name is no gemeente, or of several.
    NoSnapshotError
        When offline and there are no figures of this gemeente.
    SourceError
        When no service answers and there are no figures of this gemeente.
    InputError
        When a file, folder or frame of the caller cannot be used, or the folder is not of this gemeente.
    SettingsError
        When there is no such uitgave or indicator, or figures of the caller are to be of an uitgave.
    """
    if figures is not None and uitgave is not None:
        raise SettingsError("Eigen cijfers horen bij geen uitgave; geef een van de twee.")
    found = find_gemeente(DEFAULT_GEMEENTE if gemeente is None and folder is None else gemeente, folder)
    packaged = uitgave_of(snapshot.UITGAVE).with_extra(extra)
    with settings.offline_run(offline):
        if not settings.offline():
            http.start_run()
        if figures is None:
            chosen, quoted, reference = add_land_cover(
                found, *find_figures(found, uitgave, packaged.extra, progress), progress
            )
        else:
            chosen, quoted, reference = packaged, _own_figures(found, figures, packaged), national_reference()
        areas, origin, notes = find_boundaries(found, boundaries, chosen, quoted, progress)
    buurten, borrowed, gaps = join_figures(found, chosen, quoted, areas, from_wijk=from_wijk)
    region = Region(found.code, found.naam, buurten.index)
    listed, unused = _find_projects(found, projects, region)
    data = Dataset(
        gemeente=found,
        buurten=buurten,
        comparison=add_shares(quoted.comparison.reindex(columns=chosen.quoted()), chosen.indicators()),
        reference=reference,
        projects=listed,
        duiding=_find_duiding(found),
        sources=pd.concat([quoted.sources, origin]),
        uitgave=chosen,
        from_wijk=borrowed,
        margins=keep_margins(quoted.margins, buurten),
        indicators=chosen.indicators(),
        themes=chosen.themes(),
        meldingen=(*quoted.meldingen, *notes, *gaps, *unused, *_strangers(found, buurten.index)),
        choice=quoted.choice,
    )
    coarse = say_coarse_places(data.buurten, data.projects)
    return replace(data, meldingen=(*data.meldingen, *coarse, *_say_unplaced(data)))


def _own_figures(gemeente: Gemeente, figures: Path | str | pd.DataFrame, uitgave: Uitgave) -> Figures:
    own = read_own_figures(figures, uitgave.indicators())
    if gemeente.code != NATION and (strange := own.buurten.index.map(gemeentecode_of) != gemeente.code).any():
        name = figures if isinstance(figures, Path | str) else "de meegegeven cijfers"
        raise InputError(
            f"In {name} staat buurt {own.buurten.index[strange][0]}, die niet in {gemeente.naam} ({gemeente.code}) "
            "ligt; geef de cijfers van deze gemeente."
        )
    return replace(own, choice=OWN)


def _strangers(gemeente: Gemeente, codes: pd.Index[str]) -> list[str]:
    """Say which buurten of the folder the figures do not have: another year may have other buurten."""
    focus = [code for area in gemeente.focusgebieden for code in area.buurten]
    in_folder = pd.Index([*gemeente.stadsdelen.index, *focus, *gemeente.aliassen.values()], dtype=str)
    if (unknown := in_folder.unique().difference(codes)).empty:
        return []
    return [
        f"Buurten uit de gemeentemap die er in deze uitgave niet zijn: {name_some(unknown)}; "
        "wat de map erover zegt, is niet getoond."
    ]


def _find_projects(
    gemeente: Gemeente, projects: Path | str | pd.DataFrame | None, region: Region
) -> tuple[pd.DataFrame, list[str]]:
    """Give the projects, and what of their list is not used."""
    if projects is not None:
        return read_projects(projects, region), explain_unused(projects)
    # The folder is one for all years: a buurt of another year is no fault in it.
    own = None if gemeente.folder is None else gemeente.folder / "projecten.csv"
    if own is None or not is_file(own):
        return no_projects(), []
    return read_projects(own, gemeente.region, may_be_empty=True), explain_unused(own)


def _find_duiding(gemeente: Gemeente) -> pd.DataFrame:
    own = None if gemeente.folder is None else gemeente.folder / "duiding.csv"
    return no_duiding() if own is None or not is_file(own) else read_duiding(own, gemeente.region)


def _say_unplaced(data: Dataset) -> list[str]:
    """Say which projects and duiding have no place here, and why."""
    notes = []
    if count := find_unplaced(data.projects, data.buurten):
        numbers = name_some(map(str, count))
        notes.append(f"Niet in een buurt te plaatsen, want hun punt ligt binnen geen bekende grens: project {numbers}.")
    if strange := find_strangers(data.projects, data.buurten):
        text = name_some(f"project {number} ({name_some(codes)})" for number, codes in strange.items())
        notes.append(f"Zonder plaats, want een buurt ervan is er in deze uitgave niet: {text}.")
    elsewhere = data.duiding["buurtcode"][~data.duiding["buurtcode"].isin(data.buurten.index)]
    if len(elsewhere):
        notes.append(f"Duiding van buurten die er in deze uitgave niet zijn: {name_some(elsewhere.unique())}.")
    return notes
