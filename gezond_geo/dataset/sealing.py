"""Measured stone cover as a file, and in a dataset: next to the estimate, or instead of it in the score."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo.areas.codes import BUURTCODE
from gezond_geo.areas.pdok import COARSE
from gezond_geo.dataset.custom import add_indicator
from gezond_geo.dataset.national_cover import PHOTO, count_photo, with_stone_steps
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import LASTING_THEME, Indicator
from gezond_geo.indicators.publications import Table
from gezond_geo.indicators.reference_file import national_reference
from gezond_geo.io.archive import to_csv
from gezond_geo.io.cells import to_numbers
from gezond_geo.io.dutch import join_words, name_some
from gezond_geo.io.ranges import Range, check_columns, explain_impossible
from gezond_geo.io.text import from_cell
from gezond_geo.io.whole import TABLE, read_whole, write_whole
from gezond_geo.landcover.bgt_classes import CLASSES, OVERLAP, UNKNOWN

if TYPE_CHECKING:
    from pathlib import Path

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.landcover.bgt import Bgt

MEASURED = "steen_bgt"
SHARES = {"steen": MEASURED, "steen_laag": f"{MEASURED}_laag", "steen_hoog": f"{MEASURED}_hoog"}
"""Indicator ids by column of a measurement."""

_SQUARE_METRES = [*CLASSES, "erf_steen", UNKNOWN, OVERLAP, "oppervlak"]
_TEXTS = ["reden", "bgt", "erf_bron"]
_COLUMNS = [*_SQUARE_METRES, "dekking", *SHARES, *_TEXTS]
_RANGES = {
    **dict.fromkeys([*_SQUARE_METRES, "dekking"], Range(0)),
    "oppervlak": Range(0.1),
    **dict.fromkeys(SHARES, Range(0, 100)),
}
_SAME_SURFACE = 0.02
"""Fraction by which a boundary may differ from the measured one."""
_SAME_COARSELY = 0.2
"""The same for boundaries for drawing only, which lose vertices."""
_ASSUMED = "van een erf is niet bekend hoeveel steen is: aangenomen is de helft"
_MAPPED = (
    "van een erf zegt de BGT niet hoeveel steen is: gerekend is met het verharde deel van wat niet openbaar is ({}), "
    "en waar dat onbekend is met de helft"
)
_INDICATORS = {
    "steen": ("Steen (BGT)", "{} van het land is steen volgens de BGT", "schatting", _ASSUMED),
    "steen_laag": ("Ondergrens steen (BGT)", "minstens {} van het land is steen volgens de BGT", "register", ""),
    "steen_hoog": ("Bovengrens steen (BGT)", "hoogstens {} van het land is steen volgens de BGT", "register", ""),
}


def write_measured(cover: pd.DataFrame, names: pd.Series[str], bgt: Bgt, path: Path | str, *, yards: str = "") -> Path:
    """Write a measurement as CSV (UTF-8 with a byte order mark), completely or not at all.

    Parameters
    ----------
    cover
        Result of `gezond_geo.landcover.sealing.stone_cover`, indexed by ``buurtcode``.
    names
        Name of each buurt.
    bgt
        The measured BGT.
    path
        File to write.
    yards
        Source and year of the paved share of yards, where known.

    Raises
    ------
    OutputError
        When the file cannot be written; an earlier one stays as it was.
    """
    decimals = dict.fromkeys(_SQUARE_METRES, 1) | dict.fromkeys(["dekking", *SHARES], 2)
    source = cover["erf_bekend"].map({True: yards, False: ""})
    table = cover.assign(bgt=bgt.date, erf_bron=source)[_COLUMNS].round(decimals)
    table.insert(0, "buurtnaam", names.reindex(cover.index))
    return write_whole(path, to_csv(table.rename_axis("buurtcode")), TABLE)


def read_measured(path: Path | str) -> pd.DataFrame:
    """Read a file written by `write_measured`.

    Returns
    -------
    DataFrame
        Indexed by ``buurtcode``.

    Raises
    ------
    InputError
        When it is not such a file, or holds impossible values.
    """
    advice = "maak het opnieuw met gezond-geo verstening."
    try:
        table = pd.read_csv(BytesIO(read_whole(path)), dtype=dict.fromkeys(["buurtcode", "buurtnaam", *_TEXTS], str))
    except ValueError as bad:
        raise InputError(f"{path} is geen leesbare CSV met verstening; {advice}") from bad
    if "erf_bron" not in table:
        # Measured before the paved share of yards was known: half was assumed.
        table = table.assign(erf_steen=np.nan, erf_bron="")
    if lacking := [name for name in ("buurtcode", *_COLUMNS) if name not in table]:
        raise InputError(f"In {path} ontbreekt de kolom {lacking[0]}; {advice}")
    codes = table["buurtcode"].fillna("")
    if not codes.str.fullmatch(BUURTCODE.pattern).all() or codes.duplicated().any():
        raise InputError(f"In {path} staat een buurtcode die niet klopt of er twee keer is; {advice}")
    table = table.set_index(codes.rename("buurtcode"))
    numbers, impossible = check_columns(
        table[list(_RANGES)].apply(lambda column: to_numbers(column, str(path))), _RANGES
    )
    if impossible:
        raise InputError(f"{path}: {explain_impossible(impossible, advice.rstrip('.'))}")
    return numbers.join(table[_TEXTS].fillna("").map(from_cell))


def say_missing(names: pd.Series[str], reasons: pd.Series[str]) -> list[str]:
    """Dutch sentences on buurten that were not measured, one per reason."""
    groups = names[reasons != ""].groupby(reasons)
    return [f"Steen (BGT): niet gemeten in {name_some(group)}, want {reason}." for reason, group in groups]


def add_measured(data: Dataset, measured: pd.DataFrame, *, in_score: bool = False) -> Dataset:
    """Add measured stone cover and its bounds to a dataset.

    Parameters
    ----------
    data
        Dataset with the measured buurten.
    measured
        Result of `read_measured`.
    in_score
        Whether it counts in the score, instead of the national figure, which is then only shown. Since there is no
        national measurement, the theme is ranked within the buurten of this dataset, and labelled accordingly.

    Raises
    ------
    InputError
        With `in_score`, when no buurt was measured.
    """
    figures, notes = _select(data, measured)
    if in_score and figures["steen"].isna().all():
        raise InputError(f"Van geen buurt van {data.gemeente.naam} is de verstening gemeten; meet haar opnieuw.")
    if in_score:
        estimates = [i for i in data.members(LASTING_THEME) if i.id not in data.own]
        extra = {i.id: replace(i, ongunstig=None) for i in estimates}
        data = replace(data, indicators={**data.indicators, **extra})
    dates = sorted(set(measured["bgt"]) - {""})
    table = None
    if dates:
        table = Table(
            id="BGT",
            uitgever="Kadaster",
            titel="Basisregistratie Grootschalige Topografie",
            jaar=int(dates[-1][:4]),
            indeling=data.uitgave.grenzen,
            licentie="CC0",
        )
    mapped = sorted(set(measured["erf_bron"][figures["steen"].dropna().index]) - {""})
    for column, name in SHARES.items():
        label, sentence, kind, note = _INDICATORS[column]
        if mapped and column == "steen":
            note = _MAPPED.format(join_words(mapped))
        indicator = Indicator(
            id=name,
            label=label,
            zin=sentence,
            eenheid="%",
            decimalen=0,
            soort=kind,
            thema=LASTING_THEME,
            ongunstig="hoog" if in_score and column == "steen" else None,
            weging="land_ha",
            kanttekening=note,
        )
        more = add_indicator(data, figures[column], indicator, table=table, meldingen=notes)
        # Remarks on the share also apply to its bounds.
        data = more if column == "steen" else replace(more, meldingen=data.meldingen)
    return data


def count_estimate(data: Dataset) -> Dataset:
    """Let the estimate from the photo of 2008 count instead of that of the uitgave, with its national reference.

    Raises
    ------
    InputError
        When this gemeente has no photo.
    """
    if data.counts_photo:
        return data
    if data.buurten[PHOTO].isna().all():
        raise InputError(f"Van {data.gemeente.naam} is er geen luchtfoto van 2008; laat --verstening weg.")
    uitgave, packaged = count_photo(data.uitgave), national_reference().steps
    note = "Verstening: op uw verzoek telt de luchtfoto van 2008, en niet wat deze uitgave telt."
    indicators = {i.id: i for i in uitgave.indicators().values() if i.thema == LASTING_THEME}
    return replace(
        data,
        uitgave=uitgave,
        reference=with_stone_steps(data.reference, packaged[packaged["id"].isin([LASTING_THEME, PHOTO])]),
        indicators={**data.indicators, **indicators},
        themes={**data.themes, LASTING_THEME: uitgave.themes()[LASTING_THEME]},
        meldingen=(*data.meldingen, note),
    )


def _select(data: Dataset, measured: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Shares for the buurten of the dataset, without those measured with another boundary."""
    names = data.buurten["buurtnaam"]
    here = measured.reindex(data.buurten.index)
    surface = data.buurten.geometry.area
    alike = _SAME_COARSELY if COARSE in data.buurten.attrs else _SAME_SURFACE
    moved = (surface / here["oppervlak"] - 1).abs() > alike
    notes = []
    if moved.any():
        notes.append(f"Steen (BGT): gemeten met een andere grens, dus niet getoond: {name_some(names[moved])}.")
    notes += say_missing(names, here["reden"].fillna("").mask(moved, ""))
    return here[list(SHARES)].mask(moved), notes
