"""What the panel tells of one buurt: figures beside those of its wijk and gemeente, what goes well, what stacks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gezond_geo.areas.codes import NATION
from gezond_geo.indicators.catalogue import ADULTS, subthemes
from gezond_geo.io.rows import rows_by_label
from gezond_geo.pages.colours import EDGES
from gezond_geo.pages.map.alike import find_alike
from gezond_geo.pages.map.headline import say_above
from gezond_geo.pages.map.koppelkansen import list_koppelkansen
from gezond_geo.pages.map.money import MONEY, say_euro_per_resident
from gezond_geo.pages.map.needs import list_needs, list_questions
from gezond_geo.pages.map.people import count_people
from gezond_geo.pages.map.reasons import hide_ranks
from gezond_geo.pages.map.sentence import say_sentence
from gezond_geo.pages.map.themas import place_themes, say_better
from gezond_geo.pages.shapes.outlines import lat_lon
from gezond_geo.scores import wording
from gezond_geo.scores.contributions import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.areas.gemeente import FocusArea
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.language import Language
    from gezond_geo.pages.map.run import Run

    Rows = dict[Any, dict[Any, Any]]

LOOKED_AT = "bekijken"
"""Heading of the figures that are in no theme: the id of their group."""

_FEW, _MANY = 10, 1000  # persons: under the first none are named, over the second they are rounded to fifties


def list_indicators(run: Run) -> dict[str, Any]:
    """List the figures that are told, as in ``indicatoren`` of ``docs/payload.md``."""
    names = {run.data.gemeente.code: run.data.gemeente.naam, NATION: run.words("nederland")}
    items = {}
    for name, indicator in run.shown.items():
        regions = _place_regions(run, indicator)
        source = run.source_of([indicator])
        items[name] = {
            "label": run.words.label(indicator),
            "zin": run.words.sentence(indicator),
            "thema": LOOKED_AT if indicator.thema is None else indicator.thema,
            "bron": ", ".join(filter(None, [source["bron"], source["jaar"], run.words.remark(indicator)])),
            "vergelijk": [{"naam": names[code], **regions[code]} for code in names if code in regions],
            "wijken": {code: value for code, value in regions.items() if code not in names},
        }
    return items


def list_buurten(run: Run, views: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Tell every buurt, as in ``buurten`` of ``docs/payload.md``, apart from its projects."""
    data, scores = run.data, run.scores
    points = lat_lon(gpd.GeoSeries(data.buurten["punt"]))
    names: dict[str, list[str]] = {}
    for name, buurt in data.names_of_buurten():
        names.setdefault(buurt, []).append(name)
    rows: Rows = rows_by_label(data.buurten.drop(columns=["geometry", "punt"]))
    figures = _tell_figures(run, rows, rows_by_label(scores.indicators))
    duiding = data.duiding.set_index("buurtcode")[["tekst", "bron", "datum"]]
    voices = {str(code): part.to_dict("records") for code, part in duiding.groupby(level=0)}
    stadsdelen = data.gemeente.stadsdelen.to_dict("index")
    alike = find_alike(run)
    parts = {code: area for area in data.gemeente.focusgebieden if area.deel for code in area.buurten}
    items = []
    for code, row in rows.items():
        buurtcode = str(code)
        has_value = not run.outcomes[code]["reden_geen_waarde"]
        place = stadsdelen.get(buurtcode, {})
        items.append(
            {
                "code": buurtcode,
                "naam": row["buurtnaam"],
                "roepnaam": run.name_of(buurtcode),
                "inwoners": int(row["inwoners"]) if has_value and not math.isnan(row["inwoners"]) else None,
                "wijk": _text(row["wijknaam"]),
                "wijkcode": _text(row["wijkcode"]),
                "stadsdeel": place.get("stadsdeel"),
                "stadsdeel_noot": place.get("stadsdeel_zekerheid", ""),
                "zoek": sorted({*names[buurtcode]} - {row["buurtnaam"]}),
                "punt": points.get(buurtcode),
                "kop": _say_facts(run, row) if has_value else [],
                "cijfers": figures[code] if has_value else [],
                "honderd": count_people(run, row) if has_value else [],
                **tell_stacking(run, views, row, buurtcode, parts.get(buurtcode)),
                "plaatsen": place_themes(run, buurtcode),
                "lijkt_op": alike.get(buurtcode, []),
                "zekerheid": _say_certainty(run, run.chances.get(code)),
                "cijfers_per_weergave": tell_views(run, views, row, buurtcode),
                "duiding": voices.get(buurtcode, []),
                "focusgebied": wording.say_designation(data, buurtcode),
            }
        )
    return items


def tell_stacking(
    run: Run, views: Mapping[str, Any], row: Mapping[Any, Any], buurtcode: str, part: FocusArea | None
) -> dict[str, Any]:
    """Tell what other weights change; `part` is the focus area that is a part of the buurt."""
    scores, words = run.scores, run.words
    stacked = views["stapeling"]["klasse"][buurtcode]
    reasons = wording.say_reasons(scores, buurtcode)
    themes = _stacked_themes(run, buurtcode)
    needs = list_needs(run, buurtcode, themes)
    return {
        "zin": say_sentence(run, buurtcode, row, themes, part=part is not None),
        "twijfel": bool(stacked is not None and run.outcomes[buurtcode]["op_de_grens"]),
        "beter": say_better(run, buurtcode, row) if stacked is not None else None,
        "behoeften": needs,
        "koppelkansen": list_koppelkansen(run, buurtcode),
        "vragen": list_questions(run, buurtcode, row, needs, part) if stacked is not None else [],
        "hoger": say_above(run, buurtcode),
        "goed": words.favourable(scores, buurtcode, run.unplaced),
        "gestapeld": stacked,
        "themas": themes,
        "stapelt": words.stacking(scores, buurtcode, public=run.public),
        "samenvatting": words.summary(scores, buurtcode, public=run.public),
        "waarom": "" if run.public else wording.say_why(scores, buurtcode),
        "redenen": [hide_ranks(text, has_value=stacked is not None) for text in reasons] if run.public else reasons,
    }


def _stacked_themes(run: Run, buurtcode: str) -> list[str]:
    outcome = run.outcomes[buurtcode]
    if math.isnan(outcome["stapeling"]):
        return []
    percentiles = rows_of(run.scores).themes[buurtcode]
    return [t for t in run.scores.counted if percentiles[t] >= run.scores.settings["threshold"]]


def tell_views(run: Run, views: Mapping[str, Any], row: Mapping[Any, Any], buurtcode: str) -> dict[str, str]:
    """Give the value of a buurt in each view in a few words; those of the figures are in its row already."""
    words, outcome = run.words, run.outcomes[buurtcode]
    reason = outcome["reden_geen_rang"]
    if run.public:
        reason = hide_ranks(reason, has_value=not math.isnan(outcome["stapeling"]))
    rows = rows_of(run.scores)
    themes, within = rows.themes[buurtcode], rows.subthemes[buurtcode]
    lines = {}
    for name, view in views.items():
        index = view["klasse"][buurtcode]
        if index is None:
            lines[name] = words.reason(reason) or words("geen_cijfer")
        elif name == "score":
            lines[name] = f"{words('score_kort')} {words.number(outcome['score'], 1)}"
        elif name in themes:
            lines[name] = _say_place(run, name, themes[name], index)
        elif name in within:
            lines[name] = _say_place(run, subthemes()[name].thema, within[name], index)
        elif name == MONEY:
            lines[name] = say_euro_per_resident(run, buurtcode)
        elif name in run.shown:
            continue
        elif name in run.data.indicators:
            indicator = run.data.indicators[name]
            lines[name] = f"{words.label(indicator).lower()}: {words.value(row[name], indicator)}"
        else:
            lines[name] = str(view["klassen"][index]["label"])
    return lines


def _say_place(run: Run, theme: str, percentile: float, fifth: int) -> str:
    """Say where a theme or sub-theme stands; for the public in which fifth."""
    if not run.public:
        return run.words.position(run.scores, theme, percentile)
    low, high = (f"{edge:g}" for edge in EDGES[fifth : fifth + 2])
    return run.words("plek", van=low, tot=high, meer=run.words.ends(run.scores, theme)[1])


def _say_facts(run: Run, row: Mapping[Any, Any]) -> list[str]:
    """Say how many people live there."""
    data, words = run.data, run.words
    facts = [words("inwoners", aantal=words.number(row["inwoners"]), jaar=data.year_of("inwoners"))]
    if not math.isnan(row["inwoners_65plus"]):
        facts.append(words("inwoners_65plus", aantal=words.number(row["inwoners_65plus"])))
    if not math.isnan(row.get("inwoners_later", math.nan)):
        later = {"aantal": words.number(row["inwoners_later"]), "jaar": data.year_of("inwoners_later")}
        facts.append(words("inwoners_later", **later))
    return facts


def _tell_figures(run: Run, rows: Rows, positions: Rows) -> dict[Any, list[dict[str, Any]]]:
    """Tell the figures of every buurt by its code: one figure after the other."""
    words, scores = run.words, run.scores
    told: dict[Any, list[dict[str, Any]]] = {code: [] for code in rows}
    for name, indicator in run.shown.items():
        from_wijk = run.from_wijk.get(name, ())
        theme = indicator.thema if name not in run.unplaced else None
        for code, row in rows.items():
            value = row.get(name, math.nan)
            if math.isnan(value):
                continue
            position = math.nan if theme is None else positions[code].get(name, math.nan)
            has_position = not math.isnan(position)
            figure = {
                "id": name,
                "waarde": words.value(value, indicator),
                "mensen": _say_people(words, indicator, value, row),
                "positie": round(position, 1) if has_position else None,
                "woorden": words.position(scores, theme or "", position) if has_position else "",
            }
            told[code].append(figure | {"van_wijk": True} if code in from_wijk else figure)
    return told


def _say_people(words: Language, indicator: Indicator, value: float, row: Mapping[Any, Any]) -> str:
    """Say how many people a share is about: counted where they are, else the share of those it is of.

    A share that a buurt would have with other ages is of nobody who lives there (`Indicator.wie`).
    """
    if indicator.teller is not None:
        persons, key = row.get(indicator.teller, math.nan), "mensen"
    elif indicator.wie and indicator.eenheid == "%" and indicator.weging in {ADULTS, "inwoners_65plus"}:
        adults = row["inwoners"] - row["inwoners_0_14"]
        persons = value / 100 * (adults if indicator.weging == ADULTS else row["inwoners_65plus"])
        step = 10 if persons < _MANY else 50
        persons, key = round(persons / step) * step if persons == persons else math.nan, "ongeveer_mensen"  # noqa: PLR0124 - NaN
    else:
        return ""
    return words(key, aantal=words.number(persons)) if persons >= _FEW else ""


def _say_certainty(run: Run, row: Mapping[Any, Any] | None) -> list[str]:
    """Say how often the outcome stays when the assumptions are varied; nothing without an outcome."""
    if run.sure is None or row is None or math.isnan(row["kans_stapeling"]):
        return []
    scores, words = run.scores, run.words
    lines = [words("zeker_stapeling", kans=_percent(words, row["kans_stapeling"]))]
    for theme in scores.counted:
        chance = row.get(f"kans_{theme}", math.nan)
        if 0.05 <= chance <= 0.95:  # noqa: PLR2004 - what goes nearly always the same way is said above
            lines.append(words("zeker_thema", thema=words.theme(scores, theme), kans=_percent(words, chance)))
    if not run.public and not math.isnan(row["rang_laag"]):
        span = {"laag": f"{row['rang_laag']:.0f}", "hoog": f"{row['rang_hoog']:.0f}"}
        lines.append(words("zeker_rang", oordeel=words(f"oordeel_{row['oordeel']}"), **span))
    return lines


def _percent(words: Language, chance: float) -> str:
    """Write a chance; what was never or always so in the draws need not be impossible or sure."""
    share = round(chance * 100)
    return words("kans_nooit") if share < 1 else words("kans_altijd") if share > 99 else words("van_de_100", n=share)  # noqa: PLR2004


def _place_regions(run: Run, indicator: Indicator) -> dict[str, dict[str, Any]]:
    """Give value and position of the country, the gemeente and its wijken, where the figure is published."""
    values = run.data.comparison.reindex(columns=[indicator.id])[indicator.id].dropna()
    positions = pd.Series(math.nan, index=values.index)
    if len(values) and indicator.thema is not None and indicator.id in run.scores.indicators:
        positions = run.scores.reference.of(indicator.thema).position(indicator, values)
    return {
        str(code): {
            "waarde": run.words.value(value, indicator),
            "positie": None if math.isnan(place) else round(float(place), 1),
        }
        for code, value, place in zip(values.index, values, positions, strict=True)
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
