"""Locations of projects: buurten named in a cell, a point or a polygon, and the buurten these lie in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from gezond_geo.dataset.folder.project_columns import CERTAIN, EVERYWHERE, PROBABLE
from gezond_geo.io.dutch import join_words, name_some
from gezond_geo.io.names import suggest_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gezond_geo.areas.codes import Region

ON_BORDER = 0.1
"""Metres within which a point counts as on a boundary, given the precision of both."""

SLIVER = 0.01
"""Share of a polygon below which it does not count as in a buurt, but as drawn along its boundary."""

PLACES = ("project", "buurtcode", "zekerheid", "gewicht")
"""Columns of the result of `locate`."""

_APART = re.compile(r"[,;|\r\n\t]+")
_TOGETHER = re.compile(r"\s+en\s+|\s*[/&+]\s*")
_CODE = re.compile(r"(?i)BU[0-9A-Z]{8}")


class Place(NamedTuple):
    """A buurt that a project names, as a whole or in part."""

    code: str
    certainty: str
    part: bool = False

    def __str__(self) -> str:
        """Format as in a cell: ``BU01530801:document:deel``."""
        return f"{self.code}:{self.certainty}{':deel' if self.part else ''}"


def parse_places(cell: str) -> dict[str, tuple[str, bool]]:
    """Parse a normalised cell ``buurten``: for each buurtcode its certainty, and whether only a part is meant."""
    places = {}
    for text in cell.split():
        code, certainty, *part = text.split(":")
        places[code] = (certainty, part == ["deel"])
    return places


def read_places(cell: str, region: Region) -> tuple[list[Place], list[str]]:
    """Parse a cell ``buurten`` as people write it.

    Parameters
    ----------
    cell
        Names or codes of buurten in any case, separated by a comma, semicolon, line break or bar, codes also by a
        space. Each may be followed by its certainty and ``:deel``.
    region
        The gemeente that they must belong to, with the names of its buurten.

    Returns
    -------
    list of Place
        The default certainty is ``document`` for a code (the list itself), and ``naam`` for a name.
    list of str
        Reasons (Dutch) why parts of the cell are not buurten.
    """
    places: list[Place] = []
    faults: list[str] = []
    for text in _split(cell, region):
        name, _, rest = text.partition(":")
        certainty, _, part = rest.partition(":")
        if certainty == "deel" and not part:
            certainty, part = "", "deel"
        codes, fault = _codes_of(name.strip(), region)
        if certainty not in {"", *CERTAIN, PROBABLE} or part not in {"", "deel"}:
            fault = (
                f"{text!r} is geen buurt met zekerheid; schrijf bijvoorbeeld BU01530301:naam "
                f"(zekerheid: naam, document, bron of {PROBABLE})."
            )
        if fault:
            faults.append(fault)
        else:
            sure = certainty or ("document" if _CODE.fullmatch(name.strip()) else "naam")
            partly = bool(part) or not (_CODE.fullmatch(name.strip()) or region.codes_named(name))
            places += [Place(code, sure, partly) for code in codes]
    buurtcodes = [place.code for place in places]
    twice = [code for code in dict.fromkeys(buurtcodes) if buurtcodes.count(code) > 1]
    return places, faults + [f"buurt {code} staat er twee keer; noem elke buurt een keer." for code in twice]


def _split(cell: str, region: Region) -> Iterator[str]:
    """Yield each buurt named in a cell, with what follows it."""
    # A name may hold a comma: "Lasonder, Zeggelt".
    name, _, certainty = cell.partition(":")
    if _is_name(name, region) and not _APART.search(certainty):
        yield f"{name.strip()}:{certainty.strip()}" if certainty else cell
        return
    for part in _APART.split(cell):
        words: list[str] = []
        for word in part.split():
            if _CODE.fullmatch(word.partition(":")[0]):
                yield word
            else:
                words.append(word)
        # People also write "Pathmos :naam".
        text = re.sub(r"\s*:\s*", ":", " ".join(words))
        names = [name for name in _TOGETHER.split(text) if name]
        if not _is_name(text, region) and all(_is_name(name, region) for name in names):
            yield from names
        elif text:
            yield text


def _is_name(text: str, region: Region) -> bool:
    name = text.partition(":")[0]
    return bool(region.codes_named(name) or region.codes_around(name))


def _codes_of(name: str, region: Region) -> tuple[tuple[str, ...], str]:
    """Code of a buurt, or of those that contain a named part; or else the reason why there is none."""
    if _CODE.fullmatch(name):
        return (name.upper(),), region.explain_buurt(name.upper())
    codes = region.codes_named(name)
    if len(codes) > 1:
        return (), f"{name!r} is de naam van meer buurten ({join_words(list(codes))}); schrijf de code."
    if codes := codes or region.codes_around(name):
        return codes, region.explain_buurt(codes[0])
    close = suggest_names(name, (spelling for spelling, _ in (*region.names, *region.parts)))
    hint = f"bedoelt u {join_words(close, 'of')}?" if close else "schrijf een naam zoals het CBS, of de code."
    if not region.names:
        hint = "schrijf de code, zoals BU01530301."
    return (), f"{name!r} is geen buurt van {region.naam}; {hint}"


def find_strangers(projects: pd.DataFrame, buurten: gpd.GeoDataFrame) -> dict[int, list[str]]:
    """Buurten missing from the data, such as those of other years, by number of the project that names them."""
    by_number = {number: parse_places(cell) for number, cell in projects["buurten"].items()}
    strangers = {number: [code for code in places if code not in buurten.index] for number, places in by_number.items()}
    return {int(str(number)): codes for number, codes in strangers.items() if codes}


def locate(projects: pd.DataFrame, buurten: gpd.GeoDataFrame) -> pd.DataFrame:
    """Buurten that each project is in.

    A project is located by its confirmed address, or else by the buurten it names, or else by its polygon or point. One
    that names a buurt missing from the data has no location, since the part spent there is unknown.

    Parameters
    ----------
    projects
        Result of `gezond_geo.dataset.folder.projects.read_projects`.
    buurten
        Frame indexed by ``buurtcode``, EPSG:28992, with ``geometry``, which may be missing.

    Returns
    -------
    DataFrame
        A row per project and buurt, sorted by both: ``project`` (number), ``buurtcode``, ``zekerheid``, and
        ``gewicht``, the share of the buurt that it covers (0-1; 1 except for a polygon).
    """
    bounded = buurten[["geometry"]].dropna()
    points, areas = _locate_points(projects, bounded), _locate_areas(projects, bounded)
    shares = {}
    columns = (projects.index, projects["buurten"], projects["punt_zekerheid"])
    for number, cell, certainty_of_point in zip(*(column.tolist() for column in columns), strict=True):
        listed = {code: (certainty, 1.0) for code, (certainty, _) in parse_places(cell).items()}
        confirmed = certainty_of_point == "adres" and all(sure == PROBABLE for sure, _ in listed.values())
        shares[number] = (
            (points.get(number) if confirmed else None) or listed or areas.get(number) or points.get(number)
        )
    here = set(buurten.index)
    rows = [
        (number, code, certainty, weight)
        for number, places in shares.items()
        if places and places.keys() <= here
        for code, (certainty, weight) in sorted(places.items())
    ]
    table = pd.DataFrame(rows, columns=PLACES)
    return table.astype({"project": "int64", "gewicht": "float64"})


def _locate_points(projects: pd.DataFrame, bounded: gpd.GeoDataFrame) -> dict[object, dict[str, tuple[str, float]]]:
    located = projects[projects["x"].notna() & projects["y"].notna()]
    if located.empty or bounded.empty:
        return {}
    certainties = located["punt_zekerheid"].to_dict()
    points = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_xy(located["x"], located["y"], crs=bounded.crs))
    within: dict[object, dict[str, tuple[str, float]]] = {}
    for number, code in points.sjoin(bounded, predicate="dwithin", distance=ON_BORDER)["buurtcode"].items():
        within.setdefault(number, {})[str(code)] = (str(certainties[number]), 1.0)
    return within


def _locate_areas(projects: pd.DataFrame, bounded: gpd.GeoDataFrame) -> dict[object, dict[str, tuple[str, float]]]:
    texts = projects["vlak"][projects["vlak"].ne("")]
    if texts.empty or bounded.empty:
        return {}
    areas = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(texts, crs=bounded.crs))
    shapes, outlines = areas.geometry.to_dict(), bounded.geometry.to_dict()
    within: dict[object, dict[str, tuple[str, float]]] = {}
    for number, code in areas.sjoin(bounded, predicate="intersects")["buurtcode"].items():
        area, buurt = shapes[number], outlines[code]
        overlap = shapely.area(shapely.intersection(area, buurt))
        if overlap > SLIVER * min(area.area, buurt.area):
            within.setdefault(number, {})[str(code)] = ("vlak", overlap / buurt.area)
    return within


def say_places(projects: pd.DataFrame, buurten: gpd.GeoDataFrame) -> list[str]:
    """Dutch notices on projects without a location, and on those on a border."""
    links = locate(projects, buurten)
    inside = set(links["project"])
    strange = find_strangers(projects, buurten)
    notes = []
    has_shape = projects["x"].notna() | projects["vlak"].ne("")
    outside = [n for n in projects.index[has_shape & projects["buurten"].eq("")] if n not in inside]
    if outside:
        numbers = name_some(map(str, outside))
        notes.append(f"Niet in een buurt te plaatsen, want hun punt ligt binnen geen bekende grens: project {numbers}.")
    if strange:
        text = name_some(f"project {number} ({name_some(codes)})" for number, codes in strange.items())
        notes.append(f"Zonder plaats, want een buurt ervan is er in deze uitgave niet: {text}.")
    if nowhere := placeless(projects):
        words = (projects.loc[nowhere, "adres"].ne("") | projects.loc[nowhere, "plaats"].ne("")).any()
        advice = "; zoek hun adres op met gezond-geo projecten --adressen" if words else ""
        notes.append(f"Zonder plaats, en dus in geen buurt geteld: {name_projects(projects, nowhere)}{advice}.")
    return notes + list(_say_borders(links, projects, buurten))


def placeless(projects: pd.DataFrame) -> list[int]:
    """Numbers of projects with an unknown location that are not for the whole gemeente or for a group."""
    nowhere = projects["buurten"].eq("") & projects["x"].isna() & projects["vlak"].eq("")
    return [int(str(number)) for number in projects.index[nowhere & ~projects["dimensie"].isin(EVERYWHERE)]]


def name_projects(projects: pd.DataFrame, numbers: Iterable[int]) -> str:
    """Name projects in a sentence: ``project 1 (Beweegtuin), project 3 (Inloop)``."""
    names = projects["naam"]
    return name_some(f"project {number} ({names[number]})" for number in numbers)


def _say_borders(located: pd.DataFrame, projects: pd.DataFrame, buurten: gpd.GeoDataFrame) -> Iterator[str]:
    by_point = located[located["zekerheid"].eq(located["project"].map(projects["punt_zekerheid"]))]
    shared = by_point[by_point["project"].map(projects["buurten"]).eq("")].groupby("project")["buurtcode"]
    for number, codes in shared:
        if len(codes) > 1:
            names = join_words([str(buurten.loc[code, "buurtnaam"]) for code in codes])
            consequence = "het hoort bij alle, en het geld is naar inwoners verdeeld"
            yield f"Project {number} ligt op de grens van {names}: {consequence}."
