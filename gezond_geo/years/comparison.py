"""Difference-in-differences: a change compared with that in similar areas, judged by placebos."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo._validate import as_names, as_number, as_series_of_years, as_text, as_whole, checked
from gezond_geo.areas.codes import is_area
from gezond_geo.errors import InputError, UnknownBuurtError
from gezond_geo.io.dutch import count_of, format_number, format_value, join_words, name_some
from gezond_geo.io.names import normalise_name, suggest_names
from gezond_geo.years.carrying import BREAK, CARRIED
from gezond_geo.years.placebos import NEIGHBOURS, compare_groups, measure_features, measure_gaps
from gezond_geo.years.series import say_sources
from gezond_geo.years.trends import MODELLED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.years.series import Years

NO_PROOF = (
    "Dit is geen bewijs dat een project dit deed: niemand heeft geloot waar het kwam, en in die jaren kan er meer zijn "
    "veranderd."
)
"""Caveat shown with every comparison of change."""

MIN_BEFORE, MIN_OTHERS = 4, 20
"""Minimum number of years before, and of other areas, in a comparison."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ChangeComparison:
    """Change in a group of areas compared with that in similar areas (difference-in-differences).

    Attributes
    ----------
    indicator : Indicator that was compared.
    group : Names of the areas of the group.
    begin : First year of the period after.
    years : Frame indexed by ``jaar``: ``groep``, ``vergelijking`` and ``verschil`` (unweighted mean of areas, in the
        unit of the indicator) and ``periode`` (``voor`` or ``na``).
    areas : Frame indexed by ``code``, of the comparison areas: ``naam``, ``aandeel`` (weight in the comparison,
        percent), ``niveau`` (mean before) and ``trend`` (change per year before).
    difference : Change in the group minus that in the comparison.
    low, high : Interval of `difference`.
    p : Share of random groups with at least as extreme a difference, this group included.
    trend_before, p_before : Change per year of ``verschil`` in the period before, and its p-value.
    placebos : Differences for the random groups.
    verdict : `ABOVE`, `BELOW`, `NO_DIFFERENCE`, or empty.
    reason : Why there is no verdict (Dutch); else empty.
    level : Confidence level: share of random groups that get no verdict.
    sources : Sources of the figures (Dutch).
    meldingen : Dutch sentences on what was left out.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> rows = [
    ...     {"buurtcode": f"BU015301{area:02}", "jaar": year, "hulp": 5 + area * year % 7 / 10 + area / 50}
    ...     for area in range(30)
    ...     for year in range(2015, 2023)
    ... ]
    >>> about = {"label": "Hulp", "eenheid": "%", "soort": "register", "bron": "Gemeente", "licentie": "CC0"}
    >>> register = gg.read_register(pd.DataFrame(rows), about)
    >>> compared = gg.compare_change(register, "hulp", "BU01530112", 2020)
    >>> compared.years["periode"].value_counts().to_dict()
    {'voor': 5, 'na': 3}
    >>> compared.sentences()[-1].split(":")[0]
    'Dit is geen bewijs dat een project dit deed'
    """

    indicator: Indicator
    group: tuple[str, ...]
    begin: int
    years: pd.DataFrame
    areas: pd.DataFrame
    difference: float
    low: float
    high: float
    p: float
    trend_before: float
    p_before: float
    placebos: tuple[float, ...]
    verdict: str
    reason: str
    level: float
    sources: tuple[str, ...]
    meldingen: tuple[str, ...] = field(default=())

    def sentences(self) -> list[str]:
        """Dutch sentences on the result, its certainty, and that it is no proof."""
        about = self.indicator
        means = self.years.groupby("periode")[["groep", "vergelijking"]].mean()
        spans = {
            name: f"{rows.index.min()}–{rows.index.max()}" if len(rows) > 1 else str(rows.index[0])
            for name, rows in self.years.groupby("periode")
        }

        def write(value: float) -> str:
            return format_value(value, about.decimalen, about.eenheid)

        def follow(column: str) -> str:
            before, after = means[column]["voor"], means[column]["na"]
            return f"van {write(before)} ({spans['voor']}) naar {write(after)} ({spans['na']})"

        unit = "procentpunt" if "%" in about.eenheid else about.eenheid
        digits = about.decimalen + 1
        bounds = [format_number(each, digits) if isfinite(each) else "geen grens" for each in (self.low, self.high)]
        span = " tot ".join(bounds)
        sure = f"{format_number(100 * self.level)} %: {span}"
        outcome = self.verdict or f"geen oordeel, want {self.reason}"
        alike = self.reason or f"Vóór {self.begin} liepen ze niet aantoonbaar uiteen"
        slope = f"{format_number(self.trend_before, digits)} {unit} per jaar"
        trials = f"{len(self.placebos)} willekeurige groepen van {len(self.group)}"
        return [
            f"{about.label} in {name_some(self.group)}: {follow('groep')}.",
            f"Gebieden die net zo begonnen ({name_some(self.areas['naam'])}): {follow('vergelijking')}.",
            f"Verschil in verandering: {format_number(self.difference, digits)} {unit} ({sure}): {outcome}.",
            f"{alike[0].upper()}{alike[1:]} (verschil vóór {self.begin}: {slope}).",
            f"Proef: van {trials} week {format_number(100 * self.p, 1)} % "
            f"minstens zo ver af; tot {format_number(100 * (1 - self.level))} % heet het een verschil.",
            NO_PROOF,
        ]


@checked(
    years=as_series_of_years,
    indicator=as_text,
    areas=as_names,
    begin=as_whole(1900, 2100),
    since=as_whole(1900, 2100),
    until=as_whole(1900, 2100),
    level=as_number(0.5, 0.9999),
)
def compare_change(
    years: Years,
    indicator: str,
    areas: str | Sequence[str],
    begin: int,
    *,
    since: int | None = None,
    until: int | None = None,
    level: float = 0.95,
) -> ChangeComparison:
    """Compare the change in a group of areas with that in similar areas, by difference-in-differences.

    Difference-in-differences (Card & Krueger 1994, *American Economic Review* 84(4), 772-793): the mean after minus the
    mean before in the group, minus the same in its comparison. Each area is compared with the `NEIGHBOURS` areas with
    the most similar level and trend before. With few areas a standard error means little, so `PLACEBOS` random groups
    of the same size are compared in the same way: a permutation test (Fisher 1935, *The Design of Experiments*, chapter
    3). Each difference is divided by the scatter of its own gap in the period before (Abadie, Diamond & Hainmueller
    2010, *Journal of the American Statistical Association* 105, 493-505), shrunk halfway to the median of all groups,
    since small areas vary more. The interval holds the effects that the test does not reject when subtracted from the
    group. There is no verdict where the gap was already changing before, or where no area was similar.

    Parameters
    ----------
    years
        Series, such as from `read_register`.
    indicator
        Id of the indicator: a counted share or rate.
    areas
        Names or codes of the areas in the group.
    begin
        First year of the period after.
    since, until
        First and last year to use; default to all years.
    level
        Confidence level: share of random groups that get no verdict.

    Raises
    ------
    InputError
        When the indicator is modelled or a number, there are fewer than `MIN_BEFORE` years before or none after, an
        area of the group lacks a year, or there are fewer than `MIN_OTHERS` other areas.
    UnknownBuurtError
        When there is no such area.
    SettingsError
        When the level is too high for the number of random groups.

    Examples
    --------
    Thirty areas follow one path, and one is 2 points higher from 2020 on:

    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> rows = [
    ...     {"buurtcode": f"BU015301{area:02}", "jaar": year, "hulp": 5 + area * 7 % 11 / 10 + area * year % 7 / 10}
    ...     for area in range(31)
    ...     for year in range(2014, 2024)
    ... ]
    >>> frame = pd.DataFrame(rows)
    >>> frame.loc[(frame["buurtcode"] == "BU01530112") & (frame["jaar"] >= 2020), "hulp"] += 2
    >>> about = {"label": "Hulp", "eenheid": "%", "soort": "register", "bron": "Gemeente", "licentie": "CC0"}
    >>> compared = gg.compare_change(gg.read_register(frame, about), "hulp", "BU01530112", 2020)
    >>> round(compared.difference), compared.verdict
    (2, 'hoger dan bij vergelijkbare gebieden')
    """
    about = _check_figure(years, indicator)
    codes = [find_area(years, area) for area in dict.fromkeys(areas)]
    table = _whole_years(years, indicator, since, until)
    values, left_out = _choose_areas(table, codes, years, about)
    names = years.figures.drop_duplicates("buurtcode").set_index("buurtcode")["buurtnaam"]
    before = values.columns.to_numpy() < begin
    _check_years(values, begin, before)
    paths, places = values.to_numpy(dtype="float64"), values.index.get_indexer(pd.Index(codes))
    own = measure_gaps(paths, before, places[np.newaxis])
    neighbours = pd.Series(values.index[own.neighbours.ravel()]).value_counts(normalize=True)
    compared = values.loc[neighbours.index].mul(neighbours, axis=0).sum()
    means = pd.DataFrame({"groep": values.loc[codes].mean(), "vergelijking": compared})
    means["verschil"], means["periode"] = own.gap[0], np.where(before, "voor", "na")
    features = pd.DataFrame(measure_features(paths, before), index=values.index, columns=["niveau", "trend"])
    beside = pd.DataFrame({"naam": names.reindex(neighbours.index), "aandeel": 100 * neighbours}).join(features)
    return ChangeComparison(
        indicator=about,
        group=tuple(names[code] for code in codes),
        begin=begin,
        years=means.rename_axis("jaar"),
        areas=beside.sort_index().sort_values("aandeel", ascending=False, kind="stable").rename_axis("code"),
        level=level,
        sources=tuple(say_sources(years)),
        meldingen=tuple(left_out),
        **compare_groups(paths, before, places, level),
    )


def find_area(years: Years, area: str) -> str:
    """Look up the code of an area in the series, by its name or code.

    Raises
    ------
    UnknownBuurtError
        When there is none, or more than one.
    """
    names = years.figures.drop_duplicates("buurtcode").set_index("buurtcode")["buurtnaam"]
    if area.upper().strip() in names.index:
        return area.upper().strip()
    codes = names.index[names.map(normalise_name).eq(normalise_name(area))]
    if len(codes) == 1:
        return str(codes[0])
    close = suggest_names(area, names)
    if len(codes):
        hint = f"die naam hebben {join_words([*codes])}; geef de code."
    else:
        hint = f"bedoelt u {' of '.join(close)}?" if close else "geef een naam of code uit de tabel."
    raise UnknownBuurtError(f"In de tabel is geen gebied {area!r}; {hint}" if not len(codes) else f"{area!r}: {hint}")


def _check_figure(years: Years, indicator: str) -> Indicator:
    """Refuse a figure whose change is not informative about an area."""
    years.of(indicator)
    about = years.indicators[indicator]
    if about.soort == "schatting":
        raise InputError(f"{about.label} is {MODELLED}.")
    if about.is_count:
        raise InputError(
            f"{about.label} is een aantal, en gebieden verschillen in grootte; vergelijk een aandeel van de bevolking."
        )
    return about


def _whole_years(years: Years, indicator: str, since: int | None, until: int | None) -> pd.DataFrame:
    """Figures of the areas as counted, for the years that have them."""
    series = years.figures[years.figures["id"].eq(indicator) & ~years.figures["hoe"].isin([CARRIED, BREAK])]
    series = series[series["jaar"].between(since or 0, until or 9999)]
    values = series.pivot_table(index="buurtcode", columns="jaar", values="waarde", dropna=False)
    return values[values.index.map(is_area)].dropna(axis=1, how="all").sort_index()


def _choose_areas(
    values: pd.DataFrame, codes: list[str], years: Years, about: Indicator
) -> tuple[pd.DataFrame, list[str]]:
    """Keep the areas with a figure for every year; refuse when an area of the group is not among them."""
    names = years.figures.drop_duplicates("buurtcode").set_index("buurtcode")["buurtnaam"]
    complete = values.dropna()
    # Two areas with identical figures are the same one, and compared with itself an area never changes.
    ranked = complete.loc[[*complete.index.intersection(codes), *complete.index.difference(codes)]]
    whole = complete.loc[ranked.index[~ranked.duplicated() | ranked.index.isin(codes)].sort_values()]
    if lacking := [str(names[code]) for code in codes if code not in whole.index]:
        raise InputError(
            f"Van {name_some(lacking)} is er niet van elk jaar een cijfer van {about.label}; neem minder jaren of een "
            "ander gebied."
        )
    others = len(whole) - len(codes)
    if others < max(MIN_OTHERS, len(codes) + NEIGHBOURS):
        need = max(MIN_OTHERS, len(codes) + NEIGHBOURS)
        raise InputError(
            f"Er zijn {others} andere gebieden met een cijfer van elk jaar, en om te vergelijken zijn er {need} nodig."
        )
    left_out = {
        "niet van elk jaar een cijfer": len(values) - len(complete),
        "elk jaar hetzelfde cijfer als een ander gebied": len(complete) - len(whole),
    }
    notes = [f"Niet vergeleken, want {why}: {count_of(n, 'gebied', 'gebieden')}." for why, n in left_out.items() if n]
    return whole, notes


def _check_years(values: pd.DataFrame, begin: int, before: NDArray[np.bool_]) -> None:
    earlier, later = int(before.sum()), int((~before).sum())
    if earlier < MIN_BEFORE or not later:
        there = join_words([str(year) for year in values.columns]) or "geen jaren"
        raise InputError(
            f"Om te vergelijken zijn {MIN_BEFORE} jaren vóór {begin} nodig en een erna; er zijn cijfers van {there}."
        )
