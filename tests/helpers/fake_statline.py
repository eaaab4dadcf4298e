"""Tables of StatLine that a test makes up."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from gezond_geo.dataset.statline import TableRows
from gezond_geo.errors import SourceError

CODES = ("BU01530000", "BU01530001", "GM0153", "NL00", "WK015300")


@dataclasses.dataclass
class Tables:
    """Stands in for StatLine: every column is 10 for each region, but for what a test says of a table."""

    changes: Mapping[tuple[str, str | None], Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    asked: list[tuple[Any, ...]] = dataclasses.field(default_factory=list)
    asked_names: Any = ""

    def read_table(self, table_id, *, base_url, columns, regions, period, age, **_):
        self.asked.append((table_id, base_url, regions, period, age))
        change = dict(self.changes.get((table_id, age), {}))
        if failure := change.pop("failure", None):
            raise SourceError(failure)
        index = pd.Index(change.pop("codes", CODES), name="code")
        missing = change.pop("missing", [])
        frame = pd.DataFrame({name: np.nan if name in missing else 10.0 for name in columns}, index=index)
        rows = TableRows(
            frame=frame,
            resolved={name: f"{stems[0]}_1" for name, stems in columns.items() if name not in missing},
            missing=list(missing),
            table_id=table_id,
            title="Titel",
            modified=None,
            url=f"{base_url}/{table_id}",
            retrieved="2026-01-02T03:04:05+00:00",
            stale=False,
        )
        return dataclasses.replace(rows, **change)

    def read_names(self, _table_id, *, base_url, regions, **_):
        assert base_url
        self.asked_names = regions
        names = ["City", "Lasonder, Zeggelt", "Enschede", "Nederland", "Wijk 00 Binnensingelgebied"]
        return pd.Series(names, index=pd.Index(CODES, name="code"))
