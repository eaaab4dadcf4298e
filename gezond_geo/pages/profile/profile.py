"""A gebiedsprofiel: two A4 in one HTML file that asks nothing of a network."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import jinja2

from gezond_geo._validate import as_path
from gezond_geo.io.whole import PAGE, write_whole
from gezond_geo.pages.page import hash_block
from gezond_geo.pages.profile.back import build_back
from gezond_geo.pages.profile.front import build_front
from gezond_geo.pages.profile.numbers import shorten

if TYPE_CHECKING:
    from pathlib import Path

    from gezond_geo.pages.profile.area import Area
    from gezond_geo.pages.profile.subject import Subject


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Result of `make_profile`.

    Attributes
    ----------
    area : What it is about.
    html : The paper as one HTML text, which prints on two A4.
    meldingen : Dutch sentences on every fallback and gap in its figures.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> profile = gg.make_profile(gg.load("Enschede", offline=True), "De Bothoven")
    >>> profile.area.codes
    ('BU01530003',)
    """

    area: Area
    html: str
    meldingen: tuple[str, ...] = ()

    def save(self, path: Path | str) -> Path:
        """Write the paper, whole or not at all: an earlier file stays as it was when writing fails.

        Parameters
        ----------
        path
            Path of the page, ending in ``.html``, in a folder that is there.

        Returns
        -------
        Path
            The file that was written.

        Raises
        ------
        OutputError
            When the file cannot be written.
        """
        return write_whole(as_path("path", path), self.html.encode(), PAGE)

    def _repr_html_(self) -> str:
        frame = html.escape(self.html, quote=True)
        return f'<iframe srcdoc="{frame}" style="width:100%;height:820px;border:0" sandbox></iframe>'


def build_profile(subject: Subject) -> Profile:
    """Build the paper of an area."""
    words, area = subject.words, subject.area
    style = style_of_papers()
    front, back = build_front(subject), build_back(subject)
    text = template_of("profiel.html").render(
        taal=words.code,
        t=words.paper,
        beleid=policy_of(style),
        stijl=style,
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
        mensen_noot=words.on_paper("mensen_noot", jaar=subject.data.uitgave.id),
    )
    return Profile(area, text, subject.run.data.meldingen)


def _names(subject: Subject) -> dict[str, str]:
    return {
        "gemeente": subject.data.gemeente.naam,
        "drempel": subject.words.number(subject.run.scores.settings["threshold"]),
    }


def policy_of(style: str) -> str:
    """Give the Content-Security-Policy of a paper: its style sheet, and nothing from elsewhere."""
    return f"default-src 'none'; style-src {hash_block(style)}; base-uri 'none'; form-action 'none'"


@cache
def style_of_papers() -> str:
    """Give the style sheet of the papers."""
    return resources.files("gezond_geo.pages").joinpath("static", "papier", "papier.css").read_text("utf-8")


@cache
def template_of(name: str) -> jinja2.Template:
    """Give a template of the papers; what it writes is escaped."""
    text = resources.files("gezond_geo.pages").joinpath("static", "papier", name).read_text("utf-8")
    return jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
