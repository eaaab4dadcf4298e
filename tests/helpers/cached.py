"""Frames and records for the tests of the cache."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from gezond_geo import settings
from gezond_geo.errors import SourceError
from gezond_geo.io.cache import Provenance

MODIFIED = "2021-03-26T02:00:00"


def frame_of(*values: float | None) -> pd.DataFrame:
    codes = [f"BU0153000{i}" for i in range(len(values))]
    return pd.DataFrame({"inwoners": pd.Series(values, dtype="float64").to_numpy()}, pd.Index(codes, name="code"))


def moment(days_ago: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days_ago)).isoformat(timespec="seconds")


def provenance_of(days_ago: float = 0, modified: str | None = MODIFIED, checked: str | None = None) -> Provenance:
    return Provenance(
        url="http://h/t", table="84799NED", retrieved=moment(days_ago), modified=modified, checked=checked
    )


def the_file(pattern: str) -> Path:
    (path,) = settings.cache_dir().glob(pattern)
    return path


def fail() -> Any:
    raise SourceError("De dienst antwoordde niet.")
