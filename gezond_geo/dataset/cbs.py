"""Figures of an uitgave from CBS StatLine, through the cache."""

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from gezond_geo import settings
from gezond_geo.areas.codes import NATION
from gezond_geo.areas.recode import SAME, match_buurten, other_name, say_match
from gezond_geo.dataset import statline
from gezond_geo.dataset.figures import NORMAL_95, SOURCE_COLUMNS, Figures, check_figures, source_row
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import Uitgave
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.indicators.publications import Table
from gezond_geo.io.dutch import count_of, join_words, name_some
from gezond_geo.io.http import Progress
from gezond_geo.io.ranges import explain_impossible

_WIJK_NUMBER = re.compile(r"^Wijk \d+ ")

COUNTED_TABLES = ("kwb", "gezondheid")
"""Tables that the score requires; a failure of the others is only reported."""

MIN_ROWS = 0.9
"""Share of the buurten of `MIN_RESIDENTS` residents or more that must have a row of RIVM for a country to be complete,
or a gemeente without a row count: of the Dutch buurten of 2024, 96 % have one."""


def read_uitgave(uitgave: Uitgave, code: str, *, progress: Progress | None = None) -> Figures:
    """Read the figures of CBS and RIVM for one gemeente, or for all.

    Parameters
    ----------
    uitgave
        Uitgave that defines the tables.
    code
        ``GM`` and four digits, or `NATION`.
    progress
        See `Progress`.

    Returns
    -------
    Figures
        Its buurten, and for comparison its wijken, the gemeente and the Netherlands. Figures from a table on another
        division into buurten are included where the buurt is the same in both. For one gemeente, with the standard
        errors that follow from the intervals of RIVM.

    Raises
    ------
    SourceError
        When a service does not answer and the cache is empty, or the service has no buurten of this gemeente.
    """
    kwb = uitgave.tabellen["kwb"]
    answers, meldingen = _read_tables(uitgave, code, progress)
    tables = {key: answer.frame.rename(index=_nation_of) for key, answer in answers.items()}
    names = read_names(uitgave, code)
    # The buurten are those of the table that counts residents, since a table of another year has others. They include
    # those that it lists without a row.
    codes = buurten_of(tables["kwb"]).index
    if codes.empty:
        raise SourceError(f"{kwb.titel} heeft geen buurten van {code}; kies een jaar waarin die gemeente er was.")
    codes = codes.union(names.index[names.index.str.startswith("BU")])
    wide = pd.concat(tables.values(), axis=1).reindex(columns=uitgave.quoted())
    buurten = wide.reindex(codes).rename_axis("buurtcode")
    large, without = _without_health(uitgave, tables)
    meldingen += [*_say_without_name(codes, names), *_say_without_health(uitgave, without, names)]
    meldingen += say_impossible(uitgave, answers, names)
    buurten, changes = _keep_same_buurten(uitgave, code, buurten, names, tables)
    standard_errors, refused = _join_standard_errors(uitgave, answers, buurten)
    buurten.insert(0, "buurtnaam", names.reindex(codes).fillna(codes.to_series()))
    return Figures(
        buurten=buurten,
        comparison=wide[~wide.index.str.startswith("BU")].rename_axis("code").sort_index(),
        sources=pd.concat([origins_of(uitgave, key, answer) for key, answer in answers.items()]),
        points=pd.DataFrame(columns=["x", "y"], dtype="float64"),
        wijken={str(region): name for region, name in names.items() if str(region).startswith("WK")},
        meldingen=(*meldingen, *refused, *changes),
        standard_errors=standard_errors,
        is_whole=all(answer.is_counted or not answer.absent for answer in answers.values())
        and (answers["gezondheid"].is_counted or len(without) <= (1 - MIN_ROWS) * len(large)),
    )


def _read_tables(
    uitgave: Uitgave, code: str, progress: Progress | None
) -> tuple[dict[str, statline.TableRows], list[str]]:
    """Read every table that a service has, with notices about them."""
    answers: dict[str, statline.TableRows] = {}
    meldingen: list[str] = []
    for key, table in uitgave.tabellen.items():
        if table.dienst is None or not uitgave.columns_of(key):
            continue
        try:
            answers[key] = read_rows(uitgave, key, _regions_of(code), progress)
        except SourceError as failure:
            if key in COUNTED_TABLES:
                raise
            if key.endswith("_later") and isinstance(failure, statline.NoRowsError):
                # Every code of the gemeente has ended, which differs from a table that could not be read.
                answers[key] = _without_rows(uitgave, key)
                continue
            meldingen.append(f"Niet opgehaald: {table.titel}. {failure}")
            continue
        meldingen += _notes_on(uitgave, table, answers[key])
    return answers, meldingen


def read_names(uitgave: Uitgave, code: str, *, key: str = "kwb") -> "pd.Series[str]":
    """Read the names of wijken and buurten of one gemeente, or of all.

    Parameters
    ----------
    uitgave, code
        As in `read_uitgave`.
    key
        Key of the table.

    Returns
    -------
    Series
        Names by code, without the number of wijken.

    Raises
    ------
    SourceError
        As `read_uitgave`.
    """
    table = uitgave.tabellen[key]
    names = statline.read_names(
        table.id, base_url=_base_url(table), regions=_regions_of(code), url_v4=_url_v4(uitgave, key)
    )
    return names.where(~names.index.str.startswith("WK"), names.str.replace(_WIJK_NUMBER, "", regex=True))


def _keep_same_buurten(
    uitgave: Uitgave, code: str, buurten: pd.DataFrame, names: "pd.Series[str]", tables: dict[str, pd.DataFrame]
) -> tuple[pd.DataFrame, list[str]]:
    """Drop figures from tables on another division where the buurt differs, but keep the land area that shows it.

    A buurt is the same when its code and land area are, or without a land area for that division, its code and name.
    """
    own, later = uitgave.tabellen["kwb"], uitgave.tabellen.get("kwb_later")
    same_buurten, notes, alike = buurten.copy(), [], buurten.index
    if later is not None and "kwb_later" in tables:
        elsewhere = buurten_of(tables["kwb_later"]).rename(columns={"land_ha_later": "land_ha"})
        pairs = match_buurten(buurten, elsewhere)
        alike = pd.Index(pairs.loc[pairs["how"] == SAME, "earlier"])
        if len(alike) < len(buurten):
            notes.append(say_match(pairs, buurten["inwoners"], before=own.indeling, after=later.indeling))
    for key, table in uitgave.tabellen.items():
        if key not in tables or table.indeling == own.indeling:
            continue
        same = alike
        if later is None or "kwb_later" not in tables or table.indeling != later.indeling:
            same = alike.intersection(_named_alike(table, code, names))
            if others := buurten.index.difference(same).tolist():
                what = f"{table.titel} (indeling {table.indeling})"
                labels = name_some(names.reindex(others).fillna(pd.Series(others, index=others)))
                notes.append(f"{what}: niet getoond waar niet zeker is dat de buurt dezelfde is: {labels}.")
        columns = [i.id for i in uitgave.indicators().values() if uitgave.table_of(i) is table and i.id in buurten]
        same_buurten.loc[~buurten.index.isin(same), [name for name in columns if name != "land_ha_later"]] = float(
            "nan"
        )
    return same_buurten, notes


def _named_alike(table: Table, code: str, names: "pd.Series[str]") -> pd.Index:
    """Codes that a table lists under the same name; empty when it has no names."""
    try:
        theirs = statline.read_names(table.id, base_url=_base_url(table), regions=_regions_of(code))
    except SourceError:
        return names.index[:0]
    shared = names.index.intersection(theirs.index)
    frames = [series.reindex(shared).to_frame("buurtnaam") for series in (names, theirs)]
    return shared[~other_name(*frames)]


def _regions_of(code: str) -> tuple[str, ...] | None:
    return None if code == NATION else (f"BU{code[2:]}", f"WK{code[2:]}", code, NATION)


def read_rows(
    uitgave: Uitgave, key: str, regions: tuple[str, ...] | None, progress: Progress | None
) -> statline.TableRows:
    """Read a table, from the cache or live, without impossible figures and intervals.

    Parameters
    ----------
    uitgave, key, progress
        Uitgave, key of its table, and callback; see `read_uitgave`.
    regions
        Prefixes of the region codes; None for all.

    Raises
    ------
    SourceError
        As `read_uitgave`.
    """
    table = uitgave.tabellen[key]
    answer = statline.read_table(
        table.id,
        base_url=_base_url(table),
        columns=uitgave.columns_of(key),
        regions=regions,
        period=table.periode,
        age=table.leeftijd,
        # Only RIVM publishes them, and for the whole country they would triple the number of rows.
        margins=table.dienst == "rivm" and regions is not None,
        url_v4=_url_v4(uitgave, key),
        measures={
            name: statline.Measure(code=code, eenheid=unit) for name, (code, unit) in uitgave.measures_of(key).items()
        },
        progress=None if progress is None else partial(progress, table.titel),
    )
    parts = {"frame": answer.frame, "lower": answer.lower, "upper": answer.upper}
    results = {
        name: check_figures(part, uitgave.indicators().values()) for name, part in parts.items() if part is not None
    }
    frames: dict[str, Any] = {name: frame for name, (frame, _) in results.items()}
    return replace(answer, **frames, impossible=tuple(cell for _, cells in results.values() for cell in cells))


def say_impossible(
    uitgave: Uitgave, answers: dict[str, statline.TableRows], names: "pd.Series[str] | None" = None
) -> list[str]:
    """Dutch notices per table on impossible values, with the names of regions and figures.

    Parameters
    ----------
    uitgave
        Uitgave with the names of the figures.
    answers
        Rows by the id of the table.
    names
        Names of the regions by code; other regions are named by their code.
    """
    name_of = {} if names is None else {str(code): name for code, name in names.items()}
    labels = {i.id: i.label for i in uitgave.indicators().values()}
    notes = []
    for key, answer in answers.items():
        cells = [
            cell._replace(place=name_of.get(cell.place, cell.place), column=labels[cell.column])
            for cell in answer.impossible
        ]
        if cells:
            sentence = explain_impossible(cells, "deze cijfers zijn niet gebruikt")
            notes.append(f"{uitgave.tabellen[key].titel}: {sentence}")
    return notes


def _join_standard_errors(
    uitgave: Uitgave, answers: dict[str, statline.TableRows], buurten: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Standard errors of the figures of `buurten`, a column per indicator with any, and notices on unused intervals."""
    spreads, refused = [], []
    for key, answer in answers.items():
        spread, notes = _standard_errors_of(uitgave.tabellen[key], answer)
        spreads.append(spread)
        refused += notes
    errors = pd.concat(spreads, axis=1).reindex(buurten.index)
    return errors.where(buurten[errors.columns].notna()).dropna(axis=1, how="all"), refused


def _standard_errors_of(table: Table, answer: statline.TableRows) -> tuple[pd.DataFrame, list[str]]:
    """Standard error of each figure from its 95 % interval; an interval that excludes the figure is ignored."""
    if answer.lower is None or answer.upper is None:
        return pd.DataFrame(), []
    figures, lower, upper = (buurten_of(part) for part in (answer.frame, answer.lower, answer.upper))
    inside = (lower <= figures) & (figures <= upper)
    spread = ((upper - lower) / (2 * NORMAL_95)).where(inside)
    rows, columns = (figures.notna() & lower.notna() & upper.notna() & ~inside).to_numpy().nonzero()
    if not len(rows):
        return spread, []
    first = f"zoals {figures.columns[columns[0]]} van {figures.index[rows[0]]}"
    number = count_of(len(rows), "betrouwbaarheidsinterval", "betrouwbaarheidsintervallen")
    return spread, [f"{table.titel}: {number} niet gebruikt, want het cijfer ligt er niet in ({first})."]


def origins_of(uitgave: Uitgave, key: str, answer: statline.TableRows) -> pd.DataFrame:
    """Rows of `Figures.sources` for one table."""
    indicators = uitgave.indicators()
    rows = {
        name: source_row(
            indicators[name],
            uitgave.tabellen[key],
            column=column,
            modified=answer.modified or "",
            retrieved=answer.retrieved,
            url=answer.url,
        )
        for name, column in answer.resolved.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=SOURCE_COLUMNS).rename_axis("id")


def _without_rows(uitgave: Uitgave, key: str) -> statline.TableRows:
    """Answer of a table that was read but has no rows for this gemeente."""
    columns, table = list(uitgave.columns_of(key)), uitgave.tabellen[key]
    return statline.TableRows(
        frame=pd.DataFrame(columns=columns, index=pd.Index([], dtype=str), dtype="float64"),
        resolved=dict.fromkeys(columns, ""),
        missing=[],
        table_id=table.id,
        title=table.titel,
        modified=None,
        url=_base_url(table),
        retrieved="",
        stale=False,
    )


def _notes_on(uitgave: Uitgave, table: Table, answer: statline.TableRows) -> list[str]:
    notes = []
    if answer.missing:
        labels = join_words([uitgave.indicators()[name].label.lower() for name in answer.missing])
        notes.append(f"Tabel {table.id} ({table.titel}) heeft geen kolom voor {labels}.")
    if answer.stale:
        day = answer.retrieved[:10]
        notes.append(f"{table.titel}: de bron antwoordde niet; gebruikt is de versie die op {day} is opgehaald.")
    if answer.absent:
        regions = count_of(len(answer.absent), "gebied", "gebieden")
        notes.append(
            f"{table.titel} ({table.id}): van {regions} kwam geen regel ({name_some(answer.absent)}); die hebben hier "
            "geen cijfer. Probeer het later opnieuw."
        )
    if answer.outside:
        rows = count_of(answer.outside, "regel", "regels")
        notes.append(
            f"{table.titel} ({table.id}): {rows} niet gebruikt, want daar was niet om gevraagd (zoals "
            f"{answer.outside_code})."
        )
    return notes


def _say_without_name(codes: "pd.Index[str]", names: "pd.Series[str]") -> list[str]:
    """Dutch notice on buurten with figures but no name in the table."""
    if (without := codes.difference(names.index)).empty:
        return []
    return [f"Van {count_of(len(without), 'buurt', 'buurten')} gaf CBS geen naam: {name_some(without)}."]


def _without_health(uitgave: Uitgave, tables: dict[str, pd.DataFrame]) -> "tuple[pd.Index[str], pd.Index[str]]":
    """Buurten large enough to have health figures, and those among them without a row."""
    residents = _residents_of(uitgave, tables)
    large = residents.index[residents >= MIN_RESIDENTS]
    return large, large.difference(tables["gezondheid"].index)


def _say_without_health(uitgave: Uitgave, without: "pd.Index[str]", names: "pd.Series[str]") -> list[str]:
    if without.empty:
        return []
    buurten = count_of(len(without), "buurt", "buurten")
    labels = name_some(names.reindex(without).fillna(without.to_series()))
    return [
        f"{uitgave.tabellen['gezondheid'].titel}: geen regel van {buurten} met {MIN_RESIDENTS} inwoners of meer "
        f"({labels})."
    ]


def _residents_of(uitgave: Uitgave, tables: dict[str, pd.DataFrame]) -> "pd.Series[float]":
    """Residents of the buurten in the health table, where they were read."""
    if uitgave.tabellen["gezondheid"].indeling == uitgave.tabellen["kwb"].indeling:
        return buurten_of(tables["kwb"])["inwoners"]
    later = tables.get("kwb_later", pd.DataFrame(columns=["inwoners_later"], dtype="float64"))
    return later[later.index.astype(str).str.startswith("BU")]["inwoners_later"]


def _nation_of(region: str) -> str:
    return NATION if region.startswith(NATION) else region


def buurten_of(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of buurten, from a frame indexed by region code."""
    return table[table.index.str.startswith("BU")]


def _url_v4(uitgave: Uitgave, key: str) -> str | None:
    """OData v4 address for a table with measure codes in the catalogue."""
    return settings.cbs_v4_url() if uitgave.measures_of(key) else None


def _base_url(table: Table) -> str:
    return settings.rivm_url() if table.dienst == "rivm" else settings.statline_url()
