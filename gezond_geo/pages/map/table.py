"""The table of the map: a row per buurt, with unrounded numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.io.names import name_file
from gezond_geo.pages.columns import PERCENTILE
from gezond_geo.pages.map.projects import list_shared
from gezond_geo.pages.map.reasons import hide_ranks
from gezond_geo.pages.results import scores_table
from gezond_geo.scores.remarks import join_labels

if TYPE_CHECKING:
    from gezond_geo.pages.map.run import Run

_REMARKS = (
    "op_de_grens",
    "volledigheid",
    "grof",
    "reden_geen_waarde",
    "reden_geen_rang",
    "reden_geen_uitkomst",
    "kanttekening",
    "waarom",
)
_OF_RANKS = ("score", "rang", "waarom")


def build_table(run: Run, table: pd.DataFrame) -> dict[str, Any]:
    """Build the table, as in ``tabel`` of ``docs/payload.md``: outcomes as in `gezond_geo.results`, and euro.

    The public page lacks score, rank and the percentiles behind them.
    """
    data = run.data
    if len(data.projects):
        euro = run.euro
        # Without a known amount, 0 would be misleading.
        has_amount = euro["euro_alle"].gt(0) | euro["zonder_bedrag"].eq(0)
        table = table.join(euro[["euro_zeker", "euro_waarschijnlijk"]].round().where(has_amount))
        shared = {code: "; ".join(parts) for code, parts in list_shared(run).items()}
        table["euro_gedeeld"] = pd.Series(shared, dtype=object).reindex(table.index).fillna("")
    columns = []
    for name in map(str, table.columns):
        numeric = pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name])
        label, unit, decimals, kind = _describe(run, name)
        columns.append(
            {
                "id": name,
                "label": label,
                "eenheid": unit,
                "decimalen": decimals if numeric else None,
                "soort": kind,
            }
        )
    return {
        "bestand": f"{name_file(data.gemeente.naam)}-buurten.csv",
        "kolommen": columns,
        "rijen": _cells(table),
    }


def list_changes(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Cells of `build_table` by buurt and column, for the columns that differ anywhere afterwards."""
    names = [str(name) for name in after if not after[name].equals(before[name])]
    rows = _cells(after[names])
    return {str(code): dict(zip(names, row, strict=True)) for code, row in zip(after.index.tolist(), rows, strict=True)}


def collect_outcomes(run: Run) -> pd.DataFrame:
    """Figures and scores in the table, a row per buurt."""
    table = scores_table(run.data, run.scores)
    decimals = {str(name): 1 for name in table if str(name).startswith(PERCENTILE)}
    table = table.round({"score": 6, "volledigheid": 0, **decimals})
    if not run.public:
        return table
    has_score = table["stapeling"].notna()
    reasons = pd.Series(
        [hide_ranks(text, has_value=has) for text, has in zip(table["reden_geen_rang"], has_score, strict=True)],
        table.index,
    )
    table["kanttekening"] = join_labels([reasons.where(has_score, ""), table["kanttekening"]])
    table["reden_geen_rang"] = reasons.mask(has_score, "")
    table = table.rename(columns={"reden_geen_rang": "reden_geen_uitkomst"})
    return table.drop(columns=[c for c in table if c in _OF_RANKS or str(c).startswith("p_")])


def _describe(run: Run, name: str) -> tuple[str, str, int, str]:
    """Label, unit and decimals of a column, and its part: the core, the figures, or only the file."""
    words, scores, indicator = run.words, run.scores, run.data.indicators.get(name)
    if indicator is not None:
        return (
            words.label(indicator),
            indicator.eenheid,
            indicator.decimalen,
            "kern" if name == "inwoners" else "cijfer",
        )
    theme = name.removeprefix("p_")
    if theme in scores.themes or theme in scores.subthemes:
        kind = "kern" if theme in scores.themes else "cijfer"
        return words("percentiel", thema=words.view(scores, theme)[0]), "0–100", 1, kind
    kind = "noot" if name in _REMARKS else "kern"
    return words(f"kolom_{name}"), "", 1 if name == "score" else 0, kind


def _cells(table: pd.DataFrame) -> list[list[Any]]:
    columns = [_plain(table[name]) for name in table]
    return list(map(list, zip(*columns, strict=True))) if columns else [[] for _ in table.index]


def _plain(column: pd.Series[Any]) -> list[Any]:
    """Values of a column, whole numbers as integers and missing values as None."""
    values, is_missing = column.to_numpy(dtype=object, copy=True), column.isna().to_numpy()
    if column.dtype == np.float64:
        is_whole = column.mod(1).eq(0).to_numpy()
        values[is_whole] = column.to_numpy()[is_whole].astype(np.int64)
    values[is_missing] = None
    plain: list[Any] = values.tolist()
    return plain
