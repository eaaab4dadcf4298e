"""Spending on area-bound projects: by number of themes, by fifth of the residents, and relative to need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_buurten, as_frame, as_scores, as_whole, checked
from gezond_geo.choices.concentration import rank_bounds
from gezond_geo.choices.links import LINKS, check_links, euro_per_resident, match_projects
from gezond_geo.dataset.folder.project_columns import PROBABLE
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import count_of, format_euro, format_number, name_some
from gezond_geo.scores.scores import check_scores
from gezond_geo.scores.simulation import STACKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.scores import Scores

    Numbers = NDArray[np.float64]

MIN_PLACED = 8
"""Minimum number of projects with a location for an index: with fewer, one project decides it."""

FIFTHS = 5

INDICES = {
    "concentratie": "concentratie-index",
    "helling": "helling, euro per inwoner",
    "verhouding": "verhouding tussen de uiteinden",
}
"""Ids of the indices, with their Dutch names."""

_ENDS = (0.025, 0.975)
_CELLS = 2**20
"""Draws times buurten per batch of random placements, to limit memory."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Spending:
    """Result of `assess_spending`, over the buurten with a rank (except `without`).

    Attributes
    ----------
    buurten : Frame with the index of ``data.buurten``: ``euro`` (of area-bound projects; 0 where there is none),
        ``euro_per_inwoner`` (NaN under 100 residents, and where none of its projects has a known amount) and ``telt``
        (whether the buurt has a rank).
    by_stacking : Frame indexed by ``stapeling``, highest first: ``buurten inwoners euro euro_per_inwoner``.
    fifths : Frame indexed by ``vijfde`` (1 has the highest scores): ``inwoners euro euro_per_inwoner``. A buurt that
        straddles two fifths is split by its residents.
    curve : Concentration curve: ``inwoners`` and ``euro``, cumulative shares (0-1), highest scores first.
    indices : Frame indexed by `INDICES`: ``waarde``, ``laag hoog`` (95 % interval, projects resampled),
        ``toeval_laag toeval_hoog`` (95 % of the same projects at random places), ``zonder`` (the value without the most
        influential project), ``project`` (which one that is) and ``meer_dan_toeval``. No rows under `MIN_PLACED`
        projects. ``verhouding`` is NaN where its line goes below 0 euro.
    without_project : Frame indexed by project: each index without that project.
    without : Frame of the buurten, ranked or not, where `STACKED` themes or more stack and no money goes:
        ``buurtnaam inwoners stapeling rang``.
    outside : Euro in buurten without a rank, which no other number includes.
    settings : ``draws`` and ``seed``.
    meldingen : Dutch sentences on what is missing or not counted.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> spending = gg.assess_spending(data, gg.score(data))
    >>> spending.fifths["euro_per_inwoner"].round(2).tolist()
    [36.73, 7.97, 13.24, 0.73, 0.0]
    """

    buurten: pd.DataFrame
    by_stacking: pd.DataFrame
    fifths: pd.DataFrame
    curve: pd.DataFrame
    indices: pd.DataFrame
    without_project: pd.DataFrame
    without: pd.DataFrame
    outside: float
    settings: dict[str, Any] = field(default_factory=dict)
    meldingen: tuple[str, ...] = ()


@checked(
    data=as_buurten,
    scores=as_scores,
    links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"),
    draws=as_whole(100),
    seed=as_whole(0),
)
def assess_spending(
    data: Dataset,
    scores: Scores,
    links: pd.DataFrame | None = None,
    *,
    draws: int = 4000,
    seed: int = 1,
) -> Spending:
    """Compare the budgets of area-bound projects with need, by inequality indices and their uncertainty.

    Residents are ordered by the score of their buurt. The interval resamples the projects with replacement (Efron &
    Tibshirani 1993, *An Introduction to the Bootstrap*, percentile interval); the band of chance places each project in
    the same number of buurten, drawn with probability proportional to residents, and divides it by residents. It is
    about where the money goes, never about what it achieved.

    Parameters
    ----------
    data
        Buurten and projects.
    scores
        Scores of the same data.
    links
        Result of `match_projects`; without it that of `data`.
    draws
        Number of bootstrap samples, and of random placements.
    seed
        The same seed gives the same answer.

    Returns
    -------
    Spending
        Figures, indices with their intervals, and what could not be computed.

    Raises
    ------
    InputError
        When scores or links belong to other data, or no buurt has a rank.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> spending = gg.assess_spending(data, gg.score(data))
    >>> spending.by_stacking["euro_per_inwoner"].round(2).to_dict()
    {4.0: 112.99, 3.0: 19.99, 2.0: 18.65, 1.0: 0.0, 0.0: 0.66}
    >>> spending.indices.loc["concentratie", ["waarde", "laag", "hoog"]].astype(float).round(2).tolist()
    [-0.63, -0.82, -0.36]
    """
    check_scores(data, scores)
    links = match_projects(data) if links is None else links
    check_links(data, links)
    codes = scores.buurten.index[scores.buurten["rang"].notna()].sort_values()
    if codes.empty:
        raise InputError(f"Geen enkele buurt van {data.gemeente.naam} heeft een rang; er valt niets te vergelijken.")
    table = pd.DataFrame({"inwoners": data.buurten["inwoners"], "euro": total_by_buurt(data, links)})
    ranked = table.loc[codes].join(scores.buurten[["score", "stapeling"]])
    curve = _draw_curve(ranked)
    units = _tabulate(links, codes)
    model = _Placement(units, ranked)
    enough = len(units) >= MIN_PLACED
    left_out = model.leave_out() if enough else _no_indices()
    return Spending(
        buurten=pd.DataFrame(
            {
                "euro": table["euro"],
                "euro_per_inwoner": euro_per_resident(data, links),
                "telt": table.index.isin(codes),
            }
        ),
        by_stacking=_sum_by_stacking(ranked),
        fifths=_cut_fifths(ranked, curve),
        curve=curve,
        indices=model.indices(left_out, draws, seed) if enough else _no_indices(),
        without_project=left_out,
        without=find_without(data, scores, table["euro"]),
        outside=round(float(table["euro"].drop(codes).sum()), 2),
        settings={"draws": draws, "seed": seed},
        meldingen=tuple(_explain(data, links, units, table["euro"].drop(codes))),
    )


def total_by_buurt(data: Dataset, links: pd.DataFrame) -> pd.Series[float]:
    """Euro of area-bound projects per buurt, 0 where there is none; the index of ``data.buurten``."""
    euro = links.groupby("buurtcode")["euro"].sum()
    return euro.reindex(data.buurten.index, fill_value=0.0).rename("euro")


def find_without(data: Dataset, scores: Scores, euro: pd.Series[float]) -> pd.DataFrame:
    """Buurten without money where `STACKED` themes or more stack, sorted by most themes and residents."""
    stacked = scores.buurten["stapeling"]
    codes = stacked.index[(stacked >= STACKED) & ~(euro > 0)]
    frame = pd.DataFrame(data.buurten.loc[codes, ["buurtnaam", "inwoners"]])
    frame = frame.join(scores.buurten[["stapeling", "rang"]])
    return frame.sort_values(["stapeling", "inwoners", "buurtnaam"], ascending=[False, False, True])


class _Placement:
    """Indices of projects over ranked buurten, also when projects are resampled or placed at random."""

    def __init__(self, units: pd.DataFrame, ranked: pd.DataFrame) -> None:
        """Prepare the ranking and the weights.

        Parameters
        ----------
        units
            Euro, a row per project and a column per ranked buurt.
        ranked
            ``inwoners`` and ``score`` of the same buurten.
        """
        self._units = units
        self._residents = ranked["inwoners"].to_numpy(dtype="float64")
        bounds = rank_bounds(self._residents, ranked["score"].to_numpy()[np.newaxis])
        self._rank: Numbers = (bounds[0] + bounds[1])[0] / 2
        self._euro: Numbers = units.to_numpy().sum(axis=1)
        self._moment: Numbers = units.to_numpy() @ self._rank

    def indices(self, left_out: pd.DataFrame, draws: int, seed: int) -> pd.DataFrame:
        """Indices with interval, band and the most influential project."""
        pick = np.random.default_rng([seed, 3]).integers(0, len(self._euro), (draws, len(self._euro)))
        sample = self._compute(self._euro[pick].sum(axis=1), self._moment[pick].sum(axis=1))
        moments = self._place_at_random(draws, np.random.default_rng([seed, 4]))
        chance = self._compute(np.full(draws, self._euro.sum()), moments)
        rows = {}
        for name, value in self._compute(self._euro.sum(), self._moment.sum()).items():
            low, high = np.quantile(sample[name], _ENDS)
            least, most = np.quantile(chance[name], _ENDS)
            distance = (left_out[name] - value).abs()
            furthest = distance.idxmax() if distance.notna().any() else None
            rows[name] = {
                "waarde": float(value),
                "laag": low,
                "hoog": high,
                "toeval_laag": least,
                "toeval_hoog": most,
                "zonder": np.nan if furthest is None else left_out[name][furthest],
                "project": furthest,
                "meer_dan_toeval": bool(high < least or low > most),
            }
        table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("index")
        return table.astype({"project": "Int64"})

    def leave_out(self) -> pd.DataFrame:
        """Indices without each project in turn."""
        values = self._compute(self._euro.sum() - self._euro, self._moment.sum() - self._moment)
        return pd.DataFrame(values, index=self._units.index)

    def _compute(self, euro: Any, moment: Any) -> dict[str, Any]:
        """Compute the indices from the sums of euro and of euro times rank."""
        share = self._residents / self._residents.sum()
        spread = (share * (self._rank - 0.5) ** 2).sum()
        mean = euro / self._residents.sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = (moment - euro / 2) / self._residents.sum() / spread
            neediest, least = mean - slope / 2, mean + slope / 2
            ratio = np.where((neediest > 0) & (least >= 0), least / neediest, np.nan)
            return {"concentratie": 2 * moment / euro - 1, "helling": slope, "verhouding": ratio}

    def _place_at_random(self, draws: int, source: np.random.Generator) -> Numbers:
        """Sum of euro times rank with each project in the same number of random buurten, drawn by residents."""
        moments = np.zeros(draws)
        rows = max(1, _CELLS // len(self._residents))
        for project in self._units.to_numpy():
            places = int((project > 0).sum())
            for start in range(0, draws, rows):
                part = slice(start, min(start + rows, draws))
                # The smallest exponential times with rates by residents are a draw by residents without replacement.
                times = source.exponential(size=(part.stop - part.start, len(self._residents))) / self._residents
                buurten = np.argpartition(times, places - 1, axis=1)[:, :places]
                weights = self._residents[buurten]
                moments[part] += project.sum() * (weights * self._rank[buurten]).sum(axis=1) / weights.sum(axis=1)
        return moments


def say_spending(spending: Spending) -> list[str]:
    """Dutch sentences on how far the money goes to the neediest, how certain that is, and which buurten have none."""
    lines = [_say_index(spending)] if len(spending.indices) else []
    if (number := len(spending.without)) > 0:
        ranked = spending.without[spending.without["rang"].notna()]
        text = (
            f"In {count_of(number, 'buurt', 'buurten')} met {STACKED} of meer thema's, waar "
            f"{format_number(spending.without['inwoners'].sum())} mensen wonen, is geen geld voor het gebied: "
            f"{name_some(spending.without['buurtnaam'], most=12)}."
        )
        if len(ranked) < number:
            people = format_number(ranked["inwoners"].sum())
            text += f" Daarvan hebben er {len(ranked)} een plaats op de lijst ({people} mensen)."
        lines.append(text)
    return [*lines, *spending.meldingen]


def _say_index(spending: Spending) -> str:
    row = spending.indices.loc["concentratie"].to_dict()
    value, low, high, least, most, without = (
        format_number(row[name], 2) for name in ("waarde", "laag", "hoog", "toeval_laag", "toeval_hoog", "zonder")
    )
    place = "vooral waar veel samenkomt" if row["waarde"] < 0 else "vooral waar weinig samenkomt"
    chance = (
        f"Dat is meer dan toeval: dezelfde projecten op gelote plekken geven {least} tot {most}."
        if row["meer_dan_toeval"]
        else f"Dat kan ook toeval zijn: dezelfde projecten op gelote plekken geven {least} tot {most}."
    )
    return (
        f"Het geld ligt {place}: concentratie-index {value}, in 95 van de 100 keer tussen {low} en {high} "
        f"(−1 is alles waar het meeste samenkomt, 0 is overal evenveel per inwoner). {chance} "
        f"Zonder project {row['project']} is het {without}."
    )


def _draw_curve(ranked: pd.DataFrame) -> pd.DataFrame:
    """Cumulative shares from the highest score; ties form one step, so that their order does not matter."""
    steps = ranked.groupby("score")[["inwoners", "euro"]].sum().sort_index(ascending=False)
    shares = (steps.cumsum() / steps.sum()).fillna(0.0).reset_index(drop=True)
    start = pd.DataFrame({"inwoners": [0.0], "euro": [0.0]})
    return pd.concat([start, shares], ignore_index=True)


def _cut_fifths(ranked: pd.DataFrame, curve: pd.DataFrame) -> pd.DataFrame:
    borders = np.linspace(0, 1, FIFTHS + 1)
    euro = np.diff(np.interp(borders, curve["inwoners"], curve["euro"])) * ranked["euro"].sum()
    residents = ranked["inwoners"].sum() / FIFTHS
    index = pd.RangeIndex(1, FIFTHS + 1, name="vijfde")
    return pd.DataFrame({"inwoners": residents, "euro": euro, "euro_per_inwoner": euro / residents}, index=index)


def _sum_by_stacking(ranked: pd.DataFrame) -> pd.DataFrame:
    groups = ranked.groupby("stapeling")
    sums = groups[["inwoners", "euro"]].sum()
    sums.insert(0, "buurten", groups.size())
    return sums.assign(euro_per_inwoner=sums["euro"] / sums["inwoners"]).sort_index(ascending=False)


def _tabulate(links: pd.DataFrame, codes: pd.Index[str]) -> pd.DataFrame:
    """Euro by project and ranked buurt, for projects with money in one."""
    here = links[links["buurtcode"].isin(codes) & (links["euro"] > 0)]
    table = here.pivot_table(index="project", columns="buurtcode", values="euro", aggfunc="sum", fill_value=0.0)
    return table.reindex(columns=codes, fill_value=0.0).astype("float64")


def _no_indices() -> pd.DataFrame:
    return pd.DataFrame(columns=list(INDICES), dtype="float64")


def _explain(data: Dataset, links: pd.DataFrame, units: pd.DataFrame, elsewhere: pd.Series[float]) -> Iterator[str]:
    """Dutch notices on what is missing or not counted."""
    if len(units) < MIN_PLACED:
        projects = count_of(len(units), "project", "projecten")
        yield (
            f"Met {projects} die een plaats en een bedrag hebben, wordt niet gezegd of het geld ligt waar veel "
            f"samenkomt; dat kan vanaf {MIN_PLACED}."
        )
    unplaced = data.projects.loc[data.projects.index.difference(pd.Index(links["project"])), "euro"]
    if len(unplaced):
        count = count_of(len(unplaced), "project heeft", "projecten hebben")
        yield f"{count} geen plaats, en het geld ervan telt niet mee: samen {format_euro(unplaced.sum())}."
    if (there := elsewhere[elsewhere > 0]).any():
        names = name_some(data.buurten["buurtnaam"][there.index])
        yield f"{format_euro(there.sum())} is voor buurten zonder plaats op de lijst en telt niet mee: {names}."
    if probable := links["euro"][links["zekerheid"].eq(PROBABLE)].sum():
        yield f"Van {format_euro(probable)} is de plaats waarschijnlijk en niet zeker."
    if unknown := int(links.groupby("project")["euro"].apply(lambda euro: euro.isna().all()).sum()):
        yield f"Van {count_of(unknown, 'project', 'projecten')} met een plaats is geen bedrag bekend."
