"""Tables of CBS and RIVM over OData v3: a row per region and member, a column per figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.io.odata import V3, VALUE, Request, Rows, Service, Version, plain, without_suffix

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class TableV3(Service):
    """One table at one service of OData v3."""

    version: Version = V3

    def read_info(self) -> tuple[str, str | None]:
        """Title of the table, and when it last changed."""
        info = next(iter(self.read_set("TableInfos")), {})
        return str(info.get("Title") or self.table_id).strip(), str(info.get("Modified") or "") or None

    def read_names(self, request: Request) -> tuple[pd.Series[str], str]:
        """Names of regions by code (sorted), and the address of the request."""
        region = _region_of(self.read_set("DataProperties"))
        records = self.read_records(region, "Key", ["Title"], starts=request.starts, progress=request.progress)
        rows = self.by_code(records.frame, "Key")
        self.refuse_empty(rows, records, request.starts)
        return rows["Title"].astype("str").str.strip().rename("naam"), records.url

    def read_rows(self, request: Request, list_regions: Callable[[], pd.Index[str]]) -> Rows:
        """Read figures.

        Parameters
        ----------
        request
            The request.
        list_regions
            Function that lists the regions of the table.

        Raises
        ------
        SourceError
            When there is no usable answer; for no rows, or another number than the service counts, a duplicate region,
            or a stem shared by two columns.
        """
        title, modified = self.read_info()
        properties = self.read_set("DataProperties")
        by_column = self.resolve(request.columns, properties)
        region, keys = _region_of(properties), {str(prop.get("Key")) for prop in properties}
        members = {name: those for name, those in request.dimensions.items() if those and name in keys}
        real = list(dict.fromkeys(by_column.values()))
        records = self.read_records(
            "TypedDataSet", region, real, starts=request.starts, members=members, progress=request.progress
        )
        frame = self._widen(records.frame, region, request.columns, by_column, members.get("Marges", (VALUE,)))
        self.refuse_empty(frame, records, request.starts, *(those[0] for those in members.values()))
        return Rows(
            frame=frame,
            resolved=by_column,
            title=title,
            modified=modified,
            # A table without other dimensions has a row for every region in its list.
            absent=[] if members else list_regions().difference(frame.index).tolist(),
            records=records,
        )

    def _widen(
        self,
        rows: pd.DataFrame,
        region: str,
        columns: Mapping[str, tuple[str, ...]],
        keys: Mapping[str, str],
        members: tuple[str, ...],
    ) -> pd.DataFrame:
        """Pivot to a column per name, with its bounds."""
        numbers = rows.assign(**{column: self.as_numbers(rows[column]) for column in set(keys.values())})
        member = rows["Marges"] if "Marges" in rows else pd.Series(VALUE, index=rows.index)

        def pick(key: str) -> pd.DataFrame:
            part = self.by_code(numbers[member == key], region)
            return pd.DataFrame({n: part[keys[n]] if n in keys else float("nan") for n in columns}, part.index)

        frame = pick(VALUE)
        bounds = [pick(bound).reindex(frame.index).add_suffix(f" {bound}") for bound in members if bound != VALUE]
        return pd.concat([frame, *bounds], axis=1)

    def resolve(self, columns: Mapping[str, tuple[str, ...]], properties: list[dict[str, Any]]) -> dict[str, str]:
        """Find the actual column of each name by its stem."""
        groups = {p["ID"]: p for p in properties if p.get("Type") == "TopicGroup" and isinstance(p.get("ID"), int)}
        topics = {str(p.get("Key")): _titles_above(p, groups) for p in properties if p.get("Type") == "Topic"}
        by_column = {}
        for name, stems in columns.items():
            keys = next(filter(None, (_columns_of(stem, topics) for stem in stems)), [])
            if len(keys) > 1:
                options = " en ".join(f"{key} ({', '.join(topics[key])})" if topics[key] else key for key in keys)
                raise self.error(f"heeft meer dan één kolom voor {name}, namelijk {options}; noem de groep: Groep/Stam")
            if keys:
                by_column[name] = keys[0]
        return by_column


def _region_of(properties: list[dict[str, Any]]) -> str:
    """Name of the dimension with the regions: WijkenEnBuurten, in older tables RegioS."""
    return next((str(p.get("Key")) for p in properties if str(p.get("Type")).startswith("Geo")), "WijkenEnBuurten")


def _titles_above(prop: Mapping[str, Any], groups: Mapping[float, Mapping[str, Any]]) -> list[str]:
    """Titles of the topic groups of a column, outermost first."""
    titles: list[str] = []
    while isinstance(parent := prop.get("ParentID"), int | float) and parent in groups and len(titles) < len(groups):
        prop = groups[parent]
        titles.insert(0, " ".join(str(prop.get("Title")).split()))
    return titles


def _columns_of(stem: str, topics: Mapping[str, list[str]]) -> list[str]:
    """Columns with this stem, within the group if one is named (``Groep/Stem``)."""
    group, _, own = stem.rpartition("/")
    return [
        key
        for key, titles in topics.items()
        if without_suffix(key) == own and (not group or plain(group) in map(plain, titles))
    ]
