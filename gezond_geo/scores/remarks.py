"""Caveats for buurten whose figures mean less than they seem to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gezond_geo.io.dutch import join_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator
    from gezond_geo.indicators.limits import Limits

STUDENT_SHARE = 40.0
"""Percent of residents of 15 to 25 from which income is hardly informative."""

INSTITUTION_SHARE = 5.0
"""Percent of residents in institutions from which health and income are hardly informative.

The Netherlands has 1.6 % (CBS, Kerncijfers wijken en buurten 2020), and 5 % of its buurten have this much.
"""

_ROUNDED_TO = 5.0
"""CBS rounds residents and households of a buurt to this."""

_SIZE_DECIMALS = 1
"""Decimals of the number of persons per household."""


def find_remarks(data: Dataset, members: Iterable[Indicator], limits: Limits, reasons: Iterable[str]) -> pd.Series[str]:
    """Dutch remarks with caveats on the figures of each buurt.

    Parameters
    ----------
    data
        Figures.
    members
        Indicators that count.
    limits
        Minimum number of residents per output.
    reasons
        Why each buurt of ``data.buurten`` has no rank, which is not repeated.

    Returns
    -------
    Series
        Dutch labels separated by "; ", with the index of ``data.buurten``; empty where there are none, and where there
        are no figures. Remarks on the photo are omitted where another source counts.
    """
    buurten = data.buurten
    photo = data.change_since_photo().abs() > limits.change
    pairs = zip(say_change(data, limits), reasons, strict=True)
    labels = [
        _where(buurten["aandeel_15_24"] >= STUDENT_SHARE, "studentenbuurt, inkomen zegt weinig"),
        _say_institutions(share_in_institutions(buurten)),
        _where(photo & data.counts_photo, "sinds de luchtfoto veranderd"),
        ["" if reason.startswith(text) else text for text, reason in pairs],
        _where(buurten["inwoners"] < limits.coarse, f"minder dan {limits.coarse} inwoners: grove cijfers"),
    ]
    for theme in [*data.themes, None]:
        if indicators := [i.id for i in data.indicators.values() if i.thema == theme and i.id in data.from_wijk]:
            what = "andere cijfers" if theme is None else data.themes[theme].label.lower()
            from_wijk = data.from_wijk.reindex(index=buurten.index, columns=indicators, fill_value=False).any(axis=1)
            labels.append(_where(from_wijk, f"{what} van de hele wijk"))
    dated = {f"{i.label.lower()}: cijfer van {data.year_of(i.id)}" for i in members if data.is_dated(i.id)}
    labels += [[f"{text}, de andere van {data.year_of('inwoners')}"] * len(buurten) for text in sorted(dated)]
    small = ~(buurten["inwoners"] >= limits.value)
    texts = ["" if few else "; ".join(filter(None, row)) for few, *row in zip(small, *labels, strict=True)]
    return pd.Series(texts, index=buurten.index, dtype="object")


def share_in_institutions(buurten: pd.DataFrame) -> pd.Series[float]:
    """Lower bound of the percentage of residents outside private households.

    CBS counts people with their own household, including students in rooms; people in an institution for care, shelter
    or detention are residents outside any household. Their number is residents minus households times persons per
    household, minus the maximum rounding error: residents and households to 5, persons to 0.1.

    Parameters
    ----------
    buurten
        Frame with ``inwoners`` and, where known, ``huishoudens``, ``huishoudensgrootte`` and ``aantal_buurten`` (number
        of buurten in a row, each of which was rounded).

    Returns
    -------
    Series
        0-100, the index of `buurten`; NaN without households.
    """
    figures = pd.DataFrame(buurten).reindex(columns=["inwoners", "huishoudens", "huishoudensgrootte", "aantal_buurten"])
    together = figures["aantal_buurten"].fillna(1)
    margin = together * _ROUNDED_TO / 2
    # For aggregated buurten the household size is a mean of rounded sizes, rounded again.
    size = figures["huishoudensgrootte"] + 10**-_SIZE_DECIMALS / 2 * (1 + (together > 1))
    residents = figures["inwoners"] - margin
    outside = residents - (figures["huishoudens"] + margin) * size
    share: pd.Series[float] = outside / residents.where(residents > 0) * 100
    return share.clip(lower=0)


def say_change(data: Dataset, limits: Limits) -> pd.Series[str]:
    """Dutch remark on the change in residents since the figures; empty where it is within the limit, or unknown."""
    later = data.change_since_figures()
    years = f"{data.year_of('inwoners')}–{data.year_of('inwoners_later')}"
    texts = [f"inwoners {years}: {'+' if c > 0 else '−'}{abs(c):.0f} %" for c in later.fillna(0)]
    return pd.Series(texts, index=later.index, dtype="object").where(later.abs() > limits.change, "")


def label_parts(data: Dataset) -> pd.Series[str]:
    """Dutch remark for buurten of which a focus area is only a part, so that their figures are not its own.

    It never affects scores: a designation is not a figure.

    Returns
    -------
    Series
        A Dutch label, the index of ``data.buurten``; empty where there is none.
    """
    parts = [area for area in data.gemeente.focusgebieden if area.deel]
    labels = []
    for code in data.buurten.index.tolist():
        names = [area.naam for area in parts if code in area.buurten]
        verb = "ligt" if len(names) == 1 else "liggen"
        label = f"{join_words(names)} {verb} in deze buurt: de cijfers zijn van de hele buurt"
        labels.append(label if names else "")
    return pd.Series(labels, index=data.buurten.index, dtype="object")


def join_labels(labels: Iterable[pd.Series[str]]) -> pd.Series[str]:
    """Join the non-empty remarks of each buurt with "; "; all have the same index."""
    columns = list(labels)
    rows = zip(*columns, strict=True)
    return pd.Series(["; ".join(filter(None, row)) for row in rows], index=columns[0].index, dtype="object")


def _say_institutions(shares: pd.Series[float]) -> list[str]:
    # The share is rounded down, since it is a lower bound. Bijstand and the health survey behind RIVM's estimates
    # exclude residents of institutions (CBS 84799NED; CBS, Gezondheidsmonitor Volwassenen en Ouderen).
    texts = [
        f"minstens {int(share)} % van de inwoners woont in een instelling voor bijvoorbeeld zorg of opvang: "
        "gezondheid en inkomen zeggen weinig over hen"
        for share in np.floor(shares.fillna(0))
    ]
    return [text if share >= INSTITUTION_SHARE else "" for text, share in zip(texts, shares, strict=True)]


def _where(mask: pd.Series[bool], text: str) -> list[str]:
    return [text if holds else "" for holds in mask]
