"""The progress report: what changed between two moments, what did not, and what is unknown, on two A4 for a council."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gezond_geo._validate import (
    as_buurten,
    as_frame,
    as_moment,
    as_scores,
    as_series_of_years,
    as_whole,
    checked,
)
from gezond_geo.choices.links import LINKS, check_links, match_projects
from gezond_geo.scores.scores import check_scores, score

if TYPE_CHECKING:
    import pandas as pd

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.pages.progress.report import ProgressReport
    from gezond_geo.scores.scores import Scores
    from gezond_geo.years.nulmeting import Nulmeting
    from gezond_geo.years.series import Years


@checked(
    data=as_buurten,
    since=as_moment,
    years=as_series_of_years,
    scores=as_scores,
    links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"),
    until=as_whole(1900, 2100),
)
def make_progress_report(
    data: Dataset,
    since: int | Nulmeting,
    years: Years | None = None,
    scores: Scores | None = None,
    links: pd.DataFrame | None = None,
    *,
    until: int | None = None,
) -> ProgressReport:
    """Make the progress report of a gemeente: two A4 pages on what changed, what did not, and what is unknown.

    Counts and registers get the verdicts of `gezond_geo.assess_change`. For modelled figures it shows levels, the gap
    with the Netherlands, and inequality between buurten (`gezond_geo.assess_inequality`), but never a verdict on one
    buurt. Money and output are listed separately and not linked to any health figure.

    Parameters
    ----------
    data
        Result of `gezond_geo.load`: projects, focus areas and, for a report since a nulmeting, the current figures.
    since
        First year, which must be in `years`; or the result of `gezond_geo.read_nulmeting`, whose order of buurten by
        income is then used, and the report lists what can be compared.
    years
        Result of `gezond_geo.load_years` for the same gemeente; optional when `since` is a nulmeting.
    scores
        Result of `gezond_geo.score` on the same data; computed when omitted.
    links
        Result of `gezond_geo.match_projects` on the same data; computed when omitted.
    until
        Last year; defaults to the last of `years`.

    Returns
    -------
    ProgressReport
        In Dutch; its `save` writes one HTML file that opens without a network and prints on two A4.

    Raises
    ------
    InputError
        When scores, links, years or nulmeting belong to other data, or `since` is a year and there are no series.
    SettingsError
        When there are no figures for a year, or the first is not before the last.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> report = gg.make_progress_report(data, 2020, gg.load_years("Enschede", offline=True))
    >>> "In 2024 voelen 72 van de 100 volwassenen" in report.save("voortgang.html").read_text("utf-8")
    True
    """
    # Papers load when one is made.
    from gezond_geo.pages.language import language_of  # noqa: PLC0415
    from gezond_geo.pages.progress.period import Period, check_period  # noqa: PLC0415
    from gezond_geo.pages.progress.report import build_report  # noqa: PLC0415

    scored = score(data) if scores is None else scores
    links = match_projects(data) if links is None else links
    check_scores(data, scored)
    check_links(data, links)
    moments: dict[str, Any] = check_period(data, since, years, until)
    return build_report(Period(data=data, scores=scored, links=links, years=years, words=language_of("nl"), **moments))
