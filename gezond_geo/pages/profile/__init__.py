"""The gebiedsprofiel (area profile): an area on two A4, to discuss around a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gezond_geo._validate import (
    as_buurten,
    as_frame,
    as_names,
    as_robustness,
    as_scores,
    as_series_of_years,
    as_text,
    checked,
)
from gezond_geo.choices.links import LINKS, check_links, match_projects
from gezond_geo.scores.robustness import assess_robustness, check_robustness
from gezond_geo.scores.scores import check_scores, score
from gezond_geo.years.series import check_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.profile.profile import Profile
    from gezond_geo.pages.profile.subject import Subjects
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores
    from gezond_geo.years.series import Years


@checked(
    data=as_buurten,
    area=as_names,
    scores=as_scores,
    links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"),
    sure=as_robustness,
    years=as_series_of_years,
    language=as_text,
)
def make_profile(
    data: Dataset,
    area: str | Sequence[str],
    scores: Scores | None = None,
    links: pd.DataFrame | None = None,
    sure: Robustness | None = None,
    *,
    years: Years | None = None,
    language: str = "nl",
) -> Profile:
    """Make the gebiedsprofiel of an area: two A4 pages on what stacks there, how sure that is, and what is being done.

    Several buurten are scored as if they were one (`gezond_geo.aggregate`); the paper says so, and lists in which of
    them themes stack. Percentages are rounded once, from the published figure.

    Parameters
    ----------
    data
        Result of `gezond_geo.load`.
    area
        Name or code of a focus area, buurt, wijk or stadsdeel, or names of several buurten.
    scores
        Result of `gezond_geo.score` on the same data; computed when omitted.
    links
        Result of `gezond_geo.match_projects` on the same data; computed when omitted.
    sure
        Result of `gezond_geo.assess_robustness` on the same scores; computed when omitted.
    years
        Result of `gezond_geo.load_years` for the same gemeente, for the levels through the years; without it only the
        year of the figures and a later year are shown.
    language
        Language of the paper: ``nl``, or ``en`` with Dutch names and policy texts.

    Returns
    -------
    Profile
        Its `save` writes one HTML file that opens without a network and prints on two A4.

    Raises
    ------
    UnknownBuurtError
        When there is no such area; the message lists the closest names.
    InputError
        When scores, links or `sure` belong to other data; or for a stadsdeel, when too many residents live outside any
        stadsdeel.
    SettingsError
        When there is no such language.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> path = gg.make_profile(data, "'t Lang").save("t-lang.html")
    >>> "64 van de 100" in path.read_text("utf-8")
    True
    """
    from gezond_geo.pages.profile.area import find_area  # noqa: PLC0415 - papers load when one is made
    from gezond_geo.pages.profile.profile import build_profile  # noqa: PLC0415

    return build_profile(
        collect_subjects(data, scores, links, sure, language, years=years).of(
            find_area(data, (area,) if isinstance(area, str) else area)
        )
    )


def collect_subjects(
    data: Dataset,
    scores: Scores | None,
    links: pd.DataFrame | None,
    sure: Robustness | None,
    language: str,
    *,
    years: Years | None = None,
) -> Subjects:
    """Check the input of papers, and compute what was omitted; see `make_profile`."""
    from gezond_geo.pages.language import language_of  # noqa: PLC0415 - papers load when one is made
    from gezond_geo.pages.profile.subject import Subjects  # noqa: PLC0415

    words = language_of(language)
    scored = score(data) if scores is None else scores
    links = match_projects(data) if links is None else links
    check_scores(data, scored)
    check_links(data, links)
    if sure is not None:
        check_robustness(data, sure)
    elif scored.buurten["rang"].notna().any():
        sure = assess_robustness(data, scored)
    if years is not None:
        check_years(data, years)
    return Subjects(data, scored, links, sure, words, years=years)
