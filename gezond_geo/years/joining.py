"""Joining the figures of all years in one frame, with a row per area, indicator and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np
import pandas as pd

from gezond_geo.areas.codes import NATION
from gezond_geo.dataset.series import COUNTED, uitgave_with
from gezond_geo.indicators.catalogue import add_shares
from gezond_geo.indicators.limits import MIN_RESIDENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.dataset.series import YearTable
    from gezond_geo.indicators.catalogue import Indicator

FIGURES = ["buurtcode", "buurtnaam", "id", "jaar", "waarde", "tabel", "hoe"]
COMPARISON = ["code", "naam", "id", "jaar", "waarde", "tabel", "hoe"]
_LAND = ("buurtnaam", "land_ha")


class _Rows(NamedTuple):
    """Figures of one table, a row per area and indicator; the columns of `FIGURES` but for the names."""

    codes: NDArray[np.object_]
    ids: NDArray[np.object_]
    years: NDArray[np.int64]
    values: NDArray[np.float64]
    tables: NDArray[np.object_]
    how: NDArray[np.object_]


class Joined(TypedDict):
    """The frames of `gezond_geo.years.series.Years`."""

    figures: pd.DataFrame
    comparison: pd.DataFrame
    indicators: dict[str, Indicator]
    sources: pd.DataFrame


def join_tables(
    gemeente: Gemeente,
    tables: Mapping[tuple[str, int], YearTable],
    carried: Mapping[tuple[str, int], tuple[pd.DataFrame, pd.Series[str]]],
    division: int,
) -> Joined:
    """Concatenate the tables of all years.

    Parameters
    ----------
    gemeente
        Code, name and folder of the gemeente.
    tables
        Tables by key and year.
    carried
        Figures of each table for the buurten of the division, and how each was derived.
    division
        Year of the division into buurten, whose residents are counted.
    """
    latest = tables[COUNTED, division].buurten
    every: dict[str, Indicator] = {}
    figures, around = [], []
    sources: dict[tuple[str, int], pd.Series[str]] = {}
    for (key, year), (frame, how) in carried.items():
        table = tables[key, year]
        indicators = uitgave_with(key, table.table).indicators()
        own, beside = (
            _add_shares(part, indicators) if key == COUNTED else part.astype("float64")
            for part in (frame.drop(columns="buurtnaam", errors="ignore"), table.comparison)
        )
        ids = [i for i in indicators if i in own and i in beside and i not in _LAND]
        every |= {name: indicators[name] for name in ids}
        values = _hide(own[ids], own["inwoners"] if key == COUNTED else latest["inwoners"])
        whole: pd.Series[str] = pd.Series({NATION: table.nation, gemeente.code: table.whole})
        figures.append(_lengthen(values, year, table.table.id, how))
        around.append(_lengthen(beside[ids], year, table.table.id, whole))
        origins = table.sources.T
        sources |= {(name, year): origins[indicators[name].teller or name] for name in ids}
    newest = uitgave_with("", tables[COUNTED, division].table).indicators()
    order = [name for base in newest for name in (base, f"{base}_18_65") if name in every]
    both: pd.Series[str] = pd.Series({gemeente.code: gemeente.naam, NATION: "Nederland"})
    return Joined(
        figures=_sort(figures, order, latest["buurtnaam"], FIGURES),
        comparison=_sort(around, order, both, COMPARISON),
        indicators={name: every[name] for name in order},
        sources=pd.DataFrame(list(sources.values()), index=pd.MultiIndex.from_tuples(sources, names=["id", "jaar"])),
    )


def _hide(values: pd.DataFrame, residents: pd.Series[float]) -> pd.DataFrame:
    """Leave out the figures of buurten that are too small, except their number of residents."""
    small = ~residents.reindex(values.index).ge(MIN_RESIDENTS).to_numpy()
    hidden = values.columns != "inwoners"
    return values.mask(small[:, np.newaxis] & hidden)


def _add_shares(counts: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    quoted = [i.id for i in indicators.values() if not i.is_share]
    return add_shares(counts.reindex(columns=quoted), indicators).dropna(axis=1, how="all")


def _lengthen(values: pd.DataFrame, year: int, table: str, how: pd.Series[str]) -> _Rows:
    """List a row per area and indicator, like `pandas.DataFrame.melt` in a fraction of the time."""
    areas, ids = values.shape
    origins = how.reindex(values.index).fillna("").to_numpy(dtype=object)
    return _Rows(
        codes=np.tile(values.index.to_numpy(dtype=object), ids),
        ids=np.repeat(values.columns.to_numpy(dtype=object), areas),
        years=np.full(areas * ids, year),
        values=values.to_numpy().ravel(order="F"),
        tables=np.full(areas * ids, table, dtype=object),
        how=np.tile(origins, ids),
    )


def _sort(parts: Sequence[_Rows], order: Sequence[str], names: pd.Series[str], columns: Sequence[str]) -> pd.DataFrame:
    """Sort by area, by indicator in the order of the catalogue, and by year; add the names of the areas."""
    rows = _Rows(*map(np.concatenate, zip(*parts, strict=True)))
    rank_of = {name: rank for rank, name in enumerate(order)}
    ranks = np.array([rank_of[name] for name in rows.ids.tolist()])
    places, _ = pd.factorize(rows.codes, sort=True)
    sequence = np.lexsort((rows.years, ranks, places))
    codes, *others = (part[sequence] for part in rows)
    name_of = names.to_dict()
    labels = [name_of[code] for code in codes.tolist()]
    return pd.DataFrame(dict(zip(columns, (codes, labels, *others), strict=True)))
