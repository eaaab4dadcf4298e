"""The map: payload, page and tegelkaart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo._validate import (
    as_buurten,
    as_flag,
    as_frame,
    as_robustness,
    as_scores,
    as_series_of_years,
    as_text,
    checked,
)
from gezond_geo.choices.links import LINKS, check_links, match_projects
from gezond_geo.scores.robustness import check_robustness
from gezond_geo.scores.scores import check_scores, score
from gezond_geo.years.series import check_years

if TYPE_CHECKING:
    import pandas as pd

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.map.kaart import Kaart
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores
    from gezond_geo.years.series import Years


@checked(
    data=as_buurten,
    scores=as_scores,
    links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"),
    sure=as_robustness,
    years=as_series_of_years,
    background=as_flag,
    public=as_flag,
    language=as_text,
)
def make_map(
    data: Dataset,
    scores: Scores | None = None,
    links: pd.DataFrame | None = None,
    sure: Robustness | None = None,
    *,
    years: Years | None = None,
    background: bool = False,
    public: bool = False,
    language: str = "nl",
) -> Kaart:
    """Make the map of a gemeente.

    Parameters
    ----------
    data
        Result of `gezond_geo.load`.
    scores
        Result of `gezond_geo.score` on the same data; computed when omitted.
    links
        Result of `gezond_geo.match_projects` on the same data; computed when omitted.
    sure
        Result of `gezond_geo.assess_robustness` on the same scores; without it the map shows no certainty.
    years
        Result of `gezond_geo.load_years` for the same gemeente, to show figures through the years; without it the map
        shows only its own year.
    background
        Whether the reader can load a background map (PDOK, BRT-Achtergrondkaart grijs); nothing is loaded before a
        click.
    public
        Whether to leave out the ranks and scores of buurten, and the percentiles behind them.
    language
        Language of the page: ``nl``, or ``en`` with Dutch names and policy texts.

    Returns
    -------
    Kaart
        A `folium.Map`; its `save` writes one HTML file that opens without a network.

    Raises
    ------
    InputError
        When scores, links, `sure` or years belong to other data; or without boundaries, when the locations of buurten
        are unknown or there are too many buurten for a tegelkaart.
    SettingsError
        When the language is not available.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> path = gg.make_map(data).save("enschede.html")
    >>> path.stat().st_size > 100_000
    True
    """
    # Folium and SciPy load when a map is made, not when the library is imported.
    from gezond_geo.pages.map.kaart import Kaart  # noqa: PLC0415
    from gezond_geo.pages.map.payload import build_payload  # noqa: PLC0415

    scored = score(data) if scores is None else scores
    links = match_projects(data) if links is None else links
    check_scores(data, scored)
    check_links(data, links)
    if sure is not None:
        check_robustness(data, sure)
    if years is not None:
        check_years(data, years)
    return Kaart(
        build_payload(data, scored, links, sure, years=years, background=background, public=public, language=language)
    )
