"""The projects on the page: where they are, how sure that is, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gezond_geo.maps.shapes import lat_lon
from gezond_geo.projects import NO_BUURT, parse_places, total_euro

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gezond_geo.maps.language import Language
    from gezond_geo.maps.run import Run


def list_projects(run: Run) -> list[dict[str, Any]]:
    """List the projects, as in ``projecten`` of ``docs/payload.md``."""
    data, links, words = run.data, run.links, run.words
    names = data.buurten["buurtnaam"]
    spots = data.projects[["x", "y"]].dropna()
    points = lat_lon(gpd.GeoSeries.from_xy(spots["x"], spots["y"], crs=data.buurten.crs))
    shown = []
    for number, project in data.projects.to_dict("index").items():
        own = links[links["project"] == number].to_dict("records")
        parts = {code for code, (_, partial) in parse_places(project["buurten"]).items() if partial}
        located = bool(project["openbaar"]) and number in points
        shown.append(
            {
                "nr": number,
                "naam": project["naam"],
                "euro": words.euro(project["euro"]),
                "dimensie": project["dimensie"],
                "dimensie_noot": _certainty(project["dimensie_zekerheid"]),
                "thema": project["thema"],
                "thema_noot": _certainty(project["thema_zekerheid"]),
                "doelgroep": project["doelgroep"],
                "status": project["status"],
                "plaats": project["plaats"] if project["openbaar"] else "",
                "gebied": len(own) > 0,
                "buurten": [
                    {
                        "code": p["buurtcode"],
                        "naam": names[p["buurtcode"]],
                        "euro": _round_euro(words, p["euro"]),
                        "zekerheid": p["zekerheid"],
                        "deel": p["buurtcode"] in parts,
                    }
                    for p in own
                ],
                "punt": points[number] if located else None,
                "bij_benadering": not located,
            }
        )
    return shown


def tell_money(run: Run) -> dict[str, dict[str, Any]]:
    """Tell the projects and the euro of every buurt, by its code."""
    data, links, words = run.data, run.links, run.words
    euro = total_euro(data, links, "buurtcode")
    projects = {str(code): part.to_dict("records") for code, part in links.groupby("buurtcode")}
    return {
        str(code): {
            "projecten": [
                {"nr": int(p["project"]), "euro": _round_euro(words, p["euro"]), "zekerheid": p["zekerheid"]}
                for p in projects.get(str(code), [])
            ],
            "euro": list(_say_euro(words, euro["euro_zeker"][code], euro["euro_alle"][code]))
            if len(data.projects)
            else [],
        }
        for code in data.buurten.index
    }


def say_totals(run: Run) -> list[str]:
    """Say what all projects cost together; nothing where none are known."""
    data, links, words = run.data, run.links, run.words
    if data.projects.empty:
        return []
    sums = total_euro(data, links, "dimensie")["euro_alle"]
    parts = [f"{name} {words.euro(amount)}" for name, amount in sums.items()]
    certain = total_euro(data, links, "zekerheid")["euro_zeker"].drop(NO_BUURT, errors="ignore").sum()
    everything = words.euro(data.projects["euro"].sum())
    return [
        words(
            "euro_samen", aantal=words.count(len(data.projects), "project"), euro=everything, delen=words.join(parts)
        ),
        words("euro_gebied", euro=words.euro(links["euro"].sum()), zeker=words.euro(certain)),
    ]


def _say_euro(words: Language, euro_zeker: float, euro_alle: float) -> Iterator[str]:
    if not euro_alle:
        yield words("geen_project")
        return
    yield words("euro_zeker", euro=_round_euro(words, euro_zeker))
    if euro_zeker != euro_alle:
        yield words("euro_alle", euro=_round_euro(words, euro_alle))


def _round_euro(words: Language, amount: float) -> str:
    """Cents of an amount that was shared out by residents would look surer than they are."""
    return words.euro(round(amount))


def _certainty(word: str) -> str:
    return "afgeleid" if word == "afgeleid" else ""
