"""Figures that the caller brings, instead of those of an uitgave."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd

from gezond_geo.areas.codes import BUURTCODE
from gezond_geo.dataset.figures import SOURCE_COLUMNS, Figures
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import catalogue
from gezond_geo.io.whole import read_whole


def read_own_figures(source: Path | str | pd.DataFrame) -> Figures:
    """Read figures in the form of a snapshot's ``cijfers.csv``.

    Parameters
    ----------
    source
        CSV file or frame with ``buurtcode``, ``buurtnaam`` and ``inwoners``, optionally ``x`` and ``y`` (RD metres),
        and any quoted indicator by its id in the catalogue's unit.

    Returns
    -------
    Figures
        Indicators that the source lacks are NaN; there is nothing to compare with.

    Raises
    ------
    InputError
        When it is no CSV, is empty, lacks a column, names a buurt twice or not by a CBS code, or has text where a
        number belongs.
    """
    name = "de meegegeven cijfers" if isinstance(source, pd.DataFrame) else str(source)
    # On a map that is handed on, the folders of whoever made it are nobody's business.
    shown = name if isinstance(source, pd.DataFrame) else Path(source).name
    table = _read(source, name)
    if lacking := [c for c in ("buurtcode", "buurtnaam", "inwoners") if c not in table]:
        raise InputError(f"In {name} ontbreekt de kolom {', '.join(lacking)}; geef een tabel zoals cijfers.csv.")
    if table.empty:
        raise InputError(f"In {name} staat geen enkele buurt; geef een tabel zoals cijfers.csv.")
    codes = table["buurtcode"].astype(str).str.strip()
    if not (right := codes.str.fullmatch(BUURTCODE.pattern)).all():
        raise InputError(f"In {name} is {codes[~right].iloc[0]!r} geen CBS-buurtcode; schrijf BU en acht tekens.")
    if (twice := codes.duplicated()).any():
        raise InputError(f"In {name} staat buurt {codes[twice].iloc[0]} twee keer; laat er een staan.")
    table = table.set_index(codes.rename("buurtcode"))
    quoted = [i.id for i in catalogue().values() if not i.is_share]
    numbers = table.reindex(columns=[*quoted, "x", "y"]).apply(pd.to_numeric, errors="coerce")
    for column in numbers.columns.intersection(table.columns):
        if (wrong := numbers[column].isna() & table[column].notna()).any():
            cell = table.loc[wrong, column].iloc[0]
            raise InputError(f"{name}, buurt {wrong.idxmax()}: {cell!r} is geen getal voor {column}; schrijf cijfers.")
    given = [i for i in quoted if i in table]
    return Figures(
        buurten=pd.concat([table[["buurtnaam"]].astype(str), numbers[quoted].astype("float64")], axis=1),
        comparison=pd.DataFrame(columns=quoted, index=pd.Index([], name="code"), dtype="float64"),
        sources=pd.DataFrame(
            [[shown, "niet uit een uitgave", i, "", "eigen cijfers", "", "", "", "", "eigen cijfers"] for i in given],
            columns=SOURCE_COLUMNS,
            index=pd.Index(given, name="id"),
        ),
        points=numbers[["x", "y"]].astype("float64"),
        meldingen=(f"Cijfers uit {shown}, niet uit een uitgave.",),
    )


def _read(source: Path | str | pd.DataFrame, name: str) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return source.reset_index() if source.index.name == "buurtcode" else source.reset_index(drop=True)
    try:
        return pd.read_csv(BytesIO(read_whole(source)), dtype={"buurtcode": str, "buurtnaam": str})
    except ValueError as bad:
        raise InputError(f"{name} is geen leesbare CSV met cijfers; geef een tabel zoals cijfers.csv.") from bad
