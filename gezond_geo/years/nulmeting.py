"""Nulmeting (baseline): figures, reference, settings and outcome of one moment, in one durable file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gezond_geo._validate import as_buurten, as_path, as_scores, checked
from gezond_geo.areas.codes import BUURTCODE, NATION, gemeentecode_of
from gezond_geo.areas.gemeente import Gemeente
from gezond_geo.areas.rd import RD
from gezond_geo.dataset.dataset import Dataset
from gezond_geo.dataset.figures import SOURCE_COLUMNS
from gezond_geo.dataset.folder.duiding import no_duiding
from gezond_geo.dataset.folder.projects import no_projects
from gezond_geo.errors import GezondGeoError, InputError
from gezond_geo.indicators.catalogue import Indicator, Theme, Uitgave  # noqa: TC001 - build_record reads the type hints
from gezond_geo.indicators.limits import MIN_RESIDENTS, Limits
from gezond_geo.indicators.reference_file import format_reference, parse_reference
from gezond_geo.io.archive import build_record, pack, read_archive, read_table, to_csv, unpack
from gezond_geo.io.dutch import format_number
from gezond_geo.io.ranges import Range, check_columns, explain_impossible
from gezond_geo.io.sealed import Seal, digest_members
from gezond_geo.io.whole import ARCHIVE, write_whole
from gezond_geo.scores.purpose import FOOTER
from gezond_geo.scores.scores import Scores, check_scores, score
from gezond_geo.scores.wording import say_sources
from gezond_geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.indicators.reference import Reference

FORM = 1
"""Format version of the file; newer ones are refused."""

OUTCOME = ["stapeling", "score", "rang"]
"""Columns of `Scores.buurten` that are frozen."""

_RECORD, _README = "nulmeting.json", "LEESMIJ.txt"
_SEAL = Seal(what="nulmeting", record=_RECORD, form=FORM)
_TABLES = {
    "buurten.csv": "cijfers per buurt; leeg onder 100 inwoners",
    "vergelijking.csv": "dezelfde cijfers van de gemeente en van Nederland",
    "standaardfouten.csv": "standaardfout van de cijfers waarvan de bron een betrouwbaarheidsinterval geeft",
    "wijkcijfers.csv": "1 waar het cijfer van een buurt dat van de hele wijk is",
    "herkomst.csv": "waar elk cijfer vandaan komt",
    "referentie.csv": "waarmee is vergeleken",
    "uitkomst.csv": "percentiel per thema (0-100, 100 is ongunstig), stapeling, score en rang",
}
_NAMES = ["buurtnaam", "wijkcode", "wijknaam", "stadsdeel", "gemeentecode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of `gezond_geo.scores.scores.score`, also used to score later figures."""

    threshold: float
    weights: dict[str, float]
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    code: str
    naam: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """Content of ``nulmeting.json``: everything but the tables."""

    vorm: int
    versie: str
    gemeente: _Place
    instellingen: Settings
    uitgave: Uitgave
    themas: tuple[Theme, ...]
    indicatoren: tuple[Indicator, ...]
    meldingen: tuple[str, ...]
    sha256: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Nulmeting:
    """Baseline: figures, reference, settings and outcome, frozen at one moment.

    Attributes
    ----------
    data : The figures, their reference, sources and uitgave; without boundaries, projects and duiding.
    settings : Threshold, weights and limits.
    outcome : Frame with the index of ``data.buurten``: ``p_<theme>`` (percentile, 0-100 with 100 unfavourable),
        ``stapeling``, ``score`` and ``rang`` at that moment.
    scores : What this version of gezond_geo computes from the frozen figures.
    version : Version of gezond_geo that wrote it.
    """

    data: Dataset
    settings: Settings
    outcome: pd.DataFrame
    scores: Scores
    version: str

    def score(self, data: Dataset) -> Scores:
        """Score later figures with the settings of this nulmeting.

        Raises
        ------
        InputError
            As `gezond_geo.scores.scores.score`.
        """
        return _score(data, self.settings)

    def is_reproduced(self) -> bool:
        """Whether this version of gezond_geo reproduces the frozen outcome from the frozen figures."""
        return _is_same(_outcome_of(self.scores), self.outcome)


@checked(data=as_buurten, scores=as_scores, path=as_path)
def write_nulmeting(data: Dataset, scores: Scores, path: Path | str) -> Path:
    """Freeze figures, reference, settings and outcome in one zip file of CSV and JSON (``docs/nulmeting.md``).

    The same data and scores give the same bytes.

    Parameters
    ----------
    data
        Figures per buurt; those of buurten under `MIN_RESIDENTS` residents are left blank.
    scores
        Scores of the same data.
    path
        File to write, such as ``enschede.nulmeting.zip``.

    Raises
    ------
    InputError
        When the rows are not buurten, or the scores do not follow from the data.
    OutputError
        When the file cannot be written; an earlier file stays as it was.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> path = gg.write_nulmeting(data, gg.score(data), "enschede.nulmeting.zip")
    >>> gg.read_nulmeting(path).is_reproduced()
    True
    """
    return write_whole(path, pack_nulmeting(data, scores), ARCHIVE)


def pack_nulmeting(data: Dataset, scores: Scores) -> bytes:
    """Bytes of the file that `write_nulmeting` writes."""
    check_scores(data, scores)
    outcome = _outcome_of(scores)
    content = pack(_freeze(data, scores, outcome))
    # A file that does not reproduce its own outcome is useless later.
    frozen = unpack_nulmeting(content, Path("nulmeting.zip"))
    if not _is_same(frozen.outcome, outcome) or not frozen.is_reproduced():
        raise InputError("De scores volgen niet uit deze cijfers; bereken ze opnieuw en bewaar beide samen.")
    return content


def unpack_nulmeting(content: bytes, place: Path) -> Nulmeting:
    """Read the bytes of a nulmeting, with its location for messages; see `read_nulmeting`."""
    return _thaw(unpack(content, place), place)


@checked(path=as_path)
def read_nulmeting(path: Path | str) -> Nulmeting:
    """Read a nulmeting written by `write_nulmeting`, and check its integrity.

    Raises
    ------
    InputError
        When it is not a nulmeting, is damaged or altered, has a newer format, or holds unexpected content.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> path = gg.write_nulmeting(data, gg.score(data), "enschede.nulmeting.zip")
    >>> nulmeting = gg.read_nulmeting(path)
    >>> nulmeting.outcome.loc["BU01530301", ["stapeling", "rang"]].to_dict()
    {'stapeling': 2.0, 'rang': 19.0}
    """
    return _thaw(read_archive(Path(path)), Path(path))


def _freeze(data: Dataset, scores: Scores, outcome: pd.DataFrame) -> dict[str, bytes]:
    indicators = [i for i in data.indicators if i in data.buurten]
    large_enough = data.buurten["inwoners"] >= MIN_RESIDENTS
    wide = pd.DataFrame(data.buurten.reindex(columns=[*_NAMES, *indicators]))
    wide.loc[~large_enough, indicators] = np.nan
    around = list(dict.fromkeys([data.gemeente.code, NATION]))
    from_wijk = data.from_wijk.reindex(wide.index, fill_value=False)
    members = {
        "buurten.csv": to_csv(wide),
        "vergelijking.csv": to_csv(data.comparison.reindex(around, columns=indicators).rename_axis("code")),
        "standaardfouten.csv": to_csv(data.standard_errors.reindex(wide.index).where(large_enough)),
        "wijkcijfers.csv": to_csv(from_wijk.astype("int64")),
        "herkomst.csv": to_csv(data.sources.reindex(columns=SOURCE_COLUMNS).rename_axis("id")),
        "referentie.csv": format_reference(scores.reference),
        "uitkomst.csv": to_csv(outcome),
        _README: _say_what(data, scores).encode(),
    }
    record = _Record(
        vorm=FORM,
        versie=__version__,
        gemeente=_Place(code=data.gemeente.code, naam=data.gemeente.naam),
        instellingen=Settings(
            threshold=scores.settings["threshold"],
            weights=scores.settings["weights"],
            limits=Limits(**scores.settings["limits"]),
        ),
        uitgave=data.uitgave,
        themas=tuple(data.themes.values()),
        indicatoren=tuple(data.indicators.values()),
        meldingen=data.meldingen,
        sha256=digest_members(members),
    )
    # As it will be read back: an integer instead of a float would give another text.
    same = build_record(_Record, json.loads(json.dumps(asdict(record))), _RECORD)
    return members | {_RECORD: json.dumps(asdict(same), ensure_ascii=False, indent=1).encode()}


def _say_what(data: Dataset, scores: Scores) -> str:
    threshold = format_number(scores.settings["threshold"], 1)
    weights = ", ".join(
        f"{scores.theme_info[t].label} {format_number(w, 2)}" for t, w in scores.settings["weights"].items()
    )
    lines = [
        f"Nulmeting van {data.gemeente.naam} ({data.gemeente.code}), {data.edition}.",
        "Cijfers, referentie, instellingen en uitkomst van één moment, om latere cijfers mee te vergelijken.",
        "",
        *(f"{name}: {what}" for name, what in _TABLES.items()),
        f"{_RECORD}: instellingen, thema's, cijfers, tabellen en de sha256 van elk ander bestand",
        "",
        f"Een thema telt mee vanaf percentiel {threshold}. Gewichten: {weights}.",
        *(f"Bron: {' '.join(line.split())}" for line in say_sources(replace(data, projects=no_projects()))),
        "",
        FOOTER,
    ]
    return "".join(f"{line}\n" for line in lines)


def _thaw(members: Mapping[str, bytes], place: Path) -> Nulmeting:
    record: _Record = _SEAL.read_record(_Record, members, {_README, *_TABLES, _RECORD}, place)
    gemeente = Gemeente(code=record.gemeente.code, naam=record.gemeente.naam)

    def table(name: str, index: str = "buurtcode", texts: list[str] = SOURCE_COLUMNS) -> pd.DataFrame:
        return read_table(members[name], index, texts, f"{place} ({name})")

    wide = table("buurten.csv", texts=_NAMES)
    beside = {name: table(name) for name in ("uitkomst.csv", "standaardfouten.csv", "wijkcijfers.csv")}
    _check_buurten(wide, beside, gemeente, place)
    _check_outcome(beside["uitkomst.csv"], record, place)
    around = table("vergelijking.csv", "code")
    indicators = {i.id: i for i in record.indicatoren}
    _check_values({"buurten.csv": wide, "vergelijking.csv": around, **beside}, indicators, place)
    nowhere = gpd.GeoSeries(index=wide.index, crs=RD)
    data = Dataset(
        gemeente=gemeente,
        buurten=gpd.GeoDataFrame(wide, geometry=nowhere).assign(punt=nowhere),
        comparison=around,
        reference=_thaw_reference(members["referentie.csv"], place),
        projects=no_projects(),
        duiding=no_duiding(),
        sources=table("herkomst.csv", "id").fillna(""),
        uitgave=record.uitgave,
        from_wijk=beside["wijkcijfers.csv"] == 1,
        standard_errors=beside["standaardfouten.csv"],
        meldingen=record.meldingen,
        indicators=indicators,
        themes={t.id: t for t in record.themas},
    )
    try:
        scores = _score(data, record.instellingen)
    except (GezondGeoError, LookupError) as bad:
        raise InputError(f"{place} heeft cijfers waar geen score uit volgt; neem het zoals het is bewaard.") from bad
    return Nulmeting(
        data=data,
        settings=record.instellingen,
        outcome=beside["uitkomst.csv"],
        scores=scores,
        version=record.versie,
    )


def _score(data: Dataset, settings: Settings) -> Scores:
    return score(data, weights=settings.weights, threshold=settings.threshold, limits=settings.limits)


def _check_buurten(wide: pd.DataFrame, beside: Mapping[str, pd.DataFrame], gemeente: Gemeente, place: Path) -> None:
    for code in wide.index:
        if not BUURTCODE.fullmatch(code) or gemeente.code not in {gemeentecode_of(code), NATION}:
            _SEAL.refuse(place, f"heeft in buurten.csv {code!r}, en dat is geen buurt van {gemeente.naam}")
    if lacking := {"inwoners", *_NAMES} - set(wide):
        _SEAL.refuse(place, f"mist de kolom {min(lacking)} in buurten.csv")
    for name, frame in beside.items():
        if not frame.index.equals(wide.index):
            _SEAL.refuse(place, f"heeft in {name} andere buurten dan in buurten.csv")


def _check_outcome(outcome: pd.DataFrame, record: _Record, place: Path) -> None:
    if set(outcome) != {*OUTCOME, *(f"p_{theme.id}" for theme in record.themas)}:
        _SEAL.refuse(place, "heeft in uitkomst.csv andere kolommen dan de thema's en hun uitkomst")


def _check_values(tables: Mapping[str, pd.DataFrame], indicators: Mapping[str, Indicator], place: Path) -> None:
    """Refuse an impossible figure, standard error, percentile or score."""
    for name, frame in tables.items():
        columns = frame.columns.astype(str)
        ranges = {column: Range(0) for column in columns}
        if name == "uitkomst.csv":
            ranges |= {column: Range(0, 100) for column in columns if column.startswith("p_") or column == "score"}
        elif name in {"buurten.csv", "vergelijking.csv"}:
            ranges = {column: indicator.range for column, indicator in indicators.items()}
        if impossible := check_columns(frame, ranges)[1]:
            text = explain_impossible(impossible, "neem de nulmeting zoals gezond-geo die schreef")
            raise InputError(f"{place} ({name}): {text}")


def _thaw_reference(content: bytes, place: Path) -> Reference:
    try:
        return parse_reference(content, "referentie.csv")
    except (GezondGeoError, LookupError, TypeError, ValueError) as bad:
        raise InputError(f"{place} (referentie.csv) is geen referentie; neem het zoals het is bewaard.") from bad


def _outcome_of(scores: Scores) -> pd.DataFrame:
    return scores.themes.add_prefix("p_").join(scores.buurten[OUTCOME]).astype("float64")


def _is_same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two outcomes are the same to the last digit; missing values are equal."""
    if not one.index.equals(other.index) or set(one) != set(other):
        return False
    return np.array_equal(one.to_numpy(), other[list(one)].to_numpy(), equal_nan=True)
