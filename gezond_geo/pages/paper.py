"""Common part of papers: one HTML file on A4 that makes no requests, its figures and its templates."""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import jinja2

from gezond_geo._validate import as_path
from gezond_geo.io.names import name_file
from gezond_geo.io.whole import PAGE, write_folder, write_whole
from gezond_geo.pages.page import hash_block

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


_NOTE_LINE, _NOTE_HIGH = 110, 11.7  # signs on a line of a note, and its height in points
_FIGURE = re.compile(r'(<svg [^>]*aria-label="([^"]*)".*?</svg>)', re.DOTALL)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Paper:
    """A printable paper.

    Attributes
    ----------
    html : The paper as one HTML text, which prints on two A4.
    meldingen : Dutch sentences on every fallback and gap in its figures.
    """

    html: str
    meldingen: tuple[str, ...] = ()

    def save(self, path: Path | str) -> Path:
        """Write the paper, completely or not at all: an earlier file stays as it was when writing fails.

        Parameters
        ----------
        path
            Path of the page, ending in ``.html``, in an existing folder.

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

    def save_figures(self, folder: Path | str) -> Path:
        """Write each figure as an SVG file, to insert in your own documents (Word, LibreOffice).

        Parameters
        ----------
        folder
            Folder to create, if it does not exist.

        Returns
        -------
        Path
            The folder that was written.

        Raises
        ------
        OutputError
            When the folder is not writable, or already has files with these names.
        """
        figures = _FIGURE.findall(self.html)
        names = [
            f"{number:02d}-{name_file(html.unescape(label))[:60]}.svg" for number, (_, label) in enumerate(figures, 1)
        ]
        contents = {name: drawing.encode() for name, (drawing, _) in zip(names, figures, strict=True)}
        return write_folder(as_path("folder", folder), contents)

    def _repr_html_(self) -> str:
        frame = html.escape(self.html, quote=True)
        return f'<iframe srcdoc="{frame}" style="width:100%;height:820px;border:0" sandbox></iframe>'


def render(name: str, **content: Any) -> str:
    """Fill in a template of the papers; values are escaped, and the policy only allows its style sheet."""
    style = _read("papier.css")
    policy = f"default-src 'none'; style-src {hash_block(style)}; base-uri 'none'; form-action 'none'"
    return _template(name).render(beleid=policy, stijl=style, **content)


def draw(name: str, figure: Mapping[str, Any]) -> str:
    """Draw a figure as SVG with a macro of ``figuren.svg``; values are escaped."""
    drawing: str = getattr(_template("figuren.svg").module, name)(figure)
    return drawing


def round_once(value: float) -> int:
    """Round a published figure to a whole number, half up."""
    return math.floor(value + 0.5)


def shorten(text: str, most: int) -> str:
    """Truncate a text from a file at a word with an ellipsis, so that two pages stay two pages."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0][:most]} …"


def note_height(text: str) -> float:
    """Height of a note over the full width of a sheet, in points, estimated on the high side."""
    return math.ceil(len(text) / _NOTE_LINE) * _NOTE_HIGH


def _template(name: str) -> jinja2.Template:
    return _templates().get_template(name)


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(_read)
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


@cache
def _read(name: str) -> str:
    return resources.files("gezond_geo.pages").joinpath("static", "papier", name).read_text("utf-8")
