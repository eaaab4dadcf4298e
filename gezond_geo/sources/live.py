"""The figures of an uitgave from CBS StatLine, through the cache."""

import re

import pandas as pd

from gezond_geo import settings
from gezond_geo.dutch import join_words
from gezond_geo.errors import SourceError
from gezond_geo.indicators import Table, Uitgave, catalogue
from gezond_geo.sources import statline
from gezond_geo.sources.figures import NATION, SOURCE_COLUMNS, Figures, source_row

_WIJK_NUMBER = re.compile(r"^Wijk \d+ ")

COUNTED_TABLES = ("kwb", "gezondheid")
"""Tables that the score cannot do without; of the others a failure is said, and the run goes on."""

FILLED = 2 / 3
"""Share of the buurten that must have a value before a column counts as published."""


def read_uitgave(uitgave: Uitgave, gemeentecode: str) -> Figures:
    """Read what CBS and RIVM publish of one gemeente.

    Parameters
    ----------
    uitgave
        Which tables.
    gemeentecode
        ``GM`` and four digits.

    Returns
    -------
    Figures
        Its buurten, and for comparison its wijken, the gemeente and the Netherlands.

    Raises
    ------
    SourceError
        When a service does not answer and there is nothing in the cache, or has no buurten of this gemeente.
    """
    digits = gemeentecode[2:]
    return _read(uitgave, (f"BU{digits}", f"WK{digits}", gemeentecode, NATION))


def read_nation(uitgave: Uitgave) -> Figures:
    """Read all buurten of the Netherlands, for a reference; see `read_uitgave`."""
    return _read(uitgave, ("BU", NATION))


def unpublished_columns(figures: Figures, uitgave: Uitgave) -> list[str]:
    """Quoted columns that the score counts and that are filled for less than two thirds of the buurten."""
    counted = {i.teller or i.id for i in catalogue().values() if i.thema is not None}
    published = {i.id for i in catalogue().values() if (table := uitgave.table_of(i)) is not None and table.dienst}
    filled = figures.buurten[sorted(counted & published)].notna().mean()
    return list(filled.index[filled < FILLED])


def _read(uitgave: Uitgave, regions: tuple[str, ...]) -> Figures:
    tables: dict[str, pd.DataFrame] = {}
    rows: dict[str, dict[str, object]] = {}
    meldingen = []
    for key, table in uitgave.tabellen.items():
        if table.dienst is None:
            continue
        try:
            answer = _read_table(uitgave, key, table, regions)
        except SourceError as failure:
            if key in COUNTED_TABLES:
                raise
            meldingen.append(f"Niet opgehaald: {table.titel}. {failure}")
            continue
        tables[key] = answer.frame.rename(index=lambda code: NATION if code.startswith(NATION) else code)
        for name, column in answer.resolved.items():
            rows[name] = source_row(
                catalogue()[name],
                table,
                column=column,
                modified=answer.modified or "",
                retrieved=answer.retrieved,
                url=answer.url,
            )
        if answer.missing:
            labels = join_words([catalogue()[name].label.lower() for name in answer.missing])
            meldingen.append(f"Tabel {table.id} ({table.titel}) heeft geen kolom voor {labels}.")
        if answer.stale:
            day = answer.retrieved[:10]
            meldingen.append(
                f"{table.titel}: de bron antwoordde niet; gebruikt is de versie die op {day} is opgehaald."
            )
    kwb = uitgave.tabellen["kwb"]
    names = statline.read_names(kwb.id, base_url=_base_url(kwb), regions=regions)
    quoted = [i.id for i in catalogue().values() if not i.is_share]
    wide = pd.concat(tables.values(), axis=1).reindex(columns=quoted)
    # Buurten are those of the table that counts residents: another year's table has others.
    buurten = wide.loc[tables["kwb"].index[tables["kwb"].index.str.startswith("BU")]].rename_axis("buurtcode")
    buurten.insert(0, "buurtnaam", names.reindex(buurten.index))
    return Figures(
        buurten=buurten.sort_index(),
        comparison=wide[~wide.index.str.startswith("BU")].rename_axis("code").sort_index(),
        sources=pd.DataFrame.from_dict(rows, orient="index", columns=SOURCE_COLUMNS).rename_axis("id"),
        points=pd.DataFrame(columns=["x", "y"], dtype="float64"),
        wijken={
            code: _WIJK_NUMBER.sub("", name)
            for code, name in zip(names.index.astype(str), names, strict=True)
            if code.startswith("WK")
        },
        meldingen=tuple(meldingen),
    )


def _read_table(uitgave: Uitgave, key: str, table: Table, regions: tuple[str, ...]) -> statline.TableRows:
    return statline.read_table(
        table.id,
        base_url=_base_url(table),
        columns=uitgave.columns_of(key),
        regions=regions,
        period=table.periode,
        age=table.leeftijd,
    )


def _base_url(table: Table) -> str:
    return settings.rivm_url() if table.dienst == "rivm" else settings.statline_url()
