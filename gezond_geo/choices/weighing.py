"""Weighing of projects: how much judges differ on each criterion, with the need of the buurten of each project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from gezond_geo._validate import as_buurten, as_flag, as_frame, as_judgements, as_robustness, as_scores, checked
from gezond_geo.choices.links import LINKS, check_links, match_projects
from gezond_geo.choices.needs import NOT_DRAWN, find_needs
from gezond_geo.dataset.folder.project_columns import EVERYWHERE
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import join_words
from gezond_geo.scores.robustness import check_robustness
from gezond_geo.scores.scores import check_scores

if TYPE_CHECKING:
    from gezond_geo.choices.judgements import Judgements
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores

APART = 3
"""Difference between the lowest and the highest mark from which judges should discuss a project."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Weighing:
    """Result of `weigh_projects`.

    Attributes
    ----------
    projects : Frame indexed by ``project``, of the projects with a mark, advice or decision: ``naam``, ``euro``,
        ``stapeling`` (the highest number of stacked themes among its buurten; NaN when it has none or that is unknown),
        ``behoefte`` (what stacks in each of its buurten, in Dutch), ``beoordelaars`` (who gave a mark) and ``advies
        alternatief besluit datum door`` (empty where nothing was filled in). With a total also ``totaal``.
    spread : A row per criterion of each project with a mark: ``project``, ``naam``, ``criterium`` (id), ``tekst``,
        ``aantal`` (marks), ``laagste``, ``hoogste``, ``verschil`` (NaN without a mark), ``ver_uiteen`` (a difference of
        `APART` or more) and ``oordelen`` (``A 2, B 5``; ``–`` for a judge who left it open).

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> sheet = pd.DataFrame({"naam": ["Zorgzame buurt De Posten"], "besluit": ["uitvoeren"]})
    >>> weighing = gg.weigh_projects(data, gg.read_judgements(sheet, data), gg.score(data))
    >>> weighing.projects["stapeling"].to_dict()
    {8: 4.0}
    """

    projects: pd.DataFrame
    spread: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """`projects` with ``aantal laagste hoogste`` of each criterion, such as ``duurzaam_laagste``."""
        columns: dict[str, pd.Series[float]] = {}
        for criterion, rows in self.spread.groupby("criterium", sort=False):
            by_project = rows.set_index("project")
            columns |= {f"{criterion}_{what}": by_project[what] for what in ("aantal", "laagste", "hoogste")}
        return self.projects.join(pd.DataFrame(columns))


@checked(
    data=as_buurten,
    judgements=as_judgements,
    scores=as_scores,
    links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"),
    sure=as_robustness,
    total=as_flag,
)
def weigh_projects(
    data: Dataset,
    judgements: Judgements,
    scores: Scores,
    links: pd.DataFrame | None = None,
    *,
    sure: Robustness | None = None,
    total: bool = False,
) -> Weighing:
    """Compare the marks of each project, alongside the need of its buurten.

    Parameters
    ----------
    data
        Buurten and projects.
    judgements
        Result of `gezond_geo.read_judgements` on the same data.
    scores
        Result of `gezond_geo.score` on the same data.
    links
        Result of `gezond_geo.match_projects` on the same data; computed when omitted.
    sure
        Result of `gezond_geo.assess_robustness` on the same scores, for the certainty of each need.
    total
        Whether to add up the criteria. Without it no project has a total: criteria measure different things, and a sum
        hides where judges disagree.

    Returns
    -------
    Weighing
        Need and decision per project, and spread per criterion. ``totaal`` is the sum of the mean marks of the
        criteria, weighted equally; NaN where a criterion has no mark.

    Raises
    ------
    InputError
        When judgements, scores, links or `sure` belong to other data.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> sheet = pd.DataFrame({"nummer": [8, 8], "beoordelaar": ["A", "B"], "advies": ["uitvoeren", None]})
    >>> criteria = gg.read_judgements(sheet, data).criteria.criteria
    >>> sheet = sheet.assign(**{criterion.tekst: [2, 5] for criterion in criteria})
    >>> weighing = gg.weigh_projects(data, gg.read_judgements(sheet, data), gg.score(data))
    >>> weighing.spread[["laagste", "hoogste", "oordelen"]].head(1)
       laagste  hoogste  oordelen
    0      2.0      5.0  A 2, B 5
    """
    check_scores(data, scores)
    if sure is not None:
        check_robustness(data, sure)
    places = match_projects(data) if links is None else links
    check_links(data, places)
    marks, decisions = judgements.marks, judgements.decisions
    judged = marks.loc[marks["oordeel"].notna(), "project"]
    decided = decisions.index[decisions["advies"].ne("") | decisions["besluit"].ne("")]
    numbers = sorted(set(judged) | set(decided))
    if not set(numbers) <= set(data.projects.index):
        raise InputError("De oordelen horen niet bij deze projecten; lees ze opnieuw met deze gegevens.")
    projects = data.projects.loc[numbers, ["naam", "euro"]].rename_axis("project")
    stacking = places["buurtcode"].map(scores.buurten["stapeling"]).groupby(places["project"]).max()
    projects["stapeling"] = stacking.reindex(numbers).astype("float64")
    needs = find_needs(data, scores, sure)
    projects["behoefte"] = [_say_need(data, scores, places, needs, number) for number in numbers]
    projects["beoordelaars"] = [
        join_words(sorted(set(marks.loc[marks["project"].eq(n) & marks["oordeel"].notna(), "beoordelaar"])))
        for n in numbers
    ]
    spread = _spread(judgements, projects.loc[sorted(set(judged)), "naam"])
    if total:
        means = marks.groupby(["project", "criterium"])["oordeel"].mean()
        projects["totaal"] = means.groupby(level="project").sum(min_count=len(judgements.criteria.criteria))
    return Weighing(projects=projects.join(decisions.reindex(numbers).fillna("")), spread=spread)


def _spread(judgements: Judgements, names: pd.Series[str]) -> pd.DataFrame:
    texts = {criterion.id: criterion.tekst for criterion in judgements.criteria.criteria}
    here = judgements.marks[judgements.marks["project"].isin(names.index)]
    rows = []
    for _, marks in here.groupby(["project", "criterium"], sort=False):
        project, criterion = marks.iloc[0]["project"], marks.iloc[0]["criterium"]
        column = marks["oordeel"]
        each = [
            f"{judge} {'–' if pd.isna(mark) else f'{mark:.0f}'}"
            for judge, mark in zip(marks["beoordelaar"], column, strict=True)
        ]
        low, high = column.min(), column.max()
        rows.append((project, names[project], criterion, texts[criterion], column.count(), low, high, ", ".join(each)))
    columns = ["project", "naam", "criterium", "tekst", "aantal", "laagste", "hoogste", "oordelen"]
    spread = pd.DataFrame(rows, columns=columns).astype({"laagste": "float64", "hoogste": "float64"})
    spread.insert(7, "verschil", spread["hoogste"] - spread["laagste"])
    spread.insert(8, "ver_uiteen", spread["verschil"] >= APART)
    return spread


def _say_need(data: Dataset, scores: Scores, places: pd.DataFrame, needs: pd.DataFrame, number: int) -> str:
    """Dutch description of what stacks in each buurt of a project, neediest first."""
    codes = list(dict.fromkeys(places.loc[places["project"].eq(number), "buurtcode"]))
    if not codes:
        dimension = data.projects.loc[number, "dimensie"]
        return f"niet aan een buurt gebonden ({dimension})" if dimension in EVERYWHERE else "plaats niet bekend"
    stacking = scores.buurten["stapeling"].reindex(codes).sort_values(ascending=False, kind="stable")
    return "; ".join(
        f"{data.buurten.loc[code, 'buurtnaam']}: {_say_stacking(scores, needs, str(code))}" for code in stacking.index
    )


def _say_stacking(scores: Scores, needs: pd.DataFrame, code: str) -> str:
    if scores.buurten["stapeling"].isna()[code]:
        return "niet bekend"
    here = needs[needs["buurtcode"].eq(code)]
    words = [
        scores.theme_info[row["thema"]].label.lower()
        + (f" ({row['zekerheid']})" if row["zekerheid"] != NOT_DRAWN else "")
        for row in here.to_dict("records")
    ]
    return join_words(words) or "geen thema"
