"""A gebiedsprofiel: an area on two A4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gezond_geo.pages.paper import Paper, render, shorten
from gezond_geo.pages.profile.back import build_back
from gezond_geo.pages.profile.front import build_front

if TYPE_CHECKING:
    from gezond_geo.pages.profile.area import Area
    from gezond_geo.pages.profile.subject import Subject


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Profile(Paper):
    """Result of `make_profile`.

    Attributes
    ----------
    area : The area.
    html : The paper as one HTML text, which prints on two A4.
    meldingen : Dutch sentences on every fallback and gap in the figures.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> profile = gg.make_profile(gg.load("Enschede", offline=True), "De Bothoven")
    >>> profile.area.codes
    ('BU01530003',)
    """

    area: Area


def build_profile(subject: Subject) -> Profile:
    """Build the paper of an area."""
    words, area = subject.words, subject.area
    front, back = build_front(subject), build_back(subject)
    text = render(
        "profiel.html",
        taal=words.code,
        t=words.paper,
        voor=front,
        achter=back,
        kort=shorten(area.naam, 40),
        streken=list(subject.regions.values()),
        themas_kop=words.on_paper(
            "themas_kop", themas=words.sentence_case(words.themes(len(front["themas"]))), **_names(subject)
        ),
        legenda=words.on_paper(
            "legenda", gebied=words.on_paper("hele_buurt" if area.is_part else "hier").lower(), **_names(subject)
        ),
        mensen_noot=words.on_paper("mensen_noot", jaar=subject.run.year),
    )
    return Profile(area=area, html=text, meldingen=subject.run.data.meldingen)


def _names(subject: Subject) -> dict[str, str]:
    return {
        "gemeente": subject.data.gemeente.naam,
        "drempel": subject.words.number(subject.run.scores.settings["threshold"]),
    }
