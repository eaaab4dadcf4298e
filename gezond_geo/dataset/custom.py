"""Custom indicators: figures that are not in the catalogue, added to a `Dataset`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

import pandas as pd

from gezond_geo._validate import level_of
from gezond_geo.areas.codes import BUURTCODE, gemeentecode_of
from gezond_geo.dataset.figures import SOURCE_COLUMNS
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import ADULTS, CUSTOM, YEARS_APART, Indicator, Theme, id_of, subthemes
from gezond_geo.indicators.limits import MIN_PERSONS, MIN_RESIDENTS, find_few
from gezond_geo.indicators.reference import Reference, build_reference, theme_mean
from gezond_geo.io.cells import to_numbers
from gezond_geo.io.dutch import count_of, name_some
from gezond_geo.io.names import suggest_names
from gezond_geo.io.personal import explain_words
from gezond_geo.io.ranges import explain_impossible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

    from gezond_geo.areas.gemeente import Gemeente
    from gezond_geo.indicators.catalogue import Uitgave
    from gezond_geo.indicators.publications import Table


_ID = re.compile(r"[a-z0-9][a-z0-9_]*")
_RESERVED = {
    "buurten", "grof", "kanttekening", "op_de_grens", "rang", "score", "stapeling", "top", "volledigheid", "waarom"
}  # fmt: skip


class _Joined(Protocol):
    """The parts of a `Dataset` that adding an indicator needs."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def gemeente(self) -> Gemeente: ...
    @property
    def buurten(self) -> gpd.GeoDataFrame: ...
    @property
    def comparison(self) -> pd.DataFrame: ...
    @property
    def reference(self) -> Reference: ...
    @property
    def sources(self) -> pd.DataFrame: ...
    @property
    def uitgave(self) -> Uitgave: ...
    @property
    def from_wijk(self) -> pd.DataFrame: ...
    @property
    def standard_errors(self) -> pd.DataFrame: ...
    @property
    def completeness(self) -> pd.DataFrame: ...
    @property
    def meldingen(self) -> tuple[str, ...]: ...
    @property
    def indicators(self) -> Mapping[str, Indicator]: ...
    @property
    def themes(self) -> Mapping[str, Theme]: ...
    def members(self, theme: str) -> list[Indicator]: ...
    def is_dated(self, name: str) -> bool: ...
    def year_of(self, name: str) -> int | None: ...


_J = TypeVar("_J", bound=_Joined)

_ADVICE = "verbeter het; kan het wel, geef het cijfer dan een minimum of maximum"
"""Maximum number of buurten named in a melding; the rest is counted."""


def add_indicator(
    data: _J,
    values: pd.Series[float],
    indicator: Indicator,
    reference: Reference | pd.DataFrame | None = None,
    *,
    theme: Theme | None = None,
    table: Table | None = None,
    meldingen: Iterable[str] = (),
) -> _J:
    """Add an indicator to a dataset: `Dataset.with_indicator`, with meldingen from reading the values."""
    indicator = _join_theme(indicator, theme)
    _check_words(indicator, theme, table)
    _check_indicator(data, indicator)
    _check_theme(data, indicator, theme)
    complete = _settle(data, indicator)
    name = complete.id
    figures, gaps = _align(data, values, complete)
    buurten = data.buurten.copy()
    if name in buurten:
        buurten[name] = figures
    else:
        buurten.insert(list(buurten.columns).index("geometry"), name, figures)
    tables = data.uitgave.tabellen | ({str(complete.tabel): table} if table is not None else {})
    own = replace(
        data,
        buurten=buurten,
        comparison=data.comparison.drop(columns=name, errors="ignore"),
        sources=pd.concat([data.sources.drop(index=name, errors="ignore"), _source_row(complete, table)]),
        uitgave=replace(data.uitgave, tabellen=tables),
        from_wijk=data.from_wijk.drop(columns=name, errors="ignore"),
        standard_errors=data.standard_errors.drop(columns=name, errors="ignore"),
        completeness=data.completeness.drop(columns=name, errors="ignore"),
        indicators={**data.indicators, name: complete},
        themes={**data.themes, theme.id: theme} if theme is not None and complete.thema else data.themes,
    )
    lines = [*meldingen, _introduce(data, own, complete, table), *gaps]
    if complete.thema is not None and complete.ongunstig is not None:
        own = replace(own, reference=_compare(own, complete, complete.thema, reference))
        lines += [*_say_lacking(own, complete.thema, reference), *_say_reference(data, own, complete.thema)]
        lines += _say_year(own, complete)
    return replace(own, meldingen=(*data.meldingen, *lines))


def _join_theme(indicator: Indicator, theme: Theme | None) -> Indicator:
    """Assign an indicator to the new theme; if both have the same label, the theme keeps the id."""
    if theme is None:
        return indicator
    own = f"{theme.id}_cijfer" if indicator.id == theme.id == id_of(indicator.label) else indicator.id
    return replace(indicator, id=own, thema=indicator.thema or theme.id)


def _check_words(indicator: Indicator, theme: Theme | None, table: Table | None) -> None:
    """Refuse texts that point to a person or are about a group of people, since they appear on the map."""
    words = {name: getattr(indicator, name) for name in ("label", "id", "zin", "eenheid", "kanttekening", "wie")}
    if theme is not None:
        words |= {f"{name} van het thema": getattr(theme, name) for name in ("label", "id", "uitleg", "meer", "minder")}
    if table is not None:
        words |= {"bron": table.uitgever, "titel": table.titel, "licentie": table.licentie}
        words["de naam van de tabel"] = table.id
    if text := next(explain_words(words), ""):
        raise InputError(f"{indicator.label}: {text}")


def _check_indicator(data: _Joined, indicator: Indicator) -> None:
    """Refuse an invalid indicator for this dataset."""
    name, label = indicator.id, indicator.label
    reserved = _RESERVED | set(data.themes) | set(subthemes()) | (set(data.buurten.columns) - set(data.indicators))
    if not _ID.fullmatch(name) or name in reserved or name.startswith(("p_", "reden_")):
        raise InputError(f"Het cijfer {label!r} kan niet {name!r} heten; kies een ander label.")
    if indicator.zin.count("{}") != 1 or len(re.findall("[{}]", indicator.zin)) != 2:  # noqa: PLR2004 - those of {}
        raise InputError(f"In de zin van {label} staat {indicator.zin!r}; schrijf één keer {{}} waar het getal komt.")
    if indicator.ongunstig not in {None, "hoog", "laag"} or not 0 <= indicator.decimalen <= 6:  # noqa: PLR2004 - enough
        raise InputError(f"Van {label} klopt ongunstig of decimalen niet; kies hoog of laag, en 0 tot 6 decimalen.")
    if not indicator.range.minimum <= indicator.range.maximum:
        raise InputError(f"Van {label} is het minimum meer dan het maximum; verbeter een van de twee.")
    if indicator.weging not in {None, ADULTS, *data.indicators}:
        raise InputError(f"{label} weegt naar {indicator.weging!r}, en dat is er niet; kies inwoners of land_ha.")
    if (before := data.indicators.get(name)) is None:
        return
    if before.is_count or before.is_share:
        raise InputError(f"Het cijfer {name!r} bestaat al, en andere rusten erop; kies een ander label.")
    if before in data.members(before.thema or "") and (indicator.thema != before.thema or not indicator.ongunstig):
        raise InputError(f"{label} telt mee in {before.thema} en moet daar in blijven; kies een ander label.")


def _check_theme(data: _Joined, indicator: Indicator, theme: Theme | None) -> None:
    """Refuse a theme that is unknown, is not that of the indicator, or has an invalid name."""
    if theme is None:
        if indicator.thema not in {None, *data.themes}:
            raise InputError(f"Het thema {indicator.thema!r} is er nog niet; geef er ook een label bij.")
        return
    if theme.id != indicator.thema or data.themes.get(theme.id, theme) != theme:
        raise InputError(f"Het thema {theme.id!r} bestaat al, of hoort niet bij {indicator.label}; geef alleen het id.")
    reserved = {indicator.id, *_RESERVED, *subthemes(), *data.indicators, *data.buurten.columns}
    if not _ID.fullmatch(theme.id) or theme.id in reserved:
        raise InputError(f"Een thema kan niet {theme.id!r} heten; kies een ander id van kleine letters en cijfers.")


def _settle(data: _Joined, indicator: Indicator) -> Indicator:
    """Fill in table id and default weight.

    Custom indicators are not computed from other columns. One that counts is a share or a rate, so its default weight
    is the number of residents.
    """
    counts = indicator.thema is not None and indicator.ongunstig is not None
    weight = "inwoners" if (counts or indicator.is_share) and indicator.weging is None else indicator.weging
    return replace(
        indicator,
        tabel=f"{CUSTOM}{indicator.id}",
        stammen=(),
        teller=None,
        noemer=(),
        min=(),
        per=1,
        weging=weight,
        thema=indicator.thema if counts or indicator.thema in data.themes else None,
    )


def _align(data: _Joined, values: pd.Series[float], indicator: Indicator) -> tuple[pd.Series[float], list[str]]:
    """Align values with the buurten, with Dutch notices on missing and dropped values."""
    label, buurten = indicator.label, data.buurten
    if (twice := values.index.duplicated()).any():
        raise InputError(f"{label}: {values.index[twice][0]} staat er twee keer; laat er een staan.")
    numbers, impossible = indicator.range.check(to_numbers(values.rename(indicator.id), label))
    if impossible:
        raise InputError(f"{label}: {explain_impossible(impossible, _ADVICE)}")
    ours = {gemeentecode_of(str(code)) for code in buurten.index}
    unknown = [str(code) for code in values.index if code not in buurten.index]
    foreign = [c for c in unknown if BUURTCODE.fullmatch(c) and gemeentecode_of(c) not in ours]
    if strange := [c for c in unknown if c not in foreign]:
        raise InputError(f"{label}: {strange[0]!r} is geen buurt van {data.gemeente.naam}; controleer de code.")
    large = buurten["inwoners"] >= MIN_RESIDENTS
    few = find_few(numbers, indicator.eenheid).reindex(buurten.index, fill_value=False)
    aligned = numbers.reindex(buurten.index).mask(few)
    notes = {
        f"verborgen wegens minder dan {MIN_PERSONS} personen: {_name(data, few & large)}": (few & large).any(),
        f"niet gebruikt, want van andere gemeenten: {count_of(len(foreign), 'buurt', 'buurten')}": foreign,
        f"niet getoond, want minder dan {MIN_RESIDENTS} inwoners: {_name(data, aligned.notna() & ~large)}": (
            aligned.notna() & ~large
        ).any(),
        f"geen cijfer voor {_name(data, aligned.isna() & large)}": (aligned.isna() & large).any(),
    }
    return aligned.where(large), [f"{label}: {text}." for text, some in notes.items() if some]


def _name(data: _Joined, mask: pd.Series[bool]) -> str:
    return name_some(data.buurten["buurtnaam"][mask].astype(str))


def _source_row(indicator: Indicator, table: Table | None) -> pd.DataFrame:
    row = dict.fromkeys(SOURCE_COLUMNS, "") | {
        "kolom": indicator.id,
        "soort": ", ".join(filter(None, ["eigen cijfer", indicator.soort])),
    }
    if table is None:
        row |= {"titel": indicator.label, "uitgever": "eigen cijfer"}
    else:
        about = {"tabel": table.id, "titel": table.titel, "uitgever": table.uitgever, "licentie": table.licentie}
        row |= about | {"jaar": str(table.jaar)}
    return pd.DataFrame([row], index=pd.Index([indicator.id], name="id"))


def _compare(data: _Joined, indicator: Indicator, theme: str, comparison: Reference | pd.DataFrame | None) -> Reference:
    """Reference of the dataset, with a separate one for the theme.

    A theme has one reference as a whole: the one passed if it holds all counting indicators of the theme, or else the
    buurten of the dataset; none while one of its indicators has no values at all.
    """
    members = data.members(theme)
    ids = [i.id for i in members]
    apart = {name: other for name, other in data.reference.apart.items() if name != theme}
    if isinstance(comparison, pd.DataFrame):
        comparison = _reference_of_frame(comparison, indicator, theme, members)
    elif comparison is not None:
        comparison = _reference_with_theme(comparison.of(theme), indicator, theme, members)
    if comparison is None and data.buurten[ids].notna().any().all():
        comparison = build_reference(
            [(pd.DataFrame(data.buurten[ids]), data.buurten["inwoners"])],
            label=f"de {level_of(data.buurten)} van {data.gemeente.naam}",
            people=f"inwoners van {data.gemeente.naam}",
            members={theme: members},
        )
    return replace(data.reference, apart=apart | ({theme: comparison} if comparison is not None else {}))


def _reference_of_frame(
    frame: pd.DataFrame, indicator: Indicator, theme: str, members: Sequence[Indicator]
) -> Reference | None:
    if lacking := [c for c in (indicator.id, "inwoners") if c not in frame]:
        raise InputError(f"In de referentie voor {indicator.label} ontbreekt de kolom {lacking[0]}.")
    if not {i.id for i in members} <= set(frame):
        return None
    reference = build_reference(
        [(frame, frame["inwoners"])], label="", people="inwoners van die buurten", members={theme: members}
    )
    # For a theme with one indicator, each buurt with a figure counts once.
    count = int(reference.distribution(theme)["buurten"].sum())
    return replace(reference, label=f"de {count_of(count, 'buurt', 'buurten')} van de meegegeven referentie")


def _reference_with_theme(
    reference: Reference, indicator: Indicator, theme: str, members: Sequence[Indicator]
) -> Reference | None:
    """The reference if it holds the theme; the mean of a single indicator follows from that indicator."""
    if indicator.id not in reference:
        raise InputError(
            f"In de referentie voor {indicator.label} staat {indicator.id!r} niet; geef er een met dat cijfer."
        )
    if theme not in reference and len(members) == 1:
        own = reference.distribution(indicator.id).rename(columns={"value": indicator.id})
        mean = theme_mean(theme, members, own, reference)
        steps = own.assign(id=theme, value=mean)[list(reference.steps.columns)]
        reference = replace(reference, steps=pd.concat([reference.steps, steps], ignore_index=True))
    return replace(reference, apart={}) if reference.covers(theme, members) else None


def _introduce(before: _Joined, own: _Joined, indicator: Indicator, table: Table | None) -> str:
    source = "jaar onbekend" if table is None else f"{table.uitgever}, {table.jaar}"
    counts = indicator.thema is not None and indicator.ongunstig is not None
    role = f"telt mee in {own.themes[indicator.thema].label}" if counts and indicator.thema else "alleen om te bekijken"
    instead = " in plaats van dat uit de uitgave" if indicator.id in before.indicators else ""
    return f"{indicator.label}: eigen cijfer ({source}){instead}, {role}."


def _say_lacking(data: _Joined, theme: str, comparison: Reference | pd.DataFrame | None) -> list[str]:
    """Dutch notice on figures that an unused reference lacks for the theme, with the closest column name."""
    if comparison is None:
        return []
    source = comparison if isinstance(comparison, pd.DataFrame) else comparison.of(theme)
    lacking = [i.id for i in data.members(theme) if i.id not in source]
    if not lacking:
        return []
    columns = map(str, source) if isinstance(source, pd.DataFrame) else source.steps["id"].unique()
    close = [name for name in suggest_names(lacking[0], columns) if name not in data.indicators]
    hint = f" (bedoelt u {close[0]}?)" if close else ""
    return [f"De meegegeven referentie is niet gebruikt: daarin ontbreekt {name_some(lacking)}{hint}."]


def _say_reference(before: _Joined, own: _Joined, theme: str) -> list[str]:
    """Dutch notice on the reference of the theme, and the earlier one of an existing theme."""
    if theme not in own.reference.apart:
        return []
    label = own.reference.of(theme).label
    was = before.reference.of(theme).label
    instead = f", en niet meer met {was}" if theme in before.themes and was != label else ""
    return [f"Het thema {own.themes[theme].label} is vergeleken met {label}{instead}."]


def _say_year(data: _Joined, indicator: Indicator) -> list[str]:
    if not data.is_dated(indicator.id):
        return []
    year, others = data.year_of(indicator.id), data.year_of("inwoners")
    return [
        f"{indicator.label} is van {year}, meer dan {YEARS_APART} jaar van de andere cijfers over mensen ({others})."
    ]
