"""Content of an exported file: a table, the definitions of its columns, and the sources of its figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas.api import types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd

    from gezond_geo.io.qgis import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Definition of a column.

    Attributes
    ----------
    label : Short name for readers.
    unit : Such as ``%``; empty when it has none.
    decimals : Number of decimals shown; None for a text.
    text : Description, in a sentence.
    sheet : Sheet of a workbook that it is on; the index is on each.
    """

    label: str
    unit: str = ""
    decimals: int | None = None
    text: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A table with its metadata.

    Attributes
    ----------
    name : Name of the table, as a layer or sheet.
    title : Title for readers.
    table : Frame with a named index; the geometry is left out in formats without one.
    columns : Definition of each column by name, including the index.
    lines : Lines of explanation to go with it, in order.
    tables : Additional frames by name, each on its own sheet.
    layers : Makes the additional layers of a GeoPackage, by name; called when one is written.
    styles : Styles of the layers.
    about : Metadata such as version and settings: plain values by name.
    sources : Sources of the figures, a record each.
    """

    name: str
    title: str
    table: pd.DataFrame
    columns: Mapping[str, Column] = field(default_factory=dict)
    lines: Sequence[str] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    layers: Callable[[], Mapping[str, gpd.GeoDataFrame]] = dict
    styles: Sequence[Style] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    sources: Sequence[Mapping[str, Any]] = ()

    @property
    def plain(self) -> pd.DataFrame:
        """The table without its geometry; columns shown without decimals become integers if all values are whole."""
        frame = pd.DataFrame(without_geometry(self.table))
        # pandas copies `attrs` at every step.
        frame.attrs = {}
        whole = [name for name in frame if self._is_whole(str(name), frame[name])]
        return frame.astype(dict.fromkeys(whole, "Int64"))

    def _is_whole(self, name: str, values: pd.Series[Any]) -> bool:
        column = self.columns.get(name)
        has_no_decimals = column is not None and column.decimals == 0
        return has_no_decimals and types.is_float_dtype(values) and bool((values.dropna() % 1 == 0).all())


def without_geometry(table: pd.DataFrame) -> pd.DataFrame:
    """Drop the geometry of a table, if it has one."""
    return table.drop(columns=[name for name, kind in table.dtypes.items() if str(kind) == "geometry"])
