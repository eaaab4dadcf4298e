"""A made-up table of the Buurtdashboard: five buurten whose shares are easy to add up."""

import gzip

COLUMNS = [
    "buurtcode2024", "buurtnaam", "gemeentecode", "Verhard_PercLand", "Gebouwen_VSK_PercLand", "Halfverhard_PercLand",
    "Onverhard_agr_percland", "Gras_PercLand", "Struiken_PercLand", "Water_VSK_PercTotaal", "Groen_PercLand",
    "Steen_NietOpenbaar_PercNO",
]  # fmt: skip
ROWS: dict[str, list[float]] = {
    "BU00030000": [40, 20, 0, 10, 20, 10, 0, 35, 50],
    "BU00030001": [30, 15, 5, 20, 20, 10, 50, 30, 40],
    "BU01640000": [10.5, 4.25, 0.25, 60, 15, 10, 20, 25, 12.5],
    "BU01640001": [0, 0, 0, 100, 0, 0, 0, 0, 0],
    "BU01640100": [33.34, 16.66, 0, 25, 15, 10, 10, 28, 45],
}
"""Per buurt the numbers behind the first three columns."""
STONE = {"BU00030000": 60.0, "BU00030001": 25.0, "BU01640000": 12.0, "BU01640001": 0.0, "BU01640100": 45.0}
"""(Paved + buildings + half paved) × (100 − water) / 100, by hand."""


def atlas_csv(cells=None, rename=None, drop=(), point=".", rows=ROWS):
    """Give the table as text; `cells` replaces some of its cells, by buurt and column."""
    changes = cells or {}
    names = {column: (rename or {}).get(column, column) for column in COLUMNS if column not in drop}
    lines = [";".join(names.values())]
    for code, numbers in rows.items():
        texts = [code, f"Naam {code}", f"GM{code[2:6]}", *(str(number).replace(".", point) for number in numbers)]
        row = dict(zip(COLUMNS, texts, strict=True)) | {c: t for (b, c), t in changes.items() if b == code}
        lines.append(";".join(row[column] for column in names))
    return "\r\n".join(lines) + "\r\n"


def packed(text):
    return gzip.compress(text.encode("utf-8-sig"), mtime=0)
