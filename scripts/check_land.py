"""Print for every gemeente how many of its buurten have a boundary, a location, a score and a rank, and why not.

    python scripts/check_land.py ../shared --jaar 2020

The services are the loopback servers in ``tools/`` of the given folder: codes, names and land areas are real, locations
are made up. Every boundary is compared with that of the same code and year from another source (WFS); the last column
counts the buurten on other land, and the exit code is 1 when there are any.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import geopandas as gpd
import pandas as pd

import gezond_geo as gg
from gezond_geo.areas import wfs
from gezond_geo.areas.gemeente_names import every_name

SERVERS = {
    "statline": ("GEZOND_GEO_STATLINE_URL", "GEZOND_GEO_RIVM_URL"),
    "gebieden": ("GEZOND_GEO_PDOK_URL", "GEZOND_GEO_PDOK_WFS_URL", "GEZOND_GEO_CARTOMAP_URL"),
    "klimaatatlas": ("GEZOND_GEO_KLIMAATATLAS_URL", "GEZOND_GEO_KLIMAATATLAS_DATA_URL", "GEZOND_GEO_RIVM_GEO_URL"),
}
SAME = 0.99
"""Share of both areas that must lie within the other."""


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, help="folder with tools/ and data/")
    parser.add_argument("--jaar", default="2020", help="uitgave, 2020 or 2024")
    parser.add_argument("--fault", help="fault of the server of boundaries, in the year of the figures")
    args = parser.parse_args()
    with ExitStack() as stack:
        os.environ["GEZOND_GEO_CACHE"] = stack.enter_context(tempfile.TemporaryDirectory())
        for name, settings in SERVERS.items():
            address = serve(stack, args.shared, name, args)
            os.environ.update(dict.fromkeys(settings, address))
        data = gg.load("Nederland", uitgave=args.jaar)
        table = count(data, find_other_land(data, args.jaar))
    print("\n".join(data.meldingen))
    print(f"{'gemeente':<28}" + "".join(f"{name:>12}" for name in table.columns[:-1]) + "   geen rang omdat")
    for gemeente, row in table.iterrows():
        numbers = "".join(f"{number:>12}" for number in row[:-1])
        print(f"{gemeente:<28}{numbers}   {row.iloc[-1]}")
    print(f"Op ander land: {table['ander land'].sum()} van de {table['grens'].sum()} buurten met een grens.")
    sys.exit(int(table["ander land"].any()))


def serve(stack: ExitStack, shared: Path, name: str, args: argparse.Namespace) -> str:
    """Run a server until the stack is closed; returns its address."""
    command = [sys.executable, str(shared / "tools" / f"{name}_server.py"), "--port", "0"]
    if name == "gebieden":
        command += ["--warm", *(["--fault", args.fault, "--fault-year", args.jaar] if args.fault else [])]
    server = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))  # noqa: S603
    stack.callback(server.terminate)
    return server.stdout.readline().split()[-1]


def find_other_land(data: gg.Dataset, year: str) -> pd.Series:
    """Whether the boundary of each buurt differs from that of its code in the year of the figures."""
    boundaries = gpd.GeoSeries(data.buurten.geometry.dropna())
    true = wfs.read_wijkenbuurten(None, year=int(year)).frame.geometry.reindex(boundaries.index)
    shared = boundaries.intersection(true).area
    same = (shared > SAME * boundaries.area) & (shared > SAME * true.area)
    return (~same).reindex(data.buurten.index, fill_value=False)


def count(data: gg.Dataset, other_land: pd.Series) -> pd.DataFrame:
    """Count the buurten of each gemeente, with the reasons for missing ranks, most frequent first."""
    scores = gg.score(data).buurten
    buurten = pd.DataFrame(
        {
            "gemeente": data.buurten["gemeentecode"].map(every_name()),
            "grens": data.buurten.geometry.notna(),
            "plaats": data.buurten["punt"].notna(),
            "score": scores["score"].notna(),
            "rang": scores["rang"].notna(),
            "ander land": other_land,
        }
    )
    groups = buurten.groupby("gemeente")
    table = groups.sum()
    table.insert(0, "buurten", groups.size())
    # The size of a change in residents is irrelevant here.
    why = scores["reden_geen_rang"].str.replace(r": [+−]\d+ %", "", regex=True)
    reasons = why.where(why.ne("")).groupby(buurten["gemeente"])
    table["geen rang omdat"] = reasons.agg(lambda texts: "; ".join(f"{n} {t}" for t, n in texts.value_counts().items()))
    return table


if __name__ == "__main__":
    main()
