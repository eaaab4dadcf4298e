"""Content of the panel of one buurt: figures compared with its wijk and gemeente, what goes well, what stacks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gezond_geo.areas.codes import NATION
from gezond_geo.indicators.catalogue import ADULTS, subthemes
from gezond_geo.pages.colours import EDGES
from gezond_geo.pages.map.alike import find_alike
from gezond_geo.pages.map.headline import say_above
from gezond_geo.pages.map.koppelkansen import list_koppelkansen
from gezond_geo.pages.map.money import MONEY, say_euro_per_resident
from gezond_geo.pages.map.needs import list_needs, list_questions
from gezond_geo.pages.map.people import count_people
from gezond_geo.pages.map.projects import tell_money
from gezond_geo.pages.map.reasons import hide_ranks
from gezond_geo.pages.map.run import once_per_run
from gezond_geo.pages.map.sentence import say_sentence
from gezond_geo.pages.map.themas import place_themes, say_better
from gezond_geo.pages.shapes.outlines import lat_lon
from gezond_geo.scores import wording
from gezond_geo.scores.contributions import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gezond_geo.areas.gemeente import FocusArea
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.language import Language
    from gezond_geo.pages.map.run import Run

LOOKED_AT = "bekijken"
"""Id of the group of figures without a theme."""

_FEW, _MANY = 10, 1000  # persons: under the first none are named, over the second they are rounded to fifties


def list_indicators(run: Run) -> dict[str, Any]:
    """The figures shown, as in ``indicatoren`` of ``docs/payload.md``."""
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
    """Content of every buurt, as in ``buurten`` of ``docs/payload.md``."""
    data, money = run.data, tell_money(run)
    points = lat_lon(gpd.GeoSeries(data.buurten["punt"]))
    names: dict[str, list[str]] = {}
    for name, buurt in data.names_of_buurten():
        names.setdefault(buurt, []).append(name)
    figures, lines = _tell_figures(run), tell_views(run, views)
    duiding = data.duiding.set_index("buurtcode")[["tekst", "bron", "datum"]]
    voices = {str(code): part.to_dict("records") for code, part in duiding.groupby(level=0)}
    stadsdelen = data.gemeente.stadsdelen.to_dict("index")
    alike = find_alike(run)
    parts = {code: area for area in data.gemeente.focusgebieden if area.deel for code in area.buurten}
    items = []
    for code, row in run.rows.items():
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
                "cijfers_per_weergave": lines[code],
                "duiding": voices.get(buurtcode, []),
                "focusgebied": wording.say_designation(data, buurtcode),
                **money[buurtcode],
            }
        )
    return items


def tell_stacking(
    run: Run, views: Mapping[str, Any], row: Mapping[Any, Any], buurtcode: str, part: FocusArea | None
) -> dict[str, Any]:
    """The content that depends on weights; `part` is the focus area that is a part of the buurt."""
    scores, words = run.scores, run.words
    stacked = views["stapeling"]["klasse"][buurtcode]
    reasons = wording.say_reasons(scores, buurtcode)
    themes = _list_themes(run, *_stacked_themes(run, buurtcode))
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
        "redenen": _tell_reasons(run, stacked is not None, *reasons),
    }


@once_per_run
def _tell_reasons(run: Run, has_value: bool, *reasons: str) -> list[str]:  # noqa: FBT001 - a key
    return [hide_ranks(text, has_value=has_value) if run.public else text for text in reasons]


def _stacked_themes(run: Run, buurtcode: str) -> list[str]:
    outcome = run.outcomes[buurtcode]
    if math.isnan(outcome["stapeling"]):
        return []
    percentiles = rows_of(run.scores).themes[buurtcode]
    threshold = run.scores.settings["threshold"]
    return [t for t in rows_of(run.scores).counted if percentiles[t] >= threshold]


@once_per_run
def _list_themes(_: Run, *themes: str) -> list[str]:
    return list(themes)


def tell_views(run: Run, views: Mapping[str, Any]) -> dict[Any, dict[str, str]]:
    """Value of each buurt in each view in a few words, except figures, which are in its row already."""
    lines: dict[Any, dict[str, str]] = {code: {} for code in run.outcomes}
    for name, view in views.items():
        say = _choose_words(run, name, view)
        if say is not None:
            for code, index in view["klasse"].items():
                if index is not None:
                    lines[code][name] = say(code, index)
        if view["zonder"]:
            for code in (code for code, index in view["klasse"].items() if index is None):
                lines[code][name] = _say_lack(run, run.outcomes[code]["reden_geen_rang"], _has_outcome(run, code))
    return lines


def _choose_words(run: Run, name: str, view: Mapping[str, Any]) -> Callable[[str, int], str] | None:
    """Function that words a view for a buurt and the index of its class; None for views of its figures."""
    words, scores, score_rows = run.words, run.scores, rows_of(run.scores)
    labels = [str(each["label"]) for each in view["klassen"]]
    if name == "score":
        label, outcomes = words("score_kort"), run.outcomes
        return lambda code, _: f"{label} {words.number(outcomes[code]['score'], 1)}"
    if name in scores.themes or name in scores.subthemes:
        is_theme = name in scores.themes
        places, theme = (score_rows.themes, name) if is_theme else (score_rows.subthemes, subthemes()[name].thema)
        if not run.public:
            return lambda code, _: words.position(scores, theme, places[code][name])
        labels = [_say_fifth(run, theme, fifth) for fifth in range(len(labels))]
    elif name == MONEY:
        return lambda code, _: say_euro_per_resident(run, code)
    elif name in run.shown:
        return None
    elif name in run.data.indicators:
        indicator = run.data.indicators[name]
        label, rows = words.label(indicator).lower(), run.rows
        return lambda code, _: f"{label}: {words.value(rows[code][name], indicator)}"
    return lambda _, index: labels[index]


def _has_outcome(run: Run, buurtcode: str) -> bool:
    return not math.isnan(run.outcomes[buurtcode]["stapeling"])


@once_per_run
def _say_lack(run: Run, reason: str, has_outcome: bool) -> str:  # noqa: FBT001 - a key
    text = hide_ranks(reason, has_value=has_outcome) if run.public else reason
    return run.words.reason(text) or run.words("geen_cijfer")


def _say_fifth(run: Run, theme: str, fifth: int) -> str:
    """Position of a theme or sub-theme on the public page, in words."""
    low, high = (f"{edge:g}" for edge in EDGES[fifth : fifth + 2])
    return run.words("plek", van=low, tot=high, meer=run.words.ends(run.scores, theme)[1])


def _say_facts(run: Run, row: Mapping[Any, Any]) -> list[str]:
    """Facts on the number of residents."""
    names = ("inwoners", "inwoners_65plus", "inwoners_later")
    return [_say_fact(run, name, row[name]) for name in names if not math.isnan(row.get(name, math.nan))]


@once_per_run
def _say_fact(run: Run, name: str, count: float) -> str:
    return run.words(name, aantal=run.words.number(count), jaar=_year_of(run, name))


@once_per_run
def _year_of(run: Run, name: str) -> str:
    return run.year_of(name)


def _tell_figures(run: Run) -> dict[Any, list[dict[str, Any]]]:
    """Figures of every buurt by code, built one figure at a time."""
    by_code: dict[Any, list[dict[str, Any]]] = {code: [] for code in run.rows}
    buurten = run.data.buurten
    for name, indicator in run.shown.items():
        if name not in buurten:
            continue
        from_wijk = run.from_wijk.get(name, ())
        theme = indicator.thema if name not in run.unplaced and name in run.scores.indicators else None
        values = buurten[name].tolist()
        texts = {value: run.words.value(value, indicator) for value in {*values} if not math.isnan(value)}
        places = [math.nan] * len(values) if theme is None else run.scores.indicators[name].tolist()
        positions = {place: _tell_position(run, theme or "", place) for place in {*places} if not math.isnan(place)}
        figures: dict[tuple[str, str, float], dict[str, Any]] = {}  # which many buurten of a country share
        for code, value, place, people in zip(run.rows, values, places, _say_people(run, indicator), strict=True):
            if not math.isnan(value):
                key = texts[value], people, place if place in positions else math.nan
                if (figure := figures.get(key)) is None:
                    texts_of = {"id": name, "waarde": texts[value], "mensen": people}
                    figure = figures[key] = texts_of | positions.get(place, _NOWHERE)
                by_code[code].append(figure | {"van_wijk": True} if code in from_wijk else figure)
    return by_code


def _tell_position(run: Run, theme: str, place: float) -> dict[str, Any]:
    return {"positie": round(place, 1), "woorden": run.words.position(run.scores, theme, place)}


_NOWHERE = {"positie": None, "woorden": ""}


def _say_people(run: Run, indicator: Indicator) -> list[str]:
    """Number of people behind a share in each buurt, in words: counted, or else estimated from its denominator.

    An age-standardised share does not stand for a number of residents (`Indicator.wie`).
    """
    buurten = run.data.buurten
    if indicator.teller is not None:
        persons, key = buurten.get(indicator.teller, np.nan), "mensen"
    elif indicator.wie and indicator.eenheid == "%" and indicator.weging in {ADULTS, "inwoners_65plus"}:
        adults = buurten["inwoners"] - buurten["inwoners_0_14"]
        persons = buurten[indicator.id] / 100 * (adults if indicator.weging == ADULTS else buurten["inwoners_65plus"])
        step = np.where(persons < _MANY, 10, 50)
        persons, key = np.rint(persons / step) * step, "ongeveer_mensen"
    else:
        persons, key = np.nan, ""
    counts = pd.Series(persons, index=buurten.index).tolist()
    texts = {count: run.words(key, aantal=run.words.number(count)) for count in {*counts} if count >= _FEW}
    return [texts.get(count, "") for count in counts]


def _say_certainty(run: Run, row: Mapping[Any, Any] | None) -> list[str]:
    """Sentences on how often the outcome holds when the assumptions are varied; empty without an outcome."""
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
    """Write a probability; never or always in the draws does not mean impossible or certain."""
    share = round(chance * 100)
    return words("kans_nooit") if share < 1 else words("kans_altijd") if share > 99 else words("van_de_100", n=share)  # noqa: PLR2004


def _place_regions(run: Run, indicator: Indicator) -> dict[str, dict[str, Any]]:
    """Value and position of the country, the gemeente and its wijken, where the figure is published."""
    values = run.published.get(indicator.id, {})
    positions = [math.nan] * len(values)
    if values and indicator.thema is not None and indicator.id in run.scores.indicators:
        positions = run.scores.reference.of(indicator.thema).position(indicator, pd.Series(values)).tolist()
    return {
        code: {
            "waarde": run.words.value(value, indicator),
            "positie": None if math.isnan(place) else round(place, 1),
        }
        for (code, value), place in zip(values.items(), positions, strict=True)
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
