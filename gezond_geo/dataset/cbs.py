"""The figures of an uitgave from CBS StatLine, through the cache."""

import re
from functools import partial

import pandas as pd

from gezond_geo import settings
from gezond_geo.areas.codes import NATION
from gezond_geo.areas.recode import SAME, match_buurten, say_match
from gezond_geo.dataset import statline
from gezond_geo.dataset.figures import SOURCE_COLUMNS, Figures, source_row
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import Table, Uitgave
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import count_of, join_words
from gezond_geo.io.http import Progress

_WIJK_NUMBER = re.compile(r"^Wijk \d+ ")

COUNTED_TABLES = ("kwb", "gezondheid")
"""Tables that the score cannot do without; of the others a failure is said, and the run goes on."""

FILLED = 2 / 3
"""Share of the buurten that must have a value before a column counts as published."""

NORMAL_95 = 1.96
"""Standard deviations between a figure and either end of its 95 % interval."""


def read_uitgave(uitgave: Uitgave, code: str, *, progress: Progress | None = None) -> Figures:
    """Read what CBS and RIVM publish of one gemeente, or of all.

    Parameters
    ----------
    uitgave
        Which tables.
    code
        ``GM`` and four digits, or `NATION`.
    progress
        See `Progress`.

    Returns
    -------
    Figures
        Its buurten, and for comparison its wijken, the gemeente and the Netherlands. Figures of a table on another
        division into buurten are given where the buurt is the same in both. Of one gemeente, with the margins that
        RIVM publishes.

    Raises
    ------
    SourceError
        When a service does not answer and there is nothing in the cache, or has no buurten of this gemeente.
    """
    regions = _regions_of(code)
    tables: dict[str, pd.DataFrame] = {}
    origins: dict[str, dict[str, object]] = {}
    margins: list[pd.DataFrame] = []
    meldingen: list[str] = []
    for key, table in uitgave.tabellen.items():
        if table.dienst is None or not uitgave.columns_of(key):
            continue
        try:
            answer = _read_table(uitgave, key, regions, progress)
        except SourceError as failure:
            if key in COUNTED_TABLES:
                raise
            if key == "kwb_later" and isinstance(failure, statline.NoRowsError):
                # Every code of the gemeente has ended: that is known, and not the same as a table that did not come.
                ended = list(uitgave.columns_of(key))
                tables[key] = pd.DataFrame(columns=ended, index=pd.Index([], dtype=str), dtype="float64")
                origins |= _origins_of_ended(uitgave, table, ended)
                continue
            meldingen.append(f"Niet opgehaald: {table.titel}. {failure}")
            continue
        tables[key] = answer.frame.rename(index=lambda region: NATION if region.startswith(NATION) else region)
        origins |= _origins_of(uitgave, table, answer)
        spread, refused = _margins_of(table, answer)
        margins.append(spread)
        meldingen += [*_notes_on(uitgave, table, answer), *refused]
    kwb = uitgave.tabellen["kwb"]
    names = read_names(uitgave, code)
    wide = pd.concat(tables.values(), axis=1).reindex(columns=uitgave.quoted())
    # Buurten are those of the table that counts residents: another year's table has others.
    buurten = wide.loc[_buurten_of(tables["kwb"]).index].rename_axis("buurtcode")
    if buurten.empty:
        raise SourceError(
            f"{kwb.titel} heeft geen buurten van {code}: die gemeente was er nog niet; kies een later jaar."
        )
    buurten, changes = _keep_same_buurten(uitgave, buurten, tables)
    known = pd.concat(margins, axis=1).reindex(buurten.index)
    known = known.where(buurten[known.columns].notna()).dropna(axis=1, how="all")
    buurten.insert(0, "buurtnaam", names.reindex(buurten.index))
    return Figures(
        buurten=buurten.sort_index(),
        comparison=wide[~wide.index.str.startswith("BU")].rename_axis("code").sort_index(),
        sources=pd.DataFrame.from_dict(origins, orient="index", columns=SOURCE_COLUMNS).rename_axis("id"),
        points=pd.DataFrame(columns=["x", "y"], dtype="float64"),
        wijken={str(region): name for region, name in names.items() if str(region).startswith("WK")},
        meldingen=(*meldingen, *changes),
        margins=known.sort_index(),
    )


def read_names(uitgave: Uitgave, code: str) -> "pd.Series[str]":
    """Read the names of wijken and buurten of one gemeente, or of all.

    Parameters
    ----------
    uitgave, code
        As in `read_uitgave`.

    Returns
    -------
    Series
        Names by code, of wijken without their number.

    Raises
    ------
    SourceError
        As `read_uitgave`.
    """
    kwb = uitgave.tabellen["kwb"]
    names = statline.read_names(kwb.id, base_url=_base_url(kwb), regions=_regions_of(code))
    return names.where(~names.index.str.startswith("WK"), names.str.replace(_WIJK_NUMBER, "", regex=True))


def read_nation(uitgave: Uitgave, *, progress: Progress | None = None) -> list[tuple[pd.DataFrame, "pd.Series[float]"]]:
    """Read the figures of all Dutch buurten that the score counts, for a reference.

    Parameters
    ----------
    uitgave, progress
        As in `read_uitgave`.

    Returns
    -------
    list of tuple
        Quoted figures, and the residents of the same buurten. Two of these when the health table is on another division
        into buurten than the table that counts residents: health is then weighed by who live in its own buurten.

    Raises
    ------
    SourceError
        When a service does not answer and there is nothing in the cache.
    """

    def read(key: str) -> pd.DataFrame:
        return _buurten_of(_read_table(uitgave, key, None, progress).frame).reindex(columns=uitgave.quoted())

    kwb, health = read("kwb"), read("gezondheid")
    if uitgave.tabellen["gezondheid"].indeling == uitgave.tabellen["kwb"].indeling:
        return [(kwb.fillna(health), kwb["inwoners"])]
    residents = read("kwb_later")["inwoners_later"]
    return [(kwb, kwb["inwoners"]), (health.reindex(residents.index), residents)]


def unpublished_columns(figures: Figures, uitgave: Uitgave) -> list[str]:
    """Quoted columns that the score counts and that are filled for less than two thirds of the buurten.

    Buurten under `MIN_RESIDENTS` residents have hardly any figures in any year, so they are left out.
    """
    indicators = uitgave.indicators().values()
    counted = {i.teller or i.id for i in indicators if i.thema is not None}
    published = {i.id for i in indicators if (table := uitgave.table_of(i)) is not None and table.dienst}
    settled = figures.buurten[figures.buurten["inwoners"] >= MIN_RESIDENTS]
    filled = settled[sorted(counted & published)].notna().mean()
    return list(filled.index[~(filled >= FILLED)])


def _keep_same_buurten(
    uitgave: Uitgave, buurten: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> tuple[pd.DataFrame, list[str]]:
    """Drop figures of tables on another division where the buurt is not the same; the land that says so stays."""
    own, later = uitgave.tabellen["kwb"], uitgave.tabellen.get("kwb_later")
    if later is None or "kwb_later" not in tables:
        return buurten, []
    elsewhere = _buurten_of(tables["kwb_later"]).rename(columns={"land_ha_later": "land_ha"})
    matched = match_buurten(buurten, elsewhere)
    same = buurten.index.isin(matched.loc[matched["how"] == SAME, "earlier"])
    if same.all():
        return buurten, []
    strange = [
        i.id
        for i in uitgave.indicators().values()
        if (table := uitgave.table_of(i)) is not None and table.indeling != own.indeling and i.id in buurten
    ]
    kept = buurten.copy()
    kept.loc[~same, [name for name in strange if name != "land_ha_later"]] = float("nan")
    return kept, [say_match(matched, buurten["inwoners"], before=own.indeling, after=later.indeling)]


def _regions_of(code: str) -> tuple[str, ...] | None:
    return None if code == NATION else (f"BU{code[2:]}", f"WK{code[2:]}", code, NATION)


def _read_table(
    uitgave: Uitgave, key: str, regions: tuple[str, ...] | None, progress: Progress | None
) -> statline.TableRows:
    table = uitgave.tabellen[key]
    return statline.read_table(
        table.id,
        base_url=_base_url(table),
        columns=uitgave.columns_of(key),
        regions=regions,
        period=table.periode,
        age=table.leeftijd,
        # RIVM alone publishes them, and those of the whole country would be three times as many rows.
        margins=table.dienst == "rivm" and regions is not None,
        progress=None if progress is None else partial(progress, table.titel),
    )


def _margins_of(table: Table, answer: statline.TableRows) -> tuple[pd.DataFrame, list[str]]:
    """Standard deviation of each figure of a buurt by its 95 % interval; an interval that lacks the figure is none."""
    if answer.lower is None or answer.upper is None:
        return pd.DataFrame(), []
    figures, lower, upper = (_buurten_of(part) for part in (answer.frame, answer.lower, answer.upper))
    inside = (lower <= figures) & (figures <= upper)
    spread = ((upper - lower) / (2 * NORMAL_95)).where(inside)
    rows, columns = (figures.notna() & lower.notna() & upper.notna() & ~inside).to_numpy().nonzero()
    if not len(rows):
        return spread, []
    first = f"zoals {figures.columns[columns[0]]} van {figures.index[rows[0]]}"
    lost = count_of(len(rows), "marge", "marges")
    return spread, [f"{table.titel}: {lost} niet gebruikt, want het cijfer ligt er niet tussen ({first})."]


def _origins_of(uitgave: Uitgave, table: Table, answer: statline.TableRows) -> dict[str, dict[str, object]]:
    indicators = uitgave.indicators()
    return {
        name: source_row(
            indicators[name],
            table,
            column=column,
            modified=answer.modified or "",
            retrieved=answer.retrieved,
            url=answer.url,
        )
        for name, column in answer.resolved.items()
    }


def _origins_of_ended(uitgave: Uitgave, table: Table, names: list[str]) -> dict[str, dict[str, object]]:
    """Say of columns without rows that their table was read."""
    indicators = uitgave.indicators()
    return {
        n: source_row(indicators[n], table, column="", modified="", retrieved="", url=_base_url(table)) for n in names
    }


def _notes_on(uitgave: Uitgave, table: Table, answer: statline.TableRows) -> list[str]:
    notes = []
    if answer.missing:
        labels = join_words([uitgave.indicators()[name].label.lower() for name in answer.missing])
        notes.append(f"Tabel {table.id} ({table.titel}) heeft geen kolom voor {labels}.")
    if answer.stale:
        day = answer.retrieved[:10]
        notes.append(f"{table.titel}: de bron antwoordde niet; gebruikt is de versie die op {day} is opgehaald.")
    return notes


def _buurten_of(table: pd.DataFrame) -> pd.DataFrame:
    return table[table.index.str.startswith("BU")]


def _base_url(table: Table) -> str:
    return settings.rivm_url() if table.dienst == "rivm" else settings.statline_url()
