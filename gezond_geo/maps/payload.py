"""What the map page gets: one JSON object, described in ``docs/payload.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import xyzservices.providers

from gezond_geo import wording
from gezond_geo.codes import normalise_name
from gezond_geo.dutch import count_of, format_euro, format_number, format_value, join_words
from gezond_geo.indicators import Indicator, catalogue, theme_indicators, themes
from gezond_geo.maps.leeswijzer import explain_map
from gezond_geo.maps.tegels import place_hexagons
from gezond_geo.projects import NO_BUURT, parse_places, total_euro
from gezond_geo.scores import transform_exponential
from gezond_geo.sources.figures import NATION

if TYPE_CHECKING:
    from gezond_geo.dataset import Dataset
    from gezond_geo.scores import Scores

STACKED = ("#ede8f5", "#cdc2e7", "#a48fd4", "#7457b6", "#42247f")
"""From none to all themes. Each palette steps evenly in lightness, survives colour blindness and has no red."""

BANDS = ("#dfecc9", "#93d3b8", "#3fa6b2", "#16719c", "#213d78")
"""Five classes from favourable to unfavourable, of themes and score alike."""

PEOPLE = ("#e9e3d8", "#cbc1b3", "#a19384", "#75665a", "#453830")
"""Five classes of numbers of people: another hue, since more people is not worse."""

EDGES = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
"""Percentiles between the five classes of themes and score alike."""

PEOPLE_VIEWS = ("inwoners", "inwoners_65plus", "bijstand_personen")
_NICE_STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_WGS84 = "EPSG:4326"
_PAGE = "EPSG:3857"


def build_payload(data: Dataset, scores: Scores, links: pd.DataFrame, *, background: bool = False) -> dict[str, Any]:
    """Make the object that the page shows.

    Parameters
    ----------
    data
        Figures, boundaries and projects.
    scores
        Result of `gezond_geo.score` on the same data.
    links
        Result of `gezond_geo.match_projects` on the same data.
    background
        Whether the page may load a background map, after a click.

    Returns
    -------
    dict
        As described in ``docs/payload.md``; nothing but JSON types, in a fixed order.
    """
    views = build_views(data, scores)
    lacks = background and not data.has_boundaries
    refused = "Zonder echte grenzen past er geen achtergrondkaart onder." if lacks else ""
    return {
        "gemeente": {"code": data.gemeente.code, "naam": data.gemeente.naam},
        "titel": f"{data.gemeente.naam}: waar gezondheidsproblemen samenkomen",
        "intro": _intro(data, scores),
        "meldingen": [*data.meldingen, *filter(None, [wording.say_unmeasured(scores), refused])],
        "vormen": _shapes(data),
        "groepen": _groups(scores, views),
        "weergaven": views,
        "buurten": _buurten(data, scores, links, views),
        "focusgebieden": [
            {
                "naam": a.naam,
                "buurten": [b for b in a.buurten if b in data.buurten.index],
                "deel": a.deel,
                "noot": a.noot,
            }
            for a in data.gemeente.focusgebieden
        ],
        "projecten": _projects(data, links),
        "euro_totaal": _euro_totals(data, links),
        "leeswijzer": explain_map(data, scores),
        "bronnen": wording.say_sources(data),
        "voettekst": wording.FOOTER,
        "achtergrond": _background() if background and data.has_boundaries else None,
    }


def build_views(data: Dataset, scores: Scores) -> dict[str, Any]:
    """Make the views: classes with colour and count, and the class of every buurt."""
    threshold = scores.settings["threshold"]
    stacking = scores.buurten["stapeling"]
    counted = scores.counted
    labels = ["geen thema", *(count_of(n, "thema", "thema's") for n in range(1, len(counted) + 1))]
    views = {
        "stapeling": _legend(
            "Gestapelde thema's",
            f"Bij hoeveel thema's hoort de buurt bij de ongunstigste {100 - threshold:g} % van Nederland.",
            stacking,
            list(zip(labels, _spread(len(labels)), strict=True)),
        )
        | _compared(data, counted)
    }
    edges = transform_exponential(pd.Series(EDGES))
    bands = _classes(scores.buurten["score"], edges).where(stacking.notna())
    views["score"] = _legend(
        "Score in vijf banden",
        "De thema's samen, van 0 tot 100; een hoog thema weegt zwaarder dan een laag. Wie op elk thema precies aan het "
        f"begin van de hoogste vijfde staat, heeft score {format_number(edges[4])}.",
        bands,
        [(f"{format_number(a)} tot {format_number(b)}", c) for a, b, c in zip(edges, edges[1:], BANDS, strict=False)],
    ) | _compared(data, counted)
    for theme in counted:
        views[theme] = (
            _legend(
                themes()[theme].label,
                themes()[theme].uitleg,
                _classes(scores.themes[theme], pd.Series(EDGES)),
                list(zip(_fifths(theme), BANDS, strict=True)),
            )
            | _compared(data, [theme])
            | {"schaal": [themes()[theme].minder, themes()[theme].meer]}
        )
    for name in PEOPLE_VIEWS:
        if name in data.buurten and data.buurten[name].notna().any():
            views[name] = _people_view(data, catalogue()[name])
    return views


def _compared(data: Dataset, counted: list[str]) -> dict[str, Any]:
    """Sources and reference of a view that compares."""
    members = [i for t in counted for i in theme_indicators(t)]
    return _source_of(data, members) | {"referentie": f"Vergeleken met {data.reference.label}."}


def _classes(values: pd.Series[float], edges: pd.Series[float]) -> pd.Series[float]:
    """Number of the class of each value; a value on an edge is in the higher one."""
    numbers = np.searchsorted(edges.to_numpy()[1:-1], values.to_numpy(), side="right")
    return pd.Series(numbers, index=values.index, dtype="float64").where(values.notna())


def _fifths(theme: str) -> list[str]:
    """Name the classes of a theme: fifths of the Netherlands, in the theme's own words at both ends."""
    ends = {0: f": {themes()[theme].minder}", 2: ": rond het midden", 4: f": {themes()[theme].meer}"}
    return [f"{EDGES[i]:g}–{EDGES[i + 1]:g}{ends.get(i, '')}" for i in range(len(BANDS))]


def _people_view(data: Dataset, indicator: Indicator) -> dict[str, Any]:
    counts = data.buurten[indicator.id].where(data.buurten["inwoners_65plus"].notna())
    step = _nice_step(float(counts.max()) / len(PEOPLE))
    legend = [
        (f"{format_number(i * step)} tot {format_number((i + 1) * step)}", colour) for i, colour in enumerate(PEOPLE)
    ]
    classes = np.floor(counts / step).clip(upper=len(PEOPLE) - 1)
    explanation = f"{indicator.label} per buurt: om hoeveel mensen het gaat. {indicator.kanttekening}".strip()
    return _legend(indicator.label, explanation, classes, legend) | _source_of(data, [indicator]) | {"referentie": None}


def _legend(label: str, explanation: str, classes: pd.Series[float], legend: list[tuple[str, str]]) -> dict[str, Any]:
    counts = classes.value_counts()
    return {
        "label": label,
        "uitleg": explanation,
        "klassen": [
            {"label": text, "kleur": colour, "aantal": int(counts.get(i, 0))} for i, (text, colour) in enumerate(legend)
        ],
        "zonder": int(classes.isna().sum()),
        "zonder_label": "geen uitkomst (kies de buurt voor de reden)",
        "klasse": {code: None if pd.isna(c) else int(c) for code, c in classes.items()},
    }


def _source_of(data: Dataset, indicators: list[Indicator]) -> dict[str, Any]:
    rows = [data.sources.loc[name] for i in indicators if (name := i.teller or i.id) in data.sources.index]
    publishers = dict.fromkeys(f"{row['uitgever']} ({row['tabel']})" for row in rows)
    years = sorted({str(row["jaar"]) for row in rows} - {""})
    return {
        "bron": join_words(list(publishers)),
        "jaar": join_words(years),
        "schatting": any(i.soort == "schatting" for i in indicators),
    }


def _buurten(data: Dataset, scores: Scores, links: pd.DataFrame, views: dict[str, Any]) -> list[dict[str, Any]]:
    points = _lat_lon(gpd.GeoSeries(data.buurten["punt"]))
    euro = total_euro(data, links, "buurtcode")
    names: dict[str, list[str]] = {}
    for alias, buurt in data.names_of_buurten():
        names.setdefault(buurt, []).append(normalise_name(alias))
    said, told = data.duiding, _told(data)
    shown = []
    for code, row in pd.DataFrame(data.buurten).to_dict("index").items():
        buurtcode = str(code)
        hidden = bool(scores.buurten["reden_geen_waarde"][buurtcode])
        own = links[links["buurtcode"] == buurtcode].to_dict("records")
        shown.append(
            {
                "code": buurtcode,
                "naam": row["buurtnaam"],
                "wijk": _text(row["wijknaam"]),
                "stadsdeel": _stadsdeel(data, buurtcode),
                "zoek": list(dict.fromkeys(names[buurtcode])),
                "punt": points[buurtcode],
                "kop": [] if hidden else _facts(data, row),
                "cijfers": [] if hidden else _figures(data, scores, told, buurtcode),
                "goed": wording.say_favourable(scores, buurtcode),
                "stapelt": wording.say_stacking(scores, buurtcode),
                "samenvatting": wording.say_summary(scores, buurtcode),
                "redenen": wording.say_reasons(scores, buurtcode),
                "cijfers_per_weergave": {
                    name: _short(data, scores, view, name, buurtcode) for name, view in views.items()
                },
                "duiding": said[said["buurtcode"] == buurtcode][["tekst", "bron", "datum"]].to_dict("records"),
                "projecten": [
                    {"nr": int(p["project"]), "euro": _round_euro(p["euro"]), "zekerheid": p["zekerheid"]} for p in own
                ],
                "euro": _euro_of_buurt(*euro.loc[buurtcode]) if len(data.projects) else [],
                "focusgebied": wording.say_designation(data, buurtcode),
            }
        )
    return shown


def _facts(data: Dataset, row: dict[Any, Any]) -> list[str]:
    facts = [f"{format_number(row['inwoners'])} inwoners ({data.year_of('inwoners')})"]
    if pd.notna(row["inwoners_65plus"]):
        facts.append(f"{format_number(row['inwoners_65plus'])} van 65 jaar en ouder")
    if pd.notna(row.get("inwoners_later")):
        facts.append(f"{format_number(row['inwoners_later'])} inwoners in {data.year_of('inwoners_later')}")
    return facts


def _told(data: Dataset) -> list[tuple[Indicator, str, str]]:
    """The indicators that are told of every buurt, with what to compare them with and their source."""
    told = []
    for indicator in (i for t in themes() for i in theme_indicators(t)):
        source = _source_of(data, [indicator])
        text = ", ".join(filter(None, [source["bron"], source["jaar"], indicator.kanttekening]))
        told.append((indicator, _compare(data, indicator), text))
    return told


def _figures(
    data: Dataset, scores: Scores, told: list[tuple[Indicator, str, str]], buurtcode: str
) -> list[dict[str, Any]]:
    figures = []
    for indicator, compare, source in told:
        value = _cell(data.buurten, indicator.id, buurtcode)
        position = _cell(scores.indicators, indicator.id, buurtcode)
        if np.isnan(value):
            continue
        figures.append(
            {
                "thema": indicator.thema,
                "tekst": wording.say_value(indicator, value),
                "vergelijk": compare,
                "positie": None if np.isnan(position) else round(position, 1),
                "woorden": "" if np.isnan(position) else wording.say_position(indicator.thema or "", position),
                "bron": source,
            }
        )
    return figures


def _cell(frame: pd.DataFrame, column: str, row: str) -> float:
    return float(frame[column][row]) if column in frame else float("nan")


def _compare(data: Dataset, indicator: Indicator) -> str:
    """Value of the gemeente and of the Netherlands, where they are published."""
    known = data.comparison.reindex(columns=[indicator.id])[indicator.id].dropna()
    return " · ".join(
        f"{name} {format_value(known[code], indicator.decimalen, indicator.eenheid)}"
        for code, name in ((data.gemeente.code, data.gemeente.naam), (NATION, "Nederland"))
        if code in known.index
    )


def _short(data: Dataset, scores: Scores, view: dict[str, Any], name: str, buurtcode: str) -> str:
    """Value of a view in a few words, for beside the pointer."""
    index = view["klasse"][buurtcode]
    if index is None:
        return str(scores.buurten["reden_geen_rang"][buurtcode]) or "geen cijfer"
    if name == "score":
        return f"score {format_number(_cell(scores.buurten, 'score', buurtcode), 1)}"
    if name in PEOPLE_VIEWS:
        return f"{catalogue()[name].label.lower()}: {format_number(_cell(data.buurten, name, buurtcode))}"
    if name in scores.themes:
        return wording.say_position(name, _cell(scores.themes, name, buurtcode))
    return str(view["klassen"][index]["label"])


def _projects(data: Dataset, links: pd.DataFrame) -> list[dict[str, Any]]:
    names = data.buurten["buurtnaam"]
    spots = data.projects[["x", "y"]].dropna()
    points = _lat_lon(gpd.GeoSeries.from_xy(spots["x"], spots["y"], crs=data.buurten.crs))
    shown = []
    for number, project in data.projects.to_dict("index").items():
        own = links[links["project"] == number].to_dict("records")
        parts = {code for code, (_, partial) in parse_places(project["buurten"]).items() if partial}
        located = bool(project["openbaar"]) and number in points
        shown.append(
            {
                "nr": number,
                "naam": project["naam"],
                "euro": format_euro(project["euro"]),
                "dimensie": project["dimensie"],
                "dimensie_noot": _certainty(project["dimensie_zekerheid"]),
                "thema": project["thema"],
                "thema_noot": _certainty(project["thema_zekerheid"]),
                "doelgroep": project["doelgroep"],
                "status": project["status"],
                "plaats": project["plaats"] if project["openbaar"] else "",
                "gebied": len(own) > 0,
                "buurten": [
                    {
                        "code": p["buurtcode"],
                        "naam": names[p["buurtcode"]],
                        "euro": _round_euro(p["euro"]),
                        "zekerheid": p["zekerheid"] + (", een deel van de buurt" if p["buurtcode"] in parts else ""),
                    }
                    for p in own
                ],
                "punt": points[number] if located else None,
                "bij_benadering": not located,
            }
        )
    return shown


def _euro_of_buurt(certain: float, everything: float) -> list[str]:
    if not everything:
        return [
            "Geen gebiedsgebonden project bekend; "
            "projecten voor de hele gemeente of voor een groep kunnen hier wel iets doen."
        ]
    if certain == everything:
        return [f"{_round_euro(certain)} gebiedsgebonden, op zekere plaatsen"]
    return [
        f"{_round_euro(certain)} gebiedsgebonden, op zekere plaatsen",
        f"{_round_euro(everything)} met waarschijnlijke plaatsen erbij",
    ]


def _round_euro(amount: float) -> str:
    """Cents of an amount that was shared out by residents would look surer than they are."""
    return format_euro(round(amount))


def _euro_totals(data: Dataset, links: pd.DataFrame) -> list[str]:
    if data.projects.empty:
        return []
    sums = total_euro(data, links, "dimensie")["euro_alle"]
    parts = [f"{name} {format_euro(amount)}" for name, amount in sums.items()]
    certain = total_euro(data, links, "zekerheid")["euro_zeker"].drop(NO_BUURT, errors="ignore").sum()
    return [
        f"{count_of(len(data.projects), 'project', 'projecten')}, samen {format_euro(data.projects['euro'].sum())}: "
        f"{join_words(parts)}.",
        f"Gebiedsgebonden: {format_euro(links['euro'].sum())}, waarvan {format_euro(certain)} op zekere plaatsen. "
        "Bij projecten in meer buurten is het geld verdeeld naar inwoners; dat is een schatting.",
    ]


def _intro(data: Dataset, scores: Scores) -> str:
    stacked = int((scores.buurten["stapeling"] >= 2).sum())  # noqa: PLR2004 - stacking begins at two
    known = int(scores.buurten["stapeling"].notna().sum())
    names = join_words([themes()[t].label.lower() for t in scores.counted])
    others = [f"{themes()[t].label.lower()} van {year}" for t, year in _years(data, scores) if year != data.uitgave.id]
    return (
        f"Per buurt: {names}. In {stacked} van de {known} buurten met genoeg inwoners komen er twee of meer samen. "
        f"{join_words([f'Cijfers van {data.uitgave.id}', *others])}, over buurten en niet over personen."
    )


def _years(data: Dataset, scores: Scores) -> list[tuple[str, str]]:
    """Year of the figures of each counted theme."""
    return [(t, str(data.year_of(i.id))) for t in scores.counted for i in theme_indicators(t)[:1]]


def _groups(scores: Scores, views: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": "samen", "label": "Samen", "weergaven": ["stapeling", "score"]},
        {"id": "themas", "label": "Per thema", "weergaven": scores.counted},
        {"id": "mensen", "label": "Aantal mensen", "weergaven": [v for v in PEOPLE_VIEWS if v in views]},
    ]


def _shapes(data: Dataset) -> dict[str, Any]:
    shapes: dict[str, Any] = {}
    if data.has_boundaries:
        shapes["grenzen"] = {"label": "Echte grenzen", "noot": None, "vlakken": _rings(data.buurten.geometry)}
    tiles = _stand_upright(place_hexagons(gpd.GeoSeries(data.buurten["punt"], crs=data.buurten.crs)))
    shapes["tegels"] = {"label": "Tegelkaart", "noot": "schematisch: elke buurt even groot", "vlakken": _rings(tiles)}
    return shapes


def _stand_upright(tiles: gpd.GeoSeries) -> gpd.GeoSeries:
    """Turn tiles as one, since the north of RD is not quite the north of the page."""
    middle = shapely.box(*tiles.total_bounds).centroid
    north = gpd.GeoSeries.from_xy([middle.x, middle.x], [middle.y, middle.y + 1000], crs=tiles.crs).to_crs(_PAGE)
    tilt = np.degrees(np.arctan2(north.x[1] - north.x[0], north.y[1] - north.y[0]))
    return gpd.GeoSeries(tiles.rotate(tilt, origin=middle))


def _rings(areas: gpd.GeoSeries) -> dict[str, list[list[list[list[float]]]]]:
    """Polygons per buurt as rings of [lat, lon] that are not closed."""
    placed = gpd.GeoSeries(areas.dropna()).to_crs(_WGS84)
    return {
        str(code): [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in shapely.get_parts(area)]
        for code, area in zip(placed.index, placed.to_numpy(), strict=True)
    }


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    corners: list[list[float]] = np.round(shapely.get_coordinates(ring)[:-1, ::-1], 5).tolist()
    return corners


def _lat_lon(points: gpd.GeoSeries) -> dict[Any, list[float]]:
    placed = points.to_crs(_WGS84)
    return {key: [round(y, 5), round(x, 5)] for key, x, y in zip(placed.index, placed.x, placed.y, strict=True)}


def _background() -> dict[str, str]:
    tiles = xyzservices.providers.nlmaps.grijs
    return {"url": tiles.build_url(), "bron": tiles.attribution}


def _stadsdeel(data: Dataset, code: str) -> str | None:
    table = data.gemeente.stadsdelen
    if code not in table.index:
        return None
    return f"{table['stadsdeel'][code]} ({table['stadsdeel_zekerheid'][code]})"


def _certainty(word: str) -> str:
    return "afgeleid" if word == "afgeleid" else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _spread(count: int) -> list[str]:
    """Colours for a number of classes, from the first to the last of the palette."""
    return [STACKED[round(i * (len(STACKED) - 1) / max(count - 1, 1))] for i in range(count)]


def _nice_step(rough: float) -> float:
    """Round a class width up to a number that reads well."""
    power = 10.0 ** np.floor(np.log10(max(rough, 1.0)))
    return float(next(step * power for step in _NICE_STEPS if step * power >= rough))
