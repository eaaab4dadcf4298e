"""The projects on the page: their locations, with certainty, and their costs."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gezond_geo.choices.links import total_euro
from gezond_geo.dataset.folder.places import parse_places
from gezond_geo.dataset.folder.project_columns import EVERYWHERE, INFERRED
from gezond_geo.pages.outputs import say_outputs
from gezond_geo.pages.shapes.outlines import lat_lon

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from gezond_geo.pages.map.run import Run

_NAMED = 4
"""Maximum number of buurten named in a sentence on a shared project."""


def list_projects(run: Run) -> list[dict[str, Any]]:
    """The projects, as in ``projecten`` of ``docs/payload.md``."""
    data, links, words = run.data, run.links, run.words
    names, parts = data.buurten["buurtnaam"], say_parts(run)
    spots = data.projects[["x", "y"]].dropna()
    points = lat_lon(gpd.GeoSeries.from_xy(spots["x"], spots["y"], crs=data.buurten.crs))
    items = []
    for label, project in data.projects.to_dict("index").items():
        number = int(str(label))
        here = links[links["project"] == number]
        own = dict(zip(here["buurtcode"].astype(str), here["zekerheid"], strict=True))
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
    data, links = run.data, run.links
    euro = total_euro(data, links, "buurtcode")
    parts, shared = say_parts(run), list_shared(run)
    projects = {str(code): part.to_dict("records") for code, part in links.groupby("buurtcode")}
    return {
        str(code): {
            "projecten": [
                {"nr": int(p["project"]), "euro": parts[p["project"], code], "zekerheid": p["zekerheid"]}
                for p in projects.get(str(code), [])
            ],
            "euro": list(_say_euro(run, euro.loc[code], shared.get(code, []))) if len(data.projects) else [],
        }
        for code in data.buurten.index
    }


def say_parts(run: Run) -> dict[tuple[int, str], str]:
    """Amount of each project in each of its buurten, in words; for a shared one also the total, and the other buurten.

    Returns
    -------
    dict
        Text by number and buurtcode.
    """
    words, names = run.words, run.data.buurten["buurtnaam"]
    sentences = {}
    for link in run.links.to_dict("records"):
        number, code = link["project"], link["buurtcode"]
        sentences[number, code] = _round_euro(run, link["euro"])
    for number, own in run.links.groupby("project")["buurtcode"]:
        amount = run.data.projects["euro"][number]
        for code in own if len(own) > 1 else ():
            others = [names[other] for other in own if other != code]
            count = words("andere_buurten", aantal=words.number(len(others)))
            together = words.join(others) if len(others) <= _NAMED else count
            key = "onbekend_gedeeld" if isnan(amount) else "euro_gedeeld"
            sentences[number, code] = words(
                key, deel=sentences[number, code], geheel=words.euro(amount), buurten=together
            )
    return sentences


def list_shared(run: Run) -> dict[str, list[str]]:
    """Texts of `say_parts` on shared projects, by buurtcode."""
    buurten = run.links.groupby("project")["buurtcode"].size()
    shared: dict[str, list[str]] = {}
    for (number, code), text in say_parts(run).items():
        if buurten[number] > 1 and not isnan(run.data.projects["euro"][number]):
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


def _say_euro(run: Run, euro: pd.Series[float], shared: list[str]) -> Iterator[str]:
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
