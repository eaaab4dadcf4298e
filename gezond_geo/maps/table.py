"""The table twin of the map: a row per buurt, with the numbers as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.codes import name_file
from gezond_geo.export import scores_table
from gezond_geo.maps.panel import hide_ranks
from gezond_geo.projects import total_euro

if TYPE_CHECKING:
    from gezond_geo.maps.run import Run

_REMARKS = ("op_de_grens", "volledigheid", "grof", "reden_geen_waarde", "reden_geen_rang", "kanttekening")
_OF_RANKS = ("score", "rang")


def build_table(run: Run) -> dict[str, Any]:
    """Make the table, as in ``tabel`` of ``docs/payload.md``: that of `gezond_geo.write_csv`, with the projects' euro.

    The version for the public lacks score, rank and the percentiles that these are made of.
    """
    data, scores, words = run.data, run.scores, run.words
    table = scores_table(data, scores)
    if run.public:
        hidden = [c for c in table if c in _OF_RANKS or str(c).startswith("p_")]
        table = table.drop(columns=hidden)
        table["reden_geen_rang"] = table["reden_geen_rang"].map(hide_ranks)
    if len(data.projects):
        table = table.join(total_euro(data, run.links, "buurtcode").round().reindex(table.index))
    columns = []
    for name in table.columns:
        indicator = data.indicators.get(name)
        theme = name.removeprefix("p_")
        if indicator is not None:
            label, decimals = words.label(indicator), indicator.decimalen
            unit = indicator.eenheid
        elif name.startswith("p_") and theme in scores.theme_info:
            label, decimals, unit = words("percentiel", thema=words.theme(scores, theme)), 1, "0–100"
        else:
            label, decimals, unit = words(f"kolom_{name}"), 1 if name == "score" else 0, ""
        numeric = pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name])
        columns.append(
            {
                "id": name,
                "label": label,
                "eenheid": unit,
                "decimalen": decimals if numeric else None,
                "soort": _kind(name, in_theme=indicator is not None and name != "inwoners"),
            }
        )
    cells = table.astype(object).where(table.notna(), None)
    return {
        "bestand": f"{name_file(data.gemeente.naam)}-buurten.csv",
        "kolommen": columns,
        "rijen": [[_plain(cell) for cell in row] for row in cells.to_numpy().tolist()],
    }


def _kind(name: str, *, in_theme: bool) -> str:
    """What of the table a column is part of: its core, the figures, or remarks that are in the file alone."""
    return "cijfer" if in_theme else "noot" if name in _REMARKS else "kern"


def _plain(cell: Any) -> Any:
    """Write whole numbers without a decimal."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
