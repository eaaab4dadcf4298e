"""The papers of all areas of a gemeente, with an index page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo.dataset.levels import explain_outside
from gezond_geo.io.names import name_file
from gezond_geo.pages.paper import render
from gezond_geo.pages.profile.area import BUURT, FOCUS, STADSDEEL, WIJK, complete_areas
from gezond_geo.pages.profile.profile import build_profile
from gezond_geo.scores.purpose import FOOTER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from gezond_geo.pages.profile.area import Area
    from gezond_geo.pages.profile.subject import Subjects

_KINDS = (FOCUS, WIJK, STADSDEEL, BUURT)


def build_profiles(subjects: Subjects, index: Path) -> dict[Path, bytes]:
    """Build the paper of every area, and the index page.

    Parameters
    ----------
    subjects
        Input of the papers.
    index
        Path of the index page; the papers go in the same folder.

    Returns
    -------
    dict
        The content of each file by its path, the index page last.
    """
    areas = complete_areas(subjects.buurten.data)
    names = name_files(areas)
    contents = {
        index.with_name(names[number]): build_profile(subjects.of(area)).html.encode()
        for number, area in enumerate(areas)
    }
    links = [(area, names[number]) for number, area in enumerate(areas)]
    return {**contents, index: _build_index(subjects, links).encode()}


def name_files(areas: Iterable[Area]) -> list[str]:
    """File name of each area: its kind and name, and its code in case of duplicates."""
    names: list[str] = []
    for area in areas:
        name = name_file(f"{area.soort} {area.naam}")
        names.append(f"{name if f'{name}.html' not in names else name_file(f'{name} {area.key}')}.html")
    return names


def _build_index(subjects: Subjects, links: list[tuple[Area, str]]) -> str:
    run = subjects.buurten
    words, gemeente = run.words, run.data.gemeente.naam
    groups = [
        (
            words.on_paper(f"soort_{kind}"),
            sorted(
                ((area.naam, name) for area, name in links if area.soort == kind), key=lambda link: link[0].casefold()
            ),
        )
        for kind in _KINDS
    ]
    reasons = {kind: explain_outside(run.data, kind) for kind in (WIJK, STADSDEEL)}
    return render(
        "index.html",
        taal=words.code,
        t=words.paper,
        titel=words.on_paper("index_titel", gemeente=gemeente),
        groepen=[(head, profiles) for head, profiles in groups if profiles],
        zonder=[
            words.on_paper("index_zonder", gebied=kind, reden=reason) for kind, reason in reasons.items() if reason
        ],
        voettekst=FOOTER,
    )
