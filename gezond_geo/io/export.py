"""Export of a table for other tools, in the format of the file extension."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import geopandas as gpd
import pandas as pd
from pandas.api import types

from gezond_geo.errors import InputError, OutputError
from gezond_geo.io.contents import Column, Export, without_geometry
from gezond_geo.io.mapfile import to_geojson, to_geopackage, to_parquet
from gezond_geo.io.text import as_cell, as_words
from gezond_geo.io.whole import STANDARD_OUTPUT, check_target, write_together

TABLES = (".csv", ".nl.csv", ".xlsx", ".json", ".parquet")
"""File extensions of tables."""
MAPS = (".gpkg", ".geojson")
"""File extensions that require a geometry."""

_SIDECAR = "-metadata.json"
"""Suffix of the description of a CSV (W3C 2015, *Model for Tabular Data and Metadata on the Web*)."""
_KINDS = {"b": "boolean", "i": "integer", "u": "integer", "f": "number"}


def write_export(export: Export, path: Path | str, *, excel_nl: bool = False) -> Path:
    """Write a table, completely or not at all; a CSV for programs gets a separate description.

    Parameters
    ----------
    export
        Table with its metadata.
    path
        File with an extension in `TABLES`, or in `MAPS` when the table has a geometry; or `STANDARD_OUTPUT`.
    excel_nl
        Whether to write a CSV for a Dutch Excel, whatever its name.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    InputError
        When a column name occurs twice.
    OutputError
        When the file cannot be written, or the format does not suit the table; earlier files stay as they were.
    """
    names = pd.Index([export.table.index.name, *export.table.columns]).astype(str)
    if (twice := names[names.duplicated()]).size:
        raise InputError(f"De kolom {twice[0]} staat er twee keer; laat er een staan.")
    if excel_nl and not str(path).lower().endswith((".csv", STANDARD_OUTPUT)):
        raise OutputError(f"{path} is geen CSV; laat de vorm voor een Nederlandse Excel weg, of kies .csv.")
    clean = _clean(export)
    if str(path) == STANDARD_OUTPUT:
        _print_text((_to_dutch_csv(clean) if excel_nl else _to_csv(clean)).decode("utf-8-sig"))
        return Path(path)
    target = Path(path)
    check_target(target, [*TABLES, *MAPS])
    ending = ending_of(target, excel_nl=excel_nl)
    if ending in MAPS and not isinstance(export.table, gpd.GeoDataFrame):
        raise OutputError(f"{target} kan niet worden geschreven: deze tabel heeft geen gebieden; kies .csv of .xlsx.")
    try:
        contents = {target: _WRITERS[ending](clean)}
    except (TypeError, ValueError, NotImplementedError) as bad:
        raise OutputError(
            f"{target} kan niet worden geschreven: een kolom bevat iets anders dan getallen en teksten; laat die weg."
        ) from bad
    if ending == ".csv":
        contents[Path(f"{target}{_SIDECAR}")] = _describe_csv(clean, target.name)
    write_together(contents, [*TABLES, *MAPS])
    return target


def print_json(export: Export) -> None:
    """Print a table as JSON, as in a ``.json`` file."""
    _print_text(_to_json(_clean(export)).decode())


def ending_of(path: Path, *, excel_nl: bool = False) -> str:
    """File extension that determines the format: ``.nl.csv`` counts as one, as does any CSV for a Dutch Excel."""
    name = path.name.lower()
    if name.endswith(".csv") and (excel_nl or name.endswith(".nl.csv")):
        return ".nl.csv"
    return path.suffix.lower()


def _clean(export: Export) -> Export:
    """The same export with every text on one line, without invisible characters."""
    names = ("name", "title", "columns", "styles", "about", "sources")
    return Export(
        **{name: getattr(export, name) for name in names},
        table=_clean_frame(export.table),
        lines=[as_words(line) for line in export.lines],
        tables={name: _clean_frame(table) for name, table in export.tables.items()},
        layers=lambda: {name: _clean_frame(layer) for name, layer in export.layers().items()},
    )


def _clean_frame(frame: Any) -> Any:
    clean = frame.copy()
    # pandas copies `attrs` at every step.
    clean.attrs = {}
    for column in clean.select_dtypes(["object", "string"]):
        clean[column] = clean[column].map(lambda cell: as_words(cell) if isinstance(cell, str) else cell)
    clean.attrs = frame.attrs
    return clean


def _to_csv(export: Export) -> bytes:
    """Write only the table: UTF-8, commas, full precision."""
    rows = export.plain.reset_index()
    for column in rows.select_dtypes(["object", "string"]):
        rows[column] = rows[column].map(lambda cell: as_cell(cell) if isinstance(cell, str) else cell)
    rows.columns = rows.columns.map(lambda name: as_cell(str(name)))
    return rows.to_csv(index=False, lineterminator="\n").encode()


def _to_dutch_csv(export: Export) -> bytes:
    """Write a CSV that a Dutch Excel opens with a double click: semicolons, decimal commas, numbers as shown."""
    rows = export.plain.reset_index()
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([as_cell(str(name)) for name in rows])
    decimals = [column.decimals if (column := export.columns.get(str(name))) else None for name in rows]
    for row in rows.astype(object).where(rows.notna(), None).itertuples(index=False, name=None):
        writer.writerow([_dutch_cell(cell, places) for cell, places in zip(row, decimals, strict=True)])
    # Unquoted, so that every reader recognises the separator.
    buffer.writelines(as_cell(f"# {line}") + "\r\n" for line in export.lines)
    return buffer.getvalue().encode("utf-8-sig")


def _dutch_cell(cell: Any, decimals: int | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        text = repr(cell).removesuffix(".0") if decimals is None else f"{cell:z.{decimals}f}"
        return text.replace(".", ",")
    return as_cell(str(cell))


def _to_json(export: Export) -> bytes:
    content = {
        "titel": export.title,
        **export.about,
        "kolommen": _describe_columns(export),
        "rijen": _list_rows(export.plain),
        "tabellen": {name: _list_rows(without_geometry(table)) for name, table in export.tables.items()},
        "toelichting": list(export.lines),
        "bronnen": list(export.sources),
    }
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _list_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = _as_json(table.reset_index().to_dict("records"))
    return records


def _as_json(value: Any) -> Any:
    """Content of a cell, including lists, as JSON values: missing is null."""
    if isinstance(value, dict):
        return {str(name): _as_json(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_as_json(part) for part in value]
    return None if pd.isna(value) else value


def _describe_columns(export: Export) -> list[dict[str, Any]]:
    entries = []
    for name in map(str, export.plain.reset_index().columns):
        column = export.columns.get(name, Column(label=name))
        unit = {"eenheid": column.unit} if column.unit else {}
        entries.append({"naam": name, "label": column.label, **unit, "uitleg": column.text})
    return entries


def _describe_csv(export: Export, name: str) -> bytes:
    """Describe a CSV in CSVW: the definition, notation and source of each column."""
    rows = export.plain.reset_index()
    columns = []
    for column in rows:
        about = export.columns.get(str(column), Column(label=str(column)))
        kind: Any = _KINDS.get(rows[column].dtype.kind if types.is_numeric_dtype(rows[column]) else "", "string")
        unit = f" ({about.unit})" if about.unit else ""
        columns.append(
            {
                "name": _as_variable(str(column)),
                "titles": as_cell(str(column)),
                "dc:title": about.label,
                "dc:description": f"{about.text}{unit}".strip(),
                "datatype": {"base": kind, "format": "True|False"} if kind == "boolean" else kind,
            }
        )
    content = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": name,
        "dc:title": export.title,
        "dc:description": list(export.lines),
        "tableSchema": {"columns": columns, "primaryKey": columns[0]["name"]},
        "notes": [dict(export.about)] if export.about else [],
    }
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _as_variable(name: str) -> str:
    """Write a name as CSVW requires: as a variable of a URI template (RFC 6570)."""
    return quote(name, safe="").replace("-", "%2D").replace("~", "%7E")


def _to_workbook(export: Export) -> bytes:
    from gezond_geo.io.spreadsheet import to_workbook  # noqa: PLC0415 - openpyxl loads when a workbook is written

    return to_workbook(export)


def _to_parquet(export: Export) -> bytes:
    return to_parquet(export.table)


def _to_geojson(export: Export) -> bytes:
    return to_geojson(
        gpd.GeoDataFrame(export.table),
        {"titel": export.title, **export.about, "toelichting": list(export.lines), "bronnen": list(export.sources)},
    )


def _to_geopackage(export: Export) -> bytes:
    columns = pd.DataFrame([{"kolom": row.pop("naam"), **row} for row in _describe_columns(export)])
    layers = export.layers()
    beside = {name: table for name, table in export.tables.items() if name not in layers}
    tables = {**beside, "kolommen": columns, "toelichting": pd.DataFrame({"regel": list(export.lines)})}
    about = {"titel": export.title, "toelichting": "\n".join(export.lines)}
    return to_geopackage({export.name: gpd.GeoDataFrame(export.table), **layers}, tables, export.styles, about)


def _print_text(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


_WRITERS = {
    ".csv": _to_csv,
    ".nl.csv": _to_dutch_csv,
    ".xlsx": _to_workbook,
    ".json": _to_json,
    ".parquet": _to_parquet,
    ".gpkg": _to_geopackage,
    ".geojson": _to_geojson,
}
