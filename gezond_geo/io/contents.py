"""What a file for the next tool holds: a table, what its columns are, and where its figures come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas.api import types

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from gezond_geo.io.qgis import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column of a table is.

    Attributes
    ----------
    label : Short name for readers.
    unit : Such as ``%``; empty when it has none.
    decimals : Decimals of a number as it is shown; None for a text.
    text : What it holds, in a sentence.
    sheet : On which sheet of a workbook it stands; the index is on each.
    """

    label: str
    unit: str = ""
    decimals: int | None = None
    text: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A table with all that goes with it.

    Attributes
    ----------
    name : Name of the table, as a layer or sheet has it.
    title : What it is, for readers.
    table : Rows with an index that has a name; a geometry is left out where a format has none.
    columns : What each column is, by name; those of the index too.
    lines : What has to be said with it, the last line last.
    tables : Frames that stand beside it, each on a sheet of its own, by name.
    layers : Frames with a geometry that stand beside it in a GeoPackage, by name.
    styles : How layers look.
    about : Version, settings and the like: plain values by name.
    sources : Where its figures come from, a record each.
    """

    name: str
    title: str
    table: pd.DataFrame
    columns: Mapping[str, Column] = field(default_factory=dict)
    lines: Sequence[str] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    styles: Sequence[Style] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    sources: Sequence[Mapping[str, Any]] = ()

    @property
    def plain(self) -> pd.DataFrame:
        """The table without its geometry; numbers without decimals are whole numbers where they all are."""
        frame = pd.DataFrame(without_geometry(self.table))
        whole = [name for name in frame if self._is_whole(str(name), frame[name])]
        return frame.astype(dict.fromkeys(whole, "Int64"))

    def _is_whole(self, name: str, values: pd.Series[Any]) -> bool:
        column = self.columns.get(name)
        has_no_decimals = column is not None and column.decimals == 0
        return has_no_decimals and types.is_float_dtype(values) and bool((values.dropna() % 1 == 0).all())


def without_geometry(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out the geometry of a table, if it has one."""
    return table.drop(columns=[name for name, kind in table.dtypes.items() if str(kind) == "geometry"])
