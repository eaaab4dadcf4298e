"""The first page of a paper: the area, what stacks there, with certainty, its residents, and what goes well."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gezond_geo.choices.needs import LIKELY
from gezond_geo.dataset.figures import later_year
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.pages.map.run import once_per_run
from gezond_geo.pages.map.sentence import say_sentence
from gezond_geo.pages.map.terms import theme_terms
from gezond_geo.pages.paper import round_once
from gezond_geo.pages.profile import figures
from gezond_geo.pages.profile.area import BUURT, FOCUS, SET, STADSDEEL, WIJK, name_wijk
from gezond_geo.pages.profile.good import list_good
from gezond_geo.pages.profile.locator import draw_locator
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.scores.robustness import SURE

if TYPE_CHECKING:
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.pages.map.run import Run
    from gezond_geo.pages.profile.subject import Subject

_HUNDRED = {"%": 1.0, "per 1 000": 1.0}
_TOGETHER = 2  # minimum number of themes for stacking
_NAMED = 4  # maximum number of buurten listed
_AGES = ("inwoners_0_14", "inwoners_15_24", "inwoners_65plus")
_PEOPLE = ("goede_gezondheid", "eenzaam", "moeite_rondkomen")


def build_front(subject: Subject) -> dict[str, Any]:
    """Content of the first page of an area.

    Returns
    -------
    dict
        Content of ``profiel.html``: texts in the language of the paper, and charts as SVG. A part is None or empty
        where nothing is known.
    """
    words, area = subject.words, subject.area
    return {
        "kenmerk": words.on_paper("kenmerk", gemeente=subject.data.gemeente.naam, jaar=subject.run.year),
        "titel": area.naam,
        "onder": _describe(subject),
        "zin": _say_lead(subject),
        "kaartje": draw_locator(subject),
        "deel": _tell_part(subject),
        "leeg": _explain_lack(subject),
        "zeker": _say_certainty(subject),
        "waar": _say_where(subject),
        "themas": list_themes(subject) if subject.has_value else [],
        "leeswijzer": _say_how_to_read(subject),
        "mensen": list_people(subject) if subject.has_value else [],
        "leeftijden": draw_ages(subject) if subject.has_value else None,
        "huishoudens": _say_households(subject),
        "goed": list_good(subject),
        "voettekst": FOOTER,
    }


def _describe(subject: Subject) -> str:
    """Kind of area, location, number of residents and designation, in words."""
    words, area, data = subject.words, subject.area, subject.data
    names = words.join([str(data.buurten["buurtnaam"][code]) for code in area.codes[:_NAMED]])
    key = {FOCUS: "deel_van" if area.is_part else "cbs_buurt", BUURT: "buurt_van", SET: "samen_uit"}.get(
        area.soort, "samen_uit"
    )
    wijk, count = name_wijk(data, area.codes[0]), words.buurten(len(area.codes))
    parts = [words.on_paper(key, buurt=names, wijk=wijk, aantal=count, soort=area.soort)]
    place = data.gemeente.stadsdelen.to_dict("index").get(area.codes[0])
    if place and area.soort not in {WIJK, STADSDEEL, SET}:
        parts.append(words.on_paper("stadsdeel", naam=place["stadsdeel"], zekerheid=place["stadsdeel_zekerheid"]))
    if area.focus and area.soort == FOCUS:
        parts.append(words.on_paper("aangewezen"))
    elif area.focus:
        parts.append(words.on_paper("hierin_ligt", naam=area.focus.naam))
    return " · ".join([*parts, *_say_residents(subject)])


def _say_residents(subject: Subject) -> list[str]:
    words = subject.words
    if not subject.has_value:
        return [words.on_paper("minder_dan", aantal=MIN_RESIDENTS)]
    later = later_year(subject.data.sources)
    now, then = subject.row["inwoners"], subject.row.get("inwoners_later", np.nan)
    whole = "_hele_buurt" if subject.area.is_part else ""
    first = words.on_paper(f"inwoners{whole}", aantal=words.number(now), jaar=subject.run.year)
    known_later = later is not None and not np.isnan(then)
    return [first + (words.on_paper("inwoners_later", aantal=words.number(then), jaar=later) if known_later else "")]


def _say_lead(subject: Subject) -> list[list[Any]]:
    """Sentence on what goes well and what comes together, as pieces of text, each bold or not."""
    if not subject.has_outcome:
        return []
    area, run = subject.area, subject.run
    own = [[subject.words.on_paper("geen_eigen_cijfers", naam=area.naam) + " ", False]] if area.is_part else []
    # Certainty has a separate block on paper.
    parts = say_sentence(replace(run, sure=None), area.key, subject.row, subject.stacked, part=area.is_part)["lang"]
    return own + parts


def _tell_part(subject: Subject) -> dict[str, str] | None:
    """Text for a part of a buurt, without figures of its own: what is known, what is not, and who to ask."""
    area, words = subject.area, subject.words
    if not area.is_part:
        return None
    buurt = words.join([str(subject.data.buurten["buurtnaam"][code]) for code in area.codes])
    residents = words.number(subject.row["inwoners"]) if subject.has_value else words.on_paper("niet_bekend")
    return {
        "lees": words.on_paper("deel_lees", naam=area.naam, buurt=buurt, inwoners=residents),
        "weten": words.on_paper("deel_weten", naam=area.naam, projecten=words.count(len(subject.projects), "project")),
        "niet": words.on_paper("deel_niet", naam=area.naam),
        "wel": words.on_paper("deel_wel"),
    }


def _explain_lack(subject: Subject) -> dict[str, str] | None:
    """Reason why there are no figures, no outcome or no rank; what is known is kept."""
    words, area = subject.words, subject.area
    if not subject.has_value:
        return {
            "kop": words.on_paper("geen_cijfers_kop", naam=area.naam),
            "tekst": words.on_paper("geen_cijfers", aantal=MIN_RESIDENTS),
        }
    if not np.isnan(subject.outcome["rang"]):
        return None
    key = "geen_plaats" if subject.has_outcome else "geen_uitkomst"
    reason = subject.outcome["reden_geen_rang"] or subject.outcome["reden_geen_waarde"]
    stacked = ""
    if subject.has_outcome and subject.stacked:
        terms = theme_terms(subject.run)
        names = words.join([terms[theme]["naam"].lower() for theme in subject.stacked])
        stacked = words.on_paper("speelden_wel", themas=names, aantal=words.themes(len(subject.stacked)))
    text = f"{words.sentence_case(reason)}." if words.code == "nl" or not reason else f"{words.reason(reason)}."
    return {
        "kop": words.on_paper(f"{key}_kop", naam=area.naam),
        "tekst": " ".join(filter(None, [text, stacked])),
    }


def certainty_of(chance: float) -> str:
    """Certainty class of a statement or its opposite, as a key of the texts."""
    firm = max(chance, 1 - chance)
    return "zeker" if firm > SURE else "waarschijnlijk" if firm >= LIKELY else "onzeker"


def share_of_draws(subject: Subject, chance: float) -> str:
    """Number of draws out of a hundred, in words; "all" only when it is all of them."""
    words, draws = subject.words, subject.run.sure.settings["draws"] if subject.run.sure else 0
    if chance in {0.0, 1.0}:
        return words.on_paper("alle_keren" if chance else "geen_keer", aantal=words.number(draws))
    share = round_once(chance * 100)
    if share in {0, 100}:
        return words.on_paper("minder_dan_1" if share == 0 else "meer_dan_99")
    return words.on_paper("van_de_100", n=share)


def _say_certainty(subject: Subject) -> list[str]:
    """Text on how certain it is that themes come together, the less certain themes, and the interval of the rank."""
    words, chances = subject.words, subject.chances
    together = chances.get("kans_stapeling", np.nan)
    if np.isnan(together):
        return [words.on_paper("niet_gerekend")] if subject.has_outcome else []
    stacks = len(subject.stacked) >= _TOGETHER
    lines = [
        words.on_paper(
            "samen_zeker" if stacks else "niet_samen_zeker",
            woord=words.on_paper(certainty_of(together)),
            keren=share_of_draws(subject, together if stacks else 1 - together),
        )
    ]
    terms = theme_terms(subject.run)
    for theme in subject.percentiles:
        chance = float(chances.get(f"kans_{theme}", np.nan))
        if not np.isnan(chance) and certainty_of(chance) != "zeker":
            key = "thema_zeker" if theme in subject.stacked else "thema_ook"
            lines.append(
                words.on_paper(
                    key,
                    thema=terms[theme]["naam"].lower(),
                    woord=words.on_paper(certainty_of(chance)),
                    keren=share_of_draws(subject, chance),
                )
            )
    low, high = chances.get("rang_laag", np.nan), chances.get("rang_hoog", np.nan)
    if not np.isnan(low) and subject.area.soort != SET and not _is_lone(subject):
        ranked = int(subject.run.scores.buurten["rang"].count())
        key = "plaats_een" if low == high else "plaats"
        level = words.on_paper("lijst_buurten" if subject.area.is_buurt else f"lijst_{subject.area.soort}")
        lines.append(words.on_paper(key, laag=f"{low:.0f}", hoog=f"{high:.0f}", aantal=ranked, lijst=level))
    return lines


def _is_lone(subject: Subject) -> bool:
    """Whether the area is the only one on its level, so that a rank is meaningless."""
    return len(subject.run.scores.buurten) == 1


def _say_where(subject: Subject) -> str:
    """Text for combined buurten on where themes stack, which their mean hides."""
    if subject.area.is_buurt:
        return ""
    words = subject.words
    stacks = subject.buurten.scores.buurten["stapeling"].reindex(list(subject.area.codes)).dropna()
    names = [subject.buurten.name_of(str(code)) for code in stacks.index[stacks >= _TOGETHER]]
    text = words.on_paper("samengenomen", aantal=words.buurten(len(subject.area.codes)))
    if not names:
        return f"{text} {words.on_paper('in_geen')}"
    examples = names if len(names) <= _NAMED * 2 else [*names[: _NAMED * 2], words.on_paper("en_meer")]
    return f"{text} {words.on_paper('in_deze', aantal=words.buurten(len(names)), namen=words.join(examples))}"


def list_themes(subject: Subject) -> list[dict[str, Any]]:
    """All themes: whether each stacks, with certainty, its position, and one figure with two others for comparison."""
    words, terms = subject.words, theme_terms(subject.run)
    items = []
    for theme, place in subject.percentiles.items():
        chance = float(subject.chances.get(f"kans_{theme}", np.nan))
        stacks = theme in subject.stacked
        name = terms[theme]["naam"]
        members = subject.run.data.members(theme)
        label = words.on_paper("lijn", thema=name, plaats=_say_place(subject, place))
        items.append(
            {
                "naam": name,
                "stapelt": words.on_paper("stapelt" if stacks else "stapelt_niet") if subject.has_outcome else "",
                "zeker": "" if np.isnan(chance) else words.on_paper(certainty_of(chance)),
                "keren": "" if np.isnan(chance) else share_of_draws(subject, chance if stacks else 1 - chance),
                "lijn": figures.theme_line(
                    label, place, _middle(subject.buurten, theme), subject.run.scores.settings["threshold"]
                ),
                "cijfer": _name_figure(subject, members[0]) if members else "",
                "waarden": _values(subject, members[0]) if members else [],
            }
        )
    return items


def _say_place(subject: Subject, place: float) -> str:
    return subject.words.on_paper("niet_bekend") if np.isnan(place) else subject.words.number(int(place))


@once_per_run
def _middle(run: Run, theme: str) -> float:
    """Median of the gemeente: the percentile below which half of its residents live."""
    places = run.scores.themes[theme]
    people = run.data.buurten["inwoners"].where(places.notna()).fillna(0)
    if not people.sum():
        return math.nan
    ordered = places[people > 0].sort_values()
    below = people[ordered.index].cumsum()
    return float(ordered[below >= below.iloc[-1] / 2].iloc[0])


def _name_figure(subject: Subject, indicator: Indicator) -> str:
    """Name of a figure, with its year if that differs from the year of the paper."""
    words = subject.words
    name = words.paper.get(f"cijfer_{indicator.id}") or f"{words.label(indicator)} ({indicator.eenheid})"
    year = subject.run.year_of(indicator.id)
    return name if year in {subject.run.year, ""} else f"{name} ({year})"


def _values(subject: Subject, indicator: Indicator) -> list[str]:
    """Figure of the area, the gemeente and the Netherlands, rounded once; or that it is unknown."""
    words = subject.words
    decimals = 0 if indicator.eenheid in _HUNDRED else indicator.decimalen
    values = [subject.value(indicator), *(subject.value(indicator, code) for code in subject.regions)]
    return [
        words.on_paper("niet_bekend")
        if np.isnan(value)
        else words.number(value, decimals)
        if decimals
        else words.number(round_once(value))
        for value in values
    ]


def _say_how_to_read(subject: Subject) -> str:
    """Explanation of the line of a theme, using the first theme with a position."""
    words, terms = subject.words, theme_terms(subject.run)
    for theme, place in subject.percentiles.items():
        if not np.isnan(place):
            name = terms[theme]["naam"].lower()
            return words.on_paper("zo_leest_u", thema=name, plaats=int(place), ouderen=words.on_paper("ouderen"))
    return ""


def list_people(subject: Subject) -> list[dict[str, Any]]:
    """Shares of adults shown as a hundred people, each rounded once from the published figure."""
    words, indicators = subject.words, subject.run.shown
    terms = words.terms["honderd"]
    items = []
    for name in _PEOPLE:
        value = subject.value(indicators[name]) if name in indicators else math.nan
        if np.isnan(value):
            continue
        beside = [
            f"{region} {round_once(other)}"
            for code, region in subject.regions.items()
            if not np.isnan(other := subject.value(indicators[name], code))
        ]
        count = round_once(value)
        text = words.on_paper("van_de_100_wat", wat=terms[name]["wat"])
        items.append(
            {
                "n": count,
                "tekst": text,
                "beeld": figures.hundred_people(f"{count} {text}", count),
                "naast": " · ".join(beside),
            }
        )
    return items


def draw_ages(subject: Subject) -> str | None:
    """Chart of residents by age with the gemeente and the Netherlands; None where unknown."""
    words, published = subject.words, subject.data.comparison
    own = words.on_paper("hele_buurt") if subject.area.is_part else words.on_paper("hier")
    rows = [(own, subject.row)]
    rows += [(name, published.loc[code].to_dict()) for code, name in subject.regions.items() if code in published.index]
    shares = []
    for name, row in rows:
        young, youth, old = (float(row.get(age, math.nan)) for age in _AGES)
        whole = float(row.get("inwoners", math.nan))
        parts = [part / whole * 100 for part in (young, youth, whole - young - youth - old, old)]
        if not np.isnan(parts).any():
            shares.append((name, parts))
    if not shares or shares[0][0] != own:
        return None
    return figures.age_bars(words.on_paper("leeftijden"), ["0–14", "15–24", "25–64", "65+"], shares)


def _say_households(subject: Subject) -> str:
    words, row = subject.words, subject.row
    count, size = row.get("huishoudens", math.nan), row.get("huishoudensgrootte", math.nan)
    if not subject.has_value or np.isnan(count) or np.isnan(size):
        return words.on_paper("afgerond")
    return words.on_paper("huishoudens", aantal=words.number(count), grootte=words.number(size, 1))
