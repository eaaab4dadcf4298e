"""The function `load`: each part of a dataset from the first source that has it, joined, plus the gemeente folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo import settings
from gezond_geo._validate import as_call, as_flag, as_id, as_names, as_path, as_table, as_tables, checked
from gezond_geo.areas.codes import NATION
from gezond_geo.areas.gemeente import Gemeente, find_gemeente
from gezond_geo.dataset.boundaries import find_boundaries, say_coarse_places
from gezond_geo.dataset.figures import OWN
from gezond_geo.dataset.folder import snapshot
from gezond_geo.dataset.folder.addresses import add_addresses, addresses_path
from gezond_geo.dataset.folder.duiding import no_duiding, read_duiding
from gezond_geo.dataset.folder.goals import FILE as GOALS
from gezond_geo.dataset.folder.goals import no_goals, read_goals
from gezond_geo.dataset.folder.investments import place_by_address, read_investments, say_unplaced
from gezond_geo.dataset.folder.outputs import FILE as OUTPUTS
from gezond_geo.dataset.folder.outputs import no_outputs, read_outputs
from gezond_geo.dataset.folder.places import say_places
from gezond_geo.dataset.folder.projects import no_projects, read_projects
from gezond_geo.dataset.joining import join_parts
from gezond_geo.dataset.national_cover import add_land_cover
from gezond_geo.dataset.own_figures import read_own_figures
from gezond_geo.dataset.uitgave import find_figures
from gezond_geo.errors import SettingsError
from gezond_geo.indicators.catalogue import uitgave_of
from gezond_geo.indicators.reference_file import national_reference
from gezond_geo.io import http
from gezond_geo.io.dutch import join_words, name_some
from gezond_geo.io.whole import is_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.dataset.own_figures import Source
    from gezond_geo.dataset.uitgave import Parts
    from gezond_geo.io.http import Progress


@checked(
    gemeente=as_id,
    folder=as_path,
    boundaries=as_table,
    figures=as_tables,
    projects=as_table,
    investments=as_table,
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
    figures: Source | list[Source] | None = None,
    projects: Path | str | pd.DataFrame | None = None,
    investments: Path | str | pd.DataFrame | None = None,
    uitgave: str | None = None,
    offline: bool | None = None,
    extra: Iterable[str] = (),
    from_wijk: bool = False,
    progress: Progress | None = None,
) -> Dataset:
    """Load the figures, boundaries and projects of a gemeente, joined by buurt.

    Figures come from the first available of: what the caller passes; the uitgave, from the cache or live; the snapshot
    in the package. The first of the meldingen names the uitgave and why it was chosen.

    Parameters
    ----------
    gemeente
        Name or code; ``"Nederland"`` for the whole country, without stadsdelen, focus areas, projects or stone cover.
        Defaults to the gemeente of `folder`, or else to the one with figures in the package.
    folder
        Gemeente folder of the caller, used instead of that of the package: ``gemeente.toml``, and optionally
        ``projecten.csv``, ``duiding.csv`` and figures. It determines the gemeente.
    boundaries
        Map file or frame with the code or name of each buurt; without it the boundaries of the year of the figures
        (``docs/grenzen.md``).
    figures
        File or frame with ``buurtcode``, ``buurtnaam``, ``inwoners``, ``x``, ``y`` and columns named by indicator id or
        as at CBS, or a list of these: the first one defines the buurten. See
        `gezond_geo.dataset.own_figures.read_own_figures` and `gezond_geo.from_statline`.
    projects
        List of projects (``docs/projecten.md``), as a file or a frame; without it that of the gemeente folder.
    investments
        List of planned investments of all parties (``docs/kiezen.md``), as a file or a frame; without it that of the
        gemeente folder.
    uitgave
        Id of the uitgave; without it, or with ``"nieuwste"``, the newest complete one (``docs/uitgaven.md``).
    offline
        Whether to work without a network; defaults to `settings.offline`.
    extra
        Ids of additional indicators to read (`gezond_geo.indicators.catalogue.extras`): shown, never counted.
    from_wijk
        Whether to use the figure of the wijk for a buurt whose own is not published; see `Dataset.from_wijk`.
    progress
        Called after each page of a download, with a Dutch description and the number of rows so far.

    Raises
    ------
    UnknownGemeenteError
        When no gemeente, or more than one, has that name.
    NoSnapshotError
        When offline, and no figures of this gemeente are available.
    SourceError
        When no service answers, and no figures of this gemeente are available.
    InputError
        When a file, folder or frame of the caller cannot be used, or the folder belongs to another gemeente.
    SettingsError
        When there is no such uitgave or indicator, or both figures and an uitgave are passed.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> data.buurten.loc["BU01530301", ["buurtnaam", "inwoners", "roken"]].to_dict()
    {'buurtnaam': 'Twekkelerveld', 'inwoners': 4235.0, 'roken': 26.6}
    >>> data.meldingen[0]
    'Cijfers uit de meegeleverde uitgave 2020: er wordt offline gewerkt.'
    """
    if figures is not None and uitgave is not None:
        raise SettingsError("Eigen cijfers horen bij geen uitgave; geef een van de twee.")
    place = find_gemeente(gemeente, folder)
    with settings.offline_run(offline):
        if not settings.offline():
            http.start_run()
        if figures is None:
            parts = add_land_cover(place, *find_figures(place, uitgave, tuple(extra), progress), progress)
        else:
            parts = _take_figures(place, figures, tuple(extra))
        areas = find_boundaries(place, boundaries, *parts[:2], progress)
    data = join_parts(place, parts, areas, from_wijk=from_wijk)
    return _add_folder(data, projects, investments, folder)


def _take_figures(gemeente: Gemeente, source: Source | list[Source], extra: tuple[str, ...]) -> Parts:
    """Figures of the caller, which are taken to be of the year of the snapshot."""
    uitgave = uitgave_of(snapshot.UITGAVE).with_extra(extra)
    figures = read_own_figures(source, uitgave.indicators(), "" if gemeente.code == NATION else gemeente.code)
    own_years = {str(year) for year in figures.sources["jaar"]}
    years = sorted({year for year in own_years if year.isdigit()} - {uitgave.id})
    compared = f"vergeleken met Nederland in {uitgave.id}."
    notes = [f"De cijfers van {join_words(years)} zijn {compared}"] if years else []
    notes += [f"Van welk jaar de cijfers zijn, staat er niet bij; ze zijn {compared}"] if "" in own_years else []
    return (
        uitgave,
        replace(figures, choice=OWN, meldingen=(*figures.meldingen, *notes)),
        national_reference(),
    )


def _add_folder(
    data: Dataset,
    projects: Path | str | pd.DataFrame | None,
    investments: Path | str | pd.DataFrame | None,
    folder: Path | str | None,
) -> Dataset:
    """Add projects, investments and duiding, with meldingen on those that do not fit these figures."""
    table, remarks = _find_projects(data, projects, folder)
    outputs, hidden = _find_outputs(data.gemeente, projects, table)
    plans, others = _find_investments(data, investments, folder)
    data = replace(
        data,
        projects=table,
        investments=plans,
        duiding=_find_duiding(data.gemeente),
        goals=_find_goals(data.gemeente),
        outputs=outputs,
    )
    notes = [
        *remarks,
        *hidden,
        *others,
        *_say_strangers(data.gemeente, data.buurten.index),
        *say_coarse_places(data.buurten, data.projects),
        *_say_unplaced(data),
    ]
    return replace(data, meldingen=(*data.meldingen, *notes))


def _say_strangers(gemeente: Gemeente, codes: pd.Index[str]) -> list[str]:
    """Dutch notice on buurten in the folder that the figures lack, since another year may have other buurten."""
    focus = [code for area in gemeente.focusgebieden for code in area.buurten]
    in_folder = pd.Index([*gemeente.stadsdelen.index, *focus, *gemeente.aliassen.values()], dtype=str)
    if (unknown := in_folder.unique().difference(codes)).empty:
        return []
    return [
        f"Buurten uit de gemeentemap die er in deze uitgave niet zijn: {name_some(unknown)}; "
        "wat de map erover zegt, is niet getoond."
    ]


def _find_projects(
    data: Dataset, projects: Path | str | pd.DataFrame | None, folder: Path | str | None
) -> tuple[pd.DataFrame, list[str]]:
    """Projects, and notices on their list and the addresses in it."""
    own = None if data.gemeente.folder is None else data.gemeente.folder / "projecten.csv"
    source = own if projects is None else projects
    if source is None or (projects is None and not is_file(own or Path())):
        return no_projects(), []
    # A folder serves all years: a buurt of another year is not a fault.
    region = data.gemeente.region_with(data.buurten["buurtnaam"].to_dict(), whole=projects is not None)
    table, notes = read_projects(source, region, may_be_empty=projects is None)
    addresses = addresses_path(folder, source)
    if addresses is None or not is_file(addresses):
        return table, notes
    frame, remarks = add_addresses(table, addresses)
    return frame, [*notes, *remarks]


def _find_investments(
    data: Dataset, investments: Path | str | pd.DataFrame | None, folder: Path | str | None
) -> tuple[pd.DataFrame | None, list[str]]:
    """Investments, and notices on their list; None without a list, or when it is empty."""
    own = None if data.gemeente.folder is None else data.gemeente.folder / "investeringen.csv"
    source = own if investments is None else investments
    if source is None or (investments is None and not is_file(own or Path())):
        return None, []
    region = data.gemeente.region_with(data.buurten["buurtnaam"].to_dict(), whole=investments is not None)
    table, notes = read_investments(source, region)
    # The empty list in a new folder does not mean that nobody plans anything.
    if table.empty:
        return None, notes
    addresses = addresses_path(folder, source)
    if addresses is not None and is_file(addresses):
        table, remarks = place_by_address(table, addresses)
        notes += remarks
    return table, [*notes, *say_unplaced(table, data.buurten)]


def _find_duiding(gemeente: Gemeente) -> pd.DataFrame:
    own = None if gemeente.folder is None else gemeente.folder / "duiding.csv"
    return no_duiding() if own is None or not is_file(own) else read_duiding(own, gemeente.region)


def _find_goals(gemeente: Gemeente) -> pd.DataFrame:
    own = None if gemeente.folder is None else gemeente.folder / GOALS
    return no_goals() if own is None or not is_file(own) else read_goals(own)


def _find_outputs(
    gemeente: Gemeente, projects: Path | str | pd.DataFrame | None, table: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Output of projects, from the folder of their own list: another list has other numbers."""
    if isinstance(projects, pd.DataFrame):
        return no_outputs(), []
    folder = gemeente.folder if projects is None else Path(projects).parent
    path = None if folder is None else folder / OUTPUTS
    return (no_outputs(), []) if path is None or not is_file(path) else read_outputs(path, table)


def _say_unplaced(data: Dataset) -> list[str]:
    """Dutch notices on projects and duiding that do not fit, and why."""
    notes = say_places(data.projects, data.buurten)
    elsewhere = [code for code in data.duiding["buurtcode"].unique() if code not in data.buurten.index]
    if elsewhere:
        notes.append(f"Duiding van buurten die er in deze uitgave niet zijn: {name_some(elsewhere)}.")
    return notes
