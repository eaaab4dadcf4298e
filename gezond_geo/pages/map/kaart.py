"""The map as a self-contained `folium.Map`: nothing in it comes from a network."""

import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink

from gezond_geo._validate import as_path
from gezond_geo.io.whole import PAGE, write_whole
from gezond_geo.pages.page import Extra, build_page, find_hosts

logger = logging.getLogger(__name__)

_ICON_LINKS = {"awesome_markers", "glyphicons_css", "awesome_markers_font_css", "awesome_markers_css"}


class Kaart(folium.Map):
    """Map page of a gemeente.

    A notebook shows it inline, and layers of folium can be added to it as to any `folium.Map`. The map in the browser
    has the name ``map_kaart``. The same input gives the same bytes.

    Parameters
    ----------
    payload
        Data of the map page, as described in ``docs/payload.md``.
    """

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self.payload = payload
        super().__init__(tiles=None)
        self._id = "kaart"
        _Page(payload).add_child(self)

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Element:
        """Add a layer; on a tegelkaart, with its schematic locations, this gives a warning."""
        if isinstance(child, folium.map.Layer) and "grenzen" not in self.payload["vormen"]:
            logger.warning(
                "De kaart is een tegelkaart: een laag met lengte- en breedtegraden komt daarop niet op de goede plek. "
                "Geef echte grenzen mee (boundaries=…)."
            )
        return super().add_child(child, name=name, index=index)

    def render(self, **kwargs: Any) -> str:
        """Render the layers that were added; the page draws the map itself, without folium's remote assets."""
        for child in self._children.values():
            child.render(**kwargs)
        return ""

    def save(self, outfile: str | bytes | Path | BinaryIO, close_file: bool = True, **kwargs: Any) -> Path | None:  # noqa: FBT001, FBT002 - folium's signature
        """Write the page, completely or not at all: an earlier file stays as it was when writing fails.

        Parameters
        ----------
        outfile
            Path of the page, in an existing folder, or a file opened in binary mode.
        close_file
            Whether to close an open file afterwards.
        **kwargs
            As in folium.

        Returns
        -------
        Path or None
            The written file; None for an open file.

        Raises
        ------
        InputError
            When it is neither a path nor an open file.
        OutputError
            When the file cannot be written; see `gezond_geo.io.whole.check_target`.
        """
        if hasattr(outfile, "write"):
            super().save(outfile, close_file, **kwargs)
            return None
        target = as_path("outfile", os.fsdecode(outfile) if isinstance(outfile, bytes) else outfile)
        page = self.get_root()
        content = page.render(**kwargs).encode()
        if isinstance(page, _Page) and (hosts := find_hosts(page.collect_extra())):
            logger.warning("De kaart staat niet meer op zichzelf: een eigen laag laadt van %s.", ", ".join(hosts))
        return write_whole(target, content, PAGE)


class _Page(Figure):
    """Root of folium's tree: our own page instead of folium's."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        super().__init__(height="820px")
        self.payload = payload
        self.header._children.clear()  # noqa: SLF001 - the page declares its own character set

    def render(self, **kwargs: Any) -> str:
        for child in self._children.values():
            child.render(**kwargs)
        return build_page(self.payload, self.collect_extra())

    def collect_extra(self) -> Extra:
        """Rendered output of the added layers, with fixed names instead of folium's random ones."""
        script = self.script.render()
        if "L.AwesomeMarkers" in script:  # folium.Icon expects the map to load these
            for make, links in ((JavascriptLink, folium.Map.default_js), (CssLink, folium.Map.default_css)):
                for name, url in links:
                    if name in _ICON_LINKS:
                        self.header.add_child(make(url), name=name)
        parts = [self.header.render(), self.html.render(), script]
        random_ids = (random for child in self._children.values() for random in _ids_below(child))
        for count, random in enumerate(random_ids):
            parts = [part.replace(random, f"laag{count}") for part in parts]
        return Extra(*(part.strip() for part in parts))


def _ids_below(element: Element) -> Iterator[str]:
    """Ids of all descendants of an element, in order, including those in attributes, such as the text of a popup."""
    for attribute in vars(element).values():
        for part in attribute.values() if isinstance(attribute, dict) else [attribute]:
            if isinstance(part, Element) and part._parent is element:  # noqa: SLF001 - branca has no public way to walk
                yield part._id  # noqa: SLF001 - as above
                yield from _ids_below(part)
