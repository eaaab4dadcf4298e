"""What the map page gets: one JSON object, described in ``docs/payload.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import xyzservices.providers

from gezond_geo import wording
from gezond_geo.codes import normalise_name
from gezond_geo.dutch import count_of, format_euro, format_number, format_value, join_words
from gezond_geo.maps.leeswijzer import explain_map
from gezond_geo.maps.panel import cell_of, list_told, say_facts, source_of, tell_figures
from gezond_geo.maps.shapes import lat_lon, list_shapes
from gezond_geo.normalisation import transform_exponential
from gezond_geo.projects import NO_BUURT, parse_places, total_euro
from gezond_geo.reference import NATION

if TYPE_CHECKING:
    from gezond_geo.dataset import Dataset
    from gezond_geo.indicators import Indicator, Theme
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
        "vormen": list_shapes(data),
        "groepen": _groups(data, scores, views),
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
        "ontbreekt": wording.say_lacking(data),
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
            f"Bij hoeveel thema's hoort de buurt bij de ongunstigste {100 - threshold:g} % van {_whole(scores)}.",
            stacking,
            list(zip(labels, _spread(len(labels)), strict=True)),
        )
        | _compared(data, scores, counted)
    }
    edges = transform_exponential(pd.Series(EDGES))
    bands = _classes(scores.buurten["score"], edges).where(stacking.notna())
    views["score"] = _legend(
        "Score in vijf banden",
        "De thema's samen, van 0 tot 100; een hoog thema weegt zwaarder dan een laag. Wie op elk thema precies aan het "
        f"begin van de hoogste vijfde staat, heeft score {format_number(edges[4])}.",
        bands,
        [(f"{format_number(a)} tot {format_number(b)}", c) for a, b, c in zip(edges, edges[1:], BANDS, strict=False)],
    ) | _compared(data, scores, counted)
    for theme in counted:
        words = scores.theme_info[theme]
        views[theme] = (
            _legend(
                words.label,
                words.uitleg,
                _classes(scores.themes[theme], pd.Series(EDGES)),
                list(zip(_fifths(words), BANDS, strict=True)),
            )
            | _compared(data, scores, [theme])
            | {"schaal": [words.minder, words.meer]}
        )
    for name in PEOPLE_VIEWS:
        if name in data.buurten and data.buurten[name].notna().any():
            views[name] = _people_view(data, data.indicators[name])
    for indicator in data.looked_at:
        if data.buurten[indicator.id].notna().any():
            views[indicator.id] = _looked_at_view(data, indicator)
    return views


def _compared(data: Dataset, scores: Scores, counted: list[str]) -> dict[str, Any]:
    """Sources and reference of a view that compares."""
    members = [i for t in counted for i in data.members(t)]
    return source_of(data, members) | {"referentie": wording.say_reference(scores, counted)}


def _whole(scores: Scores) -> str:
    """What the least favourable part is a part of."""
    national = all(scores.reference.of(theme).people == NATION for theme in scores.counted)
    return "Nederland" if national else "de plekken waarmee het thema is vergeleken"


def _classes(values: pd.Series[float], edges: pd.Series[float]) -> pd.Series[float]:
    """Number of the class of each value; a value on an edge is in the higher one."""
    numbers = np.searchsorted(edges.to_numpy()[1:-1], values.to_numpy(), side="right")
    return pd.Series(numbers, index=values.index, dtype="float64").where(values.notna())


def _fifths(theme: Theme) -> list[str]:
    """Name the classes of a theme: fifths of what it is compared with, in the theme's own words at both ends."""
    ends = {0: f": {theme.minder}", 2: ": rond het midden", 4: f": {theme.meer}"}
    return [f"{EDGES[i]:g}–{EDGES[i + 1]:g}{ends.get(i, '')}" for i in range(len(BANDS))]


def _people_view(data: Dataset, indicator: Indicator) -> dict[str, Any]:
    counts = data.buurten[indicator.id].where(data.buurten["inwoners_65plus"].notna())
    explanation = f"{indicator.label} per buurt: om hoeveel mensen het gaat. {indicator.kanttekening}".strip()
    return _values_view(data, indicator, counts, explanation)


def _looked_at_view(data: Dataset, indicator: Indicator) -> dict[str, Any]:
    unit = f" ({indicator.eenheid})" if indicator.eenheid else ""
    explanation = f"{indicator.label}{unit}, om te bekijken: het telt niet mee. {indicator.kanttekening}".strip()
    return _values_view(data, indicator, data.buurten[indicator.id], explanation)


def _values_view(data: Dataset, indicator: Indicator, values: pd.Series[float], explanation: str) -> dict[str, Any]:
    """Make a view of values as they are, in classes of the same width."""
    low, high = min(float(values.min()), 0.0), float(values.max())
    step = _nice_step((high - low) / len(PEOPLE), indicator.decimalen)
    first = np.floor(low / step)
    decimals = 0 if step % 1 == 0 else indicator.decimalen
    edges = [format_number((first + n) * step, decimals) for n in range(len(PEOPLE) + 1)]
    legend = [(f"{a} tot {b}", colour) for a, b, colour in zip(edges, edges[1:], PEOPLE, strict=False)]
    classes = (np.floor(values / step) - first).clip(upper=len(PEOPLE) - 1)
    return _legend(indicator.label, explanation, classes, legend) | source_of(data, [indicator]) | {"referentie": None}


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


def _buurten(data: Dataset, scores: Scores, links: pd.DataFrame, views: dict[str, Any]) -> list[dict[str, Any]]:
    points = lat_lon(gpd.GeoSeries(data.buurten["punt"]))
    euro = total_euro(data, links, "buurtcode")
    names: dict[str, list[str]] = {}
    for alias, buurt in data.names_of_buurten():
        names.setdefault(buurt, []).append(normalise_name(alias))
    told = list_told(data)
    projects = {str(code): part.to_dict("records") for code, part in links.groupby("buurtcode")}
    said = data.duiding.set_index("buurtcode")[["tekst", "bron", "datum"]]
    voices = {str(code): part.to_dict("records") for code, part in said.groupby(level=0)}
    shown = []
    for code, row in pd.DataFrame(data.buurten).to_dict("index").items():
        buurtcode = str(code)
        hidden = bool(scores.buurten["reden_geen_waarde"][buurtcode])
        shown.append(
            {
                "code": buurtcode,
                "naam": row["buurtnaam"],
                "wijk": _text(row["wijknaam"]),
                "stadsdeel": _stadsdeel(data, buurtcode),
                "zoek": list(dict.fromkeys(names[buurtcode])),
                "punt": points[buurtcode],
                "kop": [] if hidden else say_facts(data, row),
                "cijfers": [] if hidden else tell_figures(data, scores, told, buurtcode),
                "goed": wording.say_favourable(scores, buurtcode),
                "stapelt": wording.say_stacking(scores, buurtcode),
                "samenvatting": wording.say_summary(scores, buurtcode),
                "redenen": wording.say_reasons(scores, buurtcode),
                "cijfers_per_weergave": {
                    name: _short(data, scores, view, name, buurtcode) for name, view in views.items()
                },
                "duiding": voices.get(buurtcode, []),
                "projecten": [
                    {"nr": int(p["project"]), "euro": _round_euro(p["euro"]), "zekerheid": p["zekerheid"]}
                    for p in projects.get(buurtcode, [])
                ],
                "euro": _euro_of_buurt(*euro.loc[buurtcode]) if len(data.projects) else [],
                "focusgebied": wording.say_designation(data, buurtcode),
            }
        )
    return shown


def _short(data: Dataset, scores: Scores, view: dict[str, Any], name: str, buurtcode: str) -> str:
    """Value of a view in a few words, for beside the pointer."""
    index = view["klasse"][buurtcode]
    if index is None:
        return str(scores.buurten["reden_geen_rang"][buurtcode]) or "geen cijfer"
    if name == "score":
        return f"score {format_number(cell_of(scores.buurten, 'score', buurtcode), 1)}"
    if name in scores.themes:
        return wording.say_position(scores, name, cell_of(scores.themes, name, buurtcode))
    if name in data.indicators:
        indicator = data.indicators[name]
        value = format_value(cell_of(data.buurten, name, buurtcode), indicator.decimalen, indicator.eenheid)
        return f"{indicator.label.lower()}: {value}"
    return str(view["klassen"][index]["label"])


def _projects(data: Dataset, links: pd.DataFrame) -> list[dict[str, Any]]:
    names = data.buurten["buurtnaam"]
    spots = data.projects[["x", "y"]].dropna()
    points = lat_lon(gpd.GeoSeries.from_xy(spots["x"], spots["y"], crs=data.buurten.crs))
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
    names = join_words([scores.theme_info[t].label.lower() for t in scores.counted])
    others = [
        f"{scores.theme_info[t].label.lower()} van {year}"
        for t, year in _years(data, scores)
        if year not in {data.uitgave.id, "None"}
    ]
    return (
        f"Per buurt: {names}. In {stacked} van de {known} buurten met genoeg inwoners komen er twee of meer samen. "
        f"{join_words([f'Cijfers van {data.uitgave.id}', *others])}, over buurten en niet over personen."
    )


def _years(data: Dataset, scores: Scores) -> list[tuple[str, str]]:
    """Year of the figures of each counted theme."""
    return [(t, str(data.year_of(i.id))) for t in scores.counted for i in data.members(t)[:1]]


def _groups(data: Dataset, scores: Scores, views: dict[str, Any]) -> list[dict[str, Any]]:
    looked_at = [i.id for i in data.looked_at if i.id in views]
    groups = [
        {"id": "samen", "label": "Samen", "weergaven": ["stapeling", "score"]},
        {"id": "themas", "label": "Per thema", "weergaven": scores.counted},
        {"id": "mensen", "label": "Aantal mensen", "weergaven": [v for v in PEOPLE_VIEWS if v in views]},
    ]
    return [*groups, *([{"id": "bekijken", "label": "Om te bekijken", "weergaven": looked_at}] if looked_at else [])]


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
    """Colours for a number of classes, from the first to the last of the palette; in between when it has too few."""
    places = np.linspace(0, len(STACKED) - 1, count)
    if count <= len(STACKED):
        return [STACKED[round(place)] for place in places]
    parts = [[int(colour[at : at + 2], 16) for colour in STACKED] for at in (1, 3, 5)]
    mixed = [np.interp(places, range(len(STACKED)), part).round().astype(int) for part in parts]
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in zip(*mixed, strict=True)]


def _nice_step(rough: float, decimals: int = 0) -> float:
    """Round a class width up to a number that reads well at these decimals."""
    wide = max(rough, 10.0**-decimals)
    power = 10.0 ** np.floor(np.log10(wide))
    return float(next(step * power for step in _NICE_STEPS if step * power >= wide))
