"""The input of one page, with cached look-ups."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

from gezond_geo.choices.koppelkansen import find_koppelkansen
from gezond_geo.choices.links import euro_per_resident, total_euro
from gezond_geo.choices.purposes import silent_projects, themes_served
from gezond_geo.indicators.catalogue import LASTING_THEME
from gezond_geo.io.rows import rows_by_label
from gezond_geo.scores.contributions import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.language import Language
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores
    from gezond_geo.years.series import Years


Result = TypeVar("Result")
Key = TypeVarTuple("Key")


def once_per_run(tell: Callable[[Run, *Key], Result]) -> Callable[[Run, *Key], Result]:
    """Cache a function of a run and a few values, since many buurten in a country share the result; never modify it.

    Parameters
    ----------
    tell
        Function of a run and of hashable values.
    """

    @wraps(tell)
    def recall(run: Run, *key: *Key) -> Result:
        memory = run.memory[tell]
        if (result := memory.get(key, memory)) is memory:  # which stands for nothing: what is told may be None
            result = memory[key] = tell(run, *key)
        return result  # type: ignore[no-any-return]

    return recall


@dataclass(frozen=True, eq=False, kw_only=True)
class Run:
    """Figures, scores, links and language of one page, with frequently used look-ups.

    Attributes
    ----------
    data : Figures, boundaries and projects.
    scores : Result of `gezond_geo.score` on the same data.
    links : Result of `gezond_geo.match_projects` on the same data.
    sure : Result of `gezond_geo.assess_robustness`, or None.
    words : Language of the page.
    public : Whether ranks and scores of buurten are left out.
    years : Result of `gezond_geo.load_years` for the same gemeente, or None.
    """

    data: Dataset
    scores: Scores
    links: pd.DataFrame
    sure: Robustness | None
    words: Language
    public: bool
    years: Years | None = None

    @cached_property
    def memory(self) -> dict[Any, dict[Any, Any]]:
        """Cached results of each function of `once_per_run`."""
        return defaultdict(dict)

    @cached_property
    def year(self) -> str:
        """Year of the residents, which most figures share, in words."""
        return self.year_of("inwoners")

    def year_of(self, name: str) -> str:
        """Year of a figure in words, since the caller may not give one; empty when the uitgave lacks the figure."""
        indicator = self.data.indicators[name]
        source = self._sources.get(indicator.teller or name)
        # Stone cover describes a year of its own, whoever passes the figure.
        if source and not source["jaar"] and indicator.tabel != LASTING_THEME:
            return self.words("onbekend_jaar")
        return str(self.data.year_of(name) or "")

    @cached_property
    def shown(self) -> dict[str, Indicator]:
        """Indicators shown for every buurt, by id."""
        return {i.id: i for i in self.data.shown}

    @cached_property
    def unplaced(self) -> set[str]:
        """Figures whose position the public page hides: the only ones of their theme."""
        themes = [self.data.members(theme) for theme in self.data.themes] if self.public else []
        return {members[0].id for members in themes if len(members) == 1}

    @cached_property
    def members(self) -> dict[str, list[Indicator]]:
        """Indicators that count in each theme."""
        return {theme: self.data.members(theme) for theme in self.data.themes}

    @cached_property
    def from_wijk(self) -> dict[str, set[str]]:
        """Buurten whose value is that of their wijk, by indicator."""
        return {str(name): {str(code) for code in flags.index[flags]} for name, flags in self.data.from_wijk.items()}

    @cached_property
    def published(self) -> dict[str, dict[str, float]]:
        """Published figures of the country, the gemeente and its wijken, by indicator and code."""
        columns = self.data.comparison.to_dict("list")
        codes = [str(code) for code in self.data.comparison.index.tolist()]
        return {
            str(name): {code: value for code, value in zip(codes, values, strict=True) if not math.isnan(value)}
            for name, values in columns.items()
        }

    @cached_property
    def outcomes(self) -> dict[Any, dict[Any, Any]]:
        """Rows of `Scores.buurten` by code."""
        return rows_of(self.scores).buurten

    @cached_property
    def rows(self) -> dict[Any, dict[Any, Any]]:
        """Rows of `Dataset.buurten` by code, without geometry."""
        return rows_by_label(self.data.buurten.drop(columns=["geometry", "punt"]))

    @cached_property
    def last_rank_over(self) -> dict[float, float]:
        """Last rank of the buurten with more than a given number of themes; NaN when there are none."""
        ranks, stacked = self.scores.buurten["rang"], self.scores.buurten["stapeling"]
        return {float(level): float(ranks[stacked > level].max()) for level in stacked.dropna().unique()}

    @cached_property
    def _sources(self) -> dict[Any, dict[Any, Any]]:
        return rows_by_label(self.data.sources)

    @cached_property
    def _own(self) -> set[str]:
        return set(self.data.own)

    @cached_property
    def official_names(self) -> dict[str, str]:
        """Names of buurten by CBS, in the order of the data."""
        names = self.data.buurten["buurtnaam"]
        return dict(zip(names.index.tolist(), names.tolist(), strict=True))

    @cached_property
    def names(self) -> dict[str, str]:
        """Common names of buurten: that of a focus area that equals the buurt, or else that of CBS."""
        own = self.official_names
        areas = [area for area in self.data.gemeente.focusgebieden if not area.deel and len(area.buurten) == 1]
        return own | {area.buurten[0]: area.naam for area in areas if area.buurten[0] in own}

    def name_of(self, buurtcode: str) -> str:
        """Common name of a buurt."""
        return self.names[buurtcode]

    @cached_property
    def chances(self) -> dict[Any, dict[Any, Any]]:
        """Rows of `Robustness.buurten` by code; empty without it."""
        return {} if self.sure is None else rows_by_label(self.sure.buurten)

    @cached_property
    def projects_in(self) -> dict[str, list[int]]:
        """Numbers of the projects in each buurt with any."""
        numbers: dict[str, list[int]] = {}
        for number, places in self.places_of.items():
            for code in places:
                numbers.setdefault(code, []).append(number)
        return {code: sorted(own) for code, own in numbers.items()}

    @cached_property
    def places_of(self) -> dict[int, dict[str, tuple[str, float]]]:
        """Certainty and euro of each project in each of its buurten, by number and buurtcode."""
        places: dict[int, dict[str, tuple[str, float]]] = {}
        columns = (self.links[name].tolist() for name in ("project", "buurtcode", "zekerheid", "euro"))
        for number, code, certainty, euro in zip(*columns, strict=True):
            places.setdefault(number, {})[code] = certainty, euro
        return places

    @cached_property
    def euro(self) -> pd.DataFrame:
        """Budgets of projects by buurt, as `gezond_geo.total_euro` adds them up."""
        return total_euro(self.data, self.links, "buurtcode")

    @cached_property
    def served(self) -> dict[int, dict[str, str]]:
        """Themes that each project serves, with their certainty."""
        return themes_served(self.data.projects, self.scores.counted)

    @cached_property
    def silent(self) -> set[int]:
        """Projects whose themes are unknown."""
        return silent_projects(self.data.projects)

    @cached_property
    def koppelkansen_in(self) -> dict[str, list[dict[Any, Any]]]:
        """Rows of `gezond_geo.find_koppelkansen` by buurtcode; empty without a list of investments."""
        if self.data.investments is None:
            return {}
        table = find_koppelkansen(self.data, self.scores, sure=self.sure, links=self.links)
        return {str(code): part.to_dict("records") for code, part in table.groupby("buurtcode")}

    @cached_property
    def plan_names(self) -> dict[int, str]:
        """Name of each investment by its number."""
        plans = self.data.investments
        return {} if plans is None else {int(str(number)): str(name) for number, name in plans["naam"].items()}

    @cached_property
    def euro_per_resident(self) -> pd.Series[float]:
        """Euro per resident by buurtcode; see `gezond_geo.choices.links.euro_per_resident`."""
        return euro_per_resident(self.data, self.links)

    @cached_property
    def spread_money(self) -> set[str]:
        """Buurten with money from a project that is spread over several."""
        buurten = self.links.groupby("project")["buurtcode"].transform("size")
        return set(self.links.loc[buurten > 1, "buurtcode"])

    def source_of(self, indicators: Iterable[Indicator]) -> dict[str, Any]:
        """Publishers, tables and years of indicators in words, and whether any is an estimate or custom."""
        ids = list(indicators)
        rows = {name: self._sources[name] for i in ids if (name := i.teller or i.id) in self._sources}
        publishers: dict[str, None] = {}
        for name, row in rows.items():
            inside = ", ".join(filter(None, [row["tabel"], row["soort"] if name in self._own else ""]))
            publishers[f"{row['uitgever']} ({inside})" if inside else row["uitgever"]] = None
        years = sorted({str(row["jaar"]) for row in rows.values()} - {""})
        return {
            "bron": self.words.join(list(publishers)),
            "jaar": self.words.join(years),
            "schatting": any(i.soort == "schatting" for i in ids),
        }
