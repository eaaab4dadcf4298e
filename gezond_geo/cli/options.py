"""Options shared by commands, and loading the data they select."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gezond_geo as gg
from gezond_geo import settings
from gezond_geo.areas.gemeente import default_gemeente
from gezond_geo.cli.parser import number, weight, whole_number
from gezond_geo.cli.terminal import show_progress, tell
from gezond_geo.dataset.folder import snapshot
from gezond_geo.dataset.folder.check import FILES
from gezond_geo.dataset.uitgave import NEWEST
from gezond_geo.errors import InputError, NoSnapshotError, OutputError, SettingsError, SourceError
from gezond_geo.indicators.catalogue import extras, uitgaven
from gezond_geo.indicators.reference_file import read_reference
from gezond_geo.io.export import TABLES
from gezond_geo.io.whole import STANDARD_OUTPUT, check_target, is_file, is_same_file, make_folder
from gezond_geo.pages.language import language_of
from gezond_geo.scores.age import standardise_age
from gezond_geo.scores.references import gemeente_reference, peer_reference
from gezond_geo.scores.urbanity import class_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

NATIONAL, OWN, PEERS = "nederland", "gemeente", "gelijken"
"""Available references, besides a saved one."""
ESTIMATE, MEASUREMENT = "luchtfoto", "bgt"
"""Sources of stone cover that can count."""


def add_data_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that select figures, boundaries and projects."""
    parser.add_argument(
        "gemeente",
        nargs="?",
        metavar="GEMEENTE",
        help=f"naam of code (standaard die van MAP, anders {default_gemeente().naam})",
    )
    parser.add_argument(
        "--gemeentemap", type=Path, metavar="MAP", help="eigen map met stadsdelen, focusgebieden, projecten en duiding"
    )
    network = parser.add_mutually_exclusive_group()
    network.add_argument("--offline", action="store_true", default=None, help="ga het netwerk niet op")
    network.add_argument("--ververs", action="store_true", help="haal alles opnieuw op, ook wat nog vers is")
    year = parser.add_mutually_exclusive_group()
    year.add_argument("--jaar", metavar="JAAR", help=f"neem de uitgave van een jaar: {', '.join(uitgaven())}")
    year.add_argument(
        "--nieuwste", action="store_true", help="neem de nieuwste uitgave die compleet is, zoals ook zonder --jaar"
    )
    parser.add_argument(
        "--extra",
        action="append",
        default=[],
        metavar="CIJFER",
        help=f"toon ook, zonder te tellen: {', '.join(extras())}",
    )
    parser.add_argument(
        "--uit-wijk", action="store_true", help="vul een cijfer dat van een buurt ontbreekt aan met dat van de wijk"
    )
    parser.add_argument(
        "--projecten", type=Path, metavar="BESTAND", help="eigen lijst met projecten (CSV, Excel, kaartbestand)"
    )
    parser.add_argument("--grenzen", type=Path, metavar="BESTAND", help="kaartbestand met een kolom buurtcode")


def add_investments_option(parser: argparse.ArgumentParser) -> None:
    """Add the option for planned investments of all parties."""
    parser.add_argument(
        "--investeringen",
        type=Path,
        metavar="BESTAND",
        help="eigen lijst met plannen van alle partijen (standaard investeringen.csv in MAP)",
    )


def add_own_option(parser: argparse.ArgumentParser) -> None:
    """Add the option for custom figures."""
    parser.add_argument(
        "--eigen",
        action="append",
        default=[],
        type=Path,
        metavar="BESTAND",
        help="eigen cijfer per buurt (CSV of Excel), met een beschrijving ernaast in BESTAND.toml; mag vaker",
    )


def add_score_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that affect a score: custom figures, reference, age-standardised health, weights, threshold."""
    add_own_option(parser)
    parser.add_argument(
        "--referentie",
        default=NATIONAL,
        metavar="WAARMEE",
        help=f"vergelijk met {NATIONAL} (standaard), {OWN}, {PEERS} (even stedelijke buurten) of een bewaard bestand",
    )
    parser.add_argument("--leeftijd", action="store_true", help="stel de gezondheidscijfers op gelijke leeftijd")
    parser.add_argument(
        "--verstening",
        choices=(ESTIMATE, MEASUREMENT),
        help="wat in het thema verstening telt, in plaats van wat de uitgave telt: de schatting uit de luchtfoto van "
        "2008, of wat gezond-geo verstening met de BGT mat, vergeleken binnen de gemeente",
    )
    parser.add_argument(
        "--gewicht",
        action="append",
        default=[],
        type=weight,
        metavar="THEMA=GETAL",
        help="hoe zwaar een thema telt, zoals inkomen=2; elk ander thema telt voor 1; mag vaker",
    )
    parser.add_argument(
        "--zonder", action="append", default=[], metavar="THEMA", help="laat een thema niet meetellen; mag vaker"
    )
    parser.add_argument(
        "--drempel",
        type=number,
        metavar="GETAL",
        help="vanaf welke plaats op de schaal van 100 een thema meetelt (standaard 80)",
    )


def add_top(parser: argparse.ArgumentParser) -> None:
    """Add the option that shortens a list to the highest ranks."""
    parser.add_argument(
        "--top",
        type=whole_number,
        metavar="AANTAL",
        help="toon alleen de rangen 1 tot en met dit aantal; wie gelijk eindigt hoort erbij",
    )


def add_output(parser: argparse._ActionsContainer, option: str, endings: Sequence[str], text: str) -> None:
    """Add an option that names a file to write.

    Parameters
    ----------
    parser
        Parser of the command, or one of its groups.
    option
        Name of the option, such as ``--uit``.
    endings
        Allowed file extensions; see `gezond_geo.io.whole.check_target`.
    text
        Help text.
    """
    parser.add_argument(option, type=Path, metavar=f"BESTAND{endings[0]}", help=text)
    parser.set_defaults(outputs={**(parser.get_default("outputs") or {}), option.strip("-"): endings})


def is_printed(target: Path | None, endings: Sequence[str]) -> bool:
    """Whether a table goes to standard output."""
    return str(target) == STANDARD_OUTPUT and set(TABLES) <= set(endings)


def check_outputs(args: argparse.Namespace) -> None:
    """Refuse an invalid output path before anything is computed.

    Raises
    ------
    OutputError
        As `gezond_geo.io.whole.check_target`; and when another option names the same file.
    """
    options = dict(vars(args))
    for name, endings in options.pop("outputs", {}).items():
        if (target := options.pop(name)) and not is_printed(target, endings):
            check_target(target, endings)
            if any(is_same_file(target, other) for value in options.values() for other in _files_of(value)):
                raise OutputError(f"{target} staat ook achter een andere optie; kies een andere naam.")


def default_output(path: Path, endings: Sequence[str]) -> Path:
    """Default path of an output file; its folder is created."""
    make_folder(path.parent)
    check_target(path, endings)
    return path


def _files_of(value: object) -> Iterator[Path]:
    """Files that an option may read: a file, its description, or the files in a folder."""
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, str | Path):
            place = Path(part)
            yield place
            yield place.parent / f"{place.stem}.toml"
            yield from (place / name for name in FILES)


def choose_score(data: gg.Dataset, args: argparse.Namespace) -> dict[str, Any]:
    """Arguments of `gezond_geo.score` from the options."""
    choices = {"weights": _choose_weights(data, args), "reference": _choose_reference(data, args)}
    return choices if args.drempel is None else choices | {"threshold": args.drempel}


def _choose_weights(data: gg.Dataset, args: argparse.Namespace) -> dict[str, float]:
    """Weights of the themes in the options, named by id, label or the word on the map."""
    words = language_of("nl").terms["themas"]
    names = {words[theme]["naam"].casefold(): theme for theme in data.themes if theme in words}
    names |= {name.casefold(): theme for theme, info in data.themes.items() for name in (info.label, theme)}
    weights: dict[str, float] = {}
    for name, value in [*args.gewicht, *((theme, 0.0) for theme in args.zonder)]:
        theme = names.get(name.casefold(), name)
        if theme in weights:
            raise SettingsError(f"Voor {theme} staan er achter --gewicht en --zonder twee keuzes; kies er een.")
        weights[theme] = value
    return weights


def _choose_reference(data: gg.Dataset, args: argparse.Namespace) -> gg.Reference:
    if args.referentie == NATIONAL:
        return data.reference
    if args.referentie == OWN:
        return gemeente_reference(data)
    if args.referentie != PEERS:
        return read_reference(args.referentie)
    return peer_reference(_load_nation(data, args), class_of(data))


def load_data(args: argparse.Namespace) -> gg.Dataset:
    """Load the data that the options select."""
    with settings.refreshing(args.ververs), show_progress("Cijfers en grenzen ophalen…") as progress:
        data = gg.load(
            args.gemeente,
            folder=args.gemeentemap,
            boundaries=args.grenzen,
            projects=args.projecten,
            investments=getattr(args, "investeringen", None),
            uitgave=NEWEST if args.nieuwste else args.jaar,
            offline=args.offline,
            extra=args.extra,
            from_wijk=args.uit_wijk,
            progress=progress,
        )
    for table in getattr(args, "eigen", []):
        data = data.with_own(table)
    if "verstening" in args:
        data = _with_measured_stone(data, args.verstening, args.uit if "uit" in args else None)
    if getattr(args, "leeftijd", False):
        return standardise_age(data, None if data.uitgave.id == snapshot.UITGAVE else _load_nation(data, args))
    return data


def find_years(args: argparse.Namespace) -> gg.Years | None:
    """Series of a gemeente, if they can be read; otherwise outputs only have their own year."""
    try:
        with settings.refreshing(args.ververs), show_progress("Cijfers van alle jaren ophalen…") as progress:
            return gg.load_years(args.gemeente, folder=args.gemeentemap, offline=args.offline, progress=progress)
    except (NoSnapshotError, SourceError) as failure:
        tell([f"Geen reeksen door de jaren: {failure}"])
        return None


def _load_nation(data: gg.Dataset, args: argparse.Namespace) -> gg.Dataset:
    """Load the Netherlands in the same uitgave."""
    with show_progress("Cijfers van heel Nederland ophalen…") as progress:
        return gg.load("Nederland", uitgave=data.uitgave.id, offline=args.offline, progress=progress)


def _with_measured_stone(data: gg.Dataset, choice: str | None, target: Path | None) -> gg.Dataset:
    """Add the measurement of ``gezond-geo verstening``, if any, and let the requested source count."""
    path = settings.measured_path(data.gemeente.code)
    if choice is None and not is_file(path):
        return data
    # Land cover modules load only for a measurement.
    from gezond_geo.dataset.sealing import add_measured, count_estimate, read_measured  # noqa: PLC0415

    if choice == ESTIMATE:
        data = count_estimate(data)
    if is_file(path):
        if target and is_same_file(path, target):
            raise OutputError(f"In {target} staat wat gezond-geo verstening heeft gemeten; kies een andere naam.")
        return add_measured(data, read_measured(path), in_score=choice == MEASUREMENT)
    if choice == MEASUREMENT:
        raise InputError(
            f"Van {data.gemeente.naam} is de verstening nog niet gemeten; draai eerst gezond-geo verstening --haal-op."
        )
    return data
