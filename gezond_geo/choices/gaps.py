"""Mismatches between needs and projects: needs without a project, projects without a need, several projects at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo._validate import as_buurten, as_frame, as_robustness, as_scores, checked
from gezond_geo.choices.links import LINKS, check_links, match_projects
from gezond_geo.choices.needs import NEEDS, find_needs
from gezond_geo.choices.purposes import silent_projects, themes_served
from gezond_geo.scores.robustness import check_robustness
from gezond_geo.scores.scores import check_scores

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores

NO_PROJECT = "geen project in de buurt"
"""Reason for a gap: no project is bound to the buurt."""

NOT_NAMED = "niet genoemd bij de projecten in de buurt"
"""Reason for a gap: the themes of all projects in the buurt are known, and this is not one of them."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Gaps:
    """Result of `find_gaps`: mismatches between needs and projects.

    Projects for the whole gemeente or for a group of people are left out: they may serve any buurt.

    Attributes
    ----------
    needs : Needs without a project, greatest first: the columns of `gezond_geo.choices.needs.NEEDS`, ``inwoners``,
        ``reden`` (`NO_PROJECT` or `NOT_NAMED`) and ``reden_geen_rang`` (why the buurt has no rank; else empty).
    unknown : Needs that a project may or may not serve, since the themes of a project in the buurt are unknown: not
        counted as gaps. The same columns without ``reden``, and ``projecten`` (numbers separated by spaces).
    projects : Projects in a buurt where a theme they serve does not stack: ``project``, ``naam``, ``buurtcode``,
        ``buurtnaam``, ``thema``, ``themazekerheid`` (``document`` or ``afgeleid``), ``percentiel`` (0-100) and
        ``zekerheid`` of the place. Only where the number of stacked themes is known.
    several : Buurten with more than one project, most projects first: indexed by ``buurtcode``, with ``buurtnaam``,
        ``aantal``, ``projecten`` and ``euro``.
    approach : What the policy of the gemeente says about addressing several themes together; empty when its folder has
        no text on it.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> gaps = gg.find_gaps(data, gg.score(data))
    >>> gaps.several.loc["BU01530301", ["buurtnaam", "projecten"]].tolist()
    ['Twekkelerveld', '10 15']
    """

    needs: pd.DataFrame
    unknown: pd.DataFrame
    projects: pd.DataFrame
    several: pd.DataFrame
    approach: str


@checked(
    data=as_buurten,
    scores=as_scores,
    links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"),
    sure=as_robustness,
)
def find_gaps(
    data: Dataset, scores: Scores, links: pd.DataFrame | None = None, *, sure: Robustness | None = None
) -> Gaps:
    """Find needs without a project, projects without a need, and buurten with several projects.

    Parameters
    ----------
    data
        Buurten and projects.
    scores
        Result of `gezond_geo.score` on the same data.
    links
        Result of `gezond_geo.match_projects` on the same data; computed when omitted.
    sure
        Result of `gezond_geo.assess_robustness` on the same scores; without it `kans` is missing.

    Returns
    -------
    Gaps
        Three lists, and separately what is unknown.

    Raises
    ------
    InputError
        When scores, links or `sure` belong to other data.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> gaps = gg.find_gaps(data, gg.score(data))
    >>> empty = gaps.needs[gaps.needs["reden"].eq("geen project in de buurt") & gaps.needs["stapeling"].ge(2)]
    >>> buurten = empty.drop_duplicates("buurtcode")
    >>> len(buurten), int(buurten["inwoners"].sum())
    (11, 27980)
    """
    check_scores(data, scores)
    if sure is not None:
        check_robustness(data, sure)
    places = match_projects(data) if links is None else links
    check_links(data, places)
    served, silent = themes_served(data.projects, scores.counted), silent_projects(data.projects)
    here = {str(code): sorted(set(part["project"])) for code, part in places.groupby("buurtcode")}
    needs = find_needs(data, scores, sure)
    needs["inwoners"] = needs["buurtcode"].map(data.buurten["inwoners"]).astype("int64")
    needs["reden_geen_rang"] = needs["buurtcode"].map(scores.buurten["reden_geen_rang"])
    needs["projecten"] = [" ".join(map(str, here.get(code, []))) for code in needs["buurtcode"]]
    pairs = zip(needs["buurtcode"], needs["thema"], strict=True)
    judged = [_judge(theme, here.get(code, []), served, silent) for code, theme in pairs]
    standing = pd.Series(judged, index=needs.index, dtype=object)
    gap, columns = standing.isin([NO_PROJECT, NOT_NAMED]), [*NEEDS, "inwoners", "reden_geen_rang"]
    return Gaps(
        needs=needs.loc[gap, columns].assign(reden=standing[gap]).reset_index(drop=True),
        unknown=needs.loc[standing.eq(_UNKNOWN), [*columns, "projecten"]].reset_index(drop=True),
        projects=_find_without_need(data, scores, places, served),
        several=_find_several(data, places),
        approach=data.gemeente.wijkaanpak,
    )


_UNKNOWN, _SERVED = "niet bekend", "project"


def _judge(theme: str, projects: list[int], served: Mapping[int, Mapping[str, str]], silent: set[int]) -> str:
    """Whether a need has a project; unknown where the themes of a project in the buurt are."""
    if not projects:
        return NO_PROJECT
    if any(theme in served[number] for number in projects):
        return _SERVED
    return _UNKNOWN if silent.intersection(projects) else NOT_NAMED


def _find_without_need(
    data: Dataset, scores: Scores, places: pd.DataFrame, served: Mapping[int, Mapping[str, str]]
) -> pd.DataFrame:
    threshold, stacking = scores.settings["threshold"], scores.buurten["stapeling"]
    rows = [
        (
            number,
            data.projects.loc[number, "naam"],
            code,
            data.buurten.loc[code, "buurtnaam"],
            theme,
            certainty,
            scores.themes.loc[code, theme],
            place,
        )
        for number, code, place in places[["project", "buurtcode", "zekerheid"]].itertuples(index=False)
        if pd.notna(stacking[code])
        for theme, certainty in served[number].items()
        if scores.themes.loc[code, theme] < threshold
    ]
    columns = ["project", "naam", "buurtcode", "buurtnaam", "thema", "themazekerheid", "percentiel", "zekerheid"]
    return pd.DataFrame(rows, columns=columns).astype({"project": "int64", "percentiel": "float64"})


def _find_several(data: Dataset, places: pd.DataFrame) -> pd.DataFrame:
    by_buurt = places.sort_values("project").groupby("buurtcode")
    several = pd.DataFrame(
        {
            "buurtnaam": data.buurten["buurtnaam"].reindex(by_buurt["project"].nunique().index),
            "aantal": by_buurt["project"].nunique(),
            "projecten": by_buurt["project"].agg(lambda numbers: " ".join(map(str, dict.fromkeys(numbers)))),
            "euro": by_buurt["euro"].sum().round(2),
        }
    )
    return several[several["aantal"] > 1].sort_values(["aantal", "euro"], ascending=False, kind="stable")
