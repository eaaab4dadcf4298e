"""The table of the Buurtdashboard of the Klimaateffectatlas: reading, checking, and the share of sealed surface."""

from __future__ import annotations

import io
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from gezond_geo.areas.codes import BUURTCODE, gemeentecode_of
from gezond_geo.errors import InputError
from gezond_geo.io.archive import unpack_gzip
from gezond_geo.io.dutch import count_of, format_number, join_words
from gezond_geo.io.ranges import Range, check_columns

PARTS = ("verhard", "gebouw", "half_verhard", "onverhard", "gras", "struiken")
"""Shares of the land, together 100 %."""
STONE = ("verhard", "gebouw", "half_verhard")
"""Shares that are paved or built."""
ROUNDING = 1.0
"""Tolerance of their sum around 100 due to rounding, in percentage points."""
NEAR, FAR = 3.0, 15.0
"""Differences from the published means, in points, beyond which to report them, and to refuse the table."""
FILLED = 2 / 3
"""Share of the rows that must have a value for stone in a national table."""
MAX_UNPACKED = 150_000_000
"""Maximum unpacked size of the table in bytes: the whole country is some tens of MB."""

_REQUIRED = (*STONE, "water")
_CODE = re.compile(r"buurtcode(\d{4})?", re.IGNORECASE)


@cache
def read_description() -> dict[str, Any]:
    """Read ``klimaateffectatlas.toml``: addresses, hosts, columns and published means."""
    return tomllib.loads(files("gezond_geo.landcover").joinpath("klimaateffectatlas.toml").read_text("utf-8"))


def read_atlas_table(content: bytes) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read the table, without impossible values.

    Parameters
    ----------
    content
        CSV with semicolons in UTF-8, plain or gzipped, with decimal points or commas.

    Returns
    -------
    DataFrame
        Indexed by ``buurtcode`` (sorted), of the buurten of the year in the description: the columns of the
        description and ``steen``, percent 0-100 with NaN missing. ``steen`` is (paved + half paved + buildings) ×
        (100 − water) / 100: a share of the whole buurt including water, as in *Summer in the City*.
    tuple of str
        What was left out or looks odd, as Dutch sentences without their subject.

    Raises
    ------
    InputError
        When it is not a complete table of this kind: the message begins with its subject.
    """
    cells = _read_cells(unpack_gzip(content, "het bestand", MAX_UNPACKED))
    codes, notes = _read_codes(cells)
    names = {name: _find(cells, headers) for name, headers in read_description()["kolommen"].items()}
    if lacking := [name for name in _REQUIRED if names[name] is None]:
        column = read_description()["kolommen"][lacking[0]][0]
        raise InputError(f"het bestand heeft geen kolom {column}; meld dit als fout.")
    if absent := [read_description()["kolommen"][name][0] for name, column in names.items() if column is None]:
        notes.append(f"geen kolom {join_words(absent)}")
    columns = {name: cells[column] if column else "" for name, column in names.items()}
    numbers, odd = _read_shares(pd.DataFrame(columns, index=codes.index))
    frame = numbers.set_axis(pd.Index(codes, name="buurtcode")).sort_index()
    frame, unequal = _check_parts(frame, whole=not any(names[name] is None for name in PARTS))
    frame["steen"] = (frame[list(STONE)].sum(axis=1, skipna=False) * (100 - frame["water"]) / 100).clip(upper=100)
    if frame["steen"].notna().mean() < FILLED:
        raise InputError("het bestand heeft voor minder dan twee derde van de buurten bruikbare aandelen steen.")
    return frame, (*notes, *odd, *unequal, *_check_means(frame))


def _read_cells(content: bytes) -> pd.DataFrame:
    """Read the required columns as text."""
    headers = {name.lower() for those in read_description()["kolommen"].values() for name in those}
    # When pandas reads a selection of columns, it silently drops extra cells; a quoted semicolon may be part of a name.
    if b'"' not in content and len({line.count(b";") for line in content.splitlines() if line}) != 1:
        raise InputError("het bestand heeft niet in elke regel evenveel cellen; probeer het later opnieuw.")
    try:
        cells = pd.read_csv(
            io.BytesIO(content),
            sep=";",
            dtype=str,
            encoding="utf-8-sig",
            keep_default_na=False,
            index_col=False,
            usecols=lambda name: name.strip().lower() in headers or _CODE.fullmatch(name.strip()) is not None,
        )
    except ValueError as bad:
        raise InputError("het bestand is geen CSV met puntkomma's; probeer het later opnieuw.") from bad
    return cells.fillna("").rename(columns=str.strip)


def _read_codes(cells: pd.DataFrame) -> tuple[pd.Series[str], list[str]]:
    """Buurtcode of each row for a buurt, of the right year."""
    year = read_description()["indeling"]
    years = {column: match[1] for column in cells if (match := _CODE.fullmatch(str(column)))}
    column = next((name for name, of in years.items() if of in {None, str(year)}), None)
    if column is None:
        other = f", wel die van {next(iter(years.values()))}" if years else ""
        raise InputError(f"het bestand heeft geen kolom buurtcode{year}{other}; meld dit als fout.")
    codes = cells[column].str.strip()
    right = codes.str.fullmatch(BUURTCODE.pattern)
    if not right.any():
        raise InputError("in het bestand staat geen enkele buurt; probeer het later opnieuw.")
    if (twice := codes[right].duplicated()).any():
        raise InputError(f"in het bestand staat {codes[right][twice].iloc[0]} meer dan eens; meld dit als fout.")
    notes = [f"{count_of(int((~right).sum()), 'regel', 'regels')} zonder buurtcode weggelaten"] if any(~right) else []
    if years[column] is None:
        notes.append(f"het jaar van de buurtcodes staat er niet bij, aangenomen is {year}")
    return codes[right], notes


def _find(cells: pd.DataFrame, headers: list[str]) -> str | None:
    by_name = {str(column).lower(): str(column) for column in cells}
    return next((by_name[name.lower()] for name in headers if name.lower() in by_name), None)


def _read_shares(cells: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Convert cells to numbers: below 0 means missing in the dashboard; impossible shares are left out."""
    plain = cells.apply(lambda column: column.str.strip().str.replace(",", ".", regex=False))
    numbers = plain.apply(pd.to_numeric, errors="coerce").astype("float64")
    present = numbers.mask(numbers.lt(0))
    shares, _ = check_columns(present, {str(column): Range(0, 100) for column in present})
    wrong = (numbers.isna() & plain.ne("")) | (present.notna() & shares.isna())
    rows, columns = wrong.to_numpy().nonzero()
    if not len(rows):
        return shares, []
    first = str(cells.iloc[rows[0], columns[0]])[:20]
    return shares, [f"{count_of(len(rows), 'aandeel', 'aandelen')} buiten 0–100 % weggelaten (zoals {first!r})"]


def _check_parts(frame: pd.DataFrame, *, whole: bool) -> tuple[pd.DataFrame, list[str]]:
    """Leave out the shares of rows where they cannot belong to one area."""
    parts = frame[list(PARTS)]
    total = parts.sum(axis=1)
    off = total.gt(100 + ROUNDING) | (parts.notna().all(axis=1) & total.lt(100 - ROUNDING) & whole)
    if not off.any():
        return frame, []
    sound = frame.copy()
    sound.loc[off, list(PARTS)] = np.nan
    first = f"{off.idxmax()}: {format_number(total[off].iloc[0], 1)} %"
    return sound, [f"van {count_of(int(off.sum()), 'buurt', 'buurten')} zijn de delen samen geen 100 % ({first})"]


def _check_means(frame: pd.DataFrame) -> list[str]:
    """Compare means over buurten with the published ones."""
    notes = []
    means = frame.groupby(frame.index.map(gemeentecode_of)).mean()
    for code, published in read_description()["gemiddelden"].items():
        for name, mean in published.items():
            value = means[name].get(code, np.nan)
            text = f"{name} is in {code} gemiddeld {format_number(value, 1)} %, en was {format_number(mean, 1)} %"
            if abs(value - mean) > FAR:
                raise InputError(f"het bestand is niet wat het lijkt: {text}; meld dit als fout.")
            if abs(value - mean) > NEAR:
                notes.append(text)
    return notes
