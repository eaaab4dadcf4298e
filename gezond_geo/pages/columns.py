"""Definitions of the columns of the results table: label, unit, decimals and meaning."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gezond_geo.indicators.catalogue import subthemes
from gezond_geo.io.contents import Column
from gezond_geo.pages.language import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores

PERCENTILE, CHANCE, COMPLETE = "p_", "kans_", "volledig_"
"""Prefixes of the id of a theme, sub-theme or figure in a column name."""
SCORES, FIGURES = "scores", "cijfers"
"""Sheets of a workbook."""


def describe_columns(
    data: Dataset, scores: Scores, names: Iterable[str], sure: Robustness | None = None
) -> dict[str, Column]:
    """Describe columns of the results table.

    Parameters
    ----------
    data, scores, sure
        Input of the table.
    names
        Names of columns and of the index.

    Returns
    -------
    dict
        Description by name, in the order of `names`.
    """
    return {name: _describe(data, scores, name, sure) for name in names}


def label_columns(columns: dict[str, Column]) -> dict[str, str]:
    """Unique Dutch label of each column: with its unit, and if necessary its name."""
    labels = {name: f"{c.label} ({c.unit})" if c.unit else c.label for name, c in columns.items()}
    counts: dict[str, int] = {}
    for label in labels.values():
        counts[label] = counts.get(label, 0) + 1
    return {name: label if counts[label] == 1 else f"{label} [{name}]" for name, label in labels.items()}


def _describe(data: Dataset, scores: Scores, name: str, sure: Robustness | None) -> Column:
    words = language_of("nl")
    if name in data.indicators:
        return _describe_figure(data, name)
    subject = name.removeprefix(PERCENTILE)
    if subject in scores.theme_info or subject in scores.subthemes:
        theme = subject if subject in scores.theme_info else subthemes()[subject].thema
        label = words("percentiel", thema=words.view(scores, subject)[0])
        return _column("plek_thema", label=label, meer=words.ends(scores, theme)[1])
    if subject in data.indicators:
        return _column("plek_cijfer", label=words("percentiel", thema=data.indicators[subject].label))
    if (theme := name.removeprefix(CHANCE)) in scores.theme_info:
        return _column("kans_thema", thema=scores.theme_info[theme].label.lower())
    if (figure := name.removeprefix(COMPLETE)) in data.indicators:
        return _column("volledig", cijfer=data.indicators[figure].label)
    return _column(name, top=sure.settings["top"] if sure is not None else "")


def _describe_figure(data: Dataset, name: str) -> Column:
    indicator = data.indicators[name]
    rows = data.sources[data.sources.index.isin([name, indicator.teller, *indicator.noemer])]
    titles = [f"{row['uitgever']}, {row['titel']} ({row['jaar']})." for row in rows.to_dict("records")]
    remark = indicator.kanttekening
    is_estimate = (rows["soort"] == "schatting").any() and "schatting" not in remark.lower()
    texts = [
        "Schatting." if is_estimate else "",
        f"{remark[:1].upper()}{remark[1:]}." if remark else "",
        _read()["inwoners"]["uitleg"] if name == "inwoners" else "",
        *dict.fromkeys(titles),
    ]
    return Column(
        label=indicator.label,
        unit=indicator.eenheid,
        decimals=indicator.decimalen,
        text=" ".join(filter(None, texts)),
        sheet=SCORES if name == "inwoners" else FIGURES,
    )


def _column(name: str, label: str = "", **values: object) -> Column:
    entry = _read()[name]
    return Column(
        label=label or str(entry.get("label") or language_of("nl")(f"kolom_{name}")).format(**values),
        unit=entry.get("eenheid", ""),
        decimals=entry.get("decimalen"),
        text=entry["uitleg"].format(**values),
        sheet=entry.get("blad", ""),
    )


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("gezond_geo").joinpath("pages/static/kolommen.toml").read_text("utf-8"))
