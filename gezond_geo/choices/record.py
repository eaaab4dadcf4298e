"""The decision record: a choice with its figures, method and version, frozen in one file that can be recomputed."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gezond_geo._validate import as_decision, as_path, checked
from gezond_geo.choices.changes import complete_projects
from gezond_geo.choices.decision import FRAMES, Decision
from gezond_geo.choices.links import LINKS, check_links
from gezond_geo.choices.spending import Spending
from gezond_geo.dataset.folder.projects import no_projects
from gezond_geo.errors import InputError
from gezond_geo.io.archive import pack, read_archive, read_json, read_table, to_csv, unpack
from gezond_geo.io.dutch import format_number
from gezond_geo.io.plain import read_frame, to_plain
from gezond_geo.io.sealed import Seal, digest_members
from gezond_geo.io.whole import ARCHIVE, write_whole
from gezond_geo.scores.wording import say_origin
from gezond_geo.version import __version__
from gezond_geo.years.nulmeting import pack_nulmeting, unpack_nulmeting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

FORM = 1
"""Format version of the file; newer ones are refused."""

RECORD = "keuze.json"
"""Member that identifies a decision record."""

_OUTCOME, _FIGURES, _PROJECTS, _LINKS, _README = (
    "uitkomst.json", "nulmeting.zip", "projecten.csv", "koppeling.csv", "LEESMIJ.txt"
)  # fmt: skip
_SEAL = Seal(what="bewaarde keuze", record=RECORD, form=FORM)
_MEMBERS = {
    RECORD: "naam, instellingen, versie en de sha256 van elk ander bestand",
    _OUTCOME: "de keuze en wat ervan komt, voor en na",
    _FIGURES: "de cijfers, de referentie en de scores waarmee is gerekend, als nulmeting",
    _PROJECTS: "de projecten zoals ze waren",
    _LINKS: "in welke buurten ze waren, met hun deel en hun euro",
    _README: "dit bestand",
}
_KEPT = ("naam", "euro", "dimensie", "thema", "doelgroep", "themas")
"""Columns of projects used to compute a choice, without locations and addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    draws: int
    seed: int
    enough: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """Content of ``keuze.json``."""

    vorm: int
    versie: str
    naam: str
    instellingen: _Settings
    projecten_bron: str
    opmerkingen: tuple[str, ...]
    meldingen: tuple[str, ...]
    sha256: dict[str, str]


@checked(decision=as_decision, path=as_path)
def write_decision(decision: Decision, path: Path | str) -> Path:
    """Freeze a choice in one zip file: the decision record (``docs/kiezen.md``).

    It holds the choice, the figures and projects it was computed from, the outcome, the settings and the version:
    enough to recompute it without any other file. The same decision gives the same bytes.

    Parameters
    ----------
    decision
        Result of `gezond_geo.try_choice` or `gezond_geo.read_decision`.
    path
        File to write, such as ``project8.keuze.zip``.

    Raises
    ------
    InputError
        When the outcome does not follow from its figures.
    OutputError
        When the file cannot be written; an earlier file stays as it was.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> changes = pd.DataFrame({"wat": ["vervalt"], "project": [8]})
    >>> decision = gg.try_choice(data, gg.score(data), changes, draws=100)
    >>> path = gg.write_decision(decision, "project8.keuze.zip")
    >>> gg.read_decision(path).replay().differences(decision)
    []
    """
    content = pack_decision(decision)
    frozen = unpack_decision(content, Path(path))
    # A record that does not reproduce its own outcome is useless later.
    if decision.version == __version__ and frozen.replay().as_dict() != decision.as_dict():
        raise InputError("De uitkomst volgt niet uit deze cijfers; probeer de keuze opnieuw uit en bewaar die.")
    return write_whole(path, content, ARCHIVE)


@checked(path=as_path)
def read_decision(path: Path | str) -> Decision:
    """Read a decision record, and check its integrity.

    Parameters
    ----------
    path
        A file that `write_decision` wrote.

    Returns
    -------
    Decision
        As it was recorded, even when this version of gezond_geo would compute something else: `Decision.replay`
        recomputes it, and `Decision.differences` lists what differs. Its data have no boundaries, and its projects only
        the columns the choice was computed from.

    Raises
    ------
    InputError
        When it is no decision record, is damaged or altered, or has a newer format.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> changes = pd.DataFrame({"wat": ["vervalt"], "project": [8]})
    >>> path = gg.write_decision(gg.try_choice(data, gg.score(data), changes, draws=100), "project8.keuze.zip")
    >>> gg.read_decision(path).changes[["wat", "project"]].to_numpy().tolist()
    [['vervalt', 8]]
    """
    return _thaw(read_archive(Path(path)), Path(path))


def is_decision(path: Path) -> bool:
    """Whether a file is a decision record: a zip that contains `RECORD`."""
    try:
        with zipfile.ZipFile(path) as archive:
            return RECORD in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def pack_decision(decision: Decision) -> bytes:
    """Bytes of the file that `write_decision` writes."""
    members = {
        _OUTCOME: _to_json(decision.as_dict()),
        _FIGURES: pack_nulmeting(decision.data, decision.scores),
        _PROJECTS: to_csv(decision.data.projects.reindex(columns=list(_KEPT))),
        _LINKS: to_csv(decision.links.reset_index(drop=True)[list(LINKS)].rename_axis("rij")),
        _README: "".join(f"{line}\n" for line in _say_what(decision)).encode(),
    }
    record = _Record(
        vorm=FORM,
        versie=decision.version,
        naam=decision.name,
        instellingen=_Settings(**decision.settings),
        projecten_bron=decision.data.gemeente.projecten_bron,
        opmerkingen=decision.notes,
        meldingen=decision.meldingen,
        sha256=digest_members(members),
    )
    return pack(members | {RECORD: _to_json(asdict(record))})


def unpack_decision(content: bytes, place: Path) -> Decision:
    """Read the bytes of a decision record, with its location for messages; see `read_decision`."""
    return _thaw(unpack(content, place), place)


def _thaw(members: Mapping[str, bytes], place: Path) -> Decision:
    record: _Record = _SEAL.read_record(_Record, members, _MEMBERS, place)
    nulmeting = unpack_nulmeting(members[_FIGURES], place / _FIGURES)
    projects, links = _read_projects(members, place), _read_links(members, place)
    gemeente = replace(nulmeting.data.gemeente, projecten_bron=record.projecten_bron)
    data = replace(nulmeting.data, gemeente=gemeente, projects=projects)
    check_links(data, links)
    outcome = read_json(members[_OUTCOME], f"{place} ({_OUTCOME})")
    before, after = (_read_spending(outcome, moment, place) for moment in ("before", "after"))
    frames: dict[str, Any] = {name: read_frame(outcome.get(name), f"{place} ({_OUTCOME}, {name})") for name in FRAMES}
    norm = outcome.get("norm")
    return Decision(
        **frames | {"kept": frames["kept"]["value"]},
        name=record.naam,
        before=before,
        after=after,
        norm=float("nan") if norm is None else float(norm),
        settings=asdict(record.instellingen),
        notes=record.opmerkingen,
        meldingen=record.meldingen,
        version=record.versie,
        data=data,
        scores=nulmeting.scores,
        links=links,
    )


def _read_projects(members: Mapping[str, bytes], place: Path) -> pd.DataFrame:
    texts = [name for name in _KEPT if name != "euro"]
    frame = read_table(members[_PROJECTS], "nummer", texts, f"{place} ({_PROJECTS})")
    if set(frame) != set(_KEPT) or not frame.index.str.fullmatch(r"\d{1,7}").all():
        _SEAL.refuse(place, f"heeft in {_PROJECTS} andere kolommen of nummers dan die van projecten")
    return complete_projects(frame.set_index(frame.index.astype("int64")), no_projects())


def _read_links(members: Mapping[str, bytes], place: Path) -> pd.DataFrame:
    links = read_table(members[_LINKS], "rij", ["buurtcode", "zekerheid"], f"{place} ({_LINKS})")
    if set(links) != set(LINKS) or links["project"].isna().any():
        _SEAL.refuse(place, f"heeft in {_LINKS} andere kolommen dan {', '.join(LINKS)}")
    return links.reset_index(drop=True).astype({"project": "int64"})


def _read_spending(outcome: Mapping[str, Any], moment: str, place: Path) -> Spending:
    parts = outcome.get(moment)
    if not isinstance(parts, dict) or set(parts) != {each.name for each in fields(Spending)}:
        _SEAL.refuse(place, f"heeft in {_OUTCOME} geen verdeling {moment}")
    plain = {"outside": float(parts["outside"]), "settings": parts["settings"], "meldingen": tuple(parts["meldingen"])}
    frames: dict[str, Any] = {
        name: read_frame(part, f"{place} ({_OUTCOME}, {moment} {name})")
        for name, part in parts.items()
        if name not in plain
    }
    return Spending(**frames, **plain)


def _say_what(decision: Decision) -> Iterator[str]:
    """Dutch description of the record, for readers without gezond_geo."""
    gemeente = decision.data.gemeente
    yield f"Keuze {decision.name} in {gemeente.naam} ({gemeente.code}), {decision.data.edition}."
    yield f"Gemaakt met gezond_geo {decision.version}; na te rekenen met: gezond-geo keuze BESTAND"
    yield _say_method(decision)
    yield ""
    yield from decision.sentences()
    yield from (f"Let op: {melding}" for melding in decision.meldingen)
    yield ""
    yield from (f"{name}: {what}" for name, what in _MEMBERS.items())
    yield ""
    yield from (" ".join(line.split()) for line in say_origin(decision.data))


def _say_method(decision: Decision) -> str:
    scores, settings = decision.scores, decision.settings
    weights = ", ".join(f"{theme} {format_number(scores.settings['weights'][theme], 2)}" for theme in scores.counted)
    return (
        f"Een thema telt mee vanaf percentiel {format_number(scores.settings['threshold'], 1)}; gewichten: {weights}. "
        f"{format_number(settings['draws'])} berekeningen, startgetal {settings['seed']}."
    )


def _to_json(value: Any) -> bytes:
    return json.dumps(to_plain(value), ensure_ascii=False, indent=1, allow_nan=False).encode()
