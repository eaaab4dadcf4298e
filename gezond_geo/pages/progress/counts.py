"""Change in counts and registers between two moments, and buurten whose residents changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gezond_geo.errors import InputError
from gezond_geo.indicators.limits import Limits
from gezond_geo.years.carrying import RENAMED, UNCHANGED
from gezond_geo.years.trends import DECREASED, INCREASED, NO_DIFFERENCE, NO_PEOPLE, assess_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.progress.period import Period
    from gezond_geo.years.series import Years

RESIDENTS = "inwoners"

_NAMES = 6  # that are written out


def list_counts(period: Period) -> dict[str, Any]:
    """Counts of the gemeente in both years, each with its verdict.

    Returns
    -------
    dict
        ``rijen``: ``wat van tot verschil oordeel uitleg buurten``, the last one on buurten that grew or shrank much;
        ``bewoog``: whether a count increased or decreased; ``een_jaar``: labels of counts of one year only.
    """
    years = period.years
    change = None if years is None else _assess(period, years)
    if years is None or change is None:
        return {"rijen": [], "bewoog": False, "een_jaar": [] if years is None else _list_single(period, years, [])}
    own = {str(row["id"]): row for row in change[change["code"] == period.data.gemeente.code].to_dict("records")}
    counts = {name: row for name, row in own.items() if _is_told(years.indicators[name])}
    rows = [_describe(period, years, row, own, change) for row in counts.values()]
    moved = _list_moved(period, years)
    return {
        "rijen": [*rows, *([moved] if moved else [])],
        "bewoog": any(row["oordeel"] in {INCREASED, DECREASED} for row in counts.values()),
        "een_jaar": _list_single(period, years, [*counts]),
    }


def _is_told(indicator: Indicator) -> bool:
    return indicator.is_count and indicator.id not in NO_PEOPLE and indicator.soort != "schatting"


def _assess(period: Period, years: Years) -> pd.DataFrame | None:
    """Assess the change in the period; None when no series has two years in it."""
    try:
        return assess_change(years, since=period.since, until=period.until)
    except InputError:
        return None


def _list_single(period: Period, years: Years, names: list[str]) -> list[str]:
    """Labels of counts with only one year in the period."""
    by_year: dict[int, list[str]] = {}
    for name, indicator in years.indicators.items():
        if name not in names and _is_told(indicator):
            inside = period.within(years.of(name).loc[[period.data.gemeente.code]].dropna(axis=1))
            if len(inside) == 1:
                by_year.setdefault(inside[0], []).append(indicator.label.lower())
    words = period.words
    return [
        words.sentence_case(words.on_progress("alleen_van", wat=words.join(labels), jaar=year))
        for year, labels in by_year.items()
    ]


def _describe(
    period: Period, years: Years, row: Mapping[Any, Any], own: Mapping[str, Mapping[Any, Any]], change: pd.DataFrame
) -> dict[str, str]:
    words, name = period.words, str(row["id"])
    indicator = years.indicators[name]
    ends = [
        words.number(row[end]) + ("" if row[f"{end}_jaar"] == year else f" ({row[f'{end}_jaar']})")
        for end, year in (("van", period.since), ("tot", period.until))
    ]
    share = next((i for i in years.indicators.values() if i.is_share and i.teller == name and i.id in own), None)
    beside = "" if share is None else _say_share(period, share, own[share.id], str(row["oordeel"]))
    rows = change[(change["id"] == name) & change["code"].str.startswith("BU")]
    return {
        "wat": indicator.label,
        "van": ends[0],
        "tot": ends[1],
        "verschil": _signed(period, row["verschil"]),
        "oordeel": str(row["oordeel"]) or words.on_progress("geen_oordeel"),
        "uitleg": "".join(f", {part}" for part in [row["reden"], beside] if part),
        "buurten": _say_buurten(period, rows["oordeel"]),
    }


def _say_buurten(period: Period, verdicts: pd.Series[str]) -> str:
    """Sentence on how many buurten increased and decreased in the same count; empty where none could be tested."""
    if not verdicts.isin([INCREASED, DECREASED, NO_DIFFERENCE]).any():
        return ""
    more, fewer = (int((verdicts == word).sum()) for word in (INCREASED, DECREASED))
    return period.words.on_progress("in_buurten", meer=more, minder=fewer)


def _signed(period: Period, difference: float) -> str:
    return f"{'+' if difference > 0 else ''}{period.words.number(difference)}"


def _say_share(period: Period, share: Indicator, row: Mapping[Any, Any], verdict: str) -> str:
    """Sentence on the change in the share of the same people, whose verdict may differ from that of their number."""
    words = period.words
    before, after = (words.number(row[end], share.decimalen) for end in ("van", "tot"))
    key = "aandeel_ook" if row["oordeel"] == verdict else "aandeel"
    return words.on_progress(key, oordeel=row["oordeel"] or words.on_progress("geen_oordeel"), van=before, tot=after,
                             eenheid=share.eenheid)  # fmt: skip


def _list_moved(period: Period, years: Years) -> dict[str, str] | None:
    """Number of buurten whose residents changed by more than the limit for a rank, among those large enough."""
    words, table = period.words, years.of(RESIDENTS) if RESIDENTS in years.indicators else None
    if table is None or len(inside := period.within(table)) < 2:  # noqa: PLR2004 - a change is between two
        return None
    first, last = inside[0], inside[-1]
    limits = Limits(**period.scores.settings["limits"])
    rows = years.figures[(years.figures["id"] == RESIDENTS) & (years.figures["jaar"] == first)]
    same = rows.loc[rows["hoe"].isin([UNCHANGED, RENAMED]), "buurtcode"]
    buurten = table.loc[table.index.isin(same) & table[first].ge(limits.rank), [first, last]].dropna()
    codes = buurten.index[(buurten[last] / buurten[first] - 1).abs() * 100 > limits.change]
    elsewhere = int((table.index.isin(rows["buurtcode"]) & ~table.index.isin(same)).sum())
    moved = words.on_progress("andere_grenzen", aantal=words.buurten(elsewhere)) if elsewhere else ""
    names = years.figures.drop_duplicates("buurtcode").set_index("buurtcode")["buurtnaam"].reindex(codes)
    # A name may hold a comma.
    text = "; ".join(
        [*names[:_NAMES], *([words.on_progress("nog", aantal=len(names) - _NAMES)] * (len(names) > _NAMES))]
    )
    ranks = period.scores.buurten["rang"].reindex(codes)
    key = "zonder_plaats" if len(codes) and ranks.isna().all() else "andere_mensen"
    return {
        "wat": words.on_progress("veel_veranderd", procent=words.number(limits.change)),
        "van": "",
        "tot": words.on_progress("van_totaal", aantal=len(codes), totaal=len(buurten)),
        "verschil": "",
        "oordeel": "",
        "uitleg": (words.on_progress(key, namen=text) if len(codes) else words.on_progress("geen")) + moved,
    }
