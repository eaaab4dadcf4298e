"""Argument validation of public functions: a check per kind of value, and the decorator `checked` that applies them.

A check takes the name of an argument and its value, and returns the value in the form that functions work with.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import signature
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd
import shapely

from gezond_geo.errors import InputError, SettingsError

if TYPE_CHECKING:
    from gezond_geo.errors import GezondGeoError

Check = Callable[[str, Any], Any]
_P = ParamSpec("_P")
_R = TypeVar("_R")

_LONGEST = 60
"""Maximum number of characters of a value quoted in a message."""

_LEVELS = {
    "buurtcode": "buurten",
    "wijkcode": "wijken",
    "stadsdeel": "stadsdelen",
    "gemeentecode": "gemeenten",
    "gebied": "gebieden",
}


def checked(**kinds: Check) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Check the arguments of a function before it runs; an argument with default None may be None.

    Parameters
    ----------
    **kinds
        Check per name of an argument.
    """

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        parameters = signature(function).parameters
        names = list(parameters)
        optional = {name for name in kinds if parameters[name].default is None}

        def as_checked(name: str, value: Any) -> Any:
            is_left_out = value is None and name in optional
            return kinds[name](name, value) if name in kinds and not is_left_out else value

        @wraps(function)
        def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            # With too many arguments, the function itself raises.
            positional = [*map(as_checked, names, args), *args[len(names) :]]
            return function(*positional, **{name: as_checked(name, value) for name, value in kwargs.items()})

        return call

    return decorate


def level_of(buurten: pd.DataFrame) -> str:
    """Dutch noun for the rows of `Dataset.buurten`, by the name of their index; empty for an unknown index."""
    return _LEVELS.get(str(buurten.index.name), "")


def as_whole(least: int, most: float = math.inf) -> Check:
    """Make a check for a whole number within bounds; 5.0 counts as whole."""
    span = f"van {least} of meer" if most == math.inf else f"van {least} tot en met {most:.0f}"

    def check(name: str, value: Any) -> int:
        if not _is_number(value) or value % 1 or not least <= value <= most:
            raise _refuse(name, value, f"een heel getal {span}", SettingsError)
        return int(value)

    return check


def as_number(least: float = -math.inf, most: float = math.inf) -> Check:
    """Make a check for a finite number within bounds."""
    upward = f" van {least:g} of meer" if most == math.inf else f" tussen {least:g} en {most:g}"
    span = "" if least == -math.inf else upward

    def check(name: str, value: Any) -> float:
        if not _is_number(value) or not least <= value <= most:
            raise _refuse(name, value, f"een getal{span}", SettingsError)
        return float(value)

    return check


def as_years(name: str, value: Any) -> tuple[int, int]:
    """Check a first and last year."""
    years = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else []
    if len(years) != 2 or not all(_is_number(year) and not year % 1 for year in years):  # noqa: PLR2004 - first and last
        raise _refuse(name, value, "het eerste en het laatste jaar, zoals (2026, 2030)", SettingsError)
    first, last = map(int, years)
    if first > last:
        raise SettingsError(f"{name} loopt van {first} tot en met {last}; geef het eerste jaar eerst.")
    return first, last


def check_order(since: int | None, until: int | None) -> None:
    """Check that the first year, if any, is not after the last."""
    if since is not None and until is not None and since > until:
        raise SettingsError(f"Van {since} tot en met {until} is geen periode; geef het eerste jaar eerst.")


def as_flag(name: str, value: Any) -> bool:
    """Check that a value is True or False; other truthy values are usually mistakes."""
    if not isinstance(value, bool | np.bool_):
        raise _refuse(name, value, "True of False", SettingsError)
    return bool(value)


def as_text(name: str, value: Any) -> str:
    """Check that a value is a string."""
    if not isinstance(value, str):
        raise _refuse(name, value, "een tekst", SettingsError)
    return value


def as_id(name: str, value: Any) -> str:
    """Check a string; a whole number, such as a year, is converted to one."""
    return str(int(value)) if _is_number(value) and not value % 1 else as_text(name, value)


def as_choice(*options: str) -> Check:
    """Make a check for one of a set of strings."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in options:
            raise _refuse(name, value, f"een van: {', '.join(options)}", SettingsError)
        return value

    return check


def as_names(name: str, value: Any) -> tuple[str, ...]:
    """Check one or more strings; a single one need not be in a list."""
    names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else (value,)
    if not all(isinstance(each, str) for each in names):
        raise _refuse(name, value, "een lijst van teksten", SettingsError)
    return names


def as_dict(name: str, value: Any) -> Mapping[Any, Any]:
    """Check that a value is a dict."""
    if not isinstance(value, Mapping):
        raise _refuse(name, value, "een dict", SettingsError)
    return value


def as_reference_or_frame(name: str, value: Any) -> Any:
    """Check a `Reference`, or a frame to build one from."""
    return value if isinstance(value, pd.DataFrame) else as_reference(name, value)


def as_list(name: str, value: Any) -> list[Any]:
    """Check that a value is a list or another iterable, but not a string, frame or dict."""
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping | pd.Series | pd.DataFrame):
        raise _refuse(name, value, "een lijst", InputError)
    return list(value)


def as_mapping(name: str, value: Any) -> Mapping[Any, Any] | pd.Series[Any]:
    """Check that a value is a mapping from names: a dict or a Series."""
    if not isinstance(value, Mapping | pd.Series):
        raise _refuse(name, value, "een dict of Series, met per naam een waarde", SettingsError)
    return value


def as_level(name: str, value: Any) -> str | Mapping[Any, Any] | pd.Series[Any]:
    """Check the name of a level, or a mapping from names."""
    if isinstance(value, str | Mapping | pd.Series):
        return value
    raise _refuse(name, value, "wijk, stadsdeel of gemeente, of een dict met per buurt een gebied", SettingsError)


def as_path(name: str, value: Any) -> str | Path:
    """Check that a value names a file or folder."""
    if not isinstance(value, str | os.PathLike) or not str(value).strip():
        raise _refuse(name, value, "de naam van een bestand of map", InputError)
    return value if isinstance(value, str) else Path(value)


def as_frame(*columns: str, file: bool = False, description: str = "") -> Check:
    """Make a check for a frame with at least some columns, or with `file` for the name of a file."""
    frame = f"een DataFrame met {', '.join(columns)}" if columns else "een DataFrame"
    kind = _or_file(description or frame, file=file)

    def check(name: str, value: Any) -> Any:
        if file and isinstance(value, str | os.PathLike):
            return as_path(name, value)
        if not isinstance(value, pd.DataFrame):
            raise _refuse(name, value, kind, InputError)
        if lacking := [column for column in columns if column not in value]:
            raise InputError(f"In {name} ontbreekt de kolom {lacking[0]}; geef {kind}.")
        return value

    return check


def as_areas(*columns: str, file: bool = False) -> Check:
    """Make a check for a frame with a geometry column; otherwise as `as_frame`."""
    kind = "een GeoDataFrame met vlakken in RD (EPSG:28992)"
    framed = as_frame(*columns, file=file, description=kind)

    def check(name: str, value: Any) -> Any:
        frame = framed(name, value)
        if isinstance(frame, pd.DataFrame) and getattr(frame, "active_geometry_name", None) is None:
            raise _refuse(name, value, _or_file(kind, file=file), InputError)
        return frame

    return check


def as_geometry(name: str, value: Any) -> shapely.Geometry:
    """Check that a value is a geometry with an area."""
    if not isinstance(value, shapely.Geometry) or shapely.area(value) <= 0:
        raise _refuse(name, value, "een vlak van shapely, zoals gebieden.union_all()", InputError)
    return value


def as_series(name: str, value: Any) -> pd.Series[Any]:
    """Check that a value is a Series."""
    if not isinstance(value, pd.Series):
        raise _refuse(name, value, "een Series van pandas", InputError)
    return value


def as_numbers(name: str, value: Any) -> pd.Series[float]:
    """Check that a value is a Series of numbers, possibly missing, with a unique index."""
    series = as_series(name, value)
    try:
        numbers = series.astype("float64")
    except (TypeError, ValueError) as bad:
        raise InputError(f"{name} bevat iets anders dan getallen; geef een Series van getallen.") from bad
    if np.isinf(numbers).any() or not numbers.index.is_unique:
        raise InputError(f"{name} bevat een oneindig getal of een rij die er twee keer in staat; laat die weg.")
    return numbers


def as_vector(name: str, value: Any) -> pd.Series[float]:
    """Check that a value is a vector of numbers, possibly missing: a Series, or a list without an index."""
    if isinstance(value, str | bytes | Mapping | pd.DataFrame) or not isinstance(value, Iterable):
        raise _refuse(name, value, "een Series of lijst van getallen", InputError)
    try:
        row = value if isinstance(value, pd.Series) else pd.Series(list(value))
    except (TypeError, ValueError) as bad:
        raise _refuse(name, value, "een Series of lijst van getallen", InputError) from bad
    return as_numbers(name, row)


def as_weightings(name: str, value: Any) -> Any:
    """Check weights per participant, or a list of codes."""
    if isinstance(value, Mapping):
        if not all(isinstance(own, Mapping) for own in value.values()):
            raise _refuse(name, value, "per deelnemer een dict met het gewicht van elk thema", InputError)
        for participant, own in value.items():
            as_numbers(f"{name}[{participant!r}]", pd.Series(own, dtype=object))
        return value
    codes = [] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)
    if not codes or not all(isinstance(code, str) for code in codes):
        raise _refuse(name, value, "een lijst van codes, zoals '40 30 10 20'", InputError)
    return codes


def as_call(name: str, value: Any) -> Any:
    """Check that a value can be called."""
    if not callable(value):
        raise _refuse(name, value, "een functie", SettingsError)
    return value


def as_dataset(name: str, value: Any) -> Any:
    """Check a `Dataset`, of buurten or of areas aggregated from them."""
    dataset = _with_attributes("wat gezond_geo.load geeft", "buurten", "projects", "comparison")(name, value)
    if not level_of(dataset.buurten) or not dataset.buurten.index.is_unique:
        raise InputError(
            f"In {name} zijn de rijen van buurten geen buurten, elk één keer; laat buurtcode de index ervan zijn."
        )
    return dataset


def as_buurten(name: str, value: Any) -> Any:
    """Check a `Dataset` of buurten; aggregated areas lack what the function needs."""
    dataset = as_dataset(name, value)
    if (level := level_of(dataset.buurten)) != "buurten":
        raise InputError(
            f"Dit gaat over buurten, en {name} gaat over {level}; geef de gegevens van vóór gezond_geo.aggregate."
        )
    return dataset


def as_nulmeting(name: str, value: Any) -> Any:
    """Check a `Nulmeting`; for a path, the message explains how to read it."""
    if isinstance(value, str | os.PathLike):
        raise _refuse(name, value, f"gezond_geo.read_nulmeting({str(value)!r})", InputError)
    return _with_attributes("wat gezond_geo.read_nulmeting geeft", "data", "outcome", "settings")(name, value)


def as_moment(name: str, value: Any) -> Any:
    """Check a year or a `Nulmeting`."""
    return as_whole(1900, 2100)(name, value) if _is_number(value) else as_nulmeting(name, value)


def as_decision(name: str, value: Any) -> Any:
    """Check a `Decision`; for a path, the message explains how to read it."""
    if isinstance(value, str | os.PathLike):
        raise _refuse(name, value, f"gezond_geo.read_decision({str(value)!r})", InputError)
    return _with_attributes("wat gezond_geo.try_choice geeft", "changes", "measures", "replay")(name, value)


def as_series_of_years(name: str, value: Any) -> Any:
    """Check the result of `load_years`, which the caller may have modified."""
    years = _with_attributes("wat gezond_geo.load_years geeft", "figures", "comparison", "indicators")(name, value)
    for part, code in (("figures", "buurtcode"), ("comparison", "code")):
        label = f"{name}.{part}"
        rows = as_frame(code, "id", "jaar", "waarde")(label, getattr(years, part))
        if not pd.api.types.is_numeric_dtype(rows["waarde"]):
            raise InputError(f"{label}['waarde'] bevat iets anders dan getallen; geef een kolom van getallen.")
        as_numbers(f"{label}['waarde']", rows["waarde"].reset_index(drop=True))
        if (twice := rows.duplicated([code, "id", "jaar"])).any():
            row = rows[twice].iloc[0]
            raise InputError(
                f"In {label} staat {row['id']} van {row[code]} in {row['jaar']} twee keer; laat er een staan."
            )
    return years


def _with_attributes(description: str, *attributes: str) -> Check:
    """Make a check for an object with all of these attributes; the classes themselves cannot be imported here."""

    def check(name: str, value: Any) -> Any:
        if isinstance(value, type) or not all(hasattr(value, attribute) for attribute in attributes):
            raise _refuse(name, value, description, InputError)
        return value

    return check


def _or_file(description: str, *, file: bool) -> str:
    return f"{description}, of de naam van een bestand" if file else description


def _is_number(value: Any) -> bool:
    """Whether a value is a finite number; True is not, though in Python it equals 1."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of more than 308 digits
        return False


def _refuse(name: str, value: object, description: str, kind: type[GezondGeoError]) -> GezondGeoError:
    return kind(f"{name} is {_describe(value)}; geef {description}.")


def _describe(value: object) -> str:
    """Describe a value: a short one by its repr, any other by its type."""
    if value is None or isinstance(value, str | Real | os.PathLike):
        text = repr(str(value)) if isinstance(value, str | os.PathLike) else str(value)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f"een {type(value).__name__}"


as_table = as_frame(file=True)


def as_tables(name: str, value: Any) -> Any:
    """Check a file or frame, or a list of these."""
    if isinstance(value, list | tuple) and value:
        return [as_table(name, each) for each in value]
    return as_table(name, value)


as_comparison = _with_attributes("wat gezond_geo.compare_change geeft", "years", "areas", "placebos")
as_scores = _with_attributes("wat gezond_geo.score geeft", "buurten", "contributions", "themes")
as_robustness = _with_attributes("wat gezond_geo.assess_robustness geeft", "buurten", "settings")
as_judgements = _with_attributes("wat gezond_geo.read_judgements geeft", "criteria", "marks", "decisions")
as_reference = _with_attributes("een Reference, zoals gezond_geo.gemeente_reference(data)", "steps", "weight", "apart")
as_client = _with_attributes("een Client van dask.distributed", "submit", "gather")
as_limits = _with_attributes("gezond_geo.Limits(…)", "value", "rank", "coarse", "change", "border")
as_indicator = _with_attributes("een Indicator", "id", "zin", "eenheid", "decimalen")
as_theme = _with_attributes("een Theme", "id", "uitleg", "meer", "minder")
as_source = _with_attributes("een Table", "id", "uitgever", "titel", "jaar")
