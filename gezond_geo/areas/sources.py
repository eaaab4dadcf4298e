"""Sources of boundaries: those for a year, in order, and how to read each (``grenzen.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gezond_geo.areas import cartomap, gebiedsindelingen, pdok, wfs

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source of boundaries; the fields are those of ``[bron]`` in ``grenzen.toml``."""

    id: str
    titel: str
    uitgever: str
    licentie: str
    soort: str

    def read(self, gemeentecode: str | None, *, year: int, progress: pdok.PageProgress | None = None) -> pdok.Areas:
        """Read the boundaries of the buurten of a gemeente, or of the whole country.

        Raises
        ------
        SourceError
            As `gezond_geo.areas.pdok.read_buurten`.
        """
        return _readers()[self.id](gemeentecode, year=year, progress=progress)


def sources_of(year: int) -> list[Source]:
    """Sources that may have the boundaries of a year, in the order in which they are tried; none for 2027."""
    order = [name for row in _read()["reeks"] if row["van"] <= year <= row["tot"] for name in row["bronnen"]]
    return [Source(id=name, **_read()["bron"][name]) for name in order]


def _readers() -> dict[str, Callable[..., pdok.Areas]]:
    # Looked up at the call, so that a test can replace one.
    return {
        "wijken-en-buurten": pdok.read_buurten,
        "wijkenbuurten-wfs": wfs.read_wijkenbuurten,
        "gebiedsindelingen": partial(gebiedsindelingen.read_buurten, kind=pdok.EXACT),
        "gebiedsindelingen-wfs": partial(wfs.read_gebiedsindelingen, kind=pdok.EXACT),
        "gebiedsindelingen-grof": partial(gebiedsindelingen.read_buurten, kind=pdok.GENERALISED),
        "gebiedsindelingen-wfs-grof": partial(wfs.read_gebiedsindelingen, kind=pdok.GENERALISED),
        "cartomap": cartomap.read_buurten,
    }


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("gezond_geo.areas").joinpath("grenzen.toml").read_text("utf-8"))
