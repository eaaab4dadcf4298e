"""The headline of the map, and the buurten behind it: where most themes come together."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from gezond_geo.pages.map.run import once_per_run
from gezond_geo.pages.map.terms import STONE, say_stone, theme_terms
from gezond_geo.pages.shapes.outlines import say_boundaries
from gezond_geo.scores.contributions import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gezond_geo.pages.map.run import Run

TOGETHER = 2
"""Number of themes from which themes come together."""

MANY = 3
"""Number of themes from which a buurt is in the initial list."""


def say_headline(run: Run) -> str:
    """Headline: where most themes come together, and in how many buurten one fewer; the public page has no names."""
    words, counts = run.words, _count_by_level(run)
    if not counts:
        return words("kop_geen_uitkomst")
    top = max(counts)
    if top < TOGETHER:
        return words("kop_nergens")
    codes = _codes_at(run, top)
    where = run.name_of(codes[0]) if len(codes) == 1 and not run.public else words.buurten(len(codes))
    first = words("kop_top", waar=where, aantal=words.numeral(top))
    less = counts.get(top - 1, 0) if top - 1 >= TOGETHER else 0
    return first + (words("kop_minder", waar=words.buurten(less), aantal=words.numeral(top - 1)) if less else "")


def say_explanation(run: Run) -> dict[str, str]:
    """Explanation of the themes, the years of the figures, and estimates; in full and for a phone."""
    data, scores, words = run.data, run.scores, run.words
    terms = theme_terms(run)
    themes = words.sentence_case(", ".join(terms[t]["kort"] for t in scores.counted))
    year = run.year
    years = {t: run.year_of(members[0].id) for t in scores.counted if (members := data.members(t))}
    estimated = [t for t in scores.counted if t != STONE and all(i.soort == "schatting" for i in data.members(t))]
    parts = [words("cijfers_van", jaar=year)]
    if estimated:
        names = words.join([terms[t]["naam"].lower() for t in estimated])
        parts.append(words("is_geschat" if len(estimated) == 1 else "zijn_geschat", themas=names))
    aside = [
        words("van_jaar", wat=terms[t]["naam"].lower(), jaar=own)
        for t, own in years.items()
        if t != STONE and own not in {year, ""}
    ]
    stone = say_stone(run)
    long = ", ".join(parts) + "".join(f"; {text}" for text in [*aside, *([stone] if stone else [])])
    brief = words("cijfers_kort", jaar=year) + (f"; {words('steen_kort', jaar=years[STONE])}" if stone else "")
    # Readers must know about boundaries of another year, or of only part of the buurten, before the map.
    land = say_boundaries(data, words)
    return {"lang": f"{themes}. {long}. {land}".rstrip(), "kort": f"{themes}. {brief}. {land}".rstrip()}


def list_together(run: Run) -> dict[str, Any]:
    """Buurten with many themes, and on request those with one fewer, as in ``lijst`` of the payload."""
    words, counts = run.words, _count_by_level(run)
    top = max(counts, default=0)
    from_level = min(MANY, top)
    base: dict[str, Any] = {"kop": words("lijst_geen"), "buurten": [], "meer": None, "telling": say_outcomes(run)}
    if top < TOGETHER:
        return base
    levels = sorted((n for n in counts if n >= from_level), reverse=True)
    title = words("lijst_kop", aantal=words.sentence_case(words.either([words.numeral(n) for n in levels[::-1]])))
    fewer = _ordered(run, [from_level - 1]) if from_level > TOGETHER else []
    more = (
        {
            "knop": words(
                "lijst_meer",
                waar=words.number(len(fewer)),
                buurten=words("buurt_meer" if len(fewer) != 1 else "buurt"),
                aantal=words.numeral(from_level - 1),
            ),
            "buurten": fewer,
        }
        if fewer
        else None
    )
    title += words("op_alfabet") if run.public else ""
    return base | {"kop": title, "buurten": _ordered(run, levels), "meer": more}


def say_outcomes(run: Run) -> str:
    """Sentence on the number of buurten with an outcome, and with a rank; empty on the public page."""
    if run.public:
        return ""
    words, ranked = run.words, rows_of(run.scores).ranked
    with_outcome = int(run.scores.buurten["stapeling"].notna().sum())
    without = with_outcome - ranked
    sentence = words("uitkomsten", aantal=words.number(with_outcome), plaatsen=words.number(ranked))
    return sentence + (words("zonder_plaats", aantal=words.number(without)) if without else "") + "."


def say_above(run: Run, buurtcode: str) -> str:
    """Sentence on why a buurt ranks above one with more themes; empty where it does not, and on the public page."""
    here = rows_of(run.scores).buurten[buurtcode]
    if run.public or math.isnan(here["rang"]):
        return ""
    return _say_above(run, buurtcode) if here["rang"] < run.last_rank_over[here["stapeling"]] else ""


_NEARLY_TOP = 95.0  # percentile from which a theme is told as nearly the highest


def _say_above(run: Run, buurtcode: str) -> str:
    rows = rows_of(run.scores)
    here, percentiles = rows.buurten[buurtcode], rows.themes[buurtcode]
    border, threshold = run.scores.settings["limits"]["border"], run.scores.settings["threshold"]
    high = tuple([t for t in rows.counted if percentiles[t] >= _NEARLY_TOP])
    near = tuple([t for t in rows.counted if threshold - border <= percentiles[t] < threshold])
    return run.words(
        "staat_hoger",
        naam=run.name_of(buurtcode),
        themas=run.words.themes(int(here["stapeling"])),
        rang=f"{here['rang']:.0f}",
        waarom=_say_why_above(run, high, near),
    )


@once_per_run
def _say_why_above(run: Run, high: tuple[str, ...], near: tuple[str, ...]) -> str:
    words, terms = run.words, theme_terms(run)
    why = [
        words(key, themas=words.join([terms[t]["naam"].lower() for t in themes]), zijn=words(_verb(themes)))
        for key, themes in (("bijna_hoogst", high), ("net_geen_thema", near))
        if themes
    ]
    return words.join(why) or words("samen_hoog")


def _verb(themes: Sequence[str]) -> str:
    return "is" if len(themes) == 1 else "zijn"


def _count_by_level(run: Run) -> dict[int, int]:
    return Counter(run.scores.buurten["stapeling"].dropna().astype(int).tolist())


def _codes_at(run: Run, level: int) -> list[str]:
    stacked = run.scores.buurten["stapeling"]
    return [str(code) for code in stacked.index[stacked == level].tolist()]


def _ordered(run: Run, levels: Sequence[int]) -> list[str]:
    """Codes with this many themes, by number of themes and score; by name on the public page."""
    codes = [code for level in levels for code in _codes_at(run, level)]
    if run.public:
        return sorted(codes, key=lambda code: run.name_of(code).casefold().lstrip("'’"))
    rows = rows_of(run.scores).buurten
    return sorted(codes, key=lambda code: (-rows[code]["stapeling"], -rows[code]["score"], code))
