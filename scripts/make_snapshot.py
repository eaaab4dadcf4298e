"""Write the figures in the package from their sources.

    python scripts/make_snapshot.py Enschede --summer-in-the-city summer_in_the_city.csv

Writes ``cijfers.csv``, ``vergelijking.csv``, ``herkomst.csv`` and ``reeksen.csv`` in the gemeente folder, and beside
their readers
``gemeenten.csv``, ``referentie.csv``, ``referentie_leeftijd.csv`` (health standardised for age) and ``gelijken.csv``
(national means per urbanity class). The services are those of the settings; the table of Summer in the City has no
service, so pass its path. With the boundaries of its buurten (``--grenzen-2012``) the stone cover of buurten that have
changed is left out.
"""

import argparse
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import pandas as pd

from gezond_geo import settings
from gezond_geo.areas import pdok
from gezond_geo.areas.boundaries import read_boundaries
from gezond_geo.areas.codes import NATION
from gezond_geo.areas.gemeente import Gemeente, find_gemeente
from gezond_geo.areas.recode import SAME, match_buurten, say_match
from gezond_geo.dataset import cbs, national_figures, statline
from gezond_geo.dataset.figures import SOURCE_COLUMNS, Figures, source_row
from gezond_geo.dataset.folder import reeksen, snapshot
from gezond_geo.dataset.levels import weight_of
from gezond_geo.dataset.series import COUNTED, read_series
from gezond_geo.indicators.catalogue import (
    AGES,
    Indicator,
    Uitgave,
    add_shares,
    catalogue,
    theme_indicators,
    uitgave_of,
)
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.indicators.reference import PEOPLE, build_reference
from gezond_geo.indicators.reference_file import write_reference
from gezond_geo.scores.age import THEME, build_age_reference, older_share
from gezond_geo.scores.urbanity import URBANITY, urbanity_class

REFERENCE_LABEL = "waar alle inwoners van Nederland wonen (buurten vanaf 100 inwoners)"
PUBLIC_URL = {"cbs": "https://opendata.cbs.nl/ODataFeed/odata/", "rivm": "https://dataderden.cbs.nl/ODataFeed/odata/"}
SERIES = ["inwoners", "inwoners_0_14", "inwoners_65plus", "bijstand_personen", "land_ha", "goede_gezondheid"]
SERIES += [f"{name}{age}" for age in ("_18_65", "_65plus") for name in ("goede_gezondheid", "eenzaam")]
"""Columns of the series that the package quotes."""
QUOTED_COUNTS = (2020, 2024)
KEPT_WHEN_SMALL = ["buurtnaam", "inwoners", "land_ha", "land_ha_later"]


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gemeente")
    parser.add_argument("--summer-in-the-city", type=Path, required=True, metavar="CSV")
    parser.add_argument("--grenzen-2012", type=Path, metavar="FILE")
    args = parser.parse_args()
    uitgave = uitgave_of(snapshot.UITGAVE)
    package = Path(str(files("gezond_geo")))

    newest = uitgave.tabellen["kwb_later"].id
    names = statline.read_names(newest, base_url=settings.statline_url(), regions=("GM",))
    table = names.sort_index().rename_axis("code").rename("naam").reset_index()
    table.to_csv(package / "areas" / "gemeenten.csv", index=False, lineterminator="\n")

    stone = read_summer_in_the_city(args.summer_in_the_city, uitgave)
    nation = [(add_shares(figures), residents) for figures, residents in national_figures.read_nation(uitgave)]
    reference = build_reference([*nation, (stone, stone["inwoners_2012"])], label=REFERENCE_LABEL, people=PEOPLE)
    write_reference(reference, package / "indicators" / "referentie.csv")

    everywhere = cbs.read_uitgave(uitgave, NATION)
    buurten = add_shares(everywhere.buurten.drop(columns="buurtnaam"), uitgave.indicators())
    older = older_share(everywhere.comparison.loc[NATION])
    by_age = build_age_reference(buurten, theme_indicators(THEME), older)
    write_reference(by_age, package / "indicators" / "referentie_leeftijd.csv")
    gemeenten = everywhere.comparison[everywhere.comparison.index.str.startswith("GM")]
    peers = weigh_by_urbanity({"buurt": buurten, "gemeente": gemeenten}, uitgave)
    peers.to_csv(package / "scores" / "gelijken.csv", index=False, lineterminator="\n")

    gemeente = find_gemeente(args.gemeente)
    if gemeente.folder is None:
        parser.error(f"there is no folder for {gemeente.naam}")
    areas = pdok.read_buurten(gemeente.code, year=uitgave.grenzen).frame
    figures = cbs.read_uitgave(uitgave, gemeente.code)
    if args.grenzen_2012:
        stone = keep_same_buurten(stone, args.grenzen_2012, areas)
    figures = add_stone(figures, stone, uitgave)
    figures.sources["opgehaald"] = figures.sources["opgehaald"].str[:10]
    service = {table.id: PUBLIC_URL.get(table.dienst or "") for table in uitgave.tabellen.values()}
    for name, row in figures.sources.iterrows():
        if address := service[row["tabel"]]:
            figures.sources.loc[name, "url"] = address + row["tabel"]
    points = areas.representative_point()
    rounded = pd.DataFrame({"x": points.x, "y": points.y}).round(-1).astype(int).reindex(figures.buurten.index)
    small = ~(figures.buurten["inwoners"] >= MIN_RESIDENTS)
    figures.buurten.loc[small, figures.buurten.columns.difference(KEPT_WHEN_SMALL)] = float("nan")
    snapshot.write_snapshot(gemeente.folder, replace(figures, points=rounded))
    reeksen.write_reeksen(gemeente.folder, quote_series(gemeente))


def quote_series(gemeente: Gemeente) -> pd.DataFrame:
    """Series of a gemeente for its folder: a row per table, year and area."""
    tables, _ = read_series(gemeente, None, AGES, None)
    parts = []
    for (key, year), table in sorted(tables.items()):
        nation = ", ".join(filter(None, ["Nederland", table.nation]))
        names = {gemeente.code: gemeente.naam, NATION: nation}
        around = table.comparison.assign(buurtnaam=table.comparison.index.map(names)).round(2)
        columns = [name for name in SERIES if name in table.buurten]
        if not columns or (key == COUNTED and year not in QUOTED_COUNTS):
            continue
        residents = tables[COUNTED, table.table.indeling].buurten
        buurten = table.buurten.assign(buurtnaam=residents["buurtnaam"])
        part = pd.concat([buurten, around])[["buurtnaam", *columns]]
        small = residents.index[~(residents["inwoners"] >= MIN_RESIDENTS)].intersection(part.index)
        part.loc[small, part.columns.difference(KEPT_WHEN_SMALL)] = float("nan")
        part = part.dropna(how="all", subset=columns)
        part = part.rename_axis("code").reset_index().rename(columns={"buurtnaam": "naam"})
        parts.append(part.assign(sleutel=key, jaar=year, tabel=table.table.id))
    return pd.concat(parts)[[*reeksen.KEYS, reeksen.TABLE, *SERIES]]


def weigh_by_urbanity(areas: dict[str, pd.DataFrame], uitgave: Uitgave) -> pd.DataFrame:
    """Means of the published figures of Dutch areas of each kind per urbanity class.

    Figures on another division into buurten, and those that no service has, are left out.
    """
    divided = {name for name, table in uitgave.tabellen.items() if table.indeling == uitgave.tabellen["kwb"].indeling}
    every = uitgave.indicators()
    indicators = [i for i in every.values() if not i.is_count and every[i.teller or i.id].tabel in divided]
    tables = []
    for kind, every_area in areas.items():
        usable = every_area[every_area["inwoners"] >= MIN_RESIDENTS]
        within = urbanity_class(usable["stedelijkheid"])
        means = {i.id: weighted_mean(i, usable, within) for i in indicators}
        weights = {"aantal": within.groupby(within).size(), "inwoners": usable["inwoners"].groupby(within).sum()}
        table = pd.DataFrame(weights | means).reindex(list(URBANITY)).rename_axis("klasse").reset_index()
        table.insert(0, "soort", kind)
        tables.append(table.astype({"aantal": "int64", "inwoners": "int64"}))
    return pd.concat(tables)


def weighted_mean(indicator: Indicator, figures: pd.DataFrame, within: pd.Series) -> pd.Series:
    """Mean of a share per class, over the areas that have it, weighted by its denominator."""
    weights = weight_of(indicator, figures)
    weights = weights.where(weights > 0)
    values = figures[indicator.teller] * indicator.per / weights if indicator.is_share else figures[indicator.id]
    weights = weights.where(values.notna())
    return ((values * weights).groupby(within).sum() / weights.groupby(within).sum()).round(indicator.decimalen)


def read_summer_in_the_city(path: Path, uitgave: Uitgave) -> pd.DataFrame:
    """Read the published table: one row per buurt of 2012, indexed by buurtcode, else by row."""
    table = pd.read_csv(path)
    codes = table["buurtcode"].fillna(pd.Series([f"rij {i}" for i in table.index], index=table.index))
    stems = uitgave.columns_of("verstening")
    frame = pd.DataFrame({name: table[column].astype("float64") for name, (column,) in stems.items()})
    frame["hitte"] = frame["hitte"].where(frame["hitte"] != -99) / 100  # noqa: PLR2004 - the table's missing value
    return frame.set_index(codes.rename("buurtcode"))


def keep_same_buurten(stone: pd.DataFrame, boundaries: Path, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Drop the stone cover of buurten whose boundaries have changed, and print their number."""
    then, _ = read_boundaries(boundaries)
    then = then[then.index.str[:6].isin(areas.index.str[:6])]
    earlier, later = (gpd.GeoDataFrame({"land_ha": a.area / 10_000}, geometry=a) for a in (then, areas.geometry))
    pairs = match_buurten(earlier, later)
    print(say_match(pairs, stone["inwoners_2012"], before=2012, after=uitgave_of(snapshot.UITGAVE).grenzen))
    return stone[stone.index.isin(pairs.loc[pairs["how"] == SAME, "earlier"])]


def add_stone(figures: Figures, stone: pd.DataFrame, uitgave: Uitgave) -> Figures:
    """Add stone, green, water and heat to the figures of the services, with national means for comparison."""
    published = uitgave.tabellen["verstening"]
    rows = {
        name: source_row(
            catalogue()[name],
            published,
            column=column,
            modified="",
            retrieved="",
            url="https://doi.org/10.1109/eScience.2015.21",
        )
        for name, (column,) in uitgave.columns_of("verstening").items()
    }
    # Columns of the services first, grouped by table.
    keys = sorted(uitgave.tabellen, key=lambda key: uitgave.tabellen[key].dienst is None)
    columns = [name for key in keys for name in uitgave.columns_of(key)]
    return replace(
        figures,
        buurten=figures.buurten.fillna(stone)[["buurtnaam", *columns]],
        comparison=figures.comparison[columns],
        sources=pd.concat(
            [figures.sources, pd.DataFrame.from_dict(rows, orient="index", columns=SOURCE_COLUMNS).rename_axis("id")]
        ),
    )


if __name__ == "__main__":
    main()
