"""An area with the input of its paper: its row of figures, its position and its projects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.areas.codes import NATION
from gezond_geo.dataset.levels import aggregate
from gezond_geo.indicators.limits import MIN_RESIDENTS, Limits
from gezond_geo.io.rows import rows_by_label
from gezond_geo.pages.map.run import Run, once_per_run
from gezond_geo.pages.profile.area import STADSDEEL, WIJK
from gezond_geo.scores.robustness import assess_robustness
from gezond_geo.scores.scores import score
from gezond_geo.years.series import mean_by_residents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.language import Language
    from gezond_geo.pages.profile.area import Area
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores
    from gezond_geo.years.series import Years


@dataclass(frozen=True, eq=False, kw_only=True)
class Subject:
    """An area as a row among areas of its kind.

    Attributes
    ----------
    area : The area of the paper.
    buurten : Figures, scores and links of the buurten of the gemeente.
    run : The same with the area as one of the rows; `buurten` itself for a single buurt.
    years : Figures of the gemeente through the years; None without.
    """

    area: Area
    buurten: Run
    run: Run
    years: Years | None = None

    @property
    def words(self) -> Language:
        """Language of the paper."""
        return self.run.words

    @property
    def data(self) -> Dataset:
        """Figures of the buurten of the gemeente."""
        return self.buurten.data

    @cached_property
    def row(self) -> dict[Any, Any]:
        """Figures of the area; NaN is unknown."""
        frame = pd.DataFrame(self.run.data.buurten).drop(columns=["geometry", "punt"], errors="ignore")
        return dict(frame.loc[self.area.key])

    @property
    def outcome(self) -> dict[Any, Any]:
        """Stacking, score, rank and reasons for missing ones."""
        return self.run.outcomes[self.area.key]

    @property
    def has_value(self) -> bool:
        """Whether figures are shown at all: from `MIN_RESIDENTS` residents on."""
        return bool(self.row.get("inwoners", 0) >= MIN_RESIDENTS)

    @property
    def has_outcome(self) -> bool:
        """Whether the number of stacked themes is available."""
        return not np.isnan(self.outcome["stapeling"])

    @cached_property
    def percentiles(self) -> dict[str, float]:
        """Percentile of each theme that counts, 0-100 with 100 unfavourable."""
        return {theme: float(self.run.scores.themes[theme][self.area.key]) for theme in self.run.scores.counted}

    @cached_property
    def stacked(self) -> list[str]:
        """Themes that stack here, in the order in which they are shown."""
        threshold = self.run.scores.settings["threshold"]
        return [theme for theme, place in self.percentiles.items() if self.has_outcome and place >= threshold]

    @property
    def chances(self) -> Mapping[Any, Any]:
        """Probabilities and rank interval; empty when not computed."""
        return self.run.chances.get(self.area.key, {})

    @cached_property
    def projects(self) -> list[int]:
        """Numbers of the projects in the area."""
        return sorted({number for code in self.area.codes for number in self.buurten.projects_in.get(code, [])})

    def series(self, indicator: str) -> pd.DataFrame | None:
        """A figure through the years, for the area (``hier``), the gemeente and ``NL``; None with fewer than two years.

        For combined buurten it is the mean weighted by residents, in the years in which all large enough ones have a
        figure.
        """
        if self.years is None or indicator not in self.years.indicators:
            return None
        here = mean_by_residents(self.years, indicator, self.area.codes)
        table = pd.concat([here.to_frame("hier").T, self.years.of(indicator).loc[[*self.regions]]])
        whole = table.loc[:, table.loc["hier"].notna()]
        return whole if whole.shape[1] > 1 else None

    def value(self, indicator: Indicator, region: str | None = None) -> float:
        """Published figure of the area, the gemeente or the country.

        A share of counts is computed from these, since its published value is already rounded. For a wijk it is the
        figure published for that wijk, if any.
        """
        value = _share_or_value(_published(self.buurten).get(region or self.area.key, {}), indicator)
        return value if region or not np.isnan(value) else _share_or_value(self.row, indicator)

    @property
    def regions(self) -> dict[str, str]:
        """Name of the gemeente and the country by their code."""
        return {self.data.gemeente.code: self.data.gemeente.naam, NATION: self.words("nederland")}


class Subjects:
    """Factory of `Subject` for areas, which aggregates wijken and stadsdelen only once.

    Parameters
    ----------
    data, scores, links, sure
        As in `gezond_geo.make_profile`.
    words
        Language of the papers.
    """

    def __init__(
        self,
        data: Dataset,
        scores: Scores,
        links: pd.DataFrame,
        sure: Robustness | None,
        words: Language,
        *,
        years: Years | None = None,
    ) -> None:
        self._years = years
        self.buurten = Run(data=data, scores=scores, links=links, sure=sure, words=words, public=False)
        self._levels: dict[str, Run] = {}

    def of(self, area: Area) -> Subject:
        """An area with the input of its paper."""
        run = self.buurten if area.is_buurt else self._level_of(area)
        return Subject(area=area, buurten=self.buurten, run=run, years=self._years)

    def _level_of(self, area: Area) -> Run:
        if area.soort not in {WIJK, STADSDEEL}:
            return self._take_together(aggregate(self.buurten.data, dict.fromkeys(area.codes, area.key)))
        if area.soort not in self._levels:
            level = aggregate(self.buurten.data, "wijk" if area.soort == WIJK else "stadsdeel")
            self._levels[area.soort] = self._take_together(level)
        return self._levels[area.soort]

    def _take_together(self, level: Dataset) -> Run:
        """Score areas with the settings of the buurten, and with as many draws."""
        buurten = self.buurten
        settings = buurten.scores.settings
        scores = score(
            level,
            weights=settings["weights"],
            threshold=settings["threshold"],
            reference=buurten.scores.reference,
            limits=Limits(**settings["limits"]),
        )
        sure = None
        if buurten.sure is not None and scores.buurten["rang"].notna().any():
            draw_settings = buurten.sure.settings
            sure = assess_robustness(
                level, scores, draws=draw_settings["draws"], seed=draw_settings["seed"], vary=draw_settings["vary"]
            )
        return Run(data=level, scores=scores, links=buurten.links, sure=sure, words=buurten.words, public=False)


@once_per_run
def _published(run: Run) -> dict[Any, dict[Any, Any]]:
    """Published figures of wijken, the gemeente and the country, by their code."""
    return rows_by_label(run.data.comparison)


def _share_or_value(row: Mapping[Any, Any], indicator: Indicator) -> float:
    if indicator.is_share:
        part, whole = row.get(indicator.teller, np.nan), _sum(row, indicator.noemer) - _sum(row, indicator.min)
        if whole > 0 and not np.isnan(part):
            return float(part / whole * indicator.per)
    return float(row.get(indicator.id, np.nan))


def _sum(row: Mapping[Any, Any], names: tuple[str, ...]) -> float:
    return float(sum(row.get(name, np.nan) for name in names))
