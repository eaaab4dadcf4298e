"""References: the empirical distributions from which percentiles are taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from gezond_geo._validate import (
    as_choice,
    as_dict,
    as_frame,
    as_indicator,
    as_list,
    as_series,
    as_text,
    checked,
)
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.aggregation import arithmetic_mean
from gezond_geo.indicators.catalogue import Indicator, subthemes, theme_indicators, themes
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.indicators.normalisation import Ties, cumulate, min_max, place_in, z_score
from gezond_geo.io.cells import to_numbers
from gezond_geo.io.personal import explain_words
from gezond_geo.io.ranges import Range, check_columns, explain_impossible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gezond_geo.indicators.normalisation import Cumulation

Weight = Literal["inwoners", "buurten"]
Method = Literal["percentiel", "z-score", "min-max"]
WEIGHTS = get_args(Weight)
"""Possible weights of a reference."""
METHODS: tuple[Method, ...] = get_args(Method)
"""Methods to normalise the indicators of a theme; the score uses the first."""

PEOPLE = "Nederlanders"
"""Residents of a reference of all Dutch buurten; see `Reference.people`."""

MEAN_DECIMALS = 4
"""Decimals of a theme mean: unrounded float sums would break true ties."""

ENDS = (2.5, 97.5)
"""Percentiles of the reference that become 0 and 100 by min-max, so that no single buurt sets the scale."""

_CALLED = "De referentie"


@dataclass(frozen=True, eq=False)
class Reference:
    """Empirical distributions (step functions) of indicators and theme means over the buurten of a reference.

    Attributes
    ----------
    steps : DataFrame with columns ``id`` (indicator, theme, sub-theme, or variant of a theme: see `variant_id`),
        ``value``, ``buurten`` and ``inwoners`` (how many of each have that value), sorted by id and value.
    label : Dutch name of the reference, as in "vergeleken met …".
    weight : Weight of a step: ``inwoners`` or ``buurten``.
    people : Dutch name of its residents, as in "dan waar 71 % van de … woont".
    apart : Separate references of the themes that are compared with something else, by theme id; they apply to the
        whole theme.

    Raises
    ------
    InputError
        When `label` or `people` points to a person, or is about origin or belief.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> data.reference.label
    'waar alle inwoners van Nederland wonen (buurten vanaf 100 inwoners)'
    >>> smoking = data.indicators["roken"]
    >>> float(data.reference.position(smoking, data.buurten["roken"])["BU01530301"].round(1))
    96.4
    """

    steps: pd.DataFrame
    label: str
    weight: Weight = "inwoners"
    people: str = "vergeleken inwoners"
    apart: Mapping[str, Reference] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse labels that point to a person or are about a group of people, since they appear on the map."""
        for text in explain_words({"label": self.label, "people": self.people}):
            raise InputError(f"Deze referentie is niet te gebruiken: {text}")

    def __contains__(self, name: object) -> bool:
        """Whether there is a distribution for an indicator or theme, not counting separate references."""
        return name in self._rows

    @cached_property
    def _rows(self) -> Mapping[Any, Any]:
        """Positions of the steps of each id."""
        return self.steps.groupby("id").indices

    @cached_property
    def _cumulations(self) -> dict[str, Cumulation]:
        """Result of `cumulation` by id."""
        return {}

    @checked(name=as_text)
    def distribution(self, name: str) -> pd.DataFrame:
        """Steps of one indicator, theme, sub-theme or variant; empty when it has none."""
        return self.steps.take(self._rows.get(name, []))

    @checked(theme=as_text)
    def of(self, theme: str | None = None) -> Reference:
        """Reference for a theme and its indicators."""
        return self.apart.get(theme or "", self)

    def covers(self, theme: str, members: Iterable[Indicator]) -> bool:
        """Whether it holds a theme and each of its indicators, not counting separate references."""
        return theme in self and all(i.id in self for i in members)

    @checked(name=as_text, values=as_series, ties=as_choice(*get_args(Ties)))
    def percentile(self, name: str, values: pd.Series[float], *, ties: Ties = "mid") -> pd.Series[float]:
        """Percentiles of values of one indicator or theme mean; see `percentile`."""
        return place_in(self.cumulation(name), values, ties=ties)

    @checked(name=as_text)
    def cumulation(self, name: str) -> Cumulation:
        """Values of one indicator or theme mean in order, with the weight below each; most are used many times."""
        if name not in self._cumulations:
            self._cumulations[name] = cumulate(*self._steps_of(name))
        return self._cumulations[name]

    def _steps_of(self, name: str) -> tuple[pd.Series[float], pd.Series[float]]:
        """Values and weights of one distribution; without the ids, which take longer than both."""
        rows = self._rows.get(name, [])
        return self.steps["value"].take(rows), self.steps[self.weight].take(rows)

    def position(self, indicator: Indicator, values: pd.Series[float]) -> pd.Series[float]:
        """Percentile with 100 at the unfavourable end: the direction is applied after ranking."""
        ranked = self.percentile(indicator.id, values)
        return 100 - ranked if indicator.ongunstig == "laag" else ranked

    def normalise(self, indicator: Indicator, values: pd.Series[float], method: Method) -> pd.Series[float]:
        """Normalise the values of an indicator by a method, higher at the unfavourable end.

        ``percentiel`` is its `position`; ``z-score`` the number of standard deviations from the mean; ``min-max`` 0-100
        between the `ENDS` of the reference. The last two are NaN where the reference does not vary.

        Raises
        ------
        SettingsError
            When there is no such method.
        """
        match method:
            case "percentiel":
                return self.position(indicator, values)
            case "z-score":
                normalised = z_score(values, *self._steps_of(indicator.id))
                return -normalised if indicator.ongunstig == "laag" else normalised
            case "min-max":
                ends = pd.Series([_quantile(*self._steps_of(indicator.id), end) for end in ENDS])
                stretched = min_max(values, ends).to_numpy().clip(0, 100)
                numbers = 100 - stretched if indicator.ongunstig == "laag" else stretched
                return pd.Series(numbers, index=values.index, name=values.name)
        raise SettingsError(f"Er is geen methode {method!r}; kies uit: {', '.join(METHODS)}.")


def variant_id(theme: str, method: Method = "percentiel", without: str = "") -> str:
    """Id of a variant of a theme mean, such as ``gezondheid/z-score/roken``.

    Parameters
    ----------
    theme
        Id of the theme.
    method
        One of `METHODS`.
    without
        Id of the indicator that is left out; empty for none.

    Returns
    -------
    str
        The id of the theme itself for the default method with all indicators.
    """
    way = method if without or method != "percentiel" else ""
    return "/".join(filter(None, [theme, way, without]))


def decimals_of(name: str) -> int:
    """Decimals of the mean of a theme, sub-theme or variant; `MEAN_DECIMALS` for a theme itself."""
    if "/" not in name and name not in subthemes():
        return MEAN_DECIMALS
    return 2 if "/z-score" in name else 1


def theme_mean(
    theme: str,
    members: Iterable[Indicator],
    figures: pd.DataFrame,
    reference: Reference,
    *,
    method: Method = "percentiel",
    without: str = "",
) -> pd.Series[float]:
    """Mean of the normalised indicators of a theme, higher at the unfavourable end.

    Parameters
    ----------
    theme
        Id of the theme or sub-theme.
    members
        Indicators that count in it.
    figures
        One row per buurt, with a column per indicator of the theme.
    reference
        Reference that holds each of the indicators.
    method
        How indicators are normalised; see `Reference.normalise`.
    without
        Id of an indicator to leave out; empty for none.

    Returns
    -------
    Series
        0-100, or standard deviations for ``z-score``, rounded to `decimals_of`; named by its `variant_id`, with the
        index of `figures`. NaN where a counting indicator is missing.
    """
    included = [i for i in members if i.id != without]
    return _mean_of(_normalise(included, figures, reference, method), variant_id(theme, method, without))


@checked(frames=as_list, label=as_text, weight=as_choice(*WEIGHTS), people=as_text, members=as_dict)
def build_reference(
    frames: Iterable[tuple[pd.DataFrame, pd.Series[float]]],
    *,
    label: str,
    weight: Weight = "inwoners",
    people: str = "vergeleken inwoners",
    members: Mapping[str, Sequence[Indicator]] | None = None,
) -> Reference:
    """Build a reference from the figures of its buurten.

    Parameters
    ----------
    frames
        Pairs of figures (a row per buurt, a column per indicator) and residents in the year of those figures. Each
        theme is taken from a single frame that has all its indicators.
    label
        Dutch name of the reference, as in "vergeleken met …".
    weight
        Whether to count residents or buurten.
    people
        Dutch name of its residents, as in "dan waar 71 % van de … woont".
    members
        Indicators that count, by theme id, such as `Dataset.members`; defaults to those of the package.

    Returns
    -------
    Reference
        Over the buurten with at least `MIN_RESIDENTS` residents. For a theme with more than one indicator it also holds
        each variant (every method, and every indicator left out; see `variant_id`), and the sub-themes whose indicators
        all count.

    Raises
    ------
    InputError
        When no frame has all indicators of any theme, or a value is not a number or is impossible.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> reference = gg.build_reference([(data.buurten, data.buurten["inwoners"])], label="de buurten van Enschede")
    >>> gg.score(data, reference=reference).themes.loc["BU01530301"].round().to_dict()
    {'gezondheid': 80.0, 'inkomen': 91.0, 'vergrijzing': 44.0, 'verstening': 31.0}
    """
    by_theme = {t: theme_indicators(t) for t in themes()} if members is None else members
    _check_members(by_theme)
    parts: list[pd.DataFrame] = []
    for pair in frames:
        figures, residents = _check_pair(pair)
        wide, weights = _take_counted(figures, residents, [i for each in by_theme.values() for i in each])
        available = set(wide.columns[wide.notna().any()])
        for theme, indicators in by_theme.items():
            if not indicators or not {i.id for i in indicators} <= available:
                continue
            steps = pd.concat([_steps(wide[i.id], weights) for i in indicators], ignore_index=True)
            means = _means(theme, indicators, wide, Reference(steps, label, weight))
            parts += [steps, *(_steps(mean, weights) for mean in means)]
    if not parts:
        raise InputError("Voor geen enkel thema zijn er cijfers om een referentie van te maken.")
    steps = pd.concat(parts).sort_values(["id", "value"], ignore_index=True)
    return Reference(steps, label, weight, people)


def _take_counted(
    figures: pd.DataFrame, residents: pd.Series[float], indicators: Iterable[Indicator]
) -> tuple[pd.DataFrame, pd.Series[float]]:
    """Figures and residents of the buurten that count; refuse impossible values."""
    if (twice := figures.columns[figures.columns.duplicated()]).size:
        raise InputError(f"In de referentie staat de kolom {twice[0]} twee keer; laat er een staan.")
    counts, impossible = Range(0).check(to_numbers(residents.rename("inwoners"), _CALLED))
    wide = figures[counts >= MIN_RESIDENTS]
    ranges = {i.id: i.range for i in indicators if i.id in wide}
    numbers = pd.DataFrame({name: to_numbers(wide[name], _CALLED) for name in ranges}, index=wide.index)
    valid, outside = check_columns(numbers, ranges)
    if impossible + outside:
        raise InputError(f"{_CALLED}: {explain_impossible(impossible + outside)}")
    return valid, counts[wide.index]


def _check_pair(pair: Any) -> tuple[pd.DataFrame, pd.Series[float]]:
    """Check one of the frames of a reference, and its residents."""
    if not isinstance(pair, tuple | list) or len(pair) != len(("figures", "residents")):
        raise InputError("Elk van frames is een paar van cijfers en inwoners; geef [(cijfers, inwoners)].")
    figures, residents = as_frame()("frames", pair[0]), as_series("frames", pair[1])
    if not figures.index.equals(residents.index):
        raise InputError("De inwoners in frames horen niet bij de cijfers; geef van elke rij het aantal inwoners.")
    return figures, residents


def _check_members(members: Mapping[str, Any]) -> None:
    for theme, those in members.items():
        for each in those if isinstance(those, list | tuple) else [those]:
            as_indicator(f"members van {theme}", each)


def _means(
    theme: str, members: Sequence[Indicator], figures: pd.DataFrame, reference: Reference
) -> Iterator[pd.Series[float]]:
    """Means of a theme, its sub-themes and its variants."""
    ids = [i.id for i in members]
    positions = _normalise(members, figures, reference, "percentiel")
    yield _mean_of(positions, theme)
    for part in subthemes().values():
        if part.thema == theme and set(part.leden) <= set(ids):
            yield _mean_of(positions[[name for name in ids if name in part.leden]], part.id)
    if len(members) > 1:
        for method in METHODS:
            # Once for all variants of the method: placing the values of a country takes longer than their means.
            normalised = _normalise(members, figures, reference, method)
            for without in ["", *ids]:
                if (name := variant_id(theme, method, without)) != theme:
                    yield _mean_of(normalised.drop(columns=without or []), name)


def _normalise(
    members: Iterable[Indicator], figures: pd.DataFrame, reference: Reference, method: Method
) -> pd.DataFrame:
    """Normalised figures, a column per indicator."""
    return pd.DataFrame({i.id: reference.normalise(i, figures[i.id], method) for i in members})


def _mean_of(normalised: pd.DataFrame, name: str) -> pd.Series[float]:
    """Mean of normalised indicators, rounded as that of the theme, sub-theme or variant of this name."""
    return arithmetic_mean(normalised).round(decimals_of(name)).rename(name)


def _quantile(values: pd.Series[float], weights: pd.Series[float], percent: float) -> float:
    """Lowest value at or below which at least this share of the weight lies; NaN without values."""
    sample, weighing = values.to_numpy(), weights.to_numpy()
    order = np.argsort(sample, kind="stable")
    reached = np.cumsum(weighing[order]) >= percent / 100 * weighing.sum()
    return float(sample[order][reached][0]) if reached.any() else float("nan")


def _steps(values: pd.Series[float], residents: pd.Series[float]) -> pd.DataFrame:
    numbers = values.to_numpy()
    present = ~np.isnan(numbers)
    # Stable, and so with the first of 0 and -0, by the index that is asked for.
    steps, _, rows, buurten = np.unique(numbers[present], return_index=True, return_inverse=True, return_counts=True)
    people = np.bincount(rows, weights=residents.to_numpy()[present], minlength=len(steps)).astype("int64")
    return pd.DataFrame({"id": str(values.name), "value": steps, "buurten": buurten, "inwoners": people})
