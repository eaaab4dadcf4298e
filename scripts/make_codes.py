"""Print the succession of all region codes between two years.

    python scripts/make_codes.py 2020 2024

Reads Kerncijfers wijken en buurten of both years from the services. Shared land is the part of the land in changed
groups whose earlier and later regions have the same total, within 1 %.
"""

import argparse

import pandas as pd

import gezond_geo as gg
from gezond_geo.areas.succession import BORDER, EARLIER, KINDS, LATER, LEVELS, RENAMED, SAME

WITHIN = 0.01


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", type=int)
    parser.add_argument("after", type=int)
    args = parser.parse_args()
    codes = gg.trace_codes(gg.load_regions(args.before), gg.load_regions(args.after))
    print(tabulate(codes).to_string())
    print(
        f"\n{args.before}: {(codes['moment'] == EARLIER).sum()} codes, {args.after}: {(codes['moment'] == LATER).sum()}"
    )
    for level, share in share_accounted(codes).items():
        print(f"{level}: land of changed groups that both years measure the same within 1 %: {share:.0%}")


def tabulate(codes: pd.DataFrame) -> pd.DataFrame:
    """Count codes by level and moment, a column per kind."""
    counts = codes.pivot_table("code", ["niveau", "moment"], "soort", aggfunc="count", fill_value=0)
    rows = [(level, moment) for level in LEVELS.values() for moment in (EARLIER, LATER)]
    return counts.reindex(index=rows, columns=list(KINDS), fill_value=0)


def share_accounted(codes: pd.DataFrame) -> pd.Series:
    """Share of the land of changed groups, per level, with the same total in both years."""
    changes = codes[~codes["soort"].isin([SAME, RENAMED, BORDER])]
    every = codes[codes["groep"].isin(changes["groep"])]
    land = every.pivot_table("land_ha", ["niveau", "groep"], "moment", aggfunc="sum", fill_value=0)
    alike = (land[LATER] - land[EARLIER]).abs() <= WITHIN * land[EARLIER]
    return land[EARLIER].where(alike, 0).groupby("niveau").sum() / land[EARLIER].groupby("niveau").sum()


if __name__ == "__main__":
    main()
