"""A gemeente that does not exist in the package, squares for boundaries, and files that are no map."""

import base64
import dataclasses
import re
import shutil
import struct
import zlib
from importlib.resources import files

import geopandas as gpd
import pandas as pd
from shapely import box

HOSTILE = ("<img src=x onerror=alert(1)>", "${alert(1)}", "`x`", "</script>")

HENGELO = ("BU01640000", "BU01640001", "BU01640002", "BU01640003", "BU01640004", "BU01640005")
"""Codes of made-up buurten under the code of a gemeente without a folder; the last one is too small for figures."""


def hengelo_figures():
    """Give every quoted figure of six buurten, the higher the later; the last buurt has 50 residents."""
    # Imported here: what a name means is the business of the tests of the catalogue.
    from gezond_geo.indicators.catalogue import catalogue  # noqa: PLC0415

    step = pd.Series(range(6), index=pd.Index(HENGELO, name="buurtcode"))
    figures = {i.id: 20.0 + 2 * step for i in catalogue().values() if not i.is_share}
    figures |= {
        "inwoners": pd.Series([1500, 2000, 2500, 3000, 3500, 50], index=step.index),
        "inwoners_0_14": 200 + 10 * step,
        "inwoners_15_24": 150 + 10 * step,
        "inwoners_65plus": 300 + 20 * step,
        "bijstand_personen": 10 * step,
        "x": 250_000 + 700 * (step % 3),
        "y": 475_000 + 700 * (step // 3),
    }
    figures["inwoners_2012"] = figures["inwoners_later"] = figures["inwoners"]
    return pd.DataFrame({"buurtnaam": [f"Buurt {n}" for n in range(6)], **figures}, index=step.index)


def coarse_hengelo(figures=None):
    """Load the six buurten with a coarse reference: written and read, the national one takes longer than the rest."""
    # Imported here, as above.
    import gezond_geo as gg  # noqa: PLC0415

    data = gg.load("Hengelo", figures=hengelo_figures() if figures is None else figures, offline=True)
    return dataclasses.replace(data, reference=coarsen(data.reference, 20))


def coarsen(reference, step):
    """Give a reference with one in so many of its steps."""
    return dataclasses.replace(reference, steps=reference.steps.iloc[::step])


def two_years_later(data, edit=lambda frame: frame, *, health=None):
    """Give the same gemeente two years on: KWB in its own table, health as another year of the same one."""
    # Imported here, as above.
    from gezond_geo.indicators.publications import table_of_year  # noqa: PLC0415

    tables = data.uitgave.tabellen
    later = {"kwb": table_of_year("kwb", 2022)} | {
        key: dataclasses.replace(tables[key], jaar=2022) for key in ("gezondheid", "gezondheid_65plus")
    }
    if health is not None:
        later["gezondheid"] = health
    uitgave = dataclasses.replace(data.uitgave, id="2022", tabellen=tables | later)
    return dataclasses.replace(data, buurten=edit(data.buurten.copy()), uitgave=uitgave)


def squares(codes, *, side=1000.0, west=255_000.0, south=468_000.0):
    """Give squares side by side, from west to east, in RD."""
    shapes = [box(west + n * side, south, west + (n + 1) * side, south + side) for n in range(len(codes))]
    return gpd.GeoDataFrame({"buurtcode": list(codes)}, geometry=shapes, crs="EPSG:28992")


def around(figures, *, side=600.0):
    """Give a square around the place of each buurt, in RD; places further apart than that have squares apart."""
    shapes = [box(x - side / 2, y - side / 2, x + side / 2, y + side / 2) for x, y in figures[["x", "y"]].to_numpy()]
    return gpd.GeoDataFrame({"buurtcode": list(figures.index)}, geometry=shapes, crs="EPSG:28992")


def areas_of(frame, *, year, kind="exact"):
    """Give boundaries as a source of them does."""
    # Imported here, as above.
    from gezond_geo.areas.pdok import Areas  # noqa: PLC0415

    origin = {"table_id": f"bron-{year}", "url": "", "retrieved": "2026-01-02"}
    return Areas(frame=frame, year=year, kind=kind, repaired=0, stale=False, **origin)


def folder_on(boundaries, folder):
    """Copy the folder of Enschede to where its buurten have the places and the land of these boundaries."""
    shutil.copytree(str(files("gezond_geo") / "gemeenten" / "enschede"), folder)
    figures = pd.read_csv(folder / "cijfers.csv", dtype=str, index_col="buurtcode")
    areas = boundaries.set_index("buurtcode").geometry
    inside = areas.representative_point()
    for column, numbers in {"x": inside.x, "y": inside.y, "land_ha": areas.area / 10_000}.items():
        figures.loc[areas.index, column] = numbers.round().astype(int).astype(str)
    figures["land_ha_later"] = figures["land_ha"]
    figures.to_csv(folder / "cijfers.csv")
    return folder


def data_of(page):
    """Give the data in the text of a page, which are deflated where they are large."""
    text = re.search(r'data-gepakt="deflate">(.*?)</script>', page)[1]
    return zlib.decompress(base64.b64decode(text)).decode()


def png():
    """Give the bytes of a picture of one pixel."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
