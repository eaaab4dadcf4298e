"""The projects on the page: their locations, with certainty, and their costs."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gezond_geo.choices.links import total_euro
from gezond_geo.dataset.folder.places import parse_places
from gezond_geo.dataset.folder.project_columns import EVERYWHERE, INFERRED
from gezond_geo.io.rows import rows_by_label
from gezond_geo.pages.map.run import once_per_run
from gezond_geo.pages.outputs import say_outputs
from gezond_geo.pages.shapes.outlines import lat_lon

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gezond_geo.pages.map.run import Run

_NAMED = 4
"""Maximum number of buurten named in a sentence on a shared project."""


def list_projects(run: Run) -> list[dict[str, Any]]:
    """The projects, as in ``projecten`` of ``docs/payload.md``."""
    data, words, names = run.data, run.words, run.official_names
    parts = say_parts(run)
    spots = data.projects[["x", "y"]].dropna()
    points = lat_lon(gpd.GeoSeries.from_xy(spots["x"], spots["y"], crs=data.buurten.crs))
    items = []
    for label, project in data.projects.to_dict("index").items():
        number = int(str(label))
        own = {code: certainty for code, (certainty, _) in run.places_of.get(number, {}).items()}
        partial = {code for code, (_, part) in parse_places(project["buurten"]).items() if part}
        served = run.served[number]
        located = bool(project["openbaar"]) and number in points
        items.append(
            {
                "nr": number,
                "naam": project["naam"],
                "euro": words.euro(project["euro"]),
                "dimensie": project["dimensie"],
                "dimensie_noot": _note(project["dimensie_zekerheid"]),
                "thema": project["thema"],
                "thema_noot": _note(project["thema_zekerheid"]),
                "doelgroep": project["doelgroep"],
                "status": project["status"],
                "plaats": project["plaats"] if project["openbaar"] else "",
                "gedaan": say_outputs(words, data.outputs, number),
                "verwant": [int(other) for other in str(project["verwant"]).split()],
                "voor": list(served),
                "voor_noot": INFERRED if INFERRED in served.values() else "",
                "gebied": len(own) > 0,
                "zonder_plaats": not own and project["dimensie"] not in EVERYWHERE,
                "buurten": [
                    {"code": code, "naam": names[code], "euro": parts[number, code], "zekerheid": zekerheid}
                    | {"deel": code in partial}
                    for code, zekerheid in own.items()
                ],
                "punt": points[number] if located else None,
                "bij_benadering": not located,
            }
        )
    return items


def tell_money(run: Run) -> dict[str, dict[str, Any]]:
    """Projects and amounts of every buurt, by code."""
    euro, parts, shared = rows_by_label(run.euro), say_parts(run), list_shared(run)
    projects: dict[str, list[dict[str, Any]]] = {}
    for number, places in run.places_of.items():
        for code, (certainty, _) in places.items():
            part = {"nr": number, "euro": parts[number, code], "zekerheid": certainty}
            projects.setdefault(code, []).append(part)
    return {
        code: {
            "projecten": projects.get(code, []),
            "euro": list(_say_euro(run, euro[code], shared.get(code, []))) if len(run.data.projects) else [],
        }
        for code in run.official_names
    }


@once_per_run
def say_parts(run: Run) -> dict[tuple[int, str], str]:
    """Amount of each project in each of its buurten, in words; for a shared one also the total, and the other buurten.

    Returns
    -------
    dict
        Text by number and buurtcode.
    """
    words, names, amounts = run.words, run.official_names, run.data.projects["euro"].to_dict()
    sentences = {}
    for number, places in run.places_of.items():
        for code, (_, euro) in places.items():
            sentences[number, code] = _round_euro(run, euro)
        amount = amounts[number]
        for code in places if len(places) > 1 else ():
            others = [names[other] for other in places if other != code]
            count = words("andere_buurten", aantal=words.number(len(others)))
            together = words.join(others) if len(others) <= _NAMED else count
            key = "onbekend_gedeeld" if isnan(amount) else "euro_gedeeld"
            sentences[number, code] = words(
                key, deel=sentences[number, code], geheel=words.euro(amount), buurten=together
            )
    return sentences


def list_shared(run: Run) -> dict[str, list[str]]:
    """Texts of `say_parts` on shared projects, by buurtcode."""
    amounts = run.data.projects["euro"].to_dict()
    shared: dict[str, list[str]] = {}
    for (number, code), text in say_parts(run).items():
        if len(run.places_of[number]) > 1 and not isnan(amounts[number]):
            shared.setdefault(code, []).append(text)
    return shared


def say_totals(run: Run) -> list[str]:
    """Sentence on the total cost of all projects; empty where none are known."""
    data, words = run.data, run.words
    if data.projects.empty:
        return []
    euro = total_euro(data, run.links, "dimensie")
    groups = [
        _mark(run, str(name) or words("dimensie_onbekend"), row["euro_alle"], row["euro_afgeleid"])
        for name, row in euro.iterrows()
    ]
    parts = [f"{group} {words.euro(amount)}" for group, amount in zip(groups, euro["euro_alle"], strict=True)]
    count = words.count(len(data.projects), "project")
    unknown = int(data.projects["euro"].isna().sum())
    sums = {name: words.euro(amount) for name, amount in euro.sum().items()}
    return [
        words("euro_samen", aantal=count, euro=sums["euro_alle"], delen=words.join(parts)),
        words(
            "euro_plaatsen",
            zeker=sums["euro_zeker"],
            waarschijnlijk=sums["euro_waarschijnlijk"],
            geen=sums["euro_geen_plaats"],
        ),
        *([words("bedragen_onbekend", aantal=words.count(unknown, "project"))] if unknown else []),
    ]


def _say_euro(run: Run, euro: Mapping[str, float], shared: list[str]) -> Iterator[str]:
    words = run.words
    if not euro["euro_alle"] and not euro["zonder_bedrag"]:
        yield words("geen_project")
    for kind in ("euro_zeker", "euro_waarschijnlijk"):
        if euro[kind]:
            yield words(kind, euro=_round_euro(run, euro[kind]))
    if unknown := int(euro["zonder_bedrag"]):
        yield words("bedragen_onbekend", aantal=words.count(unknown, "project"))
    if shared:
        yield words("euro_delen", delen="; ".join(shared))


def _mark(run: Run, group: str, amount: float, inferred: float) -> str:
    """Mark a group of projects that all or partly belong to it by inference."""
    if not inferred:
        return group
    return run.words("afgeleid" if inferred == amount else "deels_afgeleid", tekst=group)


def _round_euro(run: Run, amount: float) -> str:
    """Round to whole euro, since cents of an amount divided by residents would suggest false precision."""
    return run.words.euro(amount if isnan(amount) else round(amount))


def _note(certainty: str) -> str:
    return INFERRED if certainty == INFERRED else ""
