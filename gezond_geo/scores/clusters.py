"""Spatial clusters: global and local Moran's I, corrected for testing every buurt."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_dataset, as_numbers, as_whole, checked
from gezond_geo.errors import InputError, MissingExtraError
from gezond_geo.indicators.limits import MIN_BUURTEN
from gezond_geo.io.dutch import count_of, format_number, join_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gezond_geo.dataset.dataset import Dataset

NEAREST = 6
"""Number of neighbours without boundaries: about the average number of adjacent buurten."""

LEVEL = 0.05
"""False-discovery rate of the local tests, and the level of the global one."""

QUADRANTS = {
    1: "hoog tussen hoge buren",
    2: "laag tussen hoge buren",
    3: "laag tussen lage buren",
    4: "hoog tussen lage buren",
}
"""Dutch names of esda's quadrants; high is above the mean of the compared buurten."""

_BORDERING = "buurten die aan elkaar grenzen"
_NEAREST = f"de {NEAREST} dichtstbijzijnde buurten"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Clusters:
    """Result of `assess_clusters`.

    Attributes
    ----------
    moran : Global Moran's I: above `expected` where buurten resemble their neighbours; NaN when it cannot be computed.
    expected : Its expected value under spatial randomness: ``-1 / (n - 1)``.
    p : Two-sided p-value of the global test.
    buurten : Frame with the index of `Dataset.buurten`: ``moran`` (local I), ``buren`` (number of neighbours with a
        value), ``kwadrant`` (one of `QUADRANTS`), ``p`` (two-sided, uncorrected), ``opvallend`` (significant after
        correction) and ``reden`` (Dutch, why there is no result; else empty).
    buren : Dutch description of who the neighbours are.
    """

    moran: float
    expected: float
    p: float
    buurten: pd.DataFrame
    buren: str


@checked(data=as_dataset, values=as_numbers, permutations=as_whole(1, 999_999), seed=as_whole(0, 2**32 - 1))
def assess_clusters(data: Dataset, values: pd.Series[float], *, permutations: int = 9999, seed: int = 1) -> Clusters:
    """Measure whether high values cluster, and where.

    Moran's I (Moran 1950, *Biometrika* 37, 17-23) and its local form (Anselin 1995, *Geographical Analysis* 27(2),
    93-115) with row-standardised weights. A p-value is twice the smaller tail of the permutation distribution; for a
    buurt all values but its own are permuted. Since every buurt is tested, and neighbours share data, the local
    p-values are controlled at a false discovery rate of `LEVEL` (Benjamini & Hochberg 1995; Caldas de Castro & Singer
    2006, *Geographical Analysis* 38(2), 180-208).

    Parameters
    ----------
    data
        Buurten. Neighbours are those that share a side or corner (queen contiguity) when there are boundaries, else the
        `NEAREST` nearest points.
    values
        Indexed by ``buurtcode``, with the unfavourable end high, such as a theme percentile or the score.
    permutations
        Number of permutations; the smallest p-value is ``2 / (permutations + 1)``.
    seed
        The same seed gives the same answer, whatever the order of the rows.

    Returns
    -------
    Clusters
        A buurt without a value, or without a neighbour with a value, is left out: it has NaN and a reason.

    Raises
    ------
    MissingExtraError
        When esda and libpysal are not installed.
    SettingsError
        When there are no permutations, or the seed is not between 0 and 2**32 - 1.
    InputError
        When a value belongs to a buurt not in the data, or two buurten without boundaries have the same point.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> clusters = gg.assess_clusters(data, gg.score(data).buurten["score"], permutations=999)
    >>> round(clusters.moran, 2), clusters.buren
    (0.11, 'de 6 dichtstbijzijnde buurten')
    """
    esda, graph = _load()
    if len(strange := values.index.difference(data.buurten.index)):
        raise InputError(f"Buurt {strange[0]} is niet van {data.gemeente.naam}; geef waarden van buurten daarvan.")
    # Sorted by code, so that the permutations do not depend on the order of the rows.
    figures = values.reindex(data.buurten.index).astype("float64").sort_index()
    reasons, links = _link(data, figures, graph)
    result = pd.DataFrame({"moran": np.nan, "buren": np.nan, "kwadrant": "", "p": np.nan}, index=figures.index)
    result = result.assign(opvallend=False, reden=reasons)
    overall = expected = p = np.nan
    if links is not None:
        ids = links.unique_ids
        # Its z-scores, which are not used here, are divided by a deviation that few permutations can make 0.
        with _seeded(seed), np.errstate(divide="ignore", invalid="ignore"):
            whole = esda.Moran(figures[ids], links, permutations=permutations)
            local = esda.Moran_Local(figures[ids], links, permutations=permutations, seed=seed)
        overall, expected, p = float(whole.I), float(whole.EI), float(_both_tails(whole.p_sim))
        result.loc[ids, "moran"] = local.Is
        result.loc[ids, "buren"] = links.cardinalities
        result.loc[ids, "kwadrant"] = [QUADRANTS[quadrant] for quadrant in local.q]
        result.loc[ids, "p"] = both = _both_tails(local.p_sim)
        result.loc[ids, "opvallend"] = both < esda.fdr(both, LEVEL)
    return Clusters(
        moran=overall,
        expected=expected,
        p=p,
        buurten=result.reindex(data.buurten.index),
        buren=_BORDERING if data.has_boundaries else _NEAREST,
    )


def say_clusters(data: Dataset, clusters: Clusters, what: str) -> list[str]:
    """Dutch sentences on whether values cluster, and which buurten stand out with their neighbours.

    Parameters
    ----------
    data
        Buurten that the clusters were computed for.
    clusters
        Result of `assess_clusters`.
    what
        Name of the values, as at the beginning of a sentence: ``Gezondheid``.
    """
    rows = clusters.buurten
    part = rows["reden"].eq("")
    lines = [] if np.isnan(clusters.moran) else [_say_overall(clusters, what), _say_local(data, rows)]
    if part.any():
        lines.append(
            f"Hoog is boven het gemiddelde van deze {format_number(part.sum())} buurten: de kant die als ongunstig "
            f"telt. Buren zijn {clusters.buren}."
        )
    counts = rows.loc[~part, "reden"].value_counts()
    reasons = join_words([f"{reason} ({number})" for reason, number in counts.items()])
    return lines + ([f"Zonder uitkomst: {reasons}."] if reasons else [])


def _say_overall(clusters: Clusters, what: str) -> str:
    chance = "< 0,001" if clusters.p < 0.001 else f"= {format_number(clusters.p, 3)}"  # noqa: PLR2004 - three decimals
    number = f"(Moran's I {format_number(clusters.moran, 2)}, p {chance})"
    if clusters.p >= LEVEL:
        return f"{what}: buurten lijken niet aantoonbaar meer of minder op hun buren dan bij toeval {number}."
    if clusters.moran > clusters.expected:
        return f"{what}: buurten lijken op hun buren {number}; hoog ligt vaak bij hoog, en laag bij laag."
    return f"{what}: buurten verschillen van hun buren {number}; hoog ligt vaak naast laag."


def _say_local(data: Dataset, table: pd.DataFrame) -> str:
    tested = count_of(int(table["p"].count()), "buurt", "buurten")
    striking = table[table["opvallend"]]
    groups = [
        f"{quadrant}: {join_words(data.buurten.loc[rows.index, 'buurtnaam'].tolist())}"
        for quadrant, rows in striking.groupby("kwadrant")
    ]
    if not groups:
        return f"Geen van de {tested} springt er met de buren uit, als meetelt dat ze alle zijn getoetst."
    return (
        f"Van {tested} springen er met hun buren uit, ook als meetelt dat ze alle zijn getoetst: {'; '.join(groups)}."
    )


def _link(data: Dataset, figures: pd.Series[float], graph: Any) -> tuple[pd.Series[str], Any]:
    """Reason why each buurt is left out, and links between the others; None when these cannot be compared."""
    # Aggregated buurten have neither boundary nor point.
    by_point = not data.has_boundaries and "punt" in data.buurten
    buurten = data.buurten.set_geometry("punt") if by_point else data.buurten
    places = buurten.geometry.loc[figures.index]
    unplaced = "geen punt bekend" if by_point else "geen grens bekend"
    reasons = pd.Series("", index=figures.index).mask(places.isna(), unplaced).mask(figures.isna(), "geen waarde")
    part = places[reasons.eq("")]
    if len(part) >= MIN_BUURTEN:
        if data.has_boundaries:
            links = graph.build_contiguity(part, rook=False)
        else:
            _check_points(part)
            links = graph.build_knn(part, k=NEAREST)
        reasons[links.isolates] = "geen buren met een waarde"
        part = part.drop(links.isolates)
        compared = figures[part.index]
        if len(part) >= MIN_BUURTEN and compared.min() < compared.max():
            return reasons, links.subgraph(part.index)
    why = f"minder dan {MIN_BUURTEN} buurten om te vergelijken" if len(part) < MIN_BUURTEN else "overal dezelfde waarde"
    return reasons.mask(reasons.eq(""), why), None


def _check_points(points: pd.Series[Any]) -> None:
    """Refuse coinciding points, since the nearest neighbours would depend on the search order."""
    if (double := points[points.duplicated(keep=False)]).empty:
        return
    codes = join_words([str(code) for code in double[double.eq(double.iloc[0])].index])
    raise InputError(f"Buurten {codes} hebben hetzelfde punt; geef grenzen, of een eigen punt per buurt.")


def _both_tails(tail: Any) -> Any:
    """Two-sided p-value from esda's smaller tail."""
    return np.minimum(2 * tail, 1)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed the global generator that esda uses and restore it afterwards, without the warning about tails."""
    before = np.random.get_state()  # noqa: NPY002 - esda has no other
    np.random.seed(seed)  # noqa: NPY002 - as above
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The alternative hypothesis for conditional", DeprecationWarning)
            yield
    finally:
        np.random.set_state(before)  # noqa: NPY002 - as above


def _load() -> tuple[Any, Any]:
    try:
        import esda  # noqa: PLC0415 - costly, and an optional extra
        from libpysal.graph import Graph  # noqa: PLC0415 - as above
    except ImportError as error:
        raise MissingExtraError(
            "Om te zien waar het klontert zijn esda en libpysal nodig; installeer ze met: "
            'pip install "gezond-geo[clusters]".'
        ) from error
    return esda, Graph
