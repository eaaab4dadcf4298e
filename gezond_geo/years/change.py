"""Change since a nulmeting, where two years can be compared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo._validate import as_buurten, as_nulmeting, checked
from gezond_geo.areas.codes import NATION
from gezond_geo.areas.recode import SAME, match_buurten
from gezond_geo.dataset.figures import NORMAL_95
from gezond_geo.errors import InputError
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import count_of, format_number, join_words, name_some
from gezond_geo.scores.standard_errors import find_uncertainty

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.indicators.publications import Table
    from gezond_geo.scores.scores import Scores
    from gezond_geo.years.nulmeting import Nulmeting

SAME_YEAR, WITHIN, UNKNOWN, BEYOND = (
    "hetzelfde jaar",
    "binnen de onzekerheid",
    "foutmarge onbekend",
    "groter dan de onzekerheid",
)
"""Verdicts on a change, from weak to strong; a theme has the strongest of its figures."""

FIGURE, THEME, OUTCOME = "cijfer", "thema", "uitkomst"

NO_FIGURE = "geen cijfer"

BY_CHANCE = 0.05
"""Share of random differences beyond `NORMAL_95` standard deviations."""

_OUTCOME_LABELS = {"stapeling": "Stapeling", "score": "Score", "rang": "Rang"}
_MEANING = ("eenheid", "per", "teller", "noemer", "min")
_STRENGTH = ["", SAME_YEAR, WITHIN, UNKNOWN, BEYOND]
_COLUMNS = [
    "buurtcode", "buurtnaam", "soort", "id", "label", "jaar_toen", "jaar_nu", "toen", "nu", "verandering", "marge",
    "oordeel", "reden",
]  # fmt: skip
_DECIMALS = 6
"""Decimals of results: no figure has more, and for a percentile more are meaningless."""
"""Maximum number of buurten named in a sentence; the rest is counted."""


@checked(nulmeting=as_nulmeting, data=as_buurten)
def compare_with_nulmeting(nulmeting: Nulmeting, data: Dataset) -> pd.DataFrame:
    """Compare figures with those of a nulmeting (baseline), using its reference, themes and settings.

    Parameters
    ----------
    nulmeting
        The baseline.
    data
        Later figures of the same gemeente. No change is computed for an indicator that now comes from another table:
        the tables of RIVM differ in more than their year.

    Returns
    -------
    DataFrame
        A row per buurt and figure, theme (percentile, 0-100 with 100 unfavourable) or outcome (``stapeling``,
        ``score``, and ``rang`` among the buurten ranked both times); and a row per figure for the gemeente and the
        Netherlands, under their own codes. Columns ``buurtcode buurtnaam soort id label``; ``jaar_toen jaar_nu``,
        ``toen nu``; ``verandering`` (in the figure's unit, NaN where the years cannot be compared); ``marge`` (margin
        of error: half the 95 % interval of a change, from the standard errors of both years); ``oordeel`` (`SAME_YEAR`,
        `WITHIN`, `UNKNOWN`, `BEYOND`, or empty) and ``reden`` (Dutch, why two years cannot be compared, or empty).

    Raises
    ------
    InputError
        When the data are of another gemeente or an earlier year, are not of buurten, or have no figure in common.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> path = gg.write_nulmeting(data, gg.score(data), "enschede.nulmeting.zip")
    >>> change = gg.compare_with_nulmeting(gg.read_nulmeting(path), data)
    >>> change.loc[change["id"] == "roken", ["buurtcode", "toen", "nu", "oordeel"]].head(1)
          buurtcode  toen    nu         oordeel
    350  BU01530000  31.0  31.0  hetzelfde jaar
    """
    then = nulmeting.data
    _check(then, data)
    columns = then.buurten.columns[then.buurten.notna().any()]
    indicators = {i.id: i for i in (then.indicators["inwoners"], *then.shown) if i.id in columns}
    lacking = {i.id: _explain_table(then, data, i) for i in then.indicators.values()}
    before = nulmeting.scores
    # A theme that was not measured in the baseline does not count later either.
    ignored = {i.id for theme in before.unmeasured for i in then.members(theme)}
    usable = data.buurten.copy()
    usable[[name for name, why in lacking.items() if (why or name in ignored) and name in usable]] = np.nan
    now = replace(data, buurten=usable, reference=then.reference, themes=then.themes, indicators=then.indicators)
    scores = before, nulmeting.score(now)
    everywhere = then.buurten.index.union(data.buurten.index)
    reasons = _explain_buurten(then, data, everywhere)
    names = data.buurten["buurtnaam"].reindex(everywhere).fillna(then.buurten["buurtnaam"])
    rows = {name: _compare_figure(i, then, now, reasons, lacking[name]) for name, i in indicators.items()}
    for theme in then.themes.values():
        members = then.members(theme.id)
        if theme.id not in scores[0].unmeasured:
            rows[theme.id] = _compare_theme(theme.id, members, scores, rows, reasons).assign(label=theme.label)
    theme_rows = [rows[theme] for theme in scores[0].counted]
    rows |= {name: _compare_outcome(name, scores, theme_rows, reasons) for name in _OUTCOME_LABELS}
    parts = [part.assign(id=name, buurtnaam=names) for name, part in rows.items()]
    parts += [_compare_around(i, then, now, lacking[name]) for name, i in indicators.items()]
    table = pd.concat([part.rename_axis("buurtcode").reset_index() for part in parts], ignore_index=True)
    return table.reindex(columns=_COLUMNS).round(_DECIMALS).astype({"jaar_toen": "Int64", "jaar_nu": "Int64"})


def say_comparison(nulmeting: Nulmeting, data: Dataset, table: pd.DataFrame) -> list[str]:
    """Dutch summary of `compare_with_nulmeting`: first what cannot be compared.

    Parameters
    ----------
    nulmeting, data
        Arguments of the comparison.
    table
        Its result.
    """
    then = nulmeting.data
    buurten = _buurten_of(then, data, table)
    lines = [*say_basis(nulmeting, data, table), *_say_stacking(buurten[buurten["id"] == "stapeling"])]
    figures = buurten[buurten["soort"] == FIGURE]
    ids = figures.loc[figures["oordeel"].isin([WITHIN, BEYOND]), "id"].unique()
    origins = {name: data.uitgave.table_of(data.indicators[name]) for name in ids}
    modelled = [name for name, origin in origins.items() if origin is not None and origin.dienst == "rivm"]
    if modelled:
        labels = join_words([then.indicators[name].label.lower() for name in modelled])
        lines.append(
            f"Modelschattingen ({labels}) reageren nauwelijks op wat in een buurt zelf wordt gedaan: dat "
            "zo'n cijfer gelijk blijft, zegt niet dat een aanpak niet werkt, en dat het verandert, niet dat hij werkt."
        )
    return lines


def say_basis(nulmeting: Nulmeting, data: Dataset, table: pd.DataFrame) -> list[str]:
    """Dutch sentences on the basis of a comparison, without those on single buurten or themes combined."""
    then = nulmeting.data
    lines = [
        f"{then.gemeente.naam}: uitgave {data.uitgave.id} naast de nulmeting van uitgave {then.uitgave.id}, vergeleken "
        "met de referentie en de instellingen van toen."
    ]
    if not nulmeting.is_reproduced():
        version = f" {nulmeting.version}".rstrip()
        lines.append(
            f"De nulmeting is gemaakt met gezond-geo{version}, en deze versie rekent anders: ook de uitkomst van toen "
            "is hier opnieuw berekend."
        )
    buurten = _buurten_of(then, data, table)
    figures = buurten[buurten["soort"] == FIGURE]
    lines += _say_lacking(then, data, figures)
    lines += _say_buurten(buurten[buurten["id"] == "inwoners"])
    return [*lines, *_say_figures(figures)]


def _buurten_of(then: Dataset, data: Dataset, table: pd.DataFrame) -> pd.DataFrame:
    return table[table["buurtcode"].isin(then.buurten.index.union(data.buurten.index))]


def _check(then: Dataset, data: Dataset) -> None:
    """Refuse figures that are not later ones of the same buurten."""
    if data.gemeente.code != then.gemeente.code:
        raise InputError(
            f"De nulmeting is van {then.gemeente.naam} ({then.gemeente.code}) en de cijfers zijn van "
            f"{data.gemeente.naam} ({data.gemeente.code}); geef die van dezelfde gemeente."
        )
    before, after = then.year_of("inwoners"), data.year_of("inwoners")
    if before is not None and after is not None and after < before:
        raise InputError(f"De nulmeting is van {before} en de cijfers zijn van {after}; geef cijfers van later.")


def _explain_table(then: Dataset, data: Dataset, indicator: Indicator) -> str:
    """Reason (Dutch) why an earlier and a later figure cannot be compared; empty when they can."""
    name = indicator.id
    own = data.indicators.get(name)
    if own is None or name not in data.buurten or data.buurten[name].isna().all():
        return "nu geen cijfer"
    # The description in the source distinguishes a custom or age-standardised figure from the published one.
    kinds = [str(d.sources["soort"].get(name, "")) for d in (then, data)]
    if kinds[0] != kinds[1] or any(getattr(own, key) != getattr(indicator, key) for key in _MEANING):
        return "nu anders berekend"
    before, after = then.uitgave.table_of(indicator), data.uitgave.table_of(own)
    if before is not None and after is not None and not _is_one_series(before, after):
        return f"andere tabel ({before.id} toen, {after.id} nu)"
    return ""


def _is_one_series(before: Table, after: Table) -> bool:
    """Whether two tables are the same, or two years of a publication with a table per year.

    A table with several years is a series of its own: RIVM publishes another value for the same year in its next table.
    """
    if before.id == after.id:
        return before.leeftijd == after.leeftijd
    bare = [table.titel.replace(str(table.jaar), "") for table in (before, after)]
    dated = all(title != table.titel for title, table in zip(bare, (before, after), strict=True))
    own = before.dienst is None and after.dienst is None
    return bare[0] == bare[1] and before.uitgever == after.uitgever and (dated or own)


def _explain_buurten(then: Dataset, data: Dataset, codes: pd.Index[str]) -> pd.Series[str]:
    """Reason (Dutch) why each buurt cannot be compared with itself; empty when it can."""
    before, after = then.uitgave.tabellen["kwb"].indeling, data.uitgave.tabellen["kwb"].indeling
    both = then.buurten.index.intersection(data.buurten.index)
    if before != after:
        land = [pd.DataFrame(d.buurten).reindex(columns=["land_ha"]) for d in (then, data)]
        pairs = match_buurten(*land)
        both = pd.Index(pairs.loc[pairs["how"] == SAME, "earlier"])
    reasons = pd.Series("", index=codes, dtype="object")
    reasons[~codes.isin(both)] = f"veranderd van grens of code {before}–{after}"
    for d in (then, data):
        large_enough = d.buurten.index[d.buurten["inwoners"] >= MIN_RESIDENTS]
        reasons[codes.isin(d.buurten.index) & ~codes.isin(large_enough)] = f"minder dan {MIN_RESIDENTS} inwoners"
    reasons[~codes.isin(then.buurten.index)] = "niet in de nulmeting"
    reasons[~codes.isin(data.buurten.index)] = "er nu niet meer onder deze code"
    return reasons


def _compare_figure(
    indicator: Indicator, then: Dataset, now: Dataset, reasons: pd.Series[str], lacking: str
) -> pd.DataFrame:
    name, codes = indicator.id, reasons.index
    large_enough = now.buurten["inwoners"] >= MIN_RESIDENTS
    before = then.buurten[name].reindex(codes)
    after = pd.DataFrame(now.buurten).reindex(columns=[name])[name].where(large_enough).reindex(codes)
    why = reasons.mask(reasons.eq(""), lacking)
    for d in (then, now):
        from_wijk = d.from_wijk.reindex(index=codes, columns=[name], fill_value=False)[name]
        why = why.mask(why.eq("") & from_wijk, "cijfer van de hele wijk")
    variance = _variance(then, indicator).reindex(codes) + _variance(now, indicator).reindex(codes)
    return _judge(indicator, (then, now), (before, after), NORMAL_95 * variance**0.5, why)


def _variance(data: Dataset, indicator: Indicator) -> pd.Series[float]:
    """Variance of a figure: its standard error squared, plus for rounding half the width squared over three."""
    uncertainty = find_uncertainty(data, indicator)
    return uncertainty.standard_error**2 + uncertainty.half_width**2 / 3


def _compare_around(indicator: Indicator, then: Dataset, now: Dataset, lacking: str) -> pd.DataFrame:
    """Compare the figures of the gemeente and the Netherlands, where the earlier ones are known."""
    names = pd.Series({then.gemeente.code: then.gemeente.naam} | {NATION: "Nederland"})
    before, after = (d.comparison.reindex(index=names.index, columns=[indicator.id])[indicator.id] for d in (then, now))
    nothing = pd.Series(0.0, index=names.index)
    why = pd.Series(lacking, index=names.index)
    around = _judge(indicator, (then, now), (before, after.mask(why.ne(""))), nothing, why)
    return around.assign(id=indicator.id, buurtnaam=names)[before.notna()]


def _judge(
    indicator: Indicator,
    data: tuple[Dataset, Dataset],
    figures: tuple[pd.Series[float], pd.Series[float]],
    margin: pd.Series[float],
    why: pd.Series[str],
) -> pd.DataFrame:
    """Change of a figure, unless there is a reason against it, and the verdict that its margin of error allows."""
    before, after = figures
    why = why.mask(why.eq("") & (before.isna() | after.isna()), NO_FIGURE)
    change = (after - before).round(indicator.decimalen).where(why.eq(""))
    verdict = pd.Series(BEYOND, index=why.index).mask(change.abs() <= margin, WITHIN).mask(margin.eq(0), UNKNOWN)
    years = [d.year_of(indicator.id) for d in data]
    if years[0] is not None and years[0] == years[1]:
        # A different figure for the same year was revised: nothing changed in the buurt.
        change, verdict, margin = change.where(change.eq(0)), pd.Series(SAME_YEAR, index=why.index), margin * 0
    return pd.DataFrame({
        "soort": FIGURE, "label": indicator.label, "jaar_toen": years[0], "jaar_nu": years[1], "toen": before,
        "nu": after, "verandering": change, "marge": margin.where(margin.gt(0) & why.eq("")),
        "oordeel": verdict.where(why.eq(""), ""), "reden": why,
    })  # fmt: skip


def _compare_theme(
    theme: str,
    members: Iterable[Indicator],
    scores: tuple[Scores, Scores],
    rows: Mapping[str, pd.DataFrame],
    reasons: pd.Series[str],
) -> pd.DataFrame:
    """Compare the percentile of a theme: only with all its figures, and no more certain than the best of them."""
    parts = {i.id: rows[i.id] for i in members}
    why = reasons
    for i in members:
        own = parts[i.id]["reden"]
        why = why.mask(why.eq("") & own.ne(""), i.label.lower() + ": " + own)
    before, after = (s.themes[theme].reindex(reasons.index) for s in scores)
    return _compare_derived(THEME, before, after, why, list(parts.values()))


def _compare_outcome(
    name: str, scores: tuple[Scores, Scores], theme_rows: list[pd.DataFrame], reasons: pd.Series[str]
) -> pd.DataFrame:
    why = reasons
    for part in theme_rows:
        why = why.mask(why.eq(""), part["reden"])
    before, after = (s.buurten[name].reindex(reasons.index) for s in scores)
    if name == "rang":
        ranked = before.notna() & after.notna() & why.eq("")
        if ranked.any():
            totals = [s.buurten["score"].reindex(reasons.index).where(ranked) for s in scores]
            before, after = (total.rank(method="min", ascending=False) for total in totals)
    if set(scores[0].counted) != set(scores[1].counted):
        after = pd.Series(np.nan, index=reasons.index)
    return _compare_derived(OUTCOME, before, after, why, theme_rows).assign(label=_OUTCOME_LABELS[name])


def _compare_derived(
    kind: str, before: pd.Series[float], after: pd.Series[float], why: pd.Series[str], parts: list[pd.DataFrame]
) -> pd.DataFrame:
    """Compare what is computed from other rows, with the strongest verdict among these as the limit."""
    why = why.mask(why.eq("") & (before.isna() | after.isna()), "geen uitkomst")
    strength = pd.concat([part["oordeel"].map(_STRENGTH.index) for part in parts], axis=1).max(axis=1)
    verdict = strength.map(lambda rank: _STRENGTH[rank])
    change = (after - before).where(why.eq(""))
    change = change.mask(verdict.eq(SAME_YEAR) & change.ne(0))
    return pd.DataFrame({
        "soort": kind, "toen": before, "nu": after, "verandering": change, "oordeel": verdict.where(why.eq(""), ""),
        "reden": why,
    })  # fmt: skip


def _say_lacking(then: Dataset, data: Dataset, figures: pd.DataFrame) -> list[str]:
    """Dutch sentence on figures without a change, for every buurt."""
    by_reason: dict[str, list[str]] = {}
    for name in figures["id"].unique():
        if why := _explain_table(then, data, then.indicators[name]):
            by_reason.setdefault(why, []).append(then.indicators[name].label.lower())
    lines = [f"Niet te vergelijken, {why}: {join_words(labels)}." for why, labels in by_reason.items()]
    if len(same := figures.loc[figures["oordeel"] == SAME_YEAR, "label"].unique()):
        lines.append(f"Van hetzelfde jaar, dus zonder verandering: {join_words([str(s).lower() for s in same])}.")
    return lines


def _say_buurten(rows: pd.DataFrame) -> list[str]:
    """Dutch sentence on buurten that are no longer the same, or too small."""
    away = rows[rows["reden"].ne("") & rows["reden"].ne(NO_FIGURE)]
    if away.empty:
        return []
    parts = [f"{why}: {name_some(part['buurtnaam'])}" for why, part in away.groupby("reden")]
    total = count_of(len(rows), "buurt", "buurten")
    return [f"Van {total} zijn er {format_number(len(rows) - len(away))} te vergelijken; {'; '.join(parts)}."]


def _say_figures(figures: pd.DataFrame) -> list[str]:
    """Dutch sentence on how many changes exceed their margin of error, and how many are expected by chance."""
    judged = figures["oordeel"].isin([WITHIN, BEYOND]).sum()
    if not judged:
        return []
    beyond, chance = figures["oordeel"].eq(BEYOND).sum(), judged * BY_CHANCE
    return [
        f"Van de {format_number(judged)} veranderingen waarvan een foutmarge bekend of aangenomen is, is {WITHIN}: "
        f"{format_number(judged - beyond)}; groter: {format_number(beyond)}. Door toeval alleen zou "
        f"{format_number(BY_CHANCE * 100)} % groter zijn, hier {format_number(chance)}."
    ]


def _say_stacking(rows: pd.DataFrame) -> list[str]:
    """Dutch sentence on buurten where more or fewer themes stack."""
    comparable = rows[rows["verandering"].notna()]
    if comparable.empty:
        why = next(iter(rows.loc[rows["nu"].isna() & rows["reden"].ne(""), "reden"].mode()), "geen uitkomst")
        return [f"Stapeling, score en rang zijn niet te vergelijken ({why})."]
    parts = []
    for word, has_change in (("meer", comparable["verandering"] > 0), ("minder", comparable["verandering"] < 0)):
        texts = [
            f"{row['buurtnaam']} ({row['toen']:.0f} → {row['nu']:.0f}, {row['oordeel']})"
            for row in comparable[has_change].to_dict("records")
        ]
        parts.append(f"{word} in {name_some(texts) if texts else 'geen buurt'}")
    return [f"Thema's samen, van {count_of(len(comparable), 'buurt', 'buurten')}: {'; '.join(parts)}."]
