"""The projects of a gemeente, and what each spends in which buurt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import pandas as pd

from gezond_geo.codes import BUURTCODE
from gezond_geo.errors import InputError
from gezond_geo.sources.boundaries import NETHERLANDS_RD

if TYPE_CHECKING:
    from gezond_geo.dataset import Dataset

COLUMNS = (
    "nummer",
    "naam",
    "euro",
    "dimensie",
    "dimensie_zekerheid",
    "thema",
    "thema_zekerheid",
    "doelgroep",
    "status",
    "plaats",
    "buurten",
    "verwant",
    "openbaar",
    "x",
    "y",
)
CERTAIN = ("naam", "document", "bron", "punt")
"""Certainties of a place that a name, the document, another source or a coordinate gives."""

PROBABLE = "waarschijnlijk"
"""Certainty of a place that is inferred: it counts in ``euro_alle`` only."""

MAX_NUMBER = 1_000_000
"""Largest number of a project."""

NO_BUURT = "zonder buurt"
"""Group of the projects that are for the whole gemeente or for a group of people."""


def no_projects() -> pd.DataFrame:
    """Give an empty list of projects, for a gemeente that has none."""
    return pd.DataFrame(columns=COLUMNS[1:], index=pd.Index([], name="nummer", dtype=int))


def read_projects(source: Path | str | pd.DataFrame) -> pd.DataFrame:
    """Read a list of projects and check every cell that is counted with.

    Parameters
    ----------
    source
        CSV file or frame with the columns of `COLUMNS`. ``buurten`` holds ``code:certainty`` pairs separated by spaces,
        with ``:deel`` behind those of which the project takes only a part.

    Returns
    -------
    DataFrame
        Indexed by ``nummer`` (int); ``euro`` in euro, ``openbaar`` True or False, ``x`` and ``y`` in RD metres, the
        rest text, empty when not known.

    Raises
    ------
    InputError
        When the file is no CSV, a column is missing, or a number, code, certainty or place is not one.
    """
    table, name = _read_table(source)
    if lacking := [c for c in COLUMNS if c not in table.columns]:
        raise InputError(
            f"In {name} ontbreekt de kolom {', '.join(lacking)}; voeg die toe "
            "(leeg mag, behalve bij nummer, naam en euro)."
        )
    if table.empty:
        raise InputError(f"In {name} staat geen enkel project; geef minstens een regel.")
    for column, required in {"nummer": True, "euro": True, "x": False, "y": False}.items():
        table[column] = _numbers(table[column], name, required=required)
    if (table["euro"] < 0).any():
        raise InputError(f"{name}, regel {_line(table['euro'] < 0)}: euro is negatief; geef een bedrag van 0 of meer.")
    if (broken := (table["nummer"] % 1 != 0) | ~table["nummer"].between(1, MAX_NUMBER)).any():
        raise InputError(f"{name}, regel {_line(broken)}: nummer is geen heel getal; nummer de projecten 1, 2, 3, ….")
    if (nameless := table["naam"].str.strip() == "").any():
        raise InputError(f"{name}, regel {_line(nameless)}: naam is leeg; geef elk project een naam.")
    if (twice := table["nummer"].duplicated()).any():
        raise InputError(
            f"{name}, regel {_line(twice)}: nummer {table['nummer'][twice].iloc[0]:.0f} komt twee keer voor; "
            "geef elk project een eigen nummer."
        )
    _check_cells(table["buurten"], name)
    west, south, east, north = NETHERLANDS_RD.bounds
    inside = table["x"].between(west, east) & table["y"].between(south, north)
    if (lost := table[["x", "y"]].notna().any(axis=1) & ~inside).any():
        raise InputError(
            f"{name}, regel {_line(lost)}: x en y zijn geen plaats in Nederland; geef ze allebei, in meters (RD)."
        )
    # A frame that was read before holds True and False.
    table["openbaar"] = table["openbaar"].str.strip().str.lower().isin(["ja", "true"])
    return table[list(COLUMNS)].astype({"nummer": int}).set_index("nummer")


def match_projects(data: Dataset) -> pd.DataFrame:
    """Join projects to the buurten they are in.

    A project is placed by the buurtcodes it names, else by its coordinates within a boundary. Over several buurten it
    is shared in proportion to residents, to the cent by largest remainder. Projects for the whole gemeente or for a
    group of people have no row: see `total_euro`.

    Parameters
    ----------
    data
        Buurten and projects.

    Returns
    -------
    DataFrame
        One row per project and buurt: ``project`` (number), ``buurtcode``, ``aandeel`` (0-1), ``euro``, ``zekerheid``
        (``naam``, ``document``, ``bron``, ``punt`` or ``waarschijnlijk``), sorted by project and buurtcode.
    """
    rows = []
    by_point = _places_by_point(data)
    for number, project in data.projects.iterrows():
        listed = {code: certainty for code, (certainty, _) in parse_places(project["buurten"]).items()}
        places = listed or by_point.get(number, {})
        if not places:
            continue
        residents = data.buurten["inwoners"].reindex(sorted(places)).fillna(0)
        shares = residents / residents.sum() if residents.sum() else pd.Series(1 / len(places), index=residents.index)
        euro = _divide(project["euro"], shares)
        rows += [(number, code, shares[code], euro[code], places[code]) for code in shares.index]
    links = pd.DataFrame(rows, columns=["project", "buurtcode", "aandeel", "euro", "zekerheid"])
    return links.astype({"project": "int64", "aandeel": "float64", "euro": "float64"})


def find_unplaced(data: Dataset) -> list[int]:
    """Give the numbers of projects with coordinates that lie within no known boundary, and that name no buurt."""
    by_point = _places_by_point(data)
    only_point = data.projects["x"].notna() & data.projects["buurten"].eq("")
    return [int(str(number)) for number in data.projects.index[only_point] if number not in by_point]


def total_euro(
    data: Dataset,
    links: pd.DataFrame,
    by: Literal["buurtcode", "wijkcode", "stadsdeel", "dimensie", "thema", "zekerheid"],
) -> pd.DataFrame:
    """Add up the euro of projects, certain places only and all places.

    Parameters
    ----------
    data
        Buurten and projects.
    links
        Result of `match_projects`.
    by
        What to group by. With ``buurtcode`` every buurt has a row, with 0 where no project is known.

    Returns
    -------
    DataFrame
        Indexed by group: ``euro_zeker`` and ``euro_alle``. The row `NO_BUURT` holds projects without a buurt, whose
        place is not in doubt; for ``dimensie`` and ``thema`` they are in their own group. ``euro_alle`` adds up to all
        projects.
    """
    unplaced = data.projects.index.difference(pd.Index(links["project"]))
    apart = pd.DataFrame({"project": unplaced, "euro": data.projects["euro"].reindex(unplaced), "zekerheid": NO_BUURT})
    rows = pd.concat([links, apart], ignore_index=True)
    if by in {"dimensie", "thema"}:
        group = rows["project"].map(data.projects[by])
    elif by in {"wijkcode", "stadsdeel"}:
        group = rows["buurtcode"].map(data.buurten[by]).fillna("onbekend").mask(rows["buurtcode"].isna(), NO_BUURT)
    else:
        group = rows[by].fillna(NO_BUURT)
    certain = rows["euro"].where(rows["zekerheid"].isin([*CERTAIN, NO_BUURT]), 0)
    totals = pd.DataFrame({"euro_zeker": certain, "euro_alle": rows["euro"]}).groupby(group).sum().round(2)
    if by == "buurtcode":
        totals = totals.reindex([*data.buurten.index, *totals.index.intersection([NO_BUURT])], fill_value=0)
    return totals.rename_axis(by)


def parse_places(cell: str) -> dict[str, tuple[str, bool]]:
    """Read the cell ``buurten`` of a project: certainty, and whether only a part is meant, per buurtcode."""
    places = {}
    for text in cell.split():
        code, certainty, *part = text.split(":")
        places[code] = (certainty, part == ["deel"])
    return places


def _divide(euro: float, shares: pd.Series[float]) -> pd.Series[float]:
    """Share an amount to the cent by largest remainder; what ties goes to the first."""
    cents = shares * round(euro * 100)
    whole = cents.round(6) // 1
    left = int(round(euro * 100) - whole.sum())
    whole[(cents - whole).sort_values(ascending=False, kind="stable").index[:left]] += 1
    return whole / 100


def _places_by_point(data: Dataset) -> dict[object, dict[str, str]]:
    located = data.projects.dropna(subset=["x", "y"])
    points = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_xy(located["x"], located["y"], crs=data.buurten.crs))
    areas = data.buurten[["geometry"]].dropna()
    inside = points.sjoin(areas, predicate="within")
    return {number: {code: "punt"} for number, code in inside["buurtcode"].items()}


def _read_table(source: Path | str | pd.DataFrame) -> tuple[pd.DataFrame, str]:
    if isinstance(source, pd.DataFrame):
        table = source.reset_index() if source.index.name == "nummer" else source
        return table.astype("object").where(table.notna(), "").astype(str).reset_index(
            drop=True
        ), "de meegegeven projecten"
    path = Path(source)
    if not path.is_file():
        raise InputError(f"Het projectenbestand {path} bestaat niet; controleer de naam.")
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False), str(path)
    except (ValueError, OSError) as bad:
        raise InputError(
            f"{path} is geen CSV-bestand met kommas en UTF-8-tekst; bewaar het opnieuw als CSV UTF-8."
        ) from bad


def _check_cells(cells: pd.Series[str], name: str) -> None:
    for line, cell in enumerate(cells, start=2):
        for part in cell.split():
            code, _, rest = part.partition(":")
            if not BUURTCODE.fullmatch(code) or rest.removesuffix(":deel") not in (*CERTAIN, PROBABLE):
                raise InputError(
                    f"{name}, regel {line}: {part!r} is geen buurt met zekerheid; schrijf bijvoorbeeld BU01530301:naam "
                    f"(zekerheid: {', '.join(CERTAIN[:-1])} of {PROBABLE})."
                )
        if len(parse_places(cell)) < len(cell.split()):
            raise InputError(f"{name}, regel {line}: in {cell!r} staat een buurt twee keer; noem elke buurt een keer.")


def _numbers(cells: pd.Series[str], name: str, *, required: bool) -> pd.Series[float]:
    plain = cells.str.strip()
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64")
    numbers = numbers.where(numbers.abs() < float("inf"))
    wrong = numbers.isna() & (required | plain.ne(""))
    if cells.name == "euro":
        # 50.000 is fifty thousand to a Dutch reader and fifty to a computer.
        wrong |= ~plain.str.fullmatch(r"-?\d+(\.\d{1,2})?")
    if wrong.any():
        raise InputError(
            f"{name}, regel {_line(wrong)}: {cells[wrong].iloc[0]!r} is geen getal voor {cells.name}; "
            "schrijf alleen cijfers, zoals 50000 of 50000.50."
        )
    return numbers


def _line(mask: pd.Series[bool]) -> int:
    """Line in the file of the first True, counting the header."""
    return int(mask.to_numpy().argmax()) + 2
