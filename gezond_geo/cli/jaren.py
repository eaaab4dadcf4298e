"""``gezond-geo jaren``: figures through the years, and what can be concluded about change."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

import gezond_geo as gg
from gezond_geo._validate import check_order
from gezond_geo.areas.codes import NATION
from gezond_geo.cli.options import add_data_options, load_data
from gezond_geo.cli.parser import calendar_year
from gezond_geo.cli.tables import add_table_output, give_table, is_table
from gezond_geo.cli.terminal import say, show_progress, tell
from gezond_geo.errors import InputError, SettingsError
from gezond_geo.indicators.catalogue import AGES
from gezond_geo.io.dutch import format_number, join_words
from gezond_geo.io.export import TABLES
from gezond_geo.pages.export import table_export
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.years.inequality import say_inequality
from gezond_geo.years.national import say_national
from gezond_geo.years.series import list_sources, say_sources
from gezond_geo.years.trends import say_changes
from gezond_geo.years.year_scores import say_year_scores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gezond_geo.cli.parser import DutchParser
    from gezond_geo.years.series import Years

_NEED = "inkomen"
"""Theme along which the difference between buurten is measured."""


class _YearFile(NamedTuple):
    year: int
    path: Path


def add_to(parser: DutchParser) -> None:
    """Add the options of the command."""
    parser.add_examples(
        {
            "een buurt door de jaren": 'gezond-geo jaren Enschede --buurt "\'t Lang"',
            "gezondheid van 65-plussers": "gezond-geo jaren Enschede --leeftijd 65+",
            "elk jaar op de schaal van een jaar": "gezond-geo jaren Enschede --scores --basis 2020",
            "welke tellingen veranderden": "gezond-geo jaren Enschede --verandering --sinds 2020 --uit verschil.xlsx",
        }
    )
    add_data_options(parser)
    parser.add_argument("--buurt", metavar="BUURT", help="naam of code (standaard alleen de gemeente)")
    parser.add_argument(
        "--cijfer", action="append", default=[], metavar="CIJFER", help="toon alleen dit cijfer; mag vaker"
    )
    parser.add_argument(
        "--leeftijd",
        action="append",
        default=[],
        choices=list(AGES),
        metavar="GROEP",
        help=f"gezondheid van deze leeftijd: {join_words(list(AGES), 'of')} (standaard 18+); mag vaker",
    )
    parser.add_argument("--sinds", type=calendar_year, metavar="JAAR", help="vanaf dit jaar")
    parser.add_argument("--tot", type=calendar_year, metavar="JAAR", help="tot en met dit jaar")
    parser.add_argument(
        "--grenzen-van",
        action="append",
        default=[],
        type=_year_file,
        metavar="JAAR=BESTAND",
        help="kaartbestand met de buurten van een jaar, om veranderde buurten over te zetten; mag vaker",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--verandering", action="store_true", help="toon of bewaar wat tellingen en registers laten zien, per buurt"
    )
    what.add_argument(
        "--scores", action="store_true", help="toon of bewaar de scores van elk jaar op de schaal van een vast jaar"
    )
    parser.add_argument(
        "--basis",
        type=calendar_year,
        metavar="JAAR",
        help="met --scores: het jaar van de schaal (standaard het eerste)",
    )
    add_table_output(parser, TABLES, "bewaar de reeksen, of met --verandering het verschil of met --scores de scores")
    parser.set_defaults(run=_run)


def _year_file(text: str) -> _YearFile:
    year, _, path = text.partition("=")
    if not year.strip("0123456789") and path:
        return _YearFile(calendar_year(year), Path(path))
    raise argparse.ArgumentTypeError(f"{text}: schrijf een jaar en een bestand, zoals 2020=buurten.gpkg")


def _run(args: argparse.Namespace) -> None:
    hands_on = is_table(args)
    if args.basis is not None and not args.scores:
        raise SettingsError("--basis werkt alleen met --scores; geef die erbij of laat het weg.")
    if args.scores and (args.cijfer or args.leeftijd):
        raise SettingsError("--scores neemt de cijfers van de thema's; laat --cijfer en --leeftijd weg.")
    check_order(args.sinds, args.tot)
    data = load_data(args)
    code = None if args.buurt is None else data.find_buurt(args.buurt)
    with show_progress("Cijfers van alle jaren ophalen…") as progress:
        years = gg.load_years(
            args.gemeente,
            folder=args.gemeentemap,
            ages=args.leeftijd or ("18+",),
            boundaries={part.year: part.path for part in args.grenzen_van},
            offline=args.offline,
            progress=progress,
        )
    years = _within(years, args)
    for name in args.cijfer:
        years.of(name)
    ids = args.cijfer or list(years.indicators)
    tell(years.meldingen)
    if args.scores:
        _give_scores(args, data, years, code)
        return
    change = _assess(years, ids, args)
    lines = [*_say_nation(years, ids), *_say_between(data, years, ids), *say_changes(change, years)]
    lines += _say_editions(data, years, ids, code)
    lines += [*(f"Bron: {line}" for line in say_sources(years)), FOOTER]
    if hands_on:
        table = change if args.verandering else _choose(years, ids)
        export = table_export(data, table.set_index("code"), [*years.meldingen, *lines])
        give_table(args, replace(export, sources=list_sources(years)))
        return
    for line in [*show_levels(years, ids, [c for c in (code, data.gemeente.code, NATION) if c]), *lines]:
        say(line)


def _within(years: Years, args: argparse.Namespace) -> Years:
    """Drop the years before ``--sinds`` and after ``--tot``, and figures without any year left."""
    first, last = args.sinds or 0, args.tot or 9999
    figures = years.figures[years.figures["jaar"].between(first, last)]
    if figures.empty:
        span = " ".join(f"{word} {year}" for word, year in (("vanaf", args.sinds), ("tot en met", args.tot)) if year)
        choices = ", ".join(map(str, sorted(years.figures["jaar"].unique())))
        raise SettingsError(f"Van {years.gemeente.naam} zijn er {span} geen cijfers; kies uit: {choices}.")
    at = years.sources.index.get_level_values("jaar")
    return replace(
        years,
        figures=figures,
        comparison=years.comparison[years.comparison["jaar"].between(first, last)],
        indicators={name: indicator for name, indicator in years.indicators.items() if (figures["id"] == name).any()},
        sources=years.sources[(at >= first) & (at <= last)],
    )


def _give_scores(args: argparse.Namespace, data: gg.Dataset, years: Years, code: str | None) -> None:
    """Show or write the scores of each year, on one scale."""
    with show_progress("Landelijke cijfers ophalen…") as progress:
        result = gg.score_years(years, base=args.basis, offline=args.offline, progress=progress)
    lines = [*say_year_scores(result), *(f"Bron: {line}" for line in say_sources(years)), FOOTER]
    if is_table(args):
        table = result.table.rename(columns={"buurtcode": "code", "buurtnaam": "naam"}).set_index("code")
        give_table(args, replace(table_export(data, table, lines), sources=list_sources(years)))
        return
    for line in [*_show_scores(result, code), *lines]:
        say(line)


def _show_scores(result: gg.YearScores, code: str | None) -> Iterator[str]:
    """Show the scores of a buurt, a column per year."""
    if code is None or code not in result.how.index:
        return
    first = next(iter(result.scores.values()))
    rows = result.table[result.table["buurtcode"] == code].set_index("jaar")
    labels = {f"p_{theme}": f"{first.theme_info[theme].label} (0–100)" for theme in result.counted}
    labels |= {"stapeling": "Stapeling", "score": "Score (0–100)", "rang": "Rang van dat jaar"}
    yield str(rows["buurtnaam"].iloc[0])
    yield f"  {'':<28}" + "".join(f"{year:>12}" for year in rows.index)
    for column, label in labels.items():
        cells = ["–" if np.isnan(v) else format_number(v, int("0–100" in label)) for v in rows[column].tolist()]
        yield f"  {label:<28}" + "".join(f"{cell:>12}" for cell in cells)
    for year, why in rows["reden_geen_rang"].items():
        if why:
            yield f"  {year}: {why}"


def _assess(years: Years, ids: list[str], args: argparse.Namespace) -> pd.DataFrame:
    """Assess the change; None for a single year, which is allowed."""
    try:
        change = gg.assess_change(years)
    except InputError:
        if args.verandering:
            raise
        return pd.DataFrame(columns=["id", "code"])
    return change[change["id"].isin(ids)]


def _say_nation(years: Years, ids: list[str]) -> list[str]:
    """Print how much of the difference between years is national; nothing for a single year."""
    try:
        steps = gg.compare_with_nation(years)
    except InputError:
        return []
    return say_national(steps[steps["id"].isin(ids)], years)


def _choose(years: Years, ids: list[str]) -> pd.DataFrame:
    """Rows of the requested figures, for buurten, gemeente and the Netherlands."""
    own = years.figures.rename(columns={"buurtcode": "code", "buurtnaam": "naam"})
    rows = pd.concat([own, years.comparison], ignore_index=True)
    rows = rows[rows["id"].isin(ids)]
    return rows.assign(eenheid=rows["id"].map({name: i.eenheid for name, i in years.indicators.items()}))


def show_levels(years: Years, ids: list[str], codes: list[str]) -> Iterator[str]:
    """Print levels, a line per area, below the name of the figure and its years."""
    names = years.comparison.set_index("code")["naam"].to_dict()
    names |= years.figures.set_index("buurtcode")["buurtnaam"].to_dict()
    for name in ids:
        indicator, values = years.indicators[name], years.of(name)
        kind = " (geschat met een model)" if indicator.soort == "schatting" else ""
        yield f"{indicator.label}{f', {unit}' if (unit := indicator.eenheid) else ''}{kind}"
        yield f"  {'':<28}" + "".join(f"{year:>12}" for year in values.columns)
        for code in codes:
            cells = ["–" if np.isnan(v) else format_number(v, indicator.decimalen) for v in values.T[code].tolist()]
            yield f"  {names[code]:<28}" + "".join(f"{cell:>12}" for cell in cells)


def _say_between(data: gg.Dataset, years: Years, ids: list[str]) -> Iterator[str]:
    """Print differences in health figures along the income of buurten, where these can be computed."""
    need = gg.score(data).themes.get(_NEED)
    for name in ids:
        indicator = years.indicators[name]
        if need is None or indicator.thema != "gezondheid":
            continue
        try:
            between = gg.assess_inequality(years, name, need, population=data.buurten["inwoners"])
        except InputError as error:
            yield f"{indicator.label}: {error}"
        else:
            yield from say_inequality(between, indicator, f"inkomensvolgorde van uitgave {data.uitgave.id}")


def _say_editions(data: gg.Dataset, years: Years, ids: list[str], code: str | None) -> Iterator[str]:
    """Print the values in the score for the same year, for figures that it takes from another edition."""
    for name in ids:
        indicator, table, values = years.indicators[name], data.uitgave.table_of(years.indicators[name]), years.of(name)
        if name not in data.buurten or table is None or table.jaar not in values:
            continue
        origin = str(years.sources.loc[(name, table.jaar), "tabel"])
        if table.id == origin:
            continue
        text = f"{indicator.label} van {table.jaar} staat in {table.id}, waar de score uit komt, anders dan in {origin}"
        if code is not None and code in values.index:
            score, series = (
                format_number(v[code], indicator.decimalen) for v in (data.buurten[name], values[table.jaar])
            )
            text += f": {score} in de score en {series} in deze reeks"
        yield f"{text}."
