"""Pictures for print, with Matplotlib, which loads when the first one is made."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from gezond_geo.errors import SettingsError
from gezond_geo.io.whole import PICTURE, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_png(payload: Mapping[str, Any], path: Path | str, *, view: str = "stapeling") -> Path:
    """Write one view of the map as a picture for print: A4 landscape, 300 dots per inch.

    Parameters
    ----------
    payload
        Data of the map page (``docs/payload.md``). Its first shape is drawn, with its classes and colours.
    path
        File to write; an earlier one stays until the new one is complete.
    view
        Id of one of ``payload["weergaven"]``.

    Returns
    -------
    Path
        The file that was written. The same payload gives the same bytes.

    Raises
    ------
    SettingsError
        When there is no such view.
    OutputError
        When the file cannot be written.
    """
    if view not in payload["weergaven"]:
        raise SettingsError(f"De weergave {view!r} is er niet; kies uit {', '.join(payload['weergaven'])}.")

    import matplotlib.style  # noqa: PLC0415 - costly, and only a picture needs it

    from gezond_geo.pages.poster.kaartblad import draw_kaartblad  # noqa: PLC0415 - as above

    # A user's own style must not change the picture, and a missing glyph should not give a warning.
    with matplotlib.style.context("default"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        return write_whole(path, draw_kaartblad(payload, view).png(), PICTURE)
