"""Draft of the description of a custom table: filled in as far as the table allows, with open choices as comments."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gezond_geo.areas.rows import CODE, KEY, place_rows
from gezond_geo.dataset.published import PERIOD, ROWS, is_published, select_rows
from gezond_geo.errors import OutputError
from gezond_geo.io.dutch import name_some
from gezond_geo.io.faults import raise_faults
from gezond_geo.io.table import UserTable, read_table
from gezond_geo.io.whole import DESCRIPTION, is_file, write_whole

if TYPE_CHECKING:
    import pandas as pd

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"_\d+$")
_PERSONS = re.compile(r"(?i)personen|inwoners|clienten|cliënten|huishoudens|leerlingen|respondenten|^n$|^aantal$")
_UNITS = {
    "%": re.compile(r"(?i)%|percentage|procent|perc$|\bpct|_pct|^p_|aandeel"),
    "per 1 000": re.compile(r"(?i)per[ _.]?(?:1[ _.]?000|duizend)|‰|promille"),
    "euro": re.compile(r"(?i)euro|€|bedrag|kosten"),
    "km": re.compile(r"(?i)afstand|\(km\)"),
}
_MARKS = (-9.0, -99.0, -999.0, -9999.0, -99999.0)
_MOST_DECIMALS = 3


class _Figure(NamedTuple):
    """Characteristics of a column of figures."""

    column: str
    header: str
    numbers: pd.Series[float]
    texts: pd.Series[str]


def write_description(source: Path | str) -> tuple[Path, list[str]]:
    """Write a draft of the description next to a table.

    Parameters
    ----------
    source
        The table; see `gezond_geo.dataset.custom_table.read_own_indicator`.

    Returns
    -------
    Path
        The description: ``wmo.toml`` for ``wmo.csv``.
    list of str
        Dutch sentences on what was read, and on choices to make.

    Raises
    ------
    InputError
        When the table cannot be read, has no column of figures, or is about persons.
    OutputError
        When a description already exists, or it cannot be written.
    """
    place = Path(source)
    target = place.parent / f"{place.stem}.toml"
    if is_file(target):
        raise OutputError(f"{target} is er al en blijft zoals het is; haal het weg om opnieuw te beginnen.")
    table = read_table(place, ROWS, one_of=KEY)
    raise_faults([*table.faults, *table.explain_figures(CODE.name, published=is_published(table))])
    rows, _ = select_rows(table)
    placement = place_rows(rows)
    lines, open_keys = _draft(rows.select(placement.codes.index) if CODE.name in rows.cells else rows, place.stem)
    write_whole(target, ("\n".join(lines) + "\n").encode(), DESCRIPTION)
    todo = f"Vul in {target} nog in: {', '.join(open_keys)}; daarna leest --eigen {place} het cijfer."
    return target, [*table.notes, todo]


def _draft(table: UserTable, name: str) -> tuple[list[str], list[str]]:
    """Lines of a description, and the keys to decide on."""
    figure, others, persons = _choose(table)
    years = [*table.texts(PERIOD.name).unique(), figure.header, name]
    year = next((match[0] for text in years if (match := _YEAR.search(text))), "")
    unit = _unit_of(figure)
    lines = [
        "# Wat het cijfer is. Regels met # zijn nog te kiezen: haal het # weg en vul in.",
        f"label = {_quote(_label_of(figure.header))}",
        f"eenheid = {_quote(unit)}" + ("" if unit else '  # schrijf de eenheid, zoals "%" of "per 1 000"'),
        f"decimalen = {_decimals_of(figure.numbers)}",
        f"jaar = {year}  # gevonden in de tabel of de naam; klopt dat?" if year else "# jaar = 2024  # van de cijfers",
        '# bron = "…"  # wie de cijfers maakte',
        '# licentie = "CC0"  # of bijvoorbeeld "CC BY 4.0"',
        '# soort = "register"  # of "telling" of "schatting"',
        '# zin = "{} van de inwoners …"  # {} is het getal met de eenheid',
        '# kanttekening = "…"  # wat een lezer moet weten',
        "",
        f"kolom = {_quote(figure.header)}" + (f"  # of: {name_some(others)}" if others else ""),
    ]
    lines += [f"aantal = {_quote(persons)}  # personen achter het cijfer: onder 10 wordt het verborgen"] * bool(persons)
    if len(table.texts(PERIOD.name).unique()) > 1:
        lines.append('# bevolking = "…"  # kolom met van wie het een deel is: nodig voor gezond-geo register')
    lines += _remarks(figure, unit)
    lines += [
        "",
        "# Zonder ongunstig en thema is het cijfer alleen te bekijken en telt het niet mee.",
        '# ongunstig = "hoog"  # het ongunstige eind: "hoog" of "laag"',
        "# [thema]  # als laatste",
        '# id = "veiligheid"',
        '# label = "Veiligheid"',
    ]
    return lines, [*([] if year else ["jaar"]), "bron", "licentie", "soort"]


def _choose(table: UserTable) -> tuple[_Figure, list[str], str]:
    """Choose the column of figures; returns also the other candidates, and the column of persons."""
    columns = table.find_unused([c.name for c in ROWS])
    numeric: list[_Figure] = []
    for column in columns:
        values, _ = table.numbers(column, signs=("%", "‰", "€"))
        texts = table.texts(column)
        if 2 * values.notna().sum() >= texts.ne("").sum() and values.notna().any():
            numeric.append(_Figure(column, table.headers[column], values, texts))
    if not numeric:
        table.refuse(
            0, f"hier staat geen kolom met getallen (wel: {name_some(columns) or 'geen'}); voeg het cijfer toe."
        )
    counts = [each for each in numeric if _PERSONS.search(each.header) and not _unit_of(each)]
    persons = counts if len(numeric) > len(counts) else []
    figures = [each for each in numeric if each not in persons] or numeric
    others = [each.header for each in numeric if each is not figures[0] and each.header != _first(persons)]
    return figures[0], others, _first(persons) if figures[0] not in persons else ""


def _first(figures: list[_Figure]) -> str:
    return figures[0].header if figures else ""


def _unit_of(figure: _Figure) -> str:
    if figure.texts.str.contains("%", regex=False).any():
        return "%"
    return next((unit for unit, pattern in _UNITS.items() if pattern.search(figure.header)), "")


def _label_of(header: str) -> str:
    """Label for a header: the last part of its path, without the suffix of CBS."""
    words = re.sub(r"\s*\([^()]*\)", "", header)
    words = _NUMBER.sub("", re.split(r"[/|]", words)[-1])
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).replace("_", " ").strip() or header
    return words[0].upper() + words[1:]


def _decimals_of(numbers: pd.Series[float]) -> int:
    present = numbers.dropna()
    return next((n for n in range(_MOST_DECIMALS) if present.round(n).eq(present).all()), _MOST_DECIMALS)


def _remarks(figure: _Figure, unit: str) -> list[str]:
    """Comments on choices that the figures require."""
    lines = []
    if marks := [mark for mark in _MARKS if figure.numbers.eq(mark).any()]:
        lines.append(f"# ontbrekend = [{', '.join(f'{mark:g}' for mark in marks)}]  # betekent dit: geen cijfer?")
    if unit == "%" and figure.numbers.abs().max() <= 1:
        lines.append("# De getallen zijn 0 tot 1: zijn het delen van 1, vermenigvuldig ze dan met 100.")
    if not unit and figure.numbers.lt(0).sum() == 0 and _decimals_of(figure.numbers) == 0:
        lines.append('# weging = "optellen"  # als het aantallen zijn, die voor een wijk worden opgeteld')
    return lines


def _quote(text: str) -> str:
    """Write a text as TOML, which accepts JSON escapes."""
    return json.dumps(text, ensure_ascii=False)
