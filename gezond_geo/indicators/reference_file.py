"""References as files: writing, reading, and those that come with the package."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_path, as_reference, checked
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import catalogue, extras, subthemes, themes
from gezond_geo.indicators.reference import WEIGHTS, Reference
from gezond_geo.io.parsing import parse_json
from gezond_geo.io.ranges import Impossible, Range, explain_impossible
from gezond_geo.io.text import as_json
from gezond_geo.io.whole import TABLE, read_whole, write_whole

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = ["id", "value", "buurten", "inwoners"]
_MARK = "# gezond-geo referentie "


@checked(reference=as_reference, path=as_path)
def write_reference(reference: Reference, path: Path | str) -> Path:
    """Write a reference to a file that `read_reference` reads.

    The file is CSV with the columns ``id,value,buurten,inwoners`` after a line that begins with ``#`` and describes it;
    each reference in `apart` follows in the same way.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        When the file cannot be written.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> path = gg.write_reference(gg.gemeente_reference(data), "referentie.csv")
    >>> gg.read_reference(path).label
    'alle inwoners van Enschede'
    """
    return write_whole(path, format_reference(reference), TABLE)


def format_reference(reference: Reference) -> bytes:
    """Content of the file that `write_reference` writes."""
    text = ""
    for theme, part in {"": reference, **reference.apart}.items():
        about = {"label": part.label, "weight": part.weight, "people": part.people, "rijen": len(part.steps)}
        about |= {"thema": theme} if theme else {"apart": list(reference.apart)}
        text += f"{_MARK}{as_json(about)}\n"
        text += part.steps[_COLUMNS].to_csv(index=False, lineterminator="\n")
    return text.encode()


@checked(path=as_path)
def read_reference(path: Path | str) -> Reference:
    """Read a reference written by `write_reference`; it yields the same percentiles to the last digit.

    Raises
    ------
    InputError
        When the file cannot be read, is not a reference, is incomplete, or has a label that `Reference` refuses.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> path = gg.write_reference(data.reference, "referentie.csv")
    >>> gg.read_reference(path).label
    'waar alle inwoners van Nederland wonen (buurten vanaf 100 inwoners)'
    """
    try:
        content = read_whole(path)
    except InputError as bad:
        raise InputError(f"De referentie {path} is niet te lezen; controleer of het bestand er is.") from bad
    return parse_reference(content, str(path))


def parse_reference(content: bytes, name: str) -> Reference:
    """Parse the content of a reference file; see `read_reference`.

    Raises
    ------
    InputError
        When it is not a reference, is incomplete, or has a label that `Reference` refuses.
    """
    text = content.decode(errors="replace")
    if not text.startswith(_MARK):
        raise InputError(f"{name} is geen referentie van gezond-geo; geef een bestand dat write_reference schreef.")
    try:
        parts = [_parse_part(block) for block in f"\n{text}".split(f"\n{_MARK}")[1:]]
    except InputError as bad:
        raise InputError(f"{name}: {bad}") from bad
    complete = [part for part in parts if part is not None]
    apart = {str(about.get("thema")): part for about, part in complete[1:]}
    if len(complete) < len(parts) or complete[0][0].get("apart") != list(apart) or not text.endswith("\n"):
        raise InputError(f"De referentie {name} is afgebroken of veranderd; maak het bestand opnieuw.")
    if impossible := [cell for _, part in complete for cell in _find_impossible(part.steps)]:
        raise InputError(f"De referentie {name}: {explain_impossible(impossible, 'maak het bestand opnieuw')}")
    return replace(complete[0][1], apart=apart)


def national_reference() -> Reference:
    """Reference that comes with the package: Dutch buurten in the year of each figure.

    Returns
    -------
    Reference
        Weighted by residents, for the uitgave 2020.
    """
    return _read_packaged("referentie.csv")


def age_reference() -> Reference:
    """Reference for age-standardised figures; see `gezond_geo.scores.age`.

    Returns
    -------
    Reference
        For the theme gezondheid only, weighted by residents, for the uitgave 2020.
    """
    return _read_packaged("referentie_leeftijd.csv")


def _read_packaged(name: str) -> Reference:
    return parse_reference(files("gezond_geo.indicators").joinpath(name).read_bytes(), name)


def _parse_part(block: str) -> tuple[dict[str, Any], Reference] | None:
    """Metadata and reference from one part of a file; None when it is incomplete."""
    line, _, rows = block.partition("\n")
    try:
        about = parse_json(line.encode())
        # Python's own conversion is exact in every version of pandas.
        kinds: dict[str, Any] = {"id": str, "buurten": "int64", "inwoners": "int64"}
        steps = pd.read_csv(io.StringIO(rows), dtype=kinds, converters={"value": float}, na_filter=False)
        texts = about["label"], about["weight"], about["people"]
        whole = (
            list(steps) == _COLUMNS and len(steps) == about["rijen"] and all(isinstance(text, str) for text in texts)
        )
        sound = np.isfinite(steps["value"]).all() and (steps[["buurten", "inwoners"]] >= 0).all(axis=None)
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
    return (about, Reference(steps, *texts)) if whole and sound and texts[1] in WEIGHTS else None


def _find_impossible(steps: pd.DataFrame) -> list[Impossible]:
    """Impossible values of an indicator or a mean of percentiles; means of z-scores are unbounded."""
    indicators = catalogue() | extras()
    means = {*themes(), *subthemes()}
    ranges: dict[str, Range] = {}
    for name in map(str, steps["id"].unique()):
        whole, _, variant = name.partition("/")
        is_percentile = whole in means and not variant.startswith("z-score")
        own = indicators[whole].range if whole in indicators else Range()
        ranges[name] = Range(0, 100) if is_percentile else own
    values, wrong = steps["value"], np.zeros(len(steps), dtype=bool)
    for possible in {*ranges.values()}:
        those = steps["id"].isin([name for name, own in ranges.items() if own == possible]).to_numpy()
        # A distribution has no missing values either.
        wrong[those] = possible.check(values[those])[0].isna()
    return [
        Impossible(str(name), "value", value, str(ranges[str(name)]))
        for name, value in zip(steps["id"][wrong], values[wrong], strict=True)
    ]
