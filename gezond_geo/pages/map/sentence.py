"""The sentence on a buurt: what goes well, what comes together, mainly why, and how sure that is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from gezond_geo.pages.map.people import of_hundred
from gezond_geo.pages.map.run import once_per_run
from gezond_geo.pages.map.terms import STONE, stone_source, theme_terms
from gezond_geo.scores.contributions import rows_of
from gezond_geo.scores.robustness import SURE
from gezond_geo.scores.wording import FAVOURABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gezond_geo.pages.map.run import Run

    Parts = list[list[Any]]
    """Pieces of text, each with whether it is in bold."""

_HEALTH, _MOST_FEEL_WELL = "goede_gezondheid", 50


class _Story(NamedTuple):
    """Input of a sentence.

    Attributes
    ----------
    themes, ahead : Themes that count, and themes that go well.
    well : People out of a hundred who feel healthy, where these are the majority.
    causes : Figures that contribute most, one per counting theme with several figures.
    part : Whether a focus area is only a part of the buurt.
    doubts : Probability of each theme that may go either way; None when certainty was not computed.
    together : Probability that two or more themes come together.
    """

    themes: tuple[str, ...]
    ahead: tuple[str, ...]
    well: int | None
    causes: tuple[str, ...]
    part: bool
    doubts: tuple[tuple[str, float], ...] | None
    together: float | None


def say_sentence(
    run: Run, buurtcode: str, row: Mapping[Any, Any], themes: Sequence[str], *, part: bool
) -> dict[str, Parts]:
    """The sentence in full and in short, as in ``zin`` of the payload; empty without an outcome.

    Parameters
    ----------
    run
        Figures, scores and language.
    buurtcode
        The buurt.
    row
        Its figures.
    themes
        The themes that count in it.
    part
        Whether a focus area is only a part of it.
    """
    if math.isnan(rows_of(run.scores).buurten[buurtcode]["stapeling"]):
        return {"lang": [], "kort": []}
    percentiles = rows_of(run.scores).themes[buurtcode]
    story = _Story(
        themes=tuple(themes),
        ahead=tuple([t for t in rows_of(run.scores).counted if percentiles[t] < FAVOURABLE and t not in themes]),
        well=_count_well(run, row),
        causes=_find_causes(run, buurtcode, themes),
        part=part,
        doubts=_find_doubts(run, buurtcode),
        together=None if run.sure is None else run.chances[buurtcode]["kans_stapeling"],
    )
    return _tell(run, story)


@once_per_run
def _tell(run: Run, story: _Story) -> dict[str, Parts]:
    return {"lang": _say_long(run, story), "kort": _say_short(run, story)}


def _say_long(run: Run, story: _Story) -> Parts:
    good, contrast = _say_good(run, story, brief=False)
    certainty = _say_certainty(run, story)
    stone_is_told = stone_source(run) in good + certainty
    begin, core = _say_core(run, story, contrast=contrast, stone=not stone_is_told)
    why = _say_drivers(run, story)
    parts = [[f"{good} {begin}".strip() + " " if good or begin else "", False], [core, True], [f"{why}.", False]]
    return _tidy([*parts, [f" {certainty}" if certainty else "", False]])


def _say_short(run: Run, story: _Story) -> Parts:
    good, contrast = _say_good(run, story, brief=True)
    begin, core = _say_core(run, story, contrast=contrast, stone=False)
    stone = f" ({stone_source(run)})" if STONE in story.themes and STONE not in story.ahead else ""
    sure = "" if story.doubts is None else run.words("vrij_zeker" if story.doubts else "zeker_kort")
    text = [[f"{good} {begin}".strip() + " " if good or begin else "", False], [core, True], [f"{stone}.", False]]
    return _tidy([*text, [f" {sure}" if sure else "", False]])


def _tidy(parts: Parts) -> Parts:
    return [part for part in parts if part[0]]


def _say_good(run: Run, story: _Story, *, brief: bool) -> tuple[str, bool]:
    """Clause on what goes well, and whether what comes together contrasts with it."""
    words, terms = run.words, theme_terms(run)
    if story.ahead:
        texts = [terms[t]["goed"] + (f" ({stone_source(run)})" if t == STONE else "") for t in reversed(story.ahead)]
        return f"{words.sentence_case(words.join(texts))}.", False
    if story.well is None:
        return "", False
    return words("voelen_gezond_kort" if brief else "voelen_gezond", n=story.well), True


def _count_well(run: Run, row: Mapping[Any, Any]) -> int | None:
    value = row.get(_HEALTH, math.nan)
    return of_hundred(value, run.shown[_HEALTH]) if _HEALTH in run.shown and value >= _MOST_FEEL_WELL else None


def _say_core(run: Run, story: _Story, *, contrast: bool, stone: bool) -> tuple[str, str]:
    """Clause on which themes come together: its beginning, and the part in bold."""
    words, terms, count = run.words, theme_terms(run), len(story.themes)
    where = "deel" if story.part else "toch" if contrast and count else "hier"
    if not count:
        return "", words("geen_thema_telt", themas=words.themes(len(run.scores.counted)))
    names = [terms[t]["naam"].lower() for t in story.themes]
    if stone and STONE in story.themes:
        names[story.themes.index(STONE)] += f" ({stone_source(run)})"
    key = "een" if count == 1 else "meer"
    return words(f"{where}_{key}"), words(f"samen_{key}", aantal=words.numeral(count), themas=words.join(names))


def _say_drivers(run: Run, story: _Story) -> str:
    """Clause on the figures that contribute most, one per theme with several."""
    causes = [run.words.terms["door"].get(name) or run.words.label(run.shown[name]).lower() for name in story.causes]
    return run.words("vooral", oorzaken=run.words.join(causes)) if causes else ""


def _find_causes(run: Run, buurtcode: str, themes: Sequence[str]) -> tuple[str, ...]:
    several = [theme for theme in themes if len(run.members[theme]) > 1]
    by_theme: dict[str, str] = {}
    for theme, name in rows_of(run.scores).drivers.get(buurtcode, []) if several else ():
        if theme in several:
            by_theme.setdefault(theme, name)
    return tuple(by_theme.values())


def _find_doubts(run: Run, buurtcode: str) -> tuple[tuple[str, float], ...] | None:
    if run.sure is None:
        return None
    chances = run.chances[buurtcode]
    pairs = [(theme, float(chances.get(f"kans_{theme}", math.nan))) for theme in run.scores.counted]
    return tuple([(theme, chance) for theme, chance in pairs if 1 - SURE <= chance <= SURE])


def _say_certainty(run: Run, story: _Story) -> str:
    """Clause on what is certain and what is not, in numbers of calculations out of a hundred."""
    words, terms = run.words, theme_terms(run)
    if story.doubts is None or story.together is None:
        return ""
    doubts = dict(story.doubts)
    if not doubts:
        share = min(int(story.together * 100), 99) if len(story.themes) == _PAIR else None
        return words("dat_is_zeker") if share is None else words("zeker_in", n=share)

    def name(theme: str) -> str:
        return terms[theme]["naam"].lower() + (f" ({stone_source(run)})" if theme == STONE else "")

    sure = [terms[t]["naam"].lower() for t in story.themes if t not in doubts]
    text = (
        [words("is_zeker" if len(sure) == 1 else "zijn_zeker", themas=words.sentence_case(words.join(sure)))]
        if sure
        else []
    )
    for theme, chance in doubts.items():
        key = "telt_in" if theme in story.themes else "zou_tellen_in"
        text.append(words(key, thema=name(theme), n=round(chance * 100)))
    return f"{words.sentence_case('; '.join(text))}."


_PAIR = 2  # themes for which the probability that two or more come together is that of no change
