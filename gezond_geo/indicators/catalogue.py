"""The catalogue of themes, indicators and uitgaven, read from ``catalogus.toml``.

An *uitgave* (edition) pins the table, column and year of each indicator, so that the same run gives the same numbers
years later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.errors import SettingsError
from gezond_geo.indicators.publications import Table, fill_in, read_catalogue, table_of_year
from gezond_geo.io.names import normalise_name
from gezond_geo.io.ranges import LARGEST, Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


ADULTS = "inwoners_15plus"
"""Weight of shares of residents of 18 and over: CBS counts to 15 and from 15 per buurt, not to 18."""

AGES = {"18+": "gezondheid", "18-65": "gezondheid_18_65", "65+": "gezondheid_65plus"}
"""Key of the health table for each age group."""

YEARS_APART = 2
"""Maximum difference in years between the figures about people in one score."""

LASTING_THEME = "verstening"
"""Theme that changes slowly: its figures may be older than those about people."""

CUSTOM = "eigen "
"""Prefix of the table id of a custom indicator."""

_UNIT_WORDS = re.compile(r"[^\W\d_]+|[%‰°]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One of the themes that can stack; the fields are those of ``[[thema]]`` in the catalogue.

    Missing fields follow from the label: the id (``Zorg en welzijn`` becomes ``zorg_en_welzijn``) and the subject.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> gg.Theme(label="Zorg en welzijn").id
    'zorg_en_welzijn'
    """

    id: str = ""
    label: str
    uitleg: str = ""
    meer: str = "ongunstiger"
    minder: str = "gunstiger"
    beter: str = ""
    slechter: str = ""

    def __post_init__(self) -> None:
        """Fill in what follows from the label."""
        fill_in(self, id=id_of(self.label), uitleg=f"{self.label}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtheme:
    """Part of a theme that is shown separately; the fields are those of ``[[subthema]]`` in the catalogue."""

    id: str
    thema: str
    label: str
    leden: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One column of figures per buurt; the fields are those of ``[[indicator]]`` in the catalogue.

    `minimum` and `maximum` override the range of the unit (`range`). The id and the sentence default to ones made from
    the label.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> figure = gg.Indicator(label="Meldingen", eenheid="per 1 000", ongunstig="hoog")
    >>> figure.id, figure.zin, str(figure.range)
    ('meldingen', 'Meldingen: {}', '0 of meer')
    """

    id: str = ""
    label: str
    zin: str = ""
    eenheid: str = ""
    decimalen: int = 1
    soort: str = ""
    tabel: str | None = None
    stammen: tuple[str, ...] = ()
    afkortingen: tuple[str, ...] = ()
    maat: tuple[str, str] | None = None
    teller: str | None = None
    noemer: tuple[str, ...] = ()
    min: tuple[str, ...] = ()
    per: int = 1
    thema: str | None = None
    ongunstig: str | None = None
    weging: str | None = None
    kanttekening: str = ""
    wie: str = ""
    op_verzoek: bool = False
    standaardfout: float = 0.0
    afronding: float = 0.0
    minimum: float | None = None
    maximum: float | None = None
    deel_van: str | None = None

    def __post_init__(self) -> None:
        """Fill in what follows from the label."""
        fill_in(self, id=id_of(self.label), zin=f"{self.label}: {{}}")

    @property
    def is_share(self) -> bool:
        """Whether it is computed from other columns."""
        return self.teller is not None

    @property
    def is_count(self) -> bool:
        """Whether it adds up over buurten."""
        return self.weging is None and not self.is_share

    @property
    def is_custom(self) -> bool:
        """Whether the caller added it: it keeps its precision, and is rounded only for display."""
        return (self.tabel or "").startswith(CUSTOM)

    @property
    def range(self) -> Range:
        """Possible values: its own bounds, or else those of its unit; of a plain number only for a count."""
        words = set(_UNIT_WORDS.findall(self.eenheid.casefold()))
        rules = [rule for rule in read_catalogue()["bereik"] if words & set(rule["woorden"])]
        otherwise = {"minimum": 0} if self.eenheid.strip() or self.soort == "telling" else {}
        unit = rules[0] if rules else otherwise
        minimum = unit.get("minimum", -LARGEST) if self.minimum is None else self.minimum
        maximum = unit.get("maximum", LARGEST) if self.maximum is None else self.maximum
        return Range(max(minimum, -LARGEST), min(maximum, LARGEST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitgave:
    """A pinned set of tables, and the indicators from them that count.

    Attributes
    ----------
    id : Year of the figures about people.
    grenzen : Year of the boundaries: that of the buurten in which residents are counted.
    tabellen : Table per key.
    leden : Ids of the indicators that count, for themes where they differ from the catalogue.
    ernaast : Ids of the indicators shown alongside, per theme: they never count there.
    anders : Fields of an indicator that this uitgave words differently, by its id.
    uitleg : Explanation of what counts, for the same themes.
    extra : Ids of additional indicators that the caller requested.
    """

    id: str
    grenzen: int
    tabellen: dict[str, Table] = field(default_factory=dict)
    leden: dict[str, tuple[str, ...]] = field(default_factory=dict)
    uitleg: dict[str, str] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    ernaast: dict[str, tuple[str, ...]] = field(default_factory=dict)
    anders: dict[str, dict[str, str]] = field(default_factory=dict)

    def indicators(self) -> dict[str, Indicator]:
        """Its indicators by id, in the order of the catalogue, with the theme that they count in."""
        indicators = {}
        beside = {member: theme for theme, members in self.ernaast.items() for member in members}
        others = working_age() if AGES["18-65"] in self.tabellen else {}
        for indicator in (*_every_indicator().values(), *others.values()):
            theme = indicator.thema
            for name, members in self.leden.items():
                if indicator.id in members:
                    theme = name
                elif theme == name:
                    theme = None
            words: dict[str, Any] = dict(self.anders.get(indicator.id, {}))
            if indicator.id in beside:
                theme = beside[indicator.id]
                words["ongunstig"] = None
            if theme is not None or not indicator.op_verzoek or indicator.id in self.extra:
                same = theme == indicator.thema and not words
                indicators[indicator.id] = indicator if same else replace(indicator, thema=theme, **words)
        return indicators

    def with_members(self, theme: str, members: tuple[str, ...], beside: tuple[str, ...], uitleg: str) -> Uitgave:
        """Copy with other indicators that count in a theme or are shown alongside; `uitleg` explains what counts."""
        return replace(
            self,
            leden={**self.leden, theme: members},
            ernaast={**self.ernaast, theme: beside},
            uitleg={**self.uitleg, theme: uitleg},
        )

    def quoted(self) -> list[str]:
        """Ids of its indicators that are quoted from a table."""
        return [i.id for i in self.indicators().values() if not i.is_share]

    def themes(self) -> dict[str, Theme]:
        """Themes by id, with what counts in them here."""
        return {name: replace(theme, uitleg=self.uitleg.get(name, theme.uitleg)) for name, theme in themes().items()}

    def with_extra(self, names: Iterable[str]) -> Uitgave:
        """Uitgave that also reads some optional indicators; these are shown, never counted.

        Raises
        ------
        SettingsError
            When the catalogue has no such optional indicator.
        """
        ids = tuple(dict.fromkeys(names))
        if unknown := [name for name in ids if name not in extras()]:
            options = ", ".join(extras())
            raise SettingsError(f"Er is geen cijfer op verzoek {unknown[0]!r}; kies uit: {options}.")
        return replace(self, extra=ids)

    def columns_of(self, key: str) -> dict[str, tuple[str, ...]]:
        """Column stems in one table, by indicator id; empty when the uitgave lacks the table."""
        if key not in self.tabellen:
            return {}
        return {i.id: i.stammen for i in self.indicators().values() if i.tabel == key}

    def measures_of(self, key: str) -> dict[str, tuple[str, str]]:
        """OData v4 code and unit of the columns in one table, by indicator id; empty if the uitgave lacks the table."""
        return {name: i.maat for name, i in self.indicators().items() if i.tabel == key and i.maat is not None}

    def table_of(self, indicator: Indicator) -> Table | None:
        """Table that an indicator, or the numerator of a share, comes from."""
        if indicator.teller is not None:
            return self.table_of(_every_indicator()[indicator.teller])
        return self.tabellen.get(indicator.tabel or "")


def id_of(label: str) -> str:
    """Id for a label: ``Wmo-voorzieningen`` becomes ``wmo_voorzieningen``."""
    return normalise_name(label).replace(" ", "_")


@cache
def themes() -> dict[str, Theme]:
    """Themes by id, in the order in which they are shown."""
    return {row["id"]: Theme(**row) for row in read_catalogue()["thema"]}


@cache
def subthemes() -> dict[str, Subtheme]:
    """Sub-themes by id, in the order in which they are shown."""
    return {row["id"]: Subtheme(**row | {"leden": tuple(row["leden"])}) for row in read_catalogue()["subthema"]}


@cache
def catalogue() -> dict[str, Indicator]:
    """Indicators that are always read, by id, in the order in which they are shown."""
    return {name: indicator for name, indicator in _every_indicator().items() if not indicator.op_verzoek}


@cache
def extras() -> dict[str, Indicator]:
    """Optional indicators, read on request, by id, in the order in which they are shown."""
    return {name: indicator for name, indicator in _every_indicator().items() if indicator.op_verzoek}


@cache
def _every_indicator() -> dict[str, Indicator]:
    indicators: dict[str, Indicator] = {}
    for row in read_catalogue()["indicator"]:
        fields: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
        also_older = fields.pop("ook_65plus", False)
        indicator = Indicator(**fields)
        indicators[indicator.id] = indicator
        if also_older:
            older = _of_older_residents(indicator)
            indicators[older.id] = older
    return indicators


@cache
def uitgaven() -> dict[str, Uitgave]:
    """Uitgaven by id, oldest first."""
    result = {}
    for row in read_catalogue()["uitgave"]:
        tables = {
            key: table_of_year(table["bron"], table["jaar"], age=table.get("leeftijd"))
            for key, table in row["tabellen"].items()
        }
        themes = row.get("thema", {})
        result[row["id"]] = Uitgave(
            id=row["id"],
            grenzen=tables["kwb"].indeling,
            tabellen=tables,
            leden={theme: tuple(section["indicatoren"]) for theme, section in themes.items()},
            uitleg={theme: section["uitleg"] for theme, section in themes.items()},
            ernaast={theme: tuple(section["ernaast"]) for theme, section in themes.items() if "ernaast" in section},
            anders=row.get("anders", {}),
        )
    return result


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
        options = ", ".join(uitgaven())
        raise SettingsError(f"Uitgave {name!r} bestaat niet; kies uit: {options}.") from None


def theme_indicators(theme: str, indicators: Mapping[str, Indicator] | None = None) -> list[Indicator]:
    """Indicators that count in a theme; `indicators` defaults to the catalogue."""
    return [i for i in (catalogue() if indicators is None else indicators).values() if i.thema == theme]


def add_shares(figures: pd.DataFrame, indicators: Mapping[str, Indicator] | None = None) -> pd.DataFrame:
    """Add every indicator that is computed from published figures.

    Parameters
    ----------
    figures
        One row per region, a column per published indicator.
    indicators
        Definition of each column; without it the catalogue.

    Returns
    -------
    DataFrame
        The same rows and columns, and a column per computed indicator and the weight ``inwoners_15plus``. A computed
        share has the catalogue's decimals, as in the reference; with a missing or empty part it is NaN.
    """
    quoted = figures.astype("float64")
    full = dict(zip(quoted.columns.astype(str).tolist(), quoted.to_numpy().T, strict=True))
    computed = {ADULTS: full["inwoners"] - full["inwoners_0_14"]}
    for indicator in (catalogue() if indicators is None else indicators).values():
        if indicator.teller is not None:
            every = full | computed
            below = sum(every[name] for name in indicator.noemer) - sum(every[name] for name in indicator.min)
            share = every[indicator.teller] * indicator.per / np.where(below > 0, below, np.nan)
            computed[indicator.id] = share.round(indicator.decimalen)
    return pd.DataFrame(full | computed, index=quoted.index)


@cache
def working_age() -> dict[str, Indicator]:
    """Indicators of residents of 18 to 65 by id, for series that also have figures of those of 65 and over."""
    ids = [row["id"] for row in read_catalogue()["indicator"] if row.get("ook_65plus")]
    return {(i := _of_working_age(_every_indicator()[name])).id: i for name in ids}


def _of_older_residents(indicator: Indicator) -> Indicator:
    return replace(
        indicator,
        id=f"{indicator.id}_65plus",
        label=f"{indicator.label} (65+)",
        zin=indicator.zin.replace("{}", "{} van de 65-plussers", 1),
        tabel=AGES["65+"],
        thema=None,
        weging="inwoners_65plus",
        kanttekening=indicator.kanttekening.replace("18 jaar", "65 jaar"),
        wie=indicator.wie.replace("volwassenen", "65-plussers"),
    )


def _of_working_age(indicator: Indicator) -> Indicator:
    people = "inwoners van 18 tot 65 jaar"
    return replace(
        indicator,
        id=f"{indicator.id}_18_65",
        label=f"{indicator.label} (18–65)",
        zin=indicator.zin.replace("{}", f"{{}} van de {people}", 1),
        tabel=AGES["18-65"],
        thema=None,
        kanttekening=indicator.kanttekening.replace("18 jaar en ouder", "18 tot 65 jaar"),
        wie=indicator.wie.replace("volwassenen", people),
    )
