"""Figures of all Dutch buurten, for references and for the completeness of an uitgave."""

import logging

import pandas as pd

from gezond_geo.dataset import cbs
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import Uitgave
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import count_of, format_number
from gezond_geo.io.http import Progress

_logger = logging.getLogger(__name__)

FILLED = 2 / 3
"""Share of the buurten that must have a value before a column counts as published."""


def read_nation(uitgave: Uitgave, *, progress: Progress | None = None) -> list[tuple[pd.DataFrame, "pd.Series[float]"]]:
    """Read the scored figures of all Dutch buurten, for a reference.

    Parameters
    ----------
    uitgave, progress
        As in `gezond_geo.dataset.cbs.read_uitgave`.

    Returns
    -------
    list of tuple
        Pairs of published figures and residents of the same buurten. There are two pairs when the health table is on
        another division into buurten than the table that counts residents: health is then weighted by the residents of
        its own buurten.

    Raises
    ------
    SourceError
        When a service does not answer and the cache is empty.
    """

    def read(key: str) -> pd.DataFrame:
        answer = cbs.read_rows(uitgave, key, None, progress)
        for sentence in cbs.say_impossible(uitgave, {key: answer}):
            _logger.warning(sentence)
        if answer.absent and not answer.is_counted:
            regions = count_of(len(answer.absent), "gebied", "gebieden")
            raise SourceError(
                f"{uitgave.tabellen[key].titel}: van {regions} in Nederland kwam geen regel, dus is er geen landelijke "
                "vergelijking; probeer het later opnieuw."
            )
        return cbs.buurten_of(answer.frame).reindex(columns=uitgave.quoted())

    kwb, health = read("kwb"), read("gezondheid")
    if uitgave.tabellen["gezondheid"].indeling == uitgave.tabellen["kwb"].indeling:
        _refuse_half(uitgave, health, kwb["inwoners"])
        return [(kwb.fillna(health), kwb["inwoners"])]
    residents = read("kwb_later")["inwoners_later"]
    _refuse_half(uitgave, health, residents)
    return [(kwb, kwb["inwoners"]), (health.reindex(residents.index), residents)]


def _refuse_half(uitgave: Uitgave, health: pd.DataFrame, residents: "pd.Series[float]") -> None:
    """Raise when RIVM lacks rows for many buurten: a page is missing, or the division is another."""
    large = residents.index[residents >= MIN_RESIDENTS]
    share = len(large.intersection(health.index)) / len(large) if len(large) else 1.0
    if share < cbs.MIN_ROWS:
        raise SourceError(
            f"{uitgave.tabellen['gezondheid'].titel} geeft van {format_number(100 * share)} % van de Nederlandse "
            "buurten een regel, en dat hoort bijna alle te zijn; probeer het later opnieuw."
        )


def unpublished_columns(nation: list[tuple[pd.DataFrame, "pd.Series[float]"]], uitgave: Uitgave) -> list[str]:
    """Scored published columns that are filled for less than two thirds of the Dutch buurten.

    Parameters
    ----------
    nation
        Result of `read_nation`. Buurten under `MIN_RESIDENTS` residents have hardly any figures in any year, so they
        are left out; each column is assessed in its own division into buurten.
    uitgave
        Uitgave that defines the scored columns. Those of publications that no service has are ignored.
    """
    indicators = uitgave.indicators().values()
    required = {i.teller or i.id for i in indicators if i.thema is not None}
    published = {i.id for i in indicators if (table := uitgave.table_of(i)) is not None and table.dienst}
    columns = sorted(required & published)
    shares = [figures.loc[residents >= MIN_RESIDENTS, columns].notna().mean() for figures, residents in nation]
    filled = pd.concat(shares, axis=1).max(axis=1)
    return list(filled.index[~(filled >= FILLED)])
