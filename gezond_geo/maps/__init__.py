"""The map: payload, page and tegelkaart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo.errors import InputError
from gezond_geo.sources.figures import NATION

if TYPE_CHECKING:
    import pandas as pd

    from gezond_geo.dataset import Dataset
    from gezond_geo.maps.kaart import Kaart
    from gezond_geo.scores import Scores


def make_map(data: Dataset, scores: Scores, links: pd.DataFrame, *, background: bool = False) -> Kaart:
    """Make the map of a gemeente.

    Parameters
    ----------
    data
        Result of `gezond_geo.load`.
    scores
        Result of `gezond_geo.score` on the same data.
    links
        Result of `gezond_geo.match_projects` on the same data.
    background
        Whether the reader may load a background map (PDOK, BRT-Achtergrondkaart grijs); nothing is loaded before a
        click.

    Returns
    -------
    Kaart
        A `folium.Map`; its `save` writes one HTML file that opens without a network.

    Raises
    ------
    InputError
        When the data are of the whole country, since one file that opens without a network cannot hold that many
        buurten, or when buurten have no place.
    """
    if data.gemeente.code == NATION:
        raise InputError(
            "Van heel Nederland past geen kaart in één bestand; kies een gemeente, of bewaar de scores met "
            "gezond-geo scores Nederland --uit BESTAND.csv."
        )
    if (lost := int(data.buurten["punt"].isna().sum())) > 0:
        raise InputError(
            f"Van {lost} van de {len(data.buurten)} buurten van {data.gemeente.naam} is geen plaats bekend, dus er kan "
            "geen kaart komen; geef grenzen mee met --grenzen of probeer het later opnieuw."
        )
    # Folium and SciPy load when a map is made, not when the library is imported.
    from gezond_geo.maps.kaart import Kaart  # noqa: PLC0415
    from gezond_geo.maps.payload import build_payload  # noqa: PLC0415

    return Kaart(build_payload(data, scores, links, background=background))
