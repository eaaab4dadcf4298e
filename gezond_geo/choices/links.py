"""Links between projects and buurten, and budgets per group."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from gezond_geo._validate import as_buurten, as_choice, as_frame, checked
from gezond_geo.dataset.folder.places import locate
from gezond_geo.dataset.folder.project_columns import CERTAIN, INFERRED, PROBABLE
from gezond_geo.errors import InputError
from gezond_geo.indicators.limits import MIN_RESIDENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gezond_geo.dataset.dataset import Dataset

LINKS = ("project", "buurtcode", "aandeel", "euro", "zekerheid")
"""Columns of the result of `match_projects`."""

GROUPS = ("buurtcode", "wijkcode", "stadsdeel", "dimensie", "thema", "zekerheid")
"""Columns that `total_euro` can group by."""

NO_BUURT = "zonder buurt"
"""Group of the projects for the whole gemeente or for a group of people."""


@checked(data=as_buurten)
def match_projects(data: Dataset) -> pd.DataFrame:
    """Link projects to the buurten they are in.

    A project is placed by the buurten it names, or else by its polygon or its point within a boundary; a point on the
    border of two buurten is in both. Its amount is divided over several buurten in proportion to residents, to the cent
    by largest remainder; a buurt that a polygon covers partly counts with that part of its residents. Projects for the
    whole gemeente or for a group of people have no row. Neither has a project that names a buurt missing from the data,
    since the amount spent there is unknown: see `gezond_geo.dataset.folder.places.find_strangers` and `total_euro`.

    Parameters
    ----------
    data
        Buurten and projects.

    Returns
    -------
    DataFrame
        One row per project and buurt: ``project`` (number), ``buurtcode``, ``aandeel`` (0-1), ``euro`` (NaN where the
        amount is unknown), ``zekerheid`` (``naam``, ``document``, ``bron``, ``punt``, ``vlak``, ``adres`` or
        ``waarschijnlijk``), sorted by project and buurtcode.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> links = gg.match_projects(data)
    >>> links[links["project"] == 9]["buurtcode"].tolist()
    ['BU01530403', 'BU01530404']
    """
    return link_places(locate(data.projects, data.buurten), data.projects["euro"], data.buurten["inwoners"])


def link_places(places: pd.DataFrame, amounts: pd.Series[float], residents: pd.Series[float]) -> pd.DataFrame:
    """Divide the amount of each project over its buurten by residents.

    Parameters
    ----------
    places
        A row per project and buurt: the columns of `gezond_geo.dataset.folder.places.PLACES`.
    amounts
        Euro per project.
    residents
        Per buurtcode.

    Returns
    -------
    DataFrame
        As `match_projects`.
    """
    codes, certainties = places["buurtcode"].tolist(), places["zekerheid"].tolist()
    covered = places["gewicht"].to_numpy()
    people = residents.fillna(0).reindex(codes).to_numpy() * covered
    amount_of = amounts.to_dict()
    rows = []
    for number, here in sorted(places.groupby("project").indices.items()):
        weights = people[here] if np.nansum(people[here]) else covered[here]
        shares = weights / np.nansum(weights)
        euro = divide_euro(amount_of[number], shares)
        rows += [
            (number, codes[row], share, part, certainties[row])
            for row, share, part in zip(here, shares, euro, strict=True)
        ]
    links = pd.DataFrame(rows, columns=LINKS)
    return links.astype({"project": "int64", "aandeel": "float64", "euro": "float64"})


def check_links(data: Dataset, links: pd.DataFrame) -> None:
    """Refuse links that belong to other data.

    Raises
    ------
    InputError
        When a project or buurt is not in the data.
    """
    valid = links["project"].isin(data.projects.index) & links["buurtcode"].isin(data.buurten.index)
    if not valid.all():
        raise InputError("De koppeling (links) hoort niet bij deze gegevens; geef wat match_projects ervan geeft.")


@checked(
    data=as_buurten, links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"), by=as_choice(*GROUPS)
)
def total_euro(
    data: Dataset,
    links: pd.DataFrame,
    by: Literal["buurtcode", "wijkcode", "stadsdeel", "dimensie", "thema", "zekerheid"],
) -> pd.DataFrame:
    """Add up the budgets of projects: in certain places, in probable places, and without a place.

    Parameters
    ----------
    data
        Buurten and projects.
    links
        Result of `match_projects`.
    by
        Column to group by. With ``buurtcode`` every buurt has a row, with 0 where no project is known.

    Returns
    -------
    DataFrame
        Indexed by group, in euro: ``euro_zeker`` (places in `CERTAIN`), ``euro_waarschijnlijk`` (inferred places) and
        ``euro_geen_plaats`` (projects without a buurt), which add up to ``euro_alle``, whose total is that of all
        projects with a known amount. Projects without a buurt are in the row `NO_BUURT`, except with ``dimensie`` and
        ``thema``, where they are in their own group; there ``euro_afgeleid`` is the part of ``euro_alle`` assigned to
        the group by inference. ``zonder_bedrag`` counts the projects without a known amount, which are in no sum.

    Raises
    ------
    InputError
        When the links belong to other data.
    SettingsError
        When there is no such group.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> euro = gg.total_euro(data, gg.match_projects(data), "buurtcode")
    >>> euro.loc["BU01530301", ["euro_zeker", "euro_waarschijnlijk", "euro_alle"]].to_dict()
    {'euro_zeker': 180000.0, 'euro_waarschijnlijk': 0.0, 'euro_alle': 180000.0}
    """
    check_links(data, links)
    unplaced = data.projects.index.difference(pd.Index(links["project"]))
    apart = pd.DataFrame({"project": unplaced, "euro": data.projects["euro"].reindex(unplaced), "zekerheid": NO_BUURT})
    rows = pd.concat([links, apart], ignore_index=True)
    kinds = {"zeker": rows["zekerheid"].isin(CERTAIN), "waarschijnlijk": rows["zekerheid"].eq(PROBABLE)}
    kinds |= {"geen_plaats": rows["zekerheid"].eq(NO_BUURT), "alle": rows["euro"].notna()}
    if by in {"dimensie", "thema"}:
        group = rows["project"].map(data.projects[by])
        kinds["afgeleid"] = rows["project"].map(data.projects[f"{by}_zekerheid"]).eq(INFERRED)
    elif by in {"wijkcode", "stadsdeel"}:
        group = rows["buurtcode"].map(data.buurten[by]).fillna("onbekend").mask(rows["buurtcode"].isna(), NO_BUURT)
    else:
        group = rows[by].fillna(NO_BUURT)
    amounts = rows["euro"].to_numpy()
    euro = pd.DataFrame({f"euro_{kind}": np.where(those, amounts, 0) for kind, those in kinds.items()})
    totals = euro.groupby(group).sum().round(2)
    totals["zonder_bedrag"] = rows["project"].where(rows["euro"].isna()).groupby(group).nunique()
    if by == "buurtcode":
        totals = totals.reindex([*data.buurten.index.tolist(), *totals.index.intersection([NO_BUURT])], fill_value=0)
    return totals.rename_axis(by)


def euro_per_resident(data: Dataset, links: pd.DataFrame) -> pd.Series[float]:
    """Euro per resident of every buurt, from its area-bound projects.

    Returns
    -------
    Series
        Indexed by ``buurtcode``, in euro: 0 without a project, NaN under `MIN_RESIDENTS` residents and where none of
        its projects has a known amount.
    """
    residents = data.buurten["inwoners"]
    euro = links.groupby("buurtcode")["euro"].sum(min_count=1).reindex(residents.index)
    without = ~residents.index.isin(links["buurtcode"])
    return (euro.mask(without, 0.0) / residents).where(residents >= MIN_RESIDENTS)


def divide_euro(euro: float, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide an amount to the cent by largest remainder; ties go to the first."""
    if math.isnan(euro):
        return shares * math.nan
    cents = shares * round(euro * 100)
    whole: NDArray[np.float64] = np.round(cents, 6) // 1
    remainder = int(round(euro * 100) - np.nansum(whole))
    whole[np.argsort(whole - cents, kind="stable")[:remainder]] += 1
    return whole / 100
