"""The command ``gezond-geo``: Dutch in and out, no logic of its own."""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pandas import isna

import gezond_geo as gg
from gezond_geo import settings
from gezond_geo.codes import name_file
from gezond_geo.dutch import count_of, format_euro, format_number
from gezond_geo.errors import GezondGeoError
from gezond_geo.export import write_csv
from gezond_geo.files import check_target
from gezond_geo.gemeentemap import check_gemeentemap, write_gemeentemap
from gezond_geo.indicators import extras, uitgaven
from gezond_geo.inputs import NEWEST
from gezond_geo.levels import aggregate
from gezond_geo.wording import FOOTER, say_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gezond_geo.sources.live import Progress

FAILED = 2
"""Exit code of every error that is said in a sentence."""

_DUTCH = (
    (re.compile(r"unrecognized arguments: (.+)"), r"Onbekende optie of te veel namen: \1"),
    (re.compile(r"argument (.+?): expected .+"), r"Achter \1 hoort een waarde"),
    (
        re.compile(r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)"),
        r"\2 bestaat niet voor \1; kies uit: \3",
    ),
    (re.compile(r"argument (.+?): not allowed with argument (.+)"), r"\1 gaat niet samen met \2"),
    (re.compile(r"ambiguous option: (.+?) could match (.+)"), r"\1 is niet eenduidig; bedoelt u \2"),
    (re.compile(r"the following arguments are required: (.+)"), r"Er ontbreekt iets: \1"),
    (re.compile(r"argument (.+?): ignored explicit argument .+"), r"Achter \1 hoort geen waarde"),
)


class _Parser(argparse.ArgumentParser):
    """Parser that speaks Dutch."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **kwargs)
        self._optionals.title = "opties"
        self._positionals.title = "wat"
        self.add_argument("-h", "--help", action="help", help="toon deze uitleg")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "gebruik: ", 1)

    def error(self, message: str) -> NoReturn:
        for english, dutch in _DUTCH:
            if english.fullmatch(message):
                message = english.sub(dutch, message)
                break
        self.exit(FAILED, f"{message}; zie {self.prog} --help.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments
        Words behind the command; without it those of the process.

    Returns
    -------
    int
        0, or 2 after an error that is said in one sentence.
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    args = _parser().parse_args(arguments)
    code = 0
    try:
        code = args.run(args) or 0
        sys.stdout.flush()
    except GezondGeoError as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of the pipe has gone; keep Python from complaining when it closes what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        print("Afgebroken.", file=sys.stderr)
        return FAILED
    return code


def _parser() -> _Parser:
    parser = _Parser(
        prog="gezond-geo", description="In welke buurten gezondheidsproblemen samenkomen, en waarom.", epilog=FOOTER
    )
    commands = parser.add_subparsers(
        title="opdrachten", metavar="OPDRACHT", required=True, dest="opdracht", parser_class=_Parser
    )

    kaart = commands.add_parser("kaart", help="maak de kaart: één HTML-bestand dat zonder internet opent")
    _add_data_options(kaart)
    kaart.add_argument(
        "--uit", type=Path, metavar="BESTAND", help="waar de kaart komt (standaard maps/<gemeente>.html)"
    )
    kaart.add_argument(
        "--png", type=Path, metavar="BESTAND", help="schrijf dezelfde kaart ook als plaatje om te drukken"
    )
    kaart.add_argument("--grenzen", type=Path, metavar="BESTAND", help="kaartbestand met een kolom buurtcode")
    kaart.add_argument(
        "--achtergrond", action="store_true", help="laat de lezer met een klik een achtergrondkaart van PDOK laden"
    )
    kaart.add_argument("--openbaar", action="store_true", help="laat rang en score per buurt weg, voor publicatie")
    kaart.add_argument(
        "--taal",
        choices=("nl", "en"),
        default="nl",
        help="taal van de kaart (standaard nl); namen en beleid blijven Nederlands",
    )
    _add_own_option(kaart)
    kaart.set_defaults(run=_run_kaart)

    scores = commands.add_parser("scores", help="toon of bewaar de scores per buurt, wijk of stadsdeel")
    _add_data_options(scores)
    scores.add_argument("--uit", type=Path, metavar="BESTAND.csv", help="bewaar als CSV")
    scores.add_argument(
        "--niveau", choices=("buurt", "wijk", "stadsdeel"), default="buurt", help="wat een regel is (standaard buurt)"
    )
    _add_own_option(scores)
    scores.set_defaults(run=_run_scores)

    projecten = commands.add_parser("projecten", help="toon de projecten, waar ze zijn en wat ze kosten")
    _add_data_options(projecten)
    projecten.set_defaults(run=_run_projecten)

    bronnen = commands.add_parser("bronnen", help="toon waar elk cijfer vandaan komt")
    _add_data_options(bronnen)
    bronnen.set_defaults(run=_run_bronnen)

    nieuw = commands.add_parser("gemeente-nieuw", help="maak een map met uitleg voor een gemeente")
    nieuw.add_argument("gemeente", metavar="GEMEENTE", help="naam of code")
    nieuw.add_argument("--uit", type=Path, metavar="MAP", help="nieuwe map (standaard gemeenten/<gemeente>)")
    nieuw.add_argument("--offline", action="store_true", default=None, help="ga het netwerk niet op")
    nieuw.set_defaults(run=_run_gemeente_nieuw)

    controleer = commands.add_parser("controleer", help="noem elke fout in een gemeentemap")
    controleer.add_argument("map", type=Path, metavar="MAP", help="map met gemeente.toml")
    controleer.add_argument("--offline", action="store_true", default=None, help="ga het netwerk niet op")
    controleer.set_defaults(run=_run_controleer)
    return parser


def _add_data_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "gemeente", nargs="?", metavar="GEMEENTE", help="naam of code (standaard die van MAP, anders Enschede)"
    )
    parser.add_argument(
        "--gemeentemap", type=Path, metavar="MAP", help="eigen map met stadsdelen, focusgebieden, projecten en duiding"
    )
    network = parser.add_mutually_exclusive_group()
    network.add_argument("--offline", action="store_true", default=None, help="ga het netwerk niet op")
    network.add_argument("--ververs", action="store_true", help="haal alles opnieuw op, ook wat nog vers is")
    year = parser.add_mutually_exclusive_group()
    year.add_argument("--jaar", metavar="JAAR", help=f"neem de uitgave van een jaar: {', '.join(uitgaven())}")
    year.add_argument("--nieuwste", action="store_true", help="neem de nieuwste uitgave die compleet is")
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
    parser.add_argument("--projecten", type=Path, metavar="BESTAND", help="eigen lijst met projecten (CSV)")


def _add_own_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--eigen",
        action="append",
        default=[],
        type=Path,
        metavar="BESTAND",
        help="eigen cijfer per buurt (CSV of Excel), met een beschrijving ernaast in BESTAND.toml; mag vaker",
    )


def _load(args: argparse.Namespace) -> gg.Dataset:
    with settings.refreshing(args.ververs), _progress("Cijfers en grenzen ophalen…") as tell:
        data = gg.load(
            args.gemeente,
            folder=args.gemeentemap,
            boundaries=getattr(args, "grenzen", None),
            projects=args.projecten,
            uitgave=NEWEST if args.nieuwste else args.jaar,
            offline=args.offline,
            extra=args.extra,
            from_wijk=args.uit_wijk,
            progress=tell,
        )
    for table in getattr(args, "eigen", []):
        data = data.with_own(table)
    return data


def _tell(meldingen: Iterable[str]) -> None:
    for melding in meldingen:
        print(melding, file=sys.stderr)


def _run_kaart(args: argparse.Namespace) -> None:
    data = _load(args)
    scores = gg.score(data)
    target = args.uit or Path("maps") / f"{name_file(data.gemeente.naam)}.html"
    for path in filter(None, [target, args.png]):
        check_target(path)
    with _progress("Kaart maken…"):
        kaart = gg.make_map(
            data,
            scores,
            gg.match_projects(data),
            background=args.achtergrond,
            public=args.openbaar,
            taal=args.taal,
        )
        written = [kaart.save(target)]
        if args.png:
            # Matplotlib loads when a picture is asked for.
            from gezond_geo.figures import write_png  # noqa: PLC0415

            written.append(write_png(kaart.payload, args.png))
    _tell(kaart.payload["meldingen"])
    for path in written:
        print(path)


def _run_scores(args: argparse.Namespace) -> None:
    data = _load(args)
    if args.niveau != "buurt":
        data = aggregate(data, args.niveau)
    scores = gg.score(data)
    written = write_csv(data, scores, args.uit) if args.uit else None
    _tell(data.meldingen)
    if written:
        print(written)
        return
    names = data.buurten["buurtnaam"]
    if args.niveau != "buurt":
        names += [f" ({count_of(n, 'buurt', 'buurten')})" for n in data.buurten["aantal_buurten"]]
    named = scores.buurten.assign(buurtnaam=names).sort_values(["rang", "score"], ascending=[True, False])
    print(f"{'rang':>4}  {'stapeling':>9}  {'score':>5}  {args.niveau}")
    for row in named.to_dict("records"):
        rank = "" if isna(row["rang"]) else f"{row['rang']:.0f}"
        stacked = "" if isna(row["stapeling"]) else f"{row['stapeling']:.0f} van {len(scores.counted)}"
        value = "" if isna(row["score"]) else format_number(row["score"], 1)
        reason = f" ({row['reden_geen_rang']})" if row["reden_geen_rang"] else ""
        print(f"{rank:>4}  {stacked:>9}  {value:>5}  {row['buurtnaam']}{reason}")
    for line in say_sources(data):
        print(f"Bron: {line}")
    print(FOOTER)


def _run_projecten(args: argparse.Namespace) -> None:
    data = _load(args)
    links = gg.match_projects(data)
    _tell(data.meldingen)
    if data.projects.empty:
        print(f"Van {data.gemeente.naam} zijn geen projecten bekend; geef ze met --projecten of --gemeentemap.")
        return
    names = data.buurten["buurtnaam"]
    for number, project in data.projects.to_dict("index").items():
        places = [
            f"{names[link['buurtcode']]} ({link['zekerheid']})"
            for link in links[links["project"] == number].to_dict("records")
        ]
        where = ", ".join(places) or project["dimensie"]
        print(f"{number:>3}  {format_euro(project['euro']):>13}  {project['naam']}: {where}")
    certain = gg.total_euro(data, links, "zekerheid")["euro_zeker"].sum()
    print(f"Met alleen zekere plaatsen: {format_euro(certain)}")
    print(f"Totaal {count_of(len(data.projects), 'project', 'projecten')}: {format_euro(data.projects['euro'].sum())}")


def _run_bronnen(args: argparse.Namespace) -> None:
    from gezond_geo.sources._cache import entries  # noqa: PLC0415

    data = _load(args)
    _tell(data.meldingen)
    for line in say_sources(data):
        print(line)
    held = entries()
    print(f"In de cache: {count_of(len(held), 'bestand', 'bestanden')}.")
    for _, file in held:
        age = count_of(int(file.age_days), "dag", "dagen")
        changed = f"gewijzigd {file.modified[:10]}" if file.modified else "wijziging onbekend"
        checked = f", nagekeken {file.checked[:10]}" if file.checked else ""
        print(
            f"  {file.table}: {count_of(file.rows, 'regel', 'regels')}, opgehaald {file.retrieved[:10]} "
            f"({age} oud), {changed}{checked}, {file.url}"
        )


def _run_gemeente_nieuw(args: argparse.Namespace) -> None:
    folder, notes = write_gemeentemap(args.gemeente, args.uit, offline=args.offline)
    for note in notes:
        print(note, file=sys.stderr)
    print(folder)


def _run_controleer(args: argparse.Namespace) -> int:
    faults, notes = check_gemeentemap(args.map, offline=args.offline)
    for note in notes:
        print(note, file=sys.stderr)
    for fault in faults:
        print(fault)
    if faults:
        return FAILED
    print(f"{args.map}: geen fouten gevonden")
    return 0


@contextmanager
def _progress(text: str) -> Iterator[Progress | None]:
    """Show what is going on, on a terminal, and give what tells how far it is; in a pipe nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status(text) as status:
        yield lambda what, count: status.update(f"{what}: {format_number(count)} regels…")
