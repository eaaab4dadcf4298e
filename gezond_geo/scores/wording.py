"""Sentences on the figures of a buurt, in plain Dutch: never a verdict on its residents."""

from __future__ import annotations

import math
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from gezond_geo.indicators.catalogue import subthemes
from gezond_geo.io.dutch import count_of, format_number, format_value, join_words
from gezond_geo.scores.contributions import rows_of
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.scores.repeated import list_whys
from gezond_geo.scores.scores import THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator, Subtheme, Theme
    from gezond_geo.scores.repeated import Why
    from gezond_geo.scores.scores import Scores

FAVOURABLE = 40.0
"""Percentile up to which a figure counts as going well."""


def say_value(indicator: Indicator, value: float) -> str:
    """A value in a sentence: ``73,8 % ervaart de eigen gezondheid als (zeer) goed``."""
    return indicator.zin.format(format_value(value, indicator.decimalen, indicator.eenheid))


def say_position(scores: Scores, theme: str, percentile: float) -> str:
    """A percentile in words, rounded down: ``71 van de 100 Nederlanders wonen gezonder``.

    Parameters
    ----------
    scores
        Scores with the percentile.
    theme
        Id of the theme, which has its own words for better and worse and for its reference.
    percentile
        0-100 with 100 unfavourable.
    """
    above = percentile >= 50  # noqa: PLR2004 - the middle
    share = percentile if above else 100 - percentile
    return _say_shares_of(scores, theme, above)[_NEARLY_ALL if share > 99 else int(share)]  # noqa: PLR2004 - never all


_NEARLY_ALL = 100


@lru_cache(maxsize=64)  # of the themes of a page with and without ageing, under the middle and over it
def _say_shares_of(scores: Scores, theme: str, above: bool) -> list[str]:  # noqa: FBT001 - a cache is slower by name
    """Each share of the reference population in words: 0 to 99 of a hundred, and more than 99."""
    words, reference = scores.theme_info[theme], scores.reference.of(theme)
    amounts = [f"{amount} van de 100" for amount in (*range(_NEARLY_ALL), "meer dan 99")]
    if reference.weight == "buurten":
        return [f"{words.meer if above else words.minder} dan {amount} vergeleken buurten" for amount in amounts]
    return [f"{amount} {reference.people} {say_living(words, better=above)}" for amount in amounts]


def say_living(theme: Theme, *, better: bool) -> str:
    """Words for living where a theme is better or worse; for a custom theme, from its two ends."""
    end = theme.minder if better else theme.meer
    own = f"wonen met {end}" if " " in end else f"wonen waar dit {end} is"  # "minder lawaai" or "gunstiger"
    return (theme.beter if better else theme.slechter) or own


def say_reference(scores: Scores, themes: Iterable[str]) -> str:
    """Dutch sentence on the reference: ``Vergeleken met …``, and which themes have another one."""
    by_label: dict[str, list[str]] = {}
    for theme in themes:
        by_label.setdefault(scores.reference.of(theme).label, []).append(scores.theme_info[theme].label.lower())
    (label, _), *others = by_label.items()
    apart = [f"{join_words(names)} met {other}" for other, names in others]
    return f"{'; '.join([f'Vergeleken met {label}', *apart])}."


def say_settings(scores: Scores) -> str | None:
    """Dutch sentence on weights and threshold that differ from the defaults; None when none do."""
    weights = {scores.theme_info[theme].label.lower(): weight for theme, weight in scores.settings["weights"].items()}
    parts = [f"zonder {theme}" for theme, weight in weights.items() if weight == 0]
    if len({*weights.values()} - {0}) > 1:
        parts += [f"{theme} met gewicht {_write(weight)}" for theme, weight in weights.items() if weight not in {0, 1}]
    threshold = scores.settings["threshold"]
    if threshold != THRESHOLD:
        parts.append(f"met een drempel van {_write(threshold)} in plaats van {THRESHOLD}")
    return f"Anders gekozen dan gewoonlijk: {join_words(parts)}." if parts else None


def find_favourable(
    scores: Scores, buurtcode: str, without: Collection[str] = ()
) -> tuple[bool, list[tuple[float, Indicator]]]:
    """Find what goes well among the figures of the themes with a weight.

    Parameters
    ----------
    scores
        Scores of the buurt.
    buurtcode
        The buurt.
    without
        Ids of figures to skip.

    Returns
    -------
    bool
        Whether these figures go well; otherwise there is only the best one.
    list of (float, Indicator)
        Percentile, 0-100 with 100 unfavourable, and figure, most favourable first; empty without figures.
    """
    row = rows_of(scores).indicators[buurtcode]
    pairs = [(row[name], i) for name, i in _weighed(scores, frozenset(without))]
    good = [pair for pair in pairs if pair[0] <= FAVOURABLE]
    if good:
        return True, sorted(good, key=itemgetter(0))
    usable = [pair for pair in pairs if not math.isnan(pair[0])]
    return False, [min(usable, key=itemgetter(0))] if usable else []


@lru_cache(maxsize=8)  # as many as there are scores and pages at a time
def _weighed(scores: Scores, without: frozenset[str]) -> list[tuple[str, Indicator]]:
    """Figures of the themes with a weight, except some, with their ids."""
    weights, figures = scores.settings["weights"], scores.indicator_info.values()
    weighing = [i for i in figures if i.thema and weights[i.thema] > 0]
    return [(i.id, i) for i in weighing if i.id not in without and i.id in scores.indicators]


def say_favourable(scores: Scores, buurtcode: str, without: Collection[str] = ()) -> list[str]:
    """Dutch sentences on what goes well: figures at most `FAVOURABLE`, or else the best one; empty without figures."""
    good, pairs = find_favourable(scores, buurtcode, without)
    positions = [(i.label, say_position(scores, i.thema or "", p)) for p, i in pairs]
    if good:
        return [f"{label}: {position}." for label, position in positions]
    return [f"Het gunstigst staat {label.lower()}: {position}." for label, position in positions]


def say_stacking(scores: Scores, buurtcode: str, *, with_position: bool = True) -> list[str]:
    """Dutch sentences on the themes that stack or are borderline, and on sub-themes that differ from their theme.

    Parameters
    ----------
    scores
        Scores of the buurt.
    buurtcode
        The buurt.
    with_position
        Whether to mention the percentiles too.
    """
    rows = rows_of(scores)
    row = rows.buurten[buurtcode]
    if math.isnan(row["stapeling"]):
        return []
    percentiles, threshold = rows.themes[buurtcode], scores.settings["threshold"]
    border = row["op_de_grens"].split()
    lines = []
    for theme in rows.counted:
        counts, near = percentiles[theme] >= threshold, theme in border
        if counts or near:
            label = scores.theme_info[theme].label
            position = f": {say_position(scores, theme, percentiles[theme])}" if with_position else ""
            text = f"{position or ' telt mee'}{_BORDER * near}" if counts else f" telt net niet mee{_BORDER}{position}"
            lines.append(f"{label}{text}.")
        lines += _say_subthemes(scores, buurtcode, theme, with_position=with_position)
    return lines


_BORDER = " (op de grens)"


def say_why(scores: Scores, buurtcode: str) -> str:
    """Dutch sentence on the composition of the score, and the best figure; empty without a number of stacked themes.

    It names the themes that contribute at least an equal part of the score, with their share, and within each the
    figure that contributes most. Ties are named together.
    """
    whys, texts = _whys_of(scores)
    why = whys.get(buurtcode)
    if why is None:
        return ""
    if why not in texts:
        texts[why] = _say_made_of(scores, why)
    return texts[why]


@lru_cache(maxsize=4)  # as many as there are scores and pages at a time
def _whys_of(scores: Scores) -> tuple[dict[str, Why], dict[Why, str]]:
    """What the sentence of each buurt says, and a cache of sentences, since many buurten share one."""
    return list_whys(scores), {}


def _say_made_of(scores: Scores, why: Why) -> str:
    begin = "D" if why.stacks else "Geen thema telt mee; d"
    made_of = f"{_say_shares(scores, why)}{_say_drivers(scores, why)}"
    return f"{begin}e score komt {made_of}{_say_strength(scores, why)}."


def say_summary(scores: Scores, buurtcode: str) -> str:
    """Dutch summary in one line: number of stacked themes, score and rank, where available."""
    rows = rows_of(scores)
    row = rows.buurten[buurtcode]
    if math.isnan(row["stapeling"]):
        return ""
    stacked = int(row["stapeling"])
    themes = count_of(len(rows.counted), "thema", "thema's")
    parts = [f"{stacked or 'geen'} van {themes} {'telt' if stacked <= 1 else 'tellen'} mee"]
    parts.append(f"score {format_number(row['score'], 1)} (0–100)")
    if not math.isnan(row["rang"]):
        parts.append(f"rang {row['rang']:.0f} van {rows.ranked} (1 = hoogste score)")
    return " · ".join(parts)


def say_reasons(scores: Scores, buurtcode: str) -> list[str]:
    """Dutch sentences on why there is no value or rank, and caveats on the figures."""
    row = rows_of(scores).buurten[buurtcode]
    texts = [row["reden_geen_rang"], *row["kanttekening"].split("; ")]
    return [f"{text[0].upper()}{text[1:]}." for text in texts if text]


def say_designation(data: Dataset, buurtcode: str) -> str | None:
    """Dutch sentences on a focus area in a buurt, why it was designated, and what the figures lack."""
    for area in data.gemeente.focusgebieden:
        if buurtcode in area.buurten:
            place = "ligt in deze buurt" if area.deel else "is deze buurt"
            on = join_words(area.aangewezen_op)
            text = f"Focusgebied {area.naam} {place}. Het college wees het aan op {on}."
            whole = "De cijfers zijn van de hele buurt." if area.deel else ""
            return " ".join(filter(None, [text, whole, say_lacking(data), area.noot]))
    return None


def list_lacking(data: Dataset) -> list[str]:
    """Grounds for designating focus areas that no figure covers; a custom theme can cover one."""
    return [word for word in data.gemeente.niet_gemeten if word not in data.themes]


def say_lacking(data: Dataset) -> str:
    """Dutch sentence on the grounds for focus areas that no figure covers; see `list_lacking`."""
    lacking = list_lacking(data)
    if not lacking:
        return ""
    words = join_words(lacking)
    verb = "zit" if len(lacking) == 1 else "zitten"
    return f"{words[0].upper()}{words[1:]} {verb} niet in deze cijfers."


def say_unmeasured(scores: Scores) -> str | None:
    """Dutch sentence on how many of the themes are measured, if not all."""
    if not scores.unmeasured:
        return None
    names = join_words([scores.theme_info[t].label.lower() for t in scores.unmeasured])
    measured = len(scores.theme_info) - len(scores.unmeasured)
    return f"{measured} van {len(scores.theme_info)} thema's gemeten; nog niet gemeten: {names}."


def say_sources(data: Dataset) -> list[str]:
    """List every source: publisher, title, table, year, version and licence."""
    lines = []
    for _, rows in data.sources.groupby(["titel", "tabel", "jaar"], sort=False):
        row = rows.iloc[0]
        parts = [row["uitgever"], row["titel"] + (f" ({row['tabel']})" if row["tabel"] else ""), str(row["jaar"])]
        parts += [f"versie van {row['gewijzigd'][:10]}"] if row["gewijzigd"] else []
        parts += [f"opgehaald {row['opgehaald'][:10]}"] if row["opgehaald"] else []
        lines.append(", ".join(filter(None, [*parts, row["licentie"]])))
    if data.gemeente.projecten_bron and len(data.projects):
        lines.append(f"Projecten en focusgebieden: {data.gemeente.projecten_bron}")
    return lines


def say_origin(data: Dataset) -> list[str]:
    """Dutch lines on all sources, and the disclaimer: the end of every output."""
    return [*(f"Bron: {line}" for line in say_sources(data)), FOOTER]


def find_subthemes(scores: Scores, buurtcode: str, theme: str) -> list[tuple[Subtheme, float]]:
    """Find sub-themes hidden by the mean of a theme: those that would stack where the theme does not, or vice versa.

    Returns
    -------
    list of (Subtheme, float)
        With its percentile, 0-100 with 100 unfavourable.
    """
    own = _subthemes_of(scores, theme)
    if not own:
        return []
    threshold, border = scores.settings["threshold"], scores.settings["limits"]["border"]
    stacks = rows_of(scores).themes[buurtcode][theme] >= threshold
    items = []
    for subtheme in own:
        percentile = rows_of(scores).subthemes[buurtcode][subtheme.id]
        if (percentile < threshold - border) if stacks else (percentile >= threshold):
            items.append((subtheme, percentile))
    return items


@lru_cache(maxsize=32)  # of the themes of a page with and without ageing
def _subthemes_of(scores: Scores, theme: str) -> list[Subtheme]:
    return [
        subtheme for subtheme in subthemes().values() if subtheme.thema == theme and subtheme.id in scores.subthemes
    ]


def _write(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _say_subthemes(scores: Scores, buurtcode: str, theme: str, *, with_position: bool) -> list[str]:
    lines = []
    for subtheme, percentile in find_subthemes(scores, buurtcode, theme):
        threshold, border = scores.settings["threshold"], scores.settings["limits"]["border"]
        would = f"Binnen {scores.theme_info[theme].label.lower()} zou {subtheme.label.lower()} apart"
        near = 0 <= percentile - threshold <= border
        position = f": {say_position(scores, theme, percentile)}" if with_position else ""
        lines.append(f"{would} {'wel' if percentile >= threshold else 'niet'} meetellen{position}{_BORDER * near}.")
    return lines


def _say_shares(scores: Scores, why: Why) -> str:
    labels = [scores.theme_info[theme].label.lower() for theme in why.themes if theme]
    count = len(why.themes)
    if count == 1:
        return f"helemaal van {labels[0]}"
    if len(labels) == count:
        return f"evenveel van {'beide' if count == 2 else f'alle {count}'} thema's"  # noqa: PLR2004 - both
    amount = "meer dan 99" if why.share > 99 else format_number(why.share)  # noqa: PLR2004 - never "100 %"
    if len(labels) > 1:
        return f"vooral van {join_words(labels)} (samen {amount} %)"
    most = "voor meer dan de helft" if why.share > 50 else "het meest"  # noqa: PLR2004 - half of the percentages
    return f"{most} van {labels[0]} ({amount} %)"


def _say_drivers(scores: Scores, why: Why) -> str:
    """Dutch clause on the figure that contributes most within each theme where one stands out."""
    one_of_several = sum(map(bool, why.themes)) > 1
    parts = []
    for theme, tops in zip(why.themes, map(str.split, why.tops), strict=True):
        if tops:
            figures = "het cijfer" if len(tops) == 1 else "de cijfers"
            names = join_words([scores.indicator_info[name].label.lower() for name in tops])
            within_it = f"binnen {scores.theme_info[theme].label.lower()}" if one_of_several else "daarbinnen"
            parts.append(f"{within_it} het meest van {figures} voor {names}")
    return f", {join_words(parts)}" if parts else ""


def _say_strength(scores: Scores, why: Why) -> str:
    """Dutch clause on the best figure, unless none stands out."""
    if not why.best:
        return ""
    best = scores.indicator_info[why.best]
    position = _say_shares_of(scores, best.thema or "", why.above)[why.place]
    return f"; het gunstigst staat {best.label.lower()}: {position}"
