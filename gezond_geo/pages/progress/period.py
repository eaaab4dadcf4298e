"""A period: two moments of a gemeente, with all the data of its report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gezond_geo.areas.codes import NATION
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.years.series import check_years

if TYPE_CHECKING:
    import pandas as pd

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.language import Language
    from gezond_geo.scores.scores import Scores
    from gezond_geo.years.nulmeting import Nulmeting
    from gezond_geo.years.series import Years

HEALTH = "goede_gezondheid"
"""The figure that the report shows through the years."""

NEED = "inkomen"
"""Theme along which the difference between buurten is measured."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Period:
    """Input of a progress report.

    Attributes
    ----------
    data : Figures, projects and focus areas of the gemeente.
    scores, links : Scores and links of the same data.
    since, until : First and last year.
    years : Series of the gemeente; None without.
    nulmeting : Baseline of the first year; None when the period begins with a year.
    words : Language of the paper.
    """

    data: Dataset
    scores: Scores
    links: pd.DataFrame
    since: int
    until: int
    years: Years | None
    nulmeting: Nulmeting | None
    words: Language

    @cached_property
    def health(self) -> pd.DataFrame | None:
        """Good health per area and year, up to the last year of the period; None without a series."""
        if self.years is None or HEALTH not in self.years.indicators:
            return None
        table = self.years.of(HEALTH)
        own = table.loc[[self.data.gemeente.code]].dropna(axis=1)
        years = [year for year in own.columns if int(year) <= self.until]
        return table[years] if years else None

    @cached_property
    def need(self) -> tuple[pd.Series[float] | None, pd.Series[float], str]:
        """Need and residents of each buurt, and the uitgave of both; from the nulmeting if there is one.

        The first is None when that theme has no figures or does not count.
        """
        if self.nulmeting is None:
            scores, data = self.scores, self.data
        else:
            data = self.nulmeting.data
            scores = self.nulmeting.score(data)
        need = scores.themes[NEED] if NEED in scores.counted else None
        return need, data.buurten["inwoners"], data.edition

    @property
    def regions(self) -> dict[str, str]:
        """Names of the gemeente and the country by their code."""
        return {self.data.gemeente.code: self.data.gemeente.naam, NATION: self.words("nederland")}

    def level(self, code: str) -> dict[int, float]:
        """Good health per year in the gemeente (``GM…``) or the Netherlands (``NL``); NaN is unknown."""
        if self.health is None:
            return {}
        row = self.health.loc[[code]].iloc[0]
        return {int(str(year)): float(value) for year, value in row.items()}

    def within(self, table: pd.DataFrame) -> list[int]:
        """Years of the period among the columns of a table."""
        return [year for year in table.columns.astype(int).tolist() if self.since <= year <= self.until]


def check_period(data: Dataset, since: int | Nulmeting, years: Years | None, until: int | None) -> dict[str, Any]:
    """``since``, ``until`` and ``nulmeting`` of a period.

    Raises
    ------
    InputError
        When the years or the nulmeting belong to another gemeente, or a year is requested without series.
    SettingsError
        When there are no figures for a year, or the first is not before the last.
    """
    gemeente = data.gemeente
    nulmeting = None if isinstance(since, int) else since
    if years is not None:
        check_years(data, years)
    if nulmeting is not None and nulmeting.data.gemeente.code != gemeente.code:
        raise InputError(
            f"De nulmeting is van {nulmeting.data.gemeente.naam} en de cijfers zijn van {gemeente.naam}; geef die van "
            "dezelfde gemeente."
        )
    if years is None and nulmeting is None:
        raise InputError("Zonder reeksen is er van een jaar niets te vertellen; geef wat gezond_geo.load_years geeft.")
    first = since if isinstance(since, int) else since.data.year_of("inwoners")
    with_figures = [] if years is None else sorted({*years.figures.loc[years.figures["waarde"].notna(), "jaar"]})
    last = until or (with_figures[-1] if with_figures else data.year_of("inwoners"))
    for year in [*([] if nulmeting else [first]), *([until] if until else [])]:
        if year not in with_figures:
            choices = ", ".join(str(int(y)) for y in with_figures)
            raise SettingsError(f"Van {year} zijn er geen cijfers van {gemeente.naam}; kies uit: {choices or 'geen'}.")
    if first is None or last is None or first >= last:
        raise SettingsError(
            f"Van {first} tot {last} is geen periode; kies een begin vóór het laatste jaar met cijfers "
            f"({with_figures[-1] if with_figures else last})."
        )
    return {"since": int(first), "until": int(last), "nulmeting": nulmeting}
