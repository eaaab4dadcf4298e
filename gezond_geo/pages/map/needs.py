"""Needs and projects of a buurt: projects by theme, gaps, and questions to discuss."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from gezond_geo.pages.map.people import of_hundred
from gezond_geo.pages.map.run import once_per_run
from gezond_geo.pages.map.terms import STONE, stone_source, theme_terms
from gezond_geo.scores.contributions import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gezond_geo.areas.gemeente import FocusArea
    from gezond_geo.pages.map.run import Run

QUESTIONS = 3
"""Maximum number of questions."""


def list_needs(run: Run, buurtcode: str, themes: Sequence[str]) -> list[dict[str, Any]]:
    """Projects of a buurt by theme that counts there, as in ``behoeften`` of the payload.

    A theme that none of them serves is a gap, unless the themes of one of them are unknown. Those come last, under
    theme null, after those that serve other themes.
    """
    return _put_beside(run, tuple(themes), *run.projects_in.get(buurtcode, []))


@once_per_run
def _put_beside(run: Run, themes: tuple[str, ...], *own: int) -> list[dict[str, Any]]:
    silent = [nr for nr in own if nr in run.silent]
    needs: list[dict[str, Any]] = []
    for theme in themes:
        serving = [nr for nr in own if theme in run.served[nr]]
        needs.append({"thema": theme, "projecten": serving, "onbekend": bool(silent) and not serving})
    rest = [nr for nr in own if not {*run.served[nr]} & {*themes}]
    others = {unknown: [nr for nr in rest if (nr in silent) is unknown] for unknown in (False, True)}
    needs += [{"thema": None, "projecten": some, "onbekend": unknown} for unknown, some in others.items() if some]
    return needs


def list_questions(
    run: Run, buurtcode: str, row: Mapping[Any, Any], needs: Sequence[Mapping[str, Any]], part: FocusArea | None
) -> list[str]:
    """Open questions from the gaps: on the part of a buurt, the largest share, and needs without a project."""
    if not needs and part is None:
        return [run.words("vraag_goed", naam=run.name_of(buurtcode))]
    gaps = {need["thema"] for need in needs if not need["projecten"] and not need["onbekend"]}
    themes = [need["thema"] for need in needs if need["thema"]]
    questions_of = [
        *([run.words("vraag_deel", deel=part.naam, buurt=run.data.buurten["buurtnaam"][buurtcode])] if part else []),
        *_ask_figures(run, buurtcode, row, themes, gaps),
    ]
    if STONE in themes:
        questions_of.append(run.words("vraag_steen", bron=stone_source(run)))
    return questions_of[:QUESTIONS]


def _ask_figures(
    run: Run, buurtcode: str, row: Mapping[Any, Any], themes: Sequence[str], gaps: set[str]
) -> Iterator[str]:
    """Questions on the figure that contributes most to each counting theme, mentioning the lack of a project."""
    drivers = rows_of(run.scores).drivers.get(buurtcode, [])
    questions = run.words.terms["vragen"]
    for theme in themes:
        name = next(
            (n for (of, n) in drivers if of == theme and n in questions and not math.isnan(row.get(n, math.nan))), None
        )
        if name is not None and theme != STONE:
            people, is_gap = of_hundred(row[name], run.shown[name]), theme in gaps and len(run.data.projects) > 0
            yield _ask_figure(run, theme, name, people, is_gap)


@once_per_run
def _ask_figure(run: Run, theme: str, name: str, people: int, is_gap: bool) -> str:  # noqa: FBT001 - a key
    question = run.words.terms["vragen"][name]
    fact = question["feit"].format(n=people)
    if is_gap:
        return run.words("vraag_gat", feit=fact, thema=theme_terms(run)[theme]["naam"].lower())
    return f"{fact}. {question['vraag']}"
