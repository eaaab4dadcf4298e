"""Assignment of the rows of a user's table to buurten: by code, in any notation, or by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gezond_geo.areas.codes import BUURTCODE, WIJKCODE, gemeentecode_of
from gezond_geo.areas.rd import RD
from gezond_geo.areas.recode import OVERLAP, match_buurten
from gezond_geo.io.dutch import count_of, name_some
from gezond_geo.io.headers import Column
from gezond_geo.io.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gezond_geo.io.faults import Fault
    from gezond_geo.io.table import UserTable

_DIGITS = re.compile(r"(?:BU)?(\d{7,8})")
_SHORT = re.compile(r"\d{5,6}")
"""Code of a buurt in a gemeente with a low number, or of a wijk: as numbers they lose their zeros."""
_WITHOUT_BU = re.compile(r"\d{4}[0-9A-Z]{4}")
_REGION = re.compile(r"(?:BU|WK|GM|PV|LD|NL)?[\dA-Z]*\d[\dA-Z]*")
"""A code instead of a name."""
_WITHIN = re.compile(r"\bBU\d{4}[0-9A-Z]{4}\b")
"""A code within a longer text, such as with a name."""
_MAX_GEMEENTE = 1999
_OWN, _MATCHED, _UNKNOWN, _FOREIGN, _STRAY, _WET = "own", "matched", "unknown", "foreign", "stray", "water"
"""Kinds of rows: a requested buurt, by its code or matched; one that does not exist (any more); one of another
gemeente; not a buurt; or the water part of one."""
_SAME = 0.95
"""Share of both of two overlapping boundaries from which they are the same buurt."""


def read_code(cell: object) -> str:
    """Buurtcode in a cell, also without BU, as a whole number or next to a name; empty without one."""
    text = re.sub(r"[\s.-]", "", str(cell).upper().strip().removesuffix(".0"))
    if match := _DIGITS.fullmatch(text):
        code = f"BU{match[1].zfill(8)}"
    elif BUURTCODE.fullmatch(text):
        code = text
    elif _WITHOUT_BU.fullmatch(text):
        code = f"BU{text}"
    elif len(codes := set(_WITHIN.findall(str(cell).upper()))) == 1:
        code = codes.pop()
    else:
        return ""
    return code if code[2:6].isdigit() and 0 < int(code[2:6]) <= _MAX_GEMEENTE else ""


def read_area(cell: object) -> str:
    """Code of a buurt, in any notation, or of a wijk; empty without one."""
    text = str(cell).upper().strip()
    return text if WIJKCODE.fullmatch(text) else read_code(cell)


CODE = Column(
    "buurtcode",
    synonyms=(
        "statcode", "bu_code", "gwb_code_10", "gwb_code", "codering", "codering_3", "wijkenenbuurten", "regiocode",
        "regiocode (gemeente, wijk, buurt)", "buurt_code", "cbs_buurtcode", "cbs_code", "gwb_code_8", "code", "buurt",
        "buurt_id", "gebiedscode", "regio",
    ),
    accepts=lambda cell: bool(read_code(cell)),
    pattern=re.compile(r"\s*(?i:bu)\d{4}[0-9a-zA-Z]{4}\s*"),
)  # fmt: skip
NAME = Column(
    "buurtnaam",
    synonyms=(
        "bu_naam", "statnaam", "wijkenenbuurten", "wijken en buurten", "regio", "regionaam", "gwb_naam", "buurt",
        "naam van de buurt", "naam buurt", "buurt_naam", "cbs_buurt",
    ),
    accepts=lambda cell: not _REGION.fullmatch(str(cell).strip().upper()),
)  # fmt: skip
AREA = Column(
    "gebied",
    synonyms=(*CODE.synonyms, CODE.name, "wijkcode", "wk_code", "wijk_code", "wkc", "wijk"),
    required=True,
    accepts=lambda cell: bool(read_area(cell)),
    pattern=re.compile(r"\s*(?i:bu\d{4}[0-9a-z]{4}|wk\d{4}[0-9a-z]{2})\s*"),
)
"""Code of a buurt or of a wijk."""
AREA_NAME = NAME._replace(name="naam", synonyms=(NAME.name, *NAME.synonyms, "wijknaam", "wk_naam", "wijk"))
LEVEL = Column("soort_regio", synonyms=("soortregio", "soort regio", "recs"))
WATER = Column("water")
"""Whether a row is the water part of a buurt (``JA``), as in boundaries of CBS and PDOK."""
KEY = (CODE.name, NAME.name)
"""Columns of which at least one identifies the buurt of a row."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Buurten of the rows of a table.

    Attributes
    ----------
    codes : Buurtcode by line, for the rows that belong to one of the requested buurten.
    notes : Dutch sentences on rows left out or matched, without the name of the table.
    faults : Buurten that occur twice, or the absence of any buurt of the gemeente.
    """

    codes: pd.Series[str]
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def place_rows(
    table: UserTable, buurten: pd.DataFrame | None = None, gemeente: str = "", *, others: bool = False
) -> Placement:
    """Find the buurt of each row.

    Parameters
    ----------
    table
        Table with a column ``buurtcode`` or ``buurtnaam`` (`CODE`, `NAME`).
    buurten
        Requested buurten: frame indexed by ``buurtcode`` with ``buurtnaam``, and boundaries for a GeoDataFrame. A code
        that is not among them is matched by its name or boundary. Without it any buurt is accepted.
    gemeente
        Code of the gemeente to restrict rows to, when `buurten` does not do so.
    others
        Whether to keep buurten of other gemeenten, codes that are not in `buurten`, and several pieces of one buurt.

    Returns
    -------
    Placement
        Rows of other levels, of other gemeenten and without a buurt are left out and reported.
    """
    rows = _sort_rows(table, buurten, gemeente)
    unknown = rows[rows["kind"].eq(_UNKNOWN)]
    own = rows["code"][rows["kind"].eq(_OWN)]
    matches = {} if buurten is None or unknown.empty else _match_rows(table, unknown, buurten[~buurten.index.isin(own)])
    rows["code"] = pd.Series(matches, dtype=object).reindex(rows.index).fillna(rows["code"])
    rows.loc[list(matches), "kind"] = _MATCHED
    if others:
        rows.loc[rows["kind"].isin([_FOREIGN, _UNKNOWN]), "kind"] = _OWN
    codes = rows["code"][rows["kind"].isin([_OWN, _MATCHED])].rename(CODE.name).astype(str)
    notes = [*_say_left_out(rows), *([] if buurten is None else _say_names(rows, unknown["code"], buurten))]
    unknown_rows = rows[rows["kind"].eq(_UNKNOWN)]
    ours = [gemeente] if buurten is None else sorted({gemeentecode_of(str(code)) for code in buurten.index})
    faults = [] if others else [*_find_twice(table, codes)]
    if codes.empty:
        return Placement(codes, [], [*faults, *_explain_none(table, rows, unknown_rows, ", ".join(ours))])
    if len(unknown_rows):
        listed = ", ".join(
            _call(code, name) for code, name in zip(unknown_rows["code"], unknown_rows["name"], strict=True)
        )
        reason = f"niet gebruikt, want in deze indeling bestaat die buurt niet: {listed}"
        notes.append(f"{reason}; controleer de code, of van welk jaar de indeling van de tabel is")
    return Placement(codes, notes, faults)


def _explain_none(table: UserTable, rows: pd.DataFrame, unknown_rows: pd.DataFrame, ours: str) -> Iterator[Fault]:
    """Explain why no row belongs to a requested buurt."""
    advice = "controleer de code, of van welk jaar de indeling van de tabel is"
    for line, code in unknown_rows["code"].items():
        yield table.fault(int(str(line)), f"buurt {code} bestaat niet in {ours}; {advice}.")
    if unknown_rows.empty:
        there = name_some(rows["text"].where(rows["text"].ne(""), rows["name"]).unique(), 3)
        text = f"hier staat geen enkele buurt van {ours or 'Nederland'} (wel: {there}); controleer de codes."
        yield table.fault(0, text)


def _sort_rows(table: UserTable, buurten: pd.DataFrame | None, gemeente: str) -> pd.DataFrame:
    """Classify each row: ``text`` and ``name`` as in the table, ``code``, and ``kind``."""
    rows = pd.DataFrame({"text": table.texts(CODE.name), "name": table.texts(NAME.name), "code": "", "kind": _STRAY})
    # As a text of pandas each cell would be made anew whenever it is looked up.
    rows = rows.astype(object)
    level = table.texts(LEVEL.name).map(normalise_name)
    is_buurt = level.isin(["", "buurt", "buurten", "b"])
    rows["code"] = rows["text"].map(read_code).astype(object).where(is_buurt, "")
    ours = {gemeentecode_of(str(code)) for code in ([] if buurten is None else buurten.index)} or {gemeente} - {""}
    # As a number, a buurtcode in a gemeente with a low number is as short as a wijkcode.
    whole = "BU" + rows["text"].str.zfill(8)
    short = rows["text"].str.fullmatch(_SHORT.pattern) & is_buurt & whole.map(gemeentecode_of).isin(ours)
    rows["code"] = rows["code"].mask(short if buurten is None else short & whole.isin(buurten.index), whole)
    if buurten is not None:
        by_name = _by_name(buurten)
        codes = rows["name"].map(normalise_name).map(by_name)
        rows["code"] = rows["code"].mask(codes.notna() & rows["text"].eq("") & is_buurt, codes)
    here = rows["code"].map(gemeentecode_of).isin(ours) if ours else rows["code"].ne("")
    rows.loc[rows["code"].ne(""), "kind"] = _FOREIGN
    rows.loc[rows["code"].ne("") & here, "kind"] = _OWN
    water = table.texts(WATER.name).str.upper().eq("JA") & rows["code"].duplicated(keep=False)
    rows.loc[rows["kind"].eq(_OWN) & water, "kind"] = _WET
    if buurten is not None:
        rows.loc[rows["kind"].eq(_OWN) & ~rows["code"].isin(buurten.index), "kind"] = _UNKNOWN
    return rows


def _by_name(buurten: pd.DataFrame) -> dict[str, str]:
    """Code of each buurt by its name, for unique names only."""
    names = _names_of(buurten).map(normalise_name)
    return {name: str(code) for code, name in names[~names.duplicated(keep=False) & names.ne("")].items()}


def _names_of(buurten: pd.DataFrame) -> pd.Series[str]:
    return buurten["buurtnaam"].astype(str) if "buurtnaam" in buurten else pd.Series("", index=buurten.index)


def _match_rows(table: UserTable, rows: pd.DataFrame, buurten: pd.DataFrame) -> dict[int, str]:
    """Match rows with a code of another year: by name, or else by boundary."""
    by_name = _by_name(buurten)
    same = rows["name"].map(normalise_name).map(by_name).dropna()
    same = same[~same.duplicated(keep=False)]
    rest = rows[~rows.index.isin(same.index)]
    located = table.shapes is not None and table.shapes.crs is not None
    if located and table.shapes is not None and isinstance(buurten, gpd.GeoDataFrame) and len(rest):
        shapes = gpd.GeoSeries(table.shapes[rest.index]).to_crs(buurten.crs or RD).set_axis(rest["code"])
        left = gpd.GeoDataFrame({"land_ha": float("nan")}, index=shapes.index, geometry=shapes)
        right = gpd.GeoDataFrame({"land_ha": float("nan")}, index=buurten.index, geometry=buurten.geometry)
        pairs = match_buurten(left.dropna(subset="geometry"), right.dropna(subset="geometry"))
        pairs = pairs[pairs["how"].eq(OVERLAP) & (pairs["share"] >= _SAME)]
        part = pairs["share"] * pairs["earlier"].map(left.area) / pairs["later"].map(right.area)
        by_code = pairs[part >= _SAME].set_index("earlier")["later"]
        same = pd.concat([same, rest["code"].map(by_code).dropna()])
    return {int(str(line)): str(code) for line, code in same.items() if code in buurten.index}


def _find_twice(table: UserTable, codes: pd.Series[str]) -> Iterator[Fault]:
    first = dict(zip(codes[::-1], codes.index[::-1], strict=True))
    for line, code in codes[codes.duplicated()].items():
        text = f"buurt {code} staat er twee keer (eerst op regel {first[code]}); laat er een staan."
        yield table.fault(int(str(line)), text)


def _say_left_out(rows: pd.DataFrame) -> list[str]:
    stray, foreign = rows[rows["kind"].eq(_STRAY)], rows["code"][rows["kind"].eq(_FOREIGN)]
    notes = []
    if wet := int(rows["kind"].eq(_WET).sum()):
        notes.append(f"niet gebruikt, want water: {count_of(wet, 'regel', 'regels')}")
    if len(stray):
        texts = stray["text"].where(stray["text"].ne(""), stray["name"])
        examples = name_some((text or f"regel {line}" for line, text in texts.items()), 3)
        notes.append(f"niet gebruikt, want geen buurt: {count_of(len(stray), 'regel', 'regels')} ({examples})")
    if len(foreign):
        count = count_of(foreign.nunique(), "buurt", "buurten")
        notes.append(f"niet gebruikt, want van andere gemeenten: {count}")
    return notes


def _say_names(rows: pd.DataFrame, before: pd.Series[str], buurten: pd.DataFrame) -> list[str]:
    """Dutch sentences on rows matched with another code, and rows whose name differs from that of their buurt."""
    names = rows["code"].map(_names_of(buurten)).fillna("")
    notes = []
    if count := int((rows["kind"].eq(_OWN) & rows["text"].eq("")).sum()):
        notes.append(f"geplaatst op naam, want zonder code: {count_of(count, 'regel', 'regels')}")
    is_match = rows["kind"].eq(_MATCHED)
    if is_match.any():
        columns = (part[is_match[is_match].index] for part in (before, rows["code"], names))
        listed = name_some(f"{old} is {_call(code, name)}" for old, code, name in zip(*columns, strict=True))
        notes.append(f"een code van een andere indeling, op naam of grens teruggevonden: {listed}")
    same = rows["name"].map(normalise_name).eq(names.map(normalise_name)) | rows["name"].map(read_code).ne("")
    differs = rows["kind"].eq(_OWN) & rows["name"].ne("") & names.ne("") & ~same
    if differs.any():
        listed = name_some(f"{names[line]} heet daar {rows['name'][line]}" for line in rows.index[differs])
        notes.append(f"gebruikt op hun code, maar met een andere naam: {listed}")
    return notes


def _call(code: object, name: object) -> str:
    return f"{name} ({code})" if name and name != code else str(code)
