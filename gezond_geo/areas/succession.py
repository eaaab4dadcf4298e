"""Succession of region codes between two years, for every code, without boundaries."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from gezond_geo._validate import as_frame, checked
from gezond_geo.areas.codes import GEMEENTECODE, NATION, gemeentecode_of, wijkcode_of
from gezond_geo.areas.ended import ended_gemeenten
from gezond_geo.areas.recode import is_same_land, other_name, same_land
from gezond_geo.io.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Codes = pd.Index[str]

SAME, RENAMED, BORDER, SPLIT, MERGED, REDIVIDED, NEW, ENDED = KINDS = (
    "zelfde",
    "hernoemd",
    "grens gewijzigd",
    "gesplitst",
    "samengevoegd",
    "opnieuw ingedeeld",
    "nieuw",
    "beëindigd",
)
"""Fates of a code: the same region; the same land under another code or name; other land under the same code and name;
split into several, or merged from several; one of several that became several others; one that began or ended while its
neighbours kept their name and changed their border."""

LEVELS = {NATION: "land", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}
"""Levels by code prefix, from large to small; each lies within the previous one. The country never changes."""

EARLIER, LATER = "eerder", "later"

COLUMNS = ["code", "niveau", "moment", "naam", "soort", "tegenhanger", "groep", "land_ha", "inwoners"]

_ALIKE = 0.15
"""Fraction by which the residents of a place may change between two years for it to be the same place."""

_FEW = 50
"""Number of residents by which a small place may change."""

_RESEMBLING = 0.6
"""Minimum ratio of `difflib.SequenceMatcher` for two spellings of the same name."""


_REST = "rest"
"""Suffix of the group of unpaired regions, after the name of the region they lie in."""


class _Fate(NamedTuple):
    kind: str
    counterparts: tuple[str, ...]
    group: str


class _Region(NamedTuple):
    name: str
    land_ha: float


Fates = dict[str, _Fate]


@checked(earlier=as_frame("naam", "land_ha", "inwoners"), later=as_frame("naam", "land_ha", "inwoners"))
def trace_codes(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Trace every region code between two years: what it became, or what it came from.

    A code with the same land area and name is the same region; land areas are equal within 1 hectare or 2 %
    (`gezond_geo.areas.recode.same_land`). A region with the same land area under another name is renamed when its
    number of residents or its name is similar, and one under another code when it is the only one of that name in the
    successors of its gemeente and wijk. The rest is matched by containment: within an unchanged wijk, or else within
    the wijken of a gemeente that changed, earlier and later regions cover the same land together. One earlier region
    against several later ones was split, and so on. Which of several earlier regions became which of several later ones
    can only be told from boundaries, which `gezond_geo.load_years` uses.

    Parameters
    ----------
    earlier, later
        One row per region, indexed by its code (``NL``, ``GM``, ``WK`` and ``BU``), with ``naam``, ``land_ha``
        (hectares) and ``inwoners``: `gezond_geo.load_regions`.

    Returns
    -------
    DataFrame
        A row for each earlier and each later code: ``code``, ``niveau`` (``land gemeente wijk buurt``), ``moment``
        (``eerder`` or ``later``), ``naam``; ``soort``, one of `KINDS`; ``tegenhanger`` (the codes that it became or
        came from, separated by spaces; empty where that is ambiguous); ``groep`` (regions of both years that together
        cover one piece of land); ``land_ha`` and ``inwoners``.

    Raises
    ------
    InputError
        When a frame lacks a column.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> names = ["naam", "land_ha", "inwoners"]
    >>> codes = pd.Index(["GM0001", "WK000100", "BU00010000"])
    >>> before = pd.DataFrame([["Dorp", 90, 900], ["Kern", 90, 900], ["Kern", 90, 900]], index=codes, columns=names)
    >>> after = pd.concat([before.iloc[:2], pd.DataFrame([["Noord", 40, 500], ["Zuid", 50, 450]],
    ...     index=["BU00010001", "BU00010002"], columns=names)])
    >>> gg.trace_codes(before, after).query("niveau == 'buurt'")[["code", "soort", "tegenhanger"]]
             code      soort            tegenhanger
    2  BU00010000  gesplitst  BU00010001 BU00010002
    5  BU00010001  gesplitst             BU00010000
    6  BU00010002  gesplitst             BU00010000
    """
    country = {code: _Fate(SAME, (code,), NATION) for code in earlier.index.union(later.index) if code[:2] == NATION}
    fates: tuple[Fates, Fates] = ({**country}, {**country})
    for start in ("GM", "WK", "BU"):
        before, after = (frame[frame.index.str.startswith(start)] for frame in (earlier, later))
        homes = _homes_of(before.index, after.index, fates)
        for side, level in zip(fates, _trace_level(before, after, *homes), strict=True):
            side.update(level)
    return pd.concat([_describe(earlier, fates[0], EARLIER), _describe(later, fates[1], LATER)], ignore_index=True)[
        COLUMNS
    ]


def _describe(regions: pd.DataFrame, fates: Fates, moment: str) -> pd.DataFrame:
    rows = regions[["naam", "land_ha", "inwoners"]].rename_axis("code").reset_index()
    own = [fates[code] for code in rows["code"]]
    return rows.assign(
        niveau=rows["code"].str[:2].map(LEVELS),
        moment=moment,
        soort=[fate.kind for fate in own],
        tegenhanger=[" ".join(fate.counterparts) for fate in own],
        groep=[fate.group for fate in own],
    )


def _homes_of(before: Codes, after: Codes, fates: tuple[Fates, Fates]) -> tuple[pd.Series[str], pd.Series[str]]:
    """Group that each region lies in: its wijk or gemeente, or gemeenten that exchanged residents."""
    if all(GEMEENTECODE.fullmatch(code) for code in before.union(after)):
        return _homes_of_gemeenten(before, after)
    return _homes_within(before, fates[0]), _homes_within(after, fates[1])


def _homes_within(codes: Codes, fates: Fates) -> pd.Series[str]:
    above = [wijkcode_of(code) if code.startswith("BU") else gemeentecode_of(code) for code in codes]
    return pd.Series([fates[a].group if a in fates else a for a in above], index=codes, dtype="object")


def _homes_of_gemeenten(before: Codes, after: Codes) -> tuple[pd.Series[str], pd.Series[str]]:
    """Assign an abolished gemeente to the group of its successors."""
    home = {code: code for code in after}
    heir_of: dict[str, str] = {}
    for code in before.difference(after):
        ended = ended_gemeenten().get(code)
        heirs = [heir for heir in (ended.naar if ended else ()) if heir in home]
        if not heirs:
            continue
        group = {home[heir] for heir in heirs}
        home |= {heir: home[heirs[0]] for heir, own in home.items() if own in group}
        heir_of[code] = heirs[0]
    own, others = [home.get(heir_of.get(code, code), code) for code in before], [home[code] for code in after]
    return pd.Series(own, index=before, dtype="object"), pd.Series(others, index=after, dtype="object")


def _trace_level(
    before: pd.DataFrame, after: pd.DataFrame, homes: pd.Series[str], later_homes: pd.Series[str]
) -> tuple[Fates, Fates]:
    """Trace the regions of one level, given the group that each lies in."""
    fates: tuple[Fates, Fates] = ({}, {})
    for code, other, kind in _find_pairs(before, after, homes, later_homes):
        fates[0][code], fates[1][other] = _Fate(kind, (other,), other), _Fate(kind, (code,), other)
    parts = ((before, homes, fates[0]), (after, later_homes, fates[1]))
    groups = [_group_regions(frame, home, own) for frame, home, own in parts]
    for home in sorted({*groups[0], *groups[1]}):
        old, new = (part.get(home, {}) for part in groups)
        for side, own in zip(fates, _trace_group(old, new, f"{home} {_REST}"), strict=True):
            side.update(own)
    return fates


def _group_regions(frame: pd.DataFrame, homes: pd.Series[str], fates: Fates) -> dict[str, dict[str, _Region]]:
    """Name and land area of the unpaired regions, by the group that each lies in."""
    groups: dict[str, dict[str, _Region]] = {}
    for code, home, name, land in zip(frame.index, homes, frame["naam"], frame["land_ha"], strict=True):
        if code not in fates:
            groups.setdefault(home, {})[code] = _Region(normalise_name(str(name)), land)
    return groups


def _find_pairs(
    before: pd.DataFrame, after: pd.DataFrame, homes: pd.Series[str], later_homes: pd.Series[str]
) -> Iterator[tuple[str, str, str]]:
    """Find the regions that are the same in both years: by code, or else by name within their group."""
    codes = before.index.intersection(after.index)
    old, new = (frame.loc[codes].rename(columns={"naam": "buurtnaam"}) for frame in (before, after))
    alike, renamed = same_land(old["land_ha"], new["land_ha"]), other_name(old, new)
    paired = set()
    for code, is_renamed in zip(codes[alike], renamed[alike], strict=True):
        if not is_renamed or _is_one_place(old.loc[code], new.loc[code]):
            paired.add(code)
            yield code, code, RENAMED if is_renamed else SAME
    by_name = [_find_names(frame, home, paired) for frame, home in ((before, homes), (after, later_homes))]
    for key, own in by_name[0].items():
        others = by_name[1].get(key, [])
        is_one = len(own) == len(others) == 1 and own != others
        if is_one and is_same_land(before.loc[own[0], "land_ha"], after.loc[others[0], "land_ha"]):
            yield own[0], others[0], RENAMED


def _find_names(frame: pd.DataFrame, homes: pd.Series[str], paired: set[str]) -> dict[tuple[str, str], list[str]]:
    """Codes of the unpaired regions, by their group and their name."""
    names: dict[tuple[str, str], list[str]] = {}
    for code, home, name, is_named in zip(frame.index, homes, frame["naam"], frame["naam"].notna(), strict=True):
        if is_named and code not in paired:
            names.setdefault((home, normalise_name(str(name))), []).append(code)
    return names


def _is_one_place(before: pd.Series, after: pd.Series) -> bool:
    """Whether two regions with the same code and land area but different names are the same place."""
    one, other = (normalise_name(str(row["buurtnaam"])) for row in (before, after))
    change = abs(after["inwoners"] - before["inwoners"])
    alike = change <= max(_FEW, _ALIKE * before["inwoners"])
    return bool(alike) or difflib.SequenceMatcher(None, one, other).ratio() >= _RESEMBLING


def _trace_group(before: dict[str, _Region], after: dict[str, _Region], group: str) -> tuple[Fates, Fates]:
    """Classify the unpaired regions that lie in one piece of land."""
    old, new = list(before), list(after)
    stay = [code for code in old if code in after and before[code].name == after[code].name]
    lands = [float(np.nansum([region.land_ha for region in part.values()])) for part in (before, after)]
    if is_same_land(*lands) and 1 in {len(old), len(new)} and old and new and not stay == old == new:
        kind = RENAMED if len(old) == len(new) else SPLIT if len(old) == 1 else MERGED
        return _all(old, kind, new, group), _all(new, kind, old, group)
    own: Fates = {code: _Fate(BORDER, (code,), group) for code in stay}
    leaving, coming = ([code for code in codes if code not in stay] for codes in (old, new))
    return (
        own | _all(leaving, REDIVIDED if coming else ENDED, [], group),
        own | _all(coming, REDIVIDED if leaving else NEW, [], group),
    )


def _all(codes: Iterable[str], kind: str, counterparts: Iterable[str], group: str) -> Fates:
    return {code: _Fate(kind, tuple(counterparts), group) for code in codes}
