"""Comparison of a buurt or gemeente with the Netherlands and its peers: equally urban Dutch areas."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_buurten, as_text, checked
from gezond_geo.areas.codes import NATION, gemeentecode_of, wijkcode_of
from gezond_geo.dataset.folder import snapshot
from gezond_geo.errors import InputError
from gezond_geo.indicators.reference import PEOPLE as DUTCH
from gezond_geo.scores.urbanity import URBANITY, urbanity_class

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.indicators.catalogue import Indicator

_DENSITY = "stedelijkheid"


@checked(data=as_buurten, buurtcode=as_text)
def compare_with_peers(data: Dataset, buurtcode: str | None = None) -> pd.DataFrame:
    """Compare the figures of a buurt or the gemeente with those of the Netherlands and of its peers.

    Parameters
    ----------
    data
        Figures of the gemeente.
    buurtcode
        Code or name of a buurt; without it the gemeente itself, where its figures are published.

    Returns
    -------
    DataFrame
        A row per indicator shown (`Dataset.shown`), by id: ``label``, ``eenheid``, ``jaar``, ``waarde``,
        ``nederland``, ``gelijken`` (buurten or gemeenten of the same urbanity class, including itself; see
        `read_peers`), ``klasse`` (its name), ``aantal_gelijken``, ``reden_geen_gelijken`` and ``kanttekening`` (Dutch,
        empty when there is none). For a buurt also ``wijk`` and ``gemeente``, as published, and ``percentiel`` (among
        all Dutch residents by the buurt they live in, 0-100 with 100 unfavourable; NaN where the figure does not count
        or is compared with something else). Figures are in the indicator's unit; NaN is missing.

    Raises
    ------
    UnknownBuurtError
        When there is no such buurt.
    InputError
        When the data are of the Netherlands itself.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> table = gg.compare_with_peers(data, "Twekkelerveld")
    >>> table.loc["roken", ["waarde", "gemeente", "nederland", "gelijken"]].to_dict()
    {'waarde': 26.6, 'gemeente': 21.9, 'nederland': 17.9, 'gelijken': 16.5}
    """
    indicators = data.shown
    table = pd.DataFrame(
        {
            "label": [i.label for i in indicators],
            "eenheid": [i.eenheid for i in indicators],
            "jaar": pd.array([data.year_of(i.id) for i in indicators], dtype="Int64"),
        },
        index=pd.Index([i.id for i in indicators], name="cijfer"),
    )
    columns = [*table.index, _DENSITY]
    published = data.comparison.reindex(columns=columns)
    if buurtcode is None:
        if data.gemeente.code == NATION:
            raise InputError("Nederland als geheel heeft geen gelijken; kies een gemeente of een buurt.")
        own = _row(published, data.gemeente.code)
        table["waarde"] = own
    else:
        code = data.find_buurt(buurtcode)
        own = _row(pd.DataFrame(data.buurten).reindex(columns=columns), code)
        table["waarde"] = own
        table["wijk"] = _row(published, wijkcode_of(code))
        table["gemeente"] = _row(published, gemeentecode_of(code))
    table["nederland"] = _row(published, NATION)
    compared = table.join(_beside_peers(data, table.index, own[_DENSITY], "gemeente" if buurtcode is None else "buurt"))
    compared["kanttekening"] = [i.kanttekening for i in indicators]
    if buurtcode is not None:
        compared["percentiel"] = [_percentile(data, i, compared["waarde"][i.id]) for i in indicators]
        from_wijk = data.from_wijk.reindex(index=[code], columns=table.index, fill_value=False).iloc[0]
        compared["kanttekening"] = compared["kanttekening"].mask(from_wijk.astype(bool), "cijfer van de hele wijk")
    return compared


def read_peers() -> pd.DataFrame:
    """Mean figures of the Dutch buurten and gemeenten by urbanity class.

    Returns
    -------
    DataFrame
        ``soort`` (``buurt`` or ``gemeente``), ``klasse`` (1-5, `gezond_geo.scores.urbanity.urbanity_class`), ``aantal``
        (their number), ``inwoners``, and a column per indicator with the mean of the published values, for the uitgave
        2020.
    """
    with files("gezond_geo.scores").joinpath("gelijken.csv").open("rb") as file:
        return pd.read_csv(file)


def _row(frame: pd.DataFrame, code: str) -> pd.Series[float]:
    return pd.Series(frame.reindex([code]).iloc[0], dtype="float64")


def _beside_peers(data: Dataset, names: pd.Index[str], density: float, kind: str) -> pd.DataFrame:
    """Figures of the peers, or the reason (Dutch) why there are none."""
    klasse = urbanity_class(pd.Series([density])).iloc[0]
    rows = read_peers()
    same = rows[(rows["soort"] == kind) & (rows["klasse"] == klasse) & (data.uitgave.id == snapshot.UITGAVE)]
    peers: dict[Any, Any] = next(iter(same.to_dict("records")), {})
    comparable = names.difference(pd.Index(data.own))
    values = pd.Series({name: peers.get(name) for name in comparable}, dtype="float64").reindex(names)
    if data.uitgave.id != snapshot.UITGAVE:
        reason = f"van gelijken zijn er alleen cijfers van uitgave {snapshot.UITGAVE}"
    elif np.isnan(klasse):
        reason = "hoe stedelijk het hier is, is niet bekend"
    else:
        reason = "van gelijken niet bekend"
    return pd.DataFrame(
        {
            "gelijken": values,
            "klasse": "" if np.isnan(klasse) else URBANITY[int(klasse)],
            "aantal_gelijken": pd.array([peers.get("aantal")] * len(names), dtype="Int64"),
            "reden_geen_gelijken": pd.Series(reason, index=names).where(values.isna(), ""),
        },
        index=names,
    )


def _percentile(data: Dataset, indicator: Indicator, value: float) -> float:
    reference = data.reference.of(indicator.thema)
    if not indicator.ongunstig or indicator.id not in reference or reference.people != DUTCH:
        return float("nan")
    return float(reference.position(indicator, pd.Series([value])).iloc[0])
