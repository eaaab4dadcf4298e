"""Tables of CBS over OData v4: an observation per region and measure, without empty cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.io import http
from gezond_geo.io.odata import V4, Request, Rows, Service, Version, plain, without_suffix

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class TableV4(Service):
    """One table at an OData v4 service, with regions as its only dimension."""

    version: Version = V4

    def read_info(self) -> tuple[str, str | None]:
        """Title of the table, and when it last changed."""
        info = http.get_json(self.url_of("Properties"), what=f"tabel {self.table_id}")
        return str(info.get("Title") or self.table_id).strip(), str(info.get("Modified") or "") or None

    def read_names(self, request: Request) -> tuple[pd.Series[str], str]:
        """Names of regions by code (sorted), and the address of the request."""
        records = self.read_records(
            f"{self._region()}Codes", "Identifier", ["Title"], starts=request.starts, progress=request.progress
        )
        rows = self.by_code(records.frame, "Identifier")
        self.refuse_empty(rows, records, request.starts)
        return rows["Title"].astype("str").str.strip().rename("naam"), records.url

    def read_rows(self, request: Request, list_regions: Callable[[], pd.Index[str]]) -> Rows:
        """Read figures, with a row for every region in the table's list; see `TableV3.read_rows`."""
        title, modified = self.read_info()
        by_column = self.resolve(request, self.read_set("MeasureCodes"))
        if not by_column:
            raise self.error("heeft geen van de kolommen die nodig zijn; meld dit als fout")
        region = self._region()
        records = self.read_records(
            "Observations",
            region,
            ["ValueAttribute", "Value"],
            starts=request.starts,
            members={"Measure": tuple(dict.fromkeys(by_column.values()))},
            progress=request.progress,
        )
        cells = records.frame.assign(Value=self.as_numbers(records.frame["Value"]))
        # A cell with an attribute has no valid value; an empty cell has no observation at all.
        cells["Value"] = cells["Value"].where(cells["ValueAttribute"] == "None")
        wide = pd.DataFrame(
            {code: self.by_code(part, region)["Value"] for code, part in cells.groupby("Measure")}, dtype="float64"
        ).rename_axis("code")
        self.refuse_empty(wide, records, request.starts)
        regions = list_regions()
        wide = wide.reindex(regions.union(wide.index).rename("code"))
        nothing = pd.Series(float("nan"), index=wide.index)
        return Rows(
            frame=pd.DataFrame({name: wide.get(by_column.get(name, ""), nothing) for name in request.columns}),
            resolved=by_column,
            title=title,
            modified=modified,
            # Without a count, a region with missing rows looks the same as one without published figures.
            absent=[] if records.is_counted else regions.difference(pd.Index(cells[region])).tolist(),
            records=records,
        )

    def _region(self) -> str:
        """Name of the dimension with the regions."""
        dimensions = self.read_set("Dimensions")
        names = [str(row.get("Identifier")) for row in dimensions if str(row.get("Kind")).startswith("Geo")]
        if len(names) != len(dimensions) or len(names) != 1:
            raise self.error("heeft andere dimensies dan wijken en buurten; meld dit als fout")
        return names[0]

    def resolve(self, request: Request, codes: list[dict[str, Any]]) -> dict[str, str]:
        """Find the code of each column in this version, by code, title and unit."""
        by_column = {}
        for name, measure in request.measures.items():
            titles = {plain(stem.rpartition("/")[2]) for stem in request.columns[name]}
            identifiers = [
                str(row.get("Identifier"))
                for row in codes
                if (not measure.code or without_suffix(str(row.get("Identifier"))) == measure.code)
                and plain(str(row.get("Title"))) in titles
                and plain(str(row.get("Unit"))) == plain(measure.eenheid)
            ]
            if len(identifiers) > 1:
                raise self.error(f"heeft meer dan één kolom voor {name}: {' en '.join(identifiers)}; meld dit als fout")
            if identifiers:
                by_column[name] = identifiers[0]
        return by_column
