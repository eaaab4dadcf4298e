"""The data of the map page: one JSON object, described in ``docs/payload.md``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gezond_geo.dataset.levels import explain_outside
from gezond_geo.indicators.limits import Limits
from gezond_geo.pages.collector import collector_paused
from gezond_geo.pages.language import language_of
from gezond_geo.pages.map.focus import list_focus_areas, say_difference, say_lacking, say_slot
from gezond_geo.pages.map.headline import list_together, say_explanation, say_headline
from gezond_geo.pages.map.jaren import tell_years
from gezond_geo.pages.map.leeswijzer import explain_map
from gezond_geo.pages.map.meeting import tell_meeting
from gezond_geo.pages.map.panel import list_buurten, list_indicators, tell_stacking, tell_views
from gezond_geo.pages.map.people import list_shares
from gezond_geo.pages.map.projects import list_projects, say_totals
from gezond_geo.pages.map.run import Run
from gezond_geo.pages.map.table import build_table, collect_outcomes, list_changes
from gezond_geo.pages.map.themas import list_themes, say_comparison
from gezond_geo.pages.map.views import build_views, build_weighted_views, list_groups
from gezond_geo.pages.outputs import say_recorded
from gezond_geo.pages.shapes.outlines import list_shapes
from gezond_geo.scores import wording
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.scores.scores import score

if TYPE_CHECKING:
    import pandas as pd

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.language import Language
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores
    from gezond_geo.years.series import Years

AGEING = "vergrijzing"
"""Theme that the page can leave out: it is about demand for care, not about a fault."""


@collector_paused()
def build_payload(
    data: Dataset,
    scores: Scores,
    links: pd.DataFrame,
    sure: Robustness | None = None,
    *,
    years: Years | None = None,
    background: bool = False,
    public: bool = False,
    language: str = "nl",
) -> dict[str, Any]:
    """Build the object that the page shows.

    Parameters
    ----------
    data
        Figures, boundaries and projects.
    scores
        Result of `gezond_geo.score` on the same data.
    links
        Result of `gezond_geo.match_projects` on the same data.
    sure
        Result of `gezond_geo.assess_robustness` on the same scores; without it the page shows no certainty.
    years
        Result of `gezond_geo.load_years` for the same gemeente; without it the page has no other years.
    background
        Whether the page may load a background map, after a click.
    public
        Whether to leave out ranks and scores of buurten.
    language
        Language of the page, ``nl`` or ``en``.

    Returns
    -------
    dict
        As described in ``docs/payload.md``; nothing but JSON types, in a fixed order.

    Raises
    ------
    SettingsError
        When the language is not available.
    """
    words = language_of(language)
    # The table equals that in the file of scores, word for word; the page has its own names for themes.
    plain = Run(data=data, scores=scores, links=links, sure=sure, words=words, public=public, years=years)
    run = replace(plain, scores=_name_themes(scores, words))
    views = build_views(run)
    lacks = background and not data.has_boundaries
    refused = words("zonder_grenzen") if lacks else ""
    choices = wording.say_settings(run.scores), wording.say_unmeasured(run.scores)
    table = collect_outcomes(plain)
    return {
        "taal": language,
        "openbaar": public,
        "gemeente": {"code": data.gemeente.code, "naam": data.gemeente.naam},
        "titel": words("titel", gemeente=data.gemeente.naam),
        "intro": _intro(run),
        "kop": say_headline(run),
        "uitleg": say_explanation(run),
        "jaar": run.year,
        "slot": say_slot(data, words),
        "lijst": list_together(run),
        "themas": list_themes(run),
        "vergelijking": say_comparison(run),
        "honderd": list_shares(run),
        "centrum": data.gemeente.centrum if data.gemeente.centrum in data.buurten.index else None,
        "meldingen": [*data.meldingen, *filter(None, [*choices, refused])],
        "vormen": list_shapes(data, words),
        "groepen": list_groups(run, views),
        "weergaven": views,
        "indicatoren": list_indicators(run),
        "buurten": list_buurten(run, views),
        "zonder_vergrijzing": _without_ageing(run, plain, table),
        "focusgebieden": list_focus_areas(run),
        "focus_verschil": say_difference(run),
        "projecten": list_projects(run),
        "investeringen": None if data.investments is None else len(data.investments),
        "euro_totaal": say_totals(run),
        "gedaan": say_recorded(words, data.projects, data.outputs),
        "zonder_blad": _explain_sheets(data, words),
        "tabel": build_table(run, table),
        "overleg": tell_meeting(run),
        "jaren": tell_years(run),
        "leeswijzer": explain_map(data, scores, language, public=public),
        "ontbreekt": say_lacking(data, words),
        "bronnen": wording.say_sources(data),
        "voettekst": FOOTER,
        "achtergrond": _background() if background and data.has_boundaries else None,
    }


def _name_themes(scores: Scores, words: Language) -> Scores:
    """Themes with their names on the page."""
    names = {theme: replace(info, label=words.theme(scores, theme)) for theme, info in scores.theme_info.items()}
    return replace(scores, theme_info=names)


def _without_ageing(run: Run, plain: Run, table: pd.DataFrame) -> dict[str, Any] | None:
    """Scores without ageing, one click away; None when ageing does not count, or is the only theme that does."""
    data, scores = run.data, run.scores
    if AGEING not in scores.counted or len(scores.counted) == 1:
        return None
    settings = scores.settings
    weighed = score(
        data,
        weights=settings["weights"] | {AGEING: 0},
        threshold=settings["threshold"],
        reference=scores.reference,
        limits=Limits(**settings["limits"]),
    )
    other = replace(run, scores=_name_themes(weighed, run.words), sure=None)
    views = build_weighted_views(other)
    lines = tell_views(other, views)
    parts = {code: area for area in data.gemeente.focusgebieden if area.deel for code in area.buurten}
    return {
        "kop": say_headline(other),
        "uitleg": say_explanation(other),
        "lijst": list_together(other),
        "themas": list(weighed.counted),
        "weergaven": views,
        "buurten": {
            code: {
                **tell_stacking(other, views, run.rows[code], code, parts.get(code)),
                "tabel": cells,
                "cijfers_per_weergave": lines[code],
            }
            for code, cells in list_changes(table, collect_outcomes(replace(plain, scores=weighed))).items()
        },
        "focusgebieden": [area["cijfers"] for area in list_focus_areas(other)],
        "focus_verschil": say_difference(other),
    }


def _intro(run: Run) -> str:
    """Introduction to the page in a few sentences, with the reason for this uitgave."""
    data, scores, words = run.data, run.scores, run.words
    stacked = int((scores.buurten["stapeling"] >= 2).sum())  # noqa: PLR2004 - stacking begins at two
    others = [
        words("van_jaar", wat=words.theme(scores, theme).lower(), jaar=year)
        for theme, year in _years(run)
        if year not in {run.year, ""}
    ]
    return words(
        "intro",
        themas=words.join([words.theme(scores, t).lower() for t in scores.counted]),
        aantal=words.number(stacked),
        totaal=words.number(scores.buurten["stapeling"].notna().sum()),
        jaren=words.join([words("cijfers_van", jaar=run.year), *others]),
        waarom=words(f"uitgave_{data.choice}"),
    )


def _years(run: Run) -> list[tuple[str, str]]:
    """Year of the figures of each counted theme."""
    return [(t, run.year_of(i.id)) for t in run.scores.counted for i in run.members[t][:1]]


def _explain_sheets(data: Dataset, words: Language) -> dict[str, str]:
    """Reason per level why its areas have no sheet."""
    reasons = {level: explain_outside(data, level) for level in ("wijk", "stadsdeel")}
    return {level: words("zonder_blad", gebied=level, reden=reason) for level, reason in reasons.items() if reason}


def _background() -> dict[str, str]:
    import xyzservices.providers  # noqa: PLC0415 - few maps have a background

    tiles = xyzservices.providers.nlmaps.grijs
    return {"url": tiles.build_url(), "bron": tiles.attribution}
