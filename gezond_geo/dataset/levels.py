"""Aggregation of buurten to wijken, stadsdelen, the gemeente, or areas of the caller's own choice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import pandas as pd

from gezond_geo._validate import as_dataset, as_level, checked
from gezond_geo.areas.gemeente_names import every_name
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.catalogue import ADULTS, add_shares
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import count_of, format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator

Level = Literal["wijk", "stadsdeel", "gemeente"]
_KEYS = {"wijk": "wijkcode", "stadsdeel": "stadsdeel", "gemeente": "gemeentecode"}
_OWN = "gebied"
"""Name of the index for areas of the caller's own choice."""

MAX_OUTSIDE = 5.0
"""Percent of the residents that may live outside the areas of a level; above it they have no rank and no sheet."""


@checked(data=as_dataset, level=as_level)
def aggregate(data: Dataset, level: Level | Mapping[str, str] | pd.Series[str]) -> Dataset:
    """Combine buurten into wijken, stadsdelen, the gemeente or any other areas.

    Counts are summed, shares are weighted by their denominator (`weight_of`: residents of 15 and over for shares of
    adults, land for shares of the surface), and shares of counts are recomputed. Buurten under 100 residents are left
    out. Where any other buurt has no value, a count is missing, and a share is that of the buurten with a value.

    Parameters
    ----------
    data
        Buurten.
    level
        ``wijk``, ``stadsdeel`` or ``gemeente``, or a mapping from buurt, by code or name (`Dataset.find_buurt`), to the
        name of its area. A buurt without an area, or whose stadsdeel is unknown, is left out, with a melding.

    Returns
    -------
    Dataset
        Its ``buurten`` are the areas, sorted (index ``wijkcode``, ``stadsdeel``, ``gemeentecode`` or ``gebied``), with
        ``aantal_buurten`` (number of buurten aggregated) and without geometry; an area in which every buurt is too
        small keeps its row, without figures. ``completeness`` is the share of each figure that is known. Areas are
        scored against Dutch buurten: a wijk as if it were one buurt. Where more than `MAX_OUTSIDE` percent of the
        residents live in no wijk, stadsdeel or gemeente, no area has a rank (`Dataset.unranked`); this limit does not
        apply to areas of the caller's own choice.

    Raises
    ------
    InputError
        When no buurt has a known area, or a buurt is in two areas.
    UnknownBuurtError
        When a buurt is not in the data; the message lists the closest names.
    SettingsError
        When there is no such level.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> gg.aggregate(data, "stadsdeel").buurten["inwoners"].to_dict()
    {'Centrum': 7475.0, 'Noord': 15275.0, 'Oost': 21975.0, 'West': 20430.0, 'Zuid': 33380.0}
    """
    kind = level if isinstance(level, str) else _OWN
    areas = _level_of(data, level) if isinstance(level, str) else _areas_of(data, level)
    buurten = pd.DataFrame(data.buurten[areas.notna()])
    within = areas[areas.notna()].astype(str)
    large = buurten[buurten["inwoners"] >= MIN_RESIDENTS].assign(aantal_buurten=buurten.get("aantal_buurten", 1))
    columns = [i for i in data.indicators.values() if i.id in buurten and not i.is_share]
    indicators = [i for i in data.indicators.values() if i.id in buurten]
    names = pd.Index(sorted(within.unique()), name=_KEYS.get(kind, _OWN))
    figures = add_shares(_take_together(columns, large, within).reindex(names), data.indicators).drop(columns=ADULTS)
    described = pd.DataFrame(
        {
            "buurtnaam": _name(kind, buurten, within),
            "gemeentecode": data.gemeente.code,
            "aantal_buurten": large["aantal_buurten"].groupby(within).sum().reindex(names, fill_value=0),
        },
        index=names,
    )
    frame = gpd.GeoDataFrame(
        described.drop(columns=names.name, errors="ignore").join(figures),
        geometry=gpd.GeoSeries(index=names, crs=data.buurten.crs),
    )
    completeness = _complete(data, indicators, buurten, within)
    result = replace(
        data,
        buurten=frame,
        completeness=completeness,
        from_wijk=pd.DataFrame(),
        standard_errors=pd.DataFrame(),
        unranked=(isinstance(level, str) and explain_outside(data, level)) or data.unranked,
    )
    ranks = [f"Per {kind} is er geen rang: {result.unranked}."] if result.unranked else []
    notes = [*_say_level(data, kind, areas, count=len(buurten) - len(large)), *ranks, *_say_gaps(result, large)]
    return replace(result, meldingen=(*data.meldingen, *notes))


def explain_outside(data: Dataset, level: str) -> str:
    """Explain in Dutch that too many residents live in no area of a level for it to be ranked or shown on sheets.

    Parameters
    ----------
    data
        Buurten.
    level
        ``wijk``, ``stadsdeel`` or ``gemeente``.

    Returns
    -------
    str
        Dutch; empty when at most `MAX_OUTSIDE` percent do, and when the level has no areas at all.
    """
    areas = data.buurten.reindex(columns=[_KEYS[level]])[_KEYS[level]]
    residents = data.buurten["inwoners"]
    outside = residents[areas.isna()].sum() / residents.sum() * 100
    if areas.isna().all() or not outside > MAX_OUTSIDE:
        return ""
    share = format_number(outside, 1)
    return f"van {share} % van de inwoners is {_the(level)} niet bekend, en dat is meer dan {MAX_OUTSIDE:.0f} %"


def weight_of(indicator: Indicator, figures: pd.DataFrame) -> pd.Series[float]:
    """Denominator of a figure: its weight when buurten are aggregated.

    Parameters
    ----------
    indicator
        Definition of the figure.
    figures
        One row per buurt, with the columns used as weights.

    Returns
    -------
    Series
        The denominator of a share of counts, the ``weging`` of other figures (residents of 15 and over for shares of
        adults), and the count itself for a count; the index of `figures`, NaN where it is unknown.
    """
    if indicator.is_share:
        parts = [figures[list(names)].sum(axis=1, skipna=False) for names in (indicator.noemer, indicator.min)]
        return parts[0] - parts[1]
    if indicator.weging == ADULTS:
        return figures["inwoners"] - figures["inwoners_0_14"]
    return figures[indicator.weging or indicator.id]


def _level_of(data: Dataset, level: str) -> pd.Series[str]:
    if level not in _KEYS:
        keys = ", ".join(_KEYS)
        raise SettingsError(f"Niveau {level!r} bestaat niet; kies uit: {keys}, of geef per buurt een gebied.")
    areas = data.buurten.reindex(columns=[_KEYS[level]])[_KEYS[level]]
    if areas.isna().all():
        raise InputError(
            f"Van geen enkele buurt van {data.gemeente.naam} is {_the(level)} bekend; kies een ander niveau."
        )
    return areas


def _areas_of(data: Dataset, areas: Mapping[str, str] | pd.Series[str]) -> pd.Series[str]:
    codes: dict[str, str] = {}
    for name, area in areas.items():
        code = data.find_buurt(str(name))
        if not pd.isna(area) and codes.setdefault(code, str(area)) != str(area):
            raise InputError(f"Buurt {name} staat bij {codes[code]} en bij {area}; noem elke buurt bij een gebied.")
    if not codes:
        raise InputError("Er is geen buurt genoemd om samen te nemen; geef per buurt de naam van een gebied.")
    return pd.Series(codes, dtype="object").reindex(data.buurten.index)


def _take_together(columns: list[Indicator], figures: pd.DataFrame, within: pd.Series[str]) -> pd.DataFrame:
    values = figures[[i.id for i in columns]]
    weights = pd.DataFrame({i.id: weight_of(i, figures) for i in columns}).where(values.notna())
    means = (values * weights).groupby(within).sum(min_count=1) / weights.groupby(within).sum()
    # An incomplete count would pass for that of the whole.
    totals = values.groupby(within).sum().where(values.notna().groupby(within).all())
    # Figures of CBS and RIVM have the decimals of the reference that ranks them.
    means = means.round({i.id: i.decimalen for i in columns if not i.is_custom})
    return means.assign(**{i.id: totals[i.id] for i in columns if i.is_count})


def _complete(
    data: Dataset, indicators: list[Indicator], figures: pd.DataFrame, within: pd.Series[str]
) -> pd.DataFrame:
    """Percent of the denominator that lies in buurten with a value; based on residents where it is unknown."""
    names, residents = [i.id for i in indicators], figures["inwoners"]
    weights = pd.DataFrame({i.id: weight_of(i, figures) for i in indicators})
    from_wijk = data.from_wijk.reindex(index=figures.index, columns=names, fill_value=False).astype(bool)
    own_value = figures[names].notna() & weights.notna() & ~from_wijk
    before = data.completeness.reindex(index=figures.index, columns=names).fillna(100)
    present = before.where(own_value, 0).where(residents >= MIN_RESIDENTS, 0)
    whole = weights.apply(lambda weight: weight.fillna(residents * (weight / residents).median()))
    parts = (whole * present).groupby(within).sum() / whole.groupby(within).sum()
    unknown = whole.isna().groupby(within).any()
    # A denominator known to be 0 has no weight, but is complete.
    whole_known: pd.DataFrame = (present == 100).groupby(within).all()  # noqa: PLR2004 - percent
    complete: pd.DataFrame = parts.mask(unknown).mask(whole_known, 100.0)
    return complete


def _name(kind: str, buurten: pd.DataFrame, within: pd.Series[str]) -> pd.Series[str]:
    if kind == "wijk":
        return buurten["wijknaam"].groupby(within).first()
    names = pd.Series(within.unique(), index=within.unique())
    return names.replace(every_name()) if kind == "gemeente" else names


def _the(kind: str) -> str:
    return f"{'het' if kind == 'stadsdeel' else 'de'} {kind}"


def _say_level(data: Dataset, kind: str, areas: pd.Series[str], *, count: int) -> list[str]:
    notes = [
        f"Per {kind}: samengenomen uit buurten en vergeleken met Nederlandse buurten, alsof een {kind} één buurt was."
    ]
    if unknown := areas.isna().sum():
        buurten = count_of(unknown, "buurt", "buurten")
        if kind == _OWN:
            notes.append(f"Zonder {buurten} die in geen gebied {'ligt' if unknown == 1 else 'liggen'}.")
        else:
            notes.append(f"Van {buurten} is {_the(kind)} niet bekend, dus telt niet mee.")
    if count:
        notes.append(f"Zonder {count_of(count, 'buurt', 'buurten')} onder {MIN_RESIDENTS} inwoners.")
    if data.from_wijk.any(axis=None):
        notes.append("Wat van de hele wijk is overgenomen, telt niet als volledig.")
    return notes


def _say_gaps(level: Dataset, large: pd.DataFrame) -> list[str]:
    """Dutch notice on shown figures that do not cover every buurt, and where that matters most."""
    parts = []
    for indicator in [i for i in level.shown if i.id in level.completeness]:
        has_value = large[indicator.id].notna()
        if has_value.any() and not has_value.all():
            shares = level.completeness[indicator.id].dropna().sort_values()
            least = [f" ({level.buurten['buurtnaam'][str(name)]}: {int(s)} %)" for name, s in shares.iloc[:1].items()]
            parts.append("".join([indicator.label, *least]))
    return [f"Niet van alle buurten bekend, het minst volledig: {'; '.join(parts)}."] if parts else []
