"""A gemeente as data: its code and name, and its folder with wijken, stadsdelen, focus areas and files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gezond_geo.areas.codes import ANYWHERE, NATION, Region
from gezond_geo.areas.gemeente_names import every_name, resolve_gemeente, squeeze
from gezond_geo.errors import InputError, UnknownGemeenteError
from gezond_geo.io.faults import Fault, raise_faults
from gezond_geo.io.toml import Document, Key, Section, check_keys, read_document
from gezond_geo.io.whole import is_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_KEYS = {
    "code": Key(str, required=True),
    "naam": Key(str, required=True),
    "standaard": Key(bool),
    "projecten_bron": Key(str),
    "wijkaanpak": Key(str),
    "centrum": Key(str),
    "niet_gemeten": Key(list),
    "wijken": Key(dict),
    "ringen": Key(dict),
    "aliassen": Key(dict),
}
_TABLES = {
    "stadsdeel": {
        "naam": Key(str, required=True),
        "zekerheid": Key(str, required=True),
        "buurten": Key(list, required=True),
    },
    "focusgebied": {
        "naam": Key(str, required=True),
        "aliassen": Key(list),
        "buurten": Key(list, required=True),
        "wijk": Key(str),
        "deel": Key(bool, required=True),
        "zekerheid": Key(str, required=True),
        "aangewezen_op": Key(list, required=True),
        "noot": Key(str),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusArea:
    """An area designated by the municipal executive (college): a decision, not derived from figures.

    Attributes
    ----------
    naam : Name in the policy documents.
    buurten : Codes of the CBS buurten it lies in.
    deel : Whether it is only a part of those buurten, so that their figures are not its own.
    aangewezen_op : Grounds for the designation.
    zekerheid : Certainty of the buurten.
    aliassen : Other spellings and names.
    wijk : Code of the wijk that the same name is also used for.
    noot : Note for the reader.
    """

    naam: str
    buurten: tuple[str, ...]
    deel: bool
    aangewezen_op: tuple[str, ...]
    zekerheid: str
    aliassen: tuple[str, ...] = ()
    wijk: str | None = None
    noot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gemeente:
    """Code, name and folder of a gemeente: everything but its figures.

    Attributes
    ----------
    code : ``GM`` and four digits.
    naam : Name as CBS writes it.
    folder : Folder with its data, or None when it has none.
    figures_folder : Folder with its figures: its own, or else that of the package; None when neither has any.
    wijken : Name per wijkcode.
    stadsdelen : Frame indexed by ``buurtcode`` with ``stadsdeel`` and ``stadsdeel_zekerheid``.
    focusgebieden : The designated areas.
    aliassen : Buurtcode per alias of a buurt.
    projecten_bron : Source of the list of projects and the focus areas.
    wijkaanpak : Policy texts on addressing several themes in one area, and on one theme.
    centrum : Code of the buurt in the centre, for orientation on the tegelkaart.
    ringen : Wijkcode per name of a ring road around that wijk, for the same purpose.
    standaard : Whether it is the default gemeente.
    niet_gemeten : Grounds for its focus areas that no figure in the package measures.
    """

    code: str
    naam: str
    folder: Path | None = None
    figures_folder: Path | None = None
    wijken: dict[str, str] = field(default_factory=dict)
    stadsdelen: pd.DataFrame = field(default_factory=lambda: _stadsdelen([]))
    focusgebieden: tuple[FocusArea, ...] = ()
    aliassen: dict[str, str] = field(default_factory=dict)
    projecten_bron: str = ""
    wijkaanpak: str = ""
    centrum: str = ""
    ringen: dict[str, str] = field(default_factory=dict)
    standaard: bool = False
    niet_gemeten: tuple[str, ...] = ()

    @property
    def region(self) -> Region:
        """Region of its codes, from its own code alone."""
        return Region(self.code, self.naam)

    def region_with(self, names: Mapping[Any, str], *, whole: bool = True) -> Region:
        """Region of its codes, with every name in use for a buurt.

        Parameters
        ----------
        names
            Name per buurtcode in one year.
        whole
            Whether these are all the buurten.
        """
        # A code instead of a name is not a name.
        own = [(name, str(code)) for code, name in names.items() if name != code]
        focus = [(name, area) for area in self.focusgebieden for name in (area.naam, *area.aliassen)]
        focus_names = [(name, code) for name, area in focus for code in area.buurten if not area.deel]
        parts = [(name, code) for name, area in focus for code in area.buurten if area.deel]
        codes = {str(code) for code in names} if whole else None
        return Region(self.code, self.naam, codes, (*own, *self.aliassen.items(), *focus_names), tuple(parts))


def find_gemeente(name: str | None, folder: Path | str | None = None) -> Gemeente:
    """Find a gemeente by its code, its name or a folder, and read its folder.

    Parameters
    ----------
    name
        Code (``GM0153``, or its number) or name; case, accents, apostrophes, hyphens and CBS's ``(O.)`` or ``(NH.)``
        are ignored. ``Nederland`` is the whole country, with the code `gezond_geo.areas.codes.NATION`.
    folder
        Folder of the caller, which takes precedence over that of the package and determines the gemeente.

    Raises
    ------
    UnknownGemeenteError
        When no gemeente has that name or code, or several do; the message lists the closest names, or all of them.
    InputError
        When the folder of the gemeente cannot be read, or belongs to another gemeente than `name`.
    """
    if folder is None:
        if name is None:
            return default_gemeente()
        if squeeze(name) == "nederland":
            return Gemeente(code=NATION, naam="Nederland")
        code = resolve_gemeente(name)
        return _packaged_of(code) or Gemeente(code=code, naam=every_name()[code])
    gemeente = read_gemeente(Path(folder))
    if name is not None and (other := resolve_gemeente(name)) != gemeente.code:
        raise InputError(
            f"De map {folder} is van {gemeente.naam} ({gemeente.code}) en niet van {every_name()[other]} ({other}); "
            "geef de map van die gemeente of laat de gemeente weg."
        )
    packaged = _packaged_of(gemeente.code)
    if gemeente.figures_folder is None and packaged is not None:
        return replace(gemeente, figures_folder=packaged.figures_folder)
    return gemeente


def has_snapshot(folder: Path | None) -> bool:
    """Whether a gemeente folder has figures."""
    return folder is not None and is_file(folder / "cijfers.csv")


def read_gemeente(folder: Path) -> Gemeente:
    """Read the ``gemeente.toml`` of a folder.

    Raises
    ------
    InputError
        For the first fault found by `check_gemeente`.
    """
    document = read_document(folder / "gemeente.toml")
    raise_faults(check_gemeente(document))
    content: dict[str, Any] = {key: value for section in document.sections for key, value in section.content.items()}
    focus: list[dict[str, Any]] = [
        {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
        for _, table in document.find("focusgebied")
    ]
    reasons = [str(reason) for table in focus for reason in table["aangewezen_op"]]
    return Gemeente(
        code=content["code"],
        naam=content["naam"],
        folder=folder,
        figures_folder=folder if has_snapshot(folder) else None,
        wijken=content.get("wijken", {}),
        stadsdelen=_stadsdelen([table for _, table in document.find("stadsdeel")]),
        focusgebieden=tuple(FocusArea(**row) for row in focus),
        aliassen=content.get("aliassen", {}),
        projecten_bron=content.get("projecten_bron", ""),
        wijkaanpak=content.get("wijkaanpak", ""),
        centrum=content.get("centrum", ""),
        ringen=content.get("ringen", {}),
        standaard=content.get("standaard", False),
        niet_gemeten=tuple(content.get("niet_gemeten", dict.fromkeys(reasons))),
    )


def check_gemeente(document: Document, buurten: Collection[str] | None = None) -> list[Fault]:
    """List every fault in a ``gemeente.toml``.

    Parameters
    ----------
    document
        The file.
    buurten
        Codes of all buurten of the gemeente, when known.
    """
    faults = [*document.faults, *check_keys(document, _KEYS, _TABLES)]
    for section, code in _texts(document, "code"):
        if code not in every_name():
            text = f"{code!r} is geen code van een gemeente; schrijf GM en vier cijfers, zoals GM0153."
            faults.append(Fault(document.naam, section.line_of("code"), text))
    region = region_of(document, buurten)
    return [*faults, *_check_codes(document, region), *_check_names(document, region)]


def region_of(document: Document, buurten: Collection[str] | None = None) -> Region:
    """Gemeente that a ``gemeente.toml`` is about; `ANYWHERE` when its code is invalid."""
    code = next((code for _, code in _texts(document, "code")), "")
    names = every_name()
    return Region(code, names[code], buurten) if code in names else ANYWHERE


def _check_names(document: Document, region: Region) -> Iterator[Fault]:
    """List a name that belongs to another gemeente, and areas with the same name."""
    for section, name in _texts(document, "naam"):
        with suppress(UnknownGemeenteError):
            if region.code not in {"", other := resolve_gemeente(name)}:
                text = f"{name} is de naam van {other} en niet van {region.code}; maak code en naam gelijk."
                yield Fault(document.naam, section.line_of("naam"), text)
    earlier: set[str] = set()
    for section, name in _texts(document, "focusgebied", "naam"):
        if name in earlier:
            text = f"focusgebied {name} staat er twee keer; noem bij een focusgebied al zijn buurten."
            yield Fault(document.naam, section.line_of("naam"), text)
        earlier.add(name)


def _check_codes(document: Document, region: Region) -> Iterator[Fault]:
    """List every code outside the gemeente, and every buurt listed twice where it may occur only once."""
    yield from _check_named(document, region)
    yield from _check_buurten(document, region, "stadsdeel")
    yield from _check_buurten(document, region, "focusgebied")


def _check_named(document: Document, region: Region) -> Iterator[Fault]:
    """List every code next to or under a name that is outside the gemeente."""
    for key, header in {"centrum": None, "wijk": "focusgebied"}.items():
        explain = region.explain_wijk if key == "wijk" else region.explain_buurt
        for section, code in _texts(document, *filter(None, [header, key])):
            if text := explain(code):
                yield Fault(document.naam, section.line_of(key), text)
    for header in ("wijken", "ringen", "aliassen"):
        explain = region.explain_buurt if header == "aliassen" else region.explain_wijk
        for section, table in document.find(header):
            for name, code in _codes_of(header, table):
                if text := explain(code):
                    yield Fault(document.naam, section.line_of(name), text)


def _codes_of(header: str, table: object) -> Iterator[tuple[str, str]]:
    """Key and code of each line under a header; for wijken the code is the key."""
    for name, value in table.items() if isinstance(table, dict) else ():
        code = name if header == "wijken" else value
        if isinstance(code, str):
            yield name, code


def _check_buurten(document: Document, region: Region, header: str) -> Iterator[Fault]:
    earlier: set[str] = set()
    for section, table in document.find(header):
        codes = table.get("buurten") if isinstance(table, dict) else None
        # A buurt is in one stadsdeel, but may hold more than one focus area.
        earlier = earlier if header == "stadsdeel" else set()
        for code in codes if isinstance(codes, list) else ():
            text = region.explain_buurt(code) if isinstance(code, str) else ""
            if code in earlier:
                text = f"buurt {code} staat al bij een {header}; noem elke buurt een keer."
            if text:
                yield Fault(document.naam, section.line_of("buurten", str(code)), text)
            earlier.add(str(code))


def _texts(document: Document, header: str, key: str | None = None) -> Iterator[tuple[Section, str]]:
    """Texts of a key at the top level, or of a key under a header, with their sections."""
    for section, table in document.find(header):
        value = table.get(key) if isinstance(table, dict) else table
        if isinstance(value, str):
            yield section, value


def default_gemeente() -> Gemeente:
    """Default gemeente of the package: ``standaard`` in its ``gemeente.toml``."""
    return next(gemeente for gemeente in _packaged(_folders()) if gemeente.standaard)


def _packaged_of(code: str) -> Gemeente | None:
    return next((gemeente for gemeente in _packaged(_folders()) if gemeente.code == code), None)


@cache
def _packaged(folders: Path) -> tuple[Gemeente, ...]:
    """Read the gemeente folders of the package, once."""
    return tuple(read_gemeente(f) for f in sorted(folders.iterdir()) if (f / "gemeente.toml").is_file())


def _folders() -> Path:
    return Path(str(files("gezond_geo").joinpath("gemeenten")))


def _stadsdelen(rows: list[dict[str, object]]) -> pd.DataFrame:
    wide = pd.DataFrame(rows, columns=["naam", "zekerheid", "buurten"]).explode("buurten")
    wide.columns = pd.Index(["stadsdeel", "stadsdeel_zekerheid", "buurtcode"])
    return wide.set_index("buurtcode")
