"""The catalogue of themes, indicators and uitgaven, read from ``data/catalogus.toml``.

An *uitgave* pins, for each indicator, the table, column and year, so that the same run gives the same numbers years
later.
"""

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from gezond_geo.errors import SettingsError

ADULTS = "inwoners_15plus"
"""Weight of shares of residents of 18 and over: CBS counts to 15 and from 15 per buurt, not to 18."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One of the themes that can stack; the fields are those of ``[[thema]]`` in the catalogue."""

    id: str
    label: str
    uitleg: str
    meer: str
    minder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One column of figures per buurt; the fields are those of ``[[indicator]]`` in the catalogue."""

    id: str
    label: str
    zin: str
    eenheid: str
    decimalen: int
    soort: str
    tabel: str | None = None
    stammen: tuple[str, ...] = ()
    teller: str | None = None
    noemer: tuple[str, ...] = ()
    min: tuple[str, ...] = ()
    per: int = 1
    thema: str | None = None
    ongunstig: str | None = None
    weging: str | None = None
    kanttekening: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it is computed from other columns."""
        return self.teller is not None

    @property
    def is_count(self) -> bool:
        """Whether it adds up over buurten."""
        return self.weging is None and not self.is_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a data service as an uitgave uses it; the fields are those of ``[uitgave.tabellen]``."""

    id: str
    uitgever: str
    titel: str
    jaar: int
    dienst: str | None = None
    periode: str | None = None
    leeftijd: str | None = None
    licentie: str = "CC BY 4.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitgave:
    """A pinned set of tables."""

    id: str
    grenzen: int
    tabellen: dict[str, Table] = field(default_factory=dict)

    def columns_of(self, key: str) -> dict[str, tuple[str, ...]]:
        """Stems to look for in one table, by indicator id (empty when the uitgave does not have the table)."""
        if key not in self.tabellen:
            return {}
        return {i.id: i.stammen for i in catalogue().values() if i.tabel == key}

    def table_of(self, indicator: Indicator) -> Table | None:
        """Table that an indicator, or the numerator of a share, comes from."""
        if indicator.teller is not None:
            return self.table_of(catalogue()[indicator.teller])
        return self.tabellen.get(indicator.tabel or "")


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("gezond_geo").joinpath("data/catalogus.toml").read_text("utf-8"))


@cache
def themes() -> dict[str, Theme]:
    """Themes by id, in the order in which they are shown."""
    return {row["id"]: Theme(**row) for row in _read()["thema"]}


@cache
def catalogue() -> dict[str, Indicator]:
    """Indicators by id, in the order in which they are shown."""
    found: dict[str, Indicator] = {}
    for row in _read()["indicator"]:
        fields: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
        also_older = fields.pop("ook_65plus", False)
        indicator = Indicator(**fields)
        found[indicator.id] = indicator
        if also_older:
            older = _of_older_residents(indicator)
            found[older.id] = older
    return found


@cache
def uitgaven() -> dict[str, Uitgave]:
    """Uitgaven by id, oldest first."""
    found = {}
    for row in _read()["uitgave"]:
        tables = {key: Table(**table) for key, table in row["tabellen"].items()}
        found[row["id"]] = Uitgave(id=row["id"], grenzen=row["grenzen"], tabellen=tables)
    return found


def uitgave_of(name: str) -> Uitgave:
    """Look up an uitgave.

    Raises
    ------
    SettingsError
        When the catalogue has no uitgave of that name.
    """
    try:
        return uitgaven()[name]
    except KeyError:
        known = ", ".join(uitgaven())
        raise SettingsError(f"Uitgave {name!r} bestaat niet; kies uit: {known}.") from None


def theme_indicators(theme: str) -> list[Indicator]:
    """Indicators that count in a theme."""
    return [i for i in catalogue().values() if i.thema == theme]


def add_shares(figures: pd.DataFrame) -> pd.DataFrame:
    """Add every indicator that is computed from quoted figures.

    Parameters
    ----------
    figures
        One row per region, a column per quoted indicator.

    Returns
    -------
    DataFrame
        The same rows and columns, quoted figures rounded to the catalogue's decimals, and a column per computed
        indicator and the weight ``inwoners_15plus``. A share with a missing or empty part is NaN.
    """
    full = figures.astype("float64")
    full[ADULTS] = full["inwoners"] - full["inwoners_0_14"]
    for indicator in catalogue().values():
        if indicator.teller is not None:
            below = full[list(indicator.noemer)].sum(axis=1, skipna=False)
            below -= full[list(indicator.min)].sum(axis=1, skipna=False)
            full[indicator.id] = full[indicator.teller] * indicator.per / below.where(below > 0)
        if indicator.id in full:
            full[indicator.id] = full[indicator.id].round(indicator.decimalen)
    return full


def _of_older_residents(indicator: Indicator) -> Indicator:
    return replace(
        indicator,
        id=f"{indicator.id}_65plus",
        label=f"{indicator.label} (65+)",
        zin=indicator.zin.replace("{}", "{} van de 65-plussers", 1),
        tabel="gezondheid_65plus",
        thema=None,
        weging="inwoners_65plus",
        kanttekening=indicator.kanttekening.replace("18 jaar", "65 jaar"),
    )
