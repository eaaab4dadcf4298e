"""The results table: all outcomes, a row per buurt."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd

from gezond_geo._validate import as_choice, as_dataset, as_frame, as_robustness, as_scores, checked
from gezond_geo.areas.gemeente_names import gemeente_names
from gezond_geo.choices.links import LINKS, check_links, total_euro
from gezond_geo.errors import SettingsError
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.pages.columns import CHANCE, COMPLETE, PERCENTILE, describe_columns, label_columns
from gezond_geo.pages.language import language_of
from gezond_geo.pages.outputs import say_outputs
from gezond_geo.scores.remarks import join_labels, label_parts
from gezond_geo.scores.robustness import check_robustness, say_assumptions
from gezond_geo.scores.scores import check_scores
from gezond_geo.scores.simulation import ASSUMPTIONS
from gezond_geo.scores.wording import say_origin, say_reference, say_settings, say_why

if TYPE_CHECKING:
    from collections.abc import Collection

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores

VERSION = 1
"""Version of the columns, raised when one is renamed or redefined, not when one is added."""
ORIGIN = "gezond_geo"
"""Key in ``attrs`` of the metadata of the table."""
_NAMES = ("buurtnaam", "wijknaam", "stadsdeel", "focusgebied", "aantal_buurten")
_PLACE = ("gemeentecode", "gemeentenaam", "x", "y")
_OUTCOMES = ("inwoners", "stapeling", "op_de_grens", "score", "rang")
_REMARKS = ("volledigheid", "grof", "reden_geen_waarde", "reden_geen_rang", "kanttekening", "waarom")
_STILL_THERE = ("volledigheid", "aantal_buurten", "euro_zeker", "euro_waarschijnlijk", "x", "y")
"""Numeric columns that say nothing about residents."""
_DECIMALS = 8
"""Decimals of computed values: finer than any difference between outcomes, and within the precision of a
spreadsheet."""
_LIMITS = {
    "value": "inwoners_voor_een_cijfer",
    "rank": "inwoners_voor_een_rang",
    "coarse": "inwoners_voor_fijne_cijfers",
    "change": "verandering_van_inwoners_in_procent",
    "border": "punten_rond_de_drempel",
}
_SHOWN = ("naam", "euro", "dimensie", "thema", "doelgroep", "status")


@checked(
    data=as_dataset,
    scores=as_scores,
    links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"),
    sure=as_robustness,
    labels=as_choice("id", "nl"),
)
def results(
    data: Dataset,
    scores: Scores,
    links: pd.DataFrame | None = None,
    sure: Robustness | None = None,
    *,
    labels: Literal["id", "nl"] = "id",
) -> gpd.GeoDataFrame:
    """Collect all outcomes in one table, ready to plot, join and save.

    Parameters
    ----------
    data
        Figures, boundaries and projects.
    scores
        Result of `gezond_geo.score` on the same data.
    links
        Result of `gezond_geo.match_projects`; without it the table has no projects.
    sure
        Result of `gezond_geo.assess_robustness`; without it the table has no intervals.
    labels
        ``id`` for stable names, ``nl`` for Dutch headers.

    Returns
    -------
    GeoDataFrame
        The index of ``data.buurten``, EPSG:28992, with one geometry: boundaries, or a point within each buurt if the
        data have no boundaries. Columns are described in ``docs/resultaten.md``; figures are in the units of the
        catalogue, percentiles 0-100 with 100 unfavourable. Under 100 residents every figure is missing, the number of
        residents included. ``attrs`` holds what else `gezond_geo.write` needs, as plain values.

    Raises
    ------
    InputError
        When scores, links or `sure` belong to other data.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> data = gg.load("Enschede", offline=True)
    >>> table = gg.results(data, gg.score(data))
    >>> table.nsmallest(3, "rang")[["buurtnaam", "stapeling", "rang"]].to_dict("records")[0]
    {'buurtnaam': 'Wesselerbrink Zuid-Oost', 'stapeling': 4.0, 'rang': 1.0}
    """
    check_scores(data, scores)
    positions = scores.indicators[[i.id for i in data.shown if i.id in scores.indicators]]
    complete = data.completeness.reindex(index=data.buurten.index)
    parts = [_places(data), scores_table(data, scores), positions.add_prefix(PERCENTILE), complete.add_prefix(COMPLETE)]
    if sure is not None:
        check_robustness(data, sure)
        parts.append(sure.buurten.drop(columns="rang"))
    if links is not None:
        check_links(data, links)
        parts.append(_projects_of(data, links))
    wide = pd.concat(parts, axis=1)
    few = ~(data.buurten["inwoners"] >= MIN_RESIDENTS)
    small = scores.buurten.index[scores.buurten["reden_geen_waarde"].ne("") | few].astype(str).tolist()
    fractions = [name for name in wide if str(name).startswith((PERCENTILE, CHANCE, COMPLETE))]
    wide = wide.round(dict.fromkeys([*fractions, "score", "volledigheid"], _DECIMALS) | {"x": 3, "y": 3})
    wide = hide_small(wide[_order(wide, data, scores)], small)
    index = str(data.buurten.index.name)
    columns = describe_columns(data, scores, [index, *map(str, wide)], sure)
    names = label_columns(columns) if labels == "nl" else {name: name for name in columns}
    wide = wide.rename(columns=names).rename_axis(names[index])
    table = gpd.GeoDataFrame(wide, geometry=_shapes(data), crs=data.buurten.crs)
    table.attrs[ORIGIN] = _origin(data, scores, links, sure) | {
        "zonder_waarde": small,
        "kolommen": {names[name]: {"id": name, **asdict(column)} for name, column in columns.items()},
    }
    return table


def scores_table(data: Dataset, scores: Scores) -> pd.DataFrame:
    """Table of figures, percentiles and scores.

    Returns
    -------
    DataFrame
        The index of ``data.buurten``; names, ``inwoners``, the figures that are shown (`Dataset.shown`) in their own
        unit, ``p_<theme>`` and ``p_<subtheme>`` (percentile, 0-100 with 100 unfavourable), the columns of
        `Scores.buurten` (``kanttekening`` also names a focus area that lies within the buurt), and ``waarom``: the
        composition of the score in a sentence. A buurt without a value has no number of residents either.
    """
    names = [c for c in ("buurtnaam", "wijknaam", "stadsdeel") if c in data.buurten and data.buurten[c].notna().any()]
    figures = [i.id for i in data.shown if i.id in data.buurten]
    table = pd.DataFrame(data.buurten[[*names, "inwoners", *figures]])
    table["inwoners"] = table["inwoners"].where(scores.buurten["reden_geen_waarde"].eq(""))
    outcome = scores.buurten.drop(columns=names, errors="ignore")
    outcome["kanttekening"] = join_labels([outcome["kanttekening"], label_parts(data)])
    outcome["waarom"] = [say_why(scores, str(code)) for code in outcome.index.tolist()]
    return table.join(scores.themes.join(scores.subthemes).add_prefix(PERCENTILE)).join(outcome)


def hide_small(table: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    """Blank the numbers of some buurten, except those that say nothing about their people.

    Parameters
    ----------
    table
        Results with the stable column names, whatever columns were added or dropped.
    codes
        Buurten that have no value.
    """
    small = table.index.isin(codes)
    numbers = [str(name) for name in table.select_dtypes("number") if name not in _STILL_THERE]
    rows = table[small]
    columns = [name for name in numbers if rows[name].notna().any()]
    return table.assign(**{name: table[name].astype("float64").mask(small) for name in columns})


def _places(data: Dataset) -> pd.DataFrame:
    buurten = data.buurten
    gemeenten = gemeente_names()
    focus = [
        ", ".join(area.naam for area in data.gemeente.focusgebieden if code in area.buurten) for code in buurten.index
    ]
    places = pd.DataFrame({"gemeentecode": buurten["gemeentecode"]}, index=buurten.index)
    places["gemeentenaam"] = [gemeenten.get(str(code), data.gemeente.naam) for code in buurten["gemeentecode"]]
    if data.gemeente.focusgebieden and "punt" in buurten:
        places["focusgebied"] = focus
    if "aantal_buurten" in buurten:
        places["aantal_buurten"] = buurten["aantal_buurten"]
    if "punt" in buurten:
        points = gpd.GeoSeries(buurten["punt"], crs=buurten.crs)
        places["x"], places["y"] = points.x, points.y
    return places


def _projects_of(data: Dataset, links: pd.DataFrame) -> pd.DataFrame:
    """Names of the projects of each buurt, and their total amounts."""
    projects: dict[str, list[str]] = {}
    for number, code in zip(links["project"], links["buurtcode"], strict=True):
        projects.setdefault(code, []).append(f"{number} {data.projects['naam'][number]}")
    euro = total_euro(data, links, "buurtcode").reindex(data.buurten.index)[["euro_zeker", "euro_waarschijnlijk"]]
    return euro.assign(projecten=["; ".join(projects.get(str(code), [])) for code in euro.index])


def _order(wide: pd.DataFrame, data: Dataset, scores: Scores) -> list[str]:
    """Order the columns: names, outcome, percentiles, remarks, projects, figures, location."""
    sure = [str(name) for name in wide if str(name).startswith(("rang_", "kans_")) or name == "oordeel"]
    positions = [f"{PERCENTILE}{name}" for name in (*scores.themes, *scores.subthemes)]
    money = ["projecten", "euro_zeker", "euro_waarschijnlijk"]
    figures = [name for i in data.shown for name in (i.id, f"{PERCENTILE}{i.id}", f"{COMPLETE}{i.id}")]
    order = [*_NAMES, *_OUTCOMES, *sure, *positions, *_REMARKS, *money, *figures, *_PLACE]
    return [name for name in dict.fromkeys(order) if name in wide]


def keep_top(table: pd.DataFrame, most: int | None) -> pd.DataFrame:
    """Keep ranks 1 to `most` of a table with ``rang``, including ties for the last; every row without `most`.

    Raises
    ------
    SettingsError
        When no row has a rank.
    """
    if most is None:
        return table
    top = table[table["rang"] <= most]
    if top.empty:
        raise SettingsError("Er is hier geen rang, dus ook geen top; laat --top weg.")
    return top


def _shapes(data: Dataset) -> gpd.GeoSeries:
    if data.has_boundaries or "punt" not in data.buurten:
        return data.buurten.geometry
    return gpd.GeoSeries(data.buurten["punt"], crs=data.buurten.crs)


def _origin(data: Dataset, scores: Scores, links: pd.DataFrame | None, sure: Robustness | None) -> dict[str, Any]:
    """Metadata of the table for files: plain values, since frames copy their `attrs`."""
    return {
        "versie": VERSION,
        "titel": f"{data.gemeente.naam}, {data.edition}",
        "instellingen": {
            "gemeente": data.gemeente.naam,
            "uitgave": data.uitgave.id,
            "drempel": scores.settings["threshold"],
            "gewichten": dict(scores.settings["weights"]),
            "minima": {_LIMITS[name]: value for name, value in scores.settings["limits"].items()},
            **({} if sure is None else {"zekerheid": _settings_of(sure)}),
        },
        "regels": [
            *data.meldingen,
            *filter(None, [say_settings(scores)]),
            say_reference(scores, scores.counted),
            *([] if sure is None else say_assumptions(sure)),
            *say_origin(data),
        ],
        "bronnen": list_sources(data),
        "themas": {
            theme: {
                "label": scores.theme_info[theme].label,
                "minder": scores.theme_info[theme].minder,
                "meer": scores.theme_info[theme].meer,
            }
            for theme in scores.counted
        },
        "projecten": [] if links is None else list_projects(data, links),
        "prestaties": [] if links is None else list_outputs(data),
        "focusgebieden": [
            {
                "naam": area.naam,
                "deel": area.deel,
                "buurten": list(area.buurten),
                "aangewezen_op": ", ".join(area.aangewezen_op),
            }
            for area in data.gemeente.focusgebieden
        ],
    }


def list_sources(data: Dataset) -> list[dict[str, Any]]:
    """Source of each figure, a record per column."""
    sources = data.sources.rename_axis("cijfer").reset_index().astype(object)
    return sources.where(sources.notna(), None).to_dict("records")  # type: ignore[return-value]  # names are texts


def _settings_of(sure: Robustness) -> dict[str, Any]:
    settings = sure.settings
    return {
        "keren_gerekend": settings["draws"],
        "startgetal": settings["seed"],
        "top": settings["top"],
        "gevarieerd": [ASSUMPTIONS[name] for name in settings["vary"]],
        "gedeelde_fout_buurt": settings["shared_buurt"],
        "gedeelde_fout_wijk": settings["shared_wijk"],
    }


def list_projects(data: Dataset, links: pd.DataFrame) -> list[dict[str, Any]]:
    """Projects with their locations; only the buurt if not public."""
    names, words = data.buurten["buurtnaam"], language_of("nl")
    rows = []
    for project in data.projects.reset_index().to_dict("records"):
        number = project["nummer"]
        places = links[links["project"] == number].to_dict("records")
        point = [project["x"], project["y"]] if project["openbaar"] and not pd.isna(project["x"]) else None
        rows.append(
            {
                "nummer": int(number),
                "gedaan": "; ".join(say_outputs(words, data.outputs, int(number))) or None,
                **{name: None if pd.isna(project[name]) else project[name] for name in _SHOWN},
                "plaatsen": [
                    {
                        "buurtcode": p["buurtcode"],
                        "buurt": names[p["buurtcode"]],
                        "euro": p["euro"],
                        "zekerheid": p["zekerheid"],
                    }
                    for p in places
                ],
                "punt": point,
            }
        )
    return rows


def list_outputs(data: Dataset) -> list[dict[str, Any]]:
    """Planned and actual output of projects, a record per project, year and measure."""
    outputs = data.outputs.astype(object)
    records = outputs.where(outputs.notna(), None).to_dict("records")
    return [{str(name): value for name, value in record.items()} for record in records]
