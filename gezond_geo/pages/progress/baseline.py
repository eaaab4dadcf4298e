"""Comparison of a nulmeting with the current figures, and reasons why some cannot be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gezond_geo.areas.codes import NATION
from gezond_geo.errors import InputError
from gezond_geo.pages.paper import note_height, shorten
from gezond_geo.years.change import FIGURE, compare_with_nulmeting, say_basis

if TYPE_CHECKING:
    from gezond_geo.pages.progress.period import Period

_FIGURES = 8  # shown at most
_TEXT = 800  # characters shown at most
_ROW_HIGH, _HEAD = 16.5, 45.0  # height of a row, and of the header, in points


def compare_figures(period: Period) -> dict[str, Any] | None:
    """Comparable figures of the gemeente and the Netherlands, then and now.

    Returns
    -------
    dict or None
        ``rijen`` (``cijfer soort jaren``, and ``waarden``: then and now of the gemeente, then and now of the
        Netherlands), ``meer`` and ``tekst``; None when the period begins with a year.
    """
    if period.nulmeting is None:
        return None
    words, data, then = period.words, period.data, period.nulmeting.data
    try:
        table = compare_with_nulmeting(period.nulmeting, data)
    except InputError as refused:
        return {"rijen": [], "meer": "", "tekst": str(refused)}
    around = table[table["soort"].eq(FIGURE) & table["reden"].eq("") & table["jaar_toen"].lt(table["jaar_nu"])]
    own = around[around["buurtcode"] == data.gemeente.code]
    country = around[around["buurtcode"] == NATION].set_index("id")
    rows = []
    for row in own.iloc[:_FIGURES].to_dict("records"):
        indicator = then.indicators[row["id"]]
        beside = country.loc[row["id"]].to_dict() if row["id"] in country.index else {}
        values = [row["toen"], row["nu"], *(beside.get(moment) for moment in ("toen", "nu"))]
        unit = f", {indicator.eenheid}" if indicator.eenheid else ""
        rows.append(
            {
                "cijfer": f"{indicator.label}{unit}",
                "soort": words.on_progress(f"soort_{indicator.soort}"),
                "jaren": f"{row['jaar_toen']}–{row['jaar_nu']}",
                "waarden": ["–" if v is None else words.number(v, indicator.decimalen) for v in values],
            }
        )
    more = len(own) - len(rows)
    return {
        "rijen": rows,
        "meer": words.on_progress("nog_cijfers", aantal=more) if more else "",
        "tekst": shorten(" ".join(say_basis(period.nulmeting, data, table)), _TEXT),
    }


def measure_height(compared: dict[str, Any] | None) -> float:
    """Height of the comparison on paper, in points."""
    if compared is None:
        return 0.0
    return _HEAD + _ROW_HIGH * len(compared["rijen"] or [1]) + note_height(compared["tekst"])
