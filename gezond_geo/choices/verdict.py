"""Dutch sentences on a choice: how broad and how deep it is, in how many draws that holds, and its limits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from gezond_geo.choices.measures import BROAD, DEEP, ENOUGH, FIRST, INDEX, REACH
from gezond_geo.io.dutch import count_of, format_euro, format_number, join_words, name_some

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from gezond_geo.choices.spending import Spending

NO_EFFECT = (
    "Bereikt wil zeggen: er is een bedrag voor de buurt, niet dat iedereen er iets van merkt. Of mensen er gezonder "
    "van worden, of hoeveel per euro, staat niet in deze cijfers."
)


_YOURS = "Het is een keuze tussen breder of dieper, en die is aan u."


def say_direction(measures: pd.DataFrame, people: pd.DataFrame) -> str:
    """Dutch sentence on the direction of the measures together; there is no winner when they point opposite ways.

    Parameters
    ----------
    measures, people
        As in `gezond_geo.choices.decision.Decision`.
    """
    broad, deep = (set(measures["kant"].reindex(kind).dropna()) for kind in (BROAD, DEEP))
    themes = set(people["kant"]) - {""}
    sides = broad | deep | themes
    if {"meer", "minder"} <= sides:
        if (broad - {"gelijk"}, deep - {"gelijk"}) == ({"meer"}, {"minder"}):
            return f"Het wordt breder en minder diep{_say_exceptions(people, 'minder')}. {_YOURS}"
        if (broad - {"gelijk"}, deep - {"gelijk"}) == ({"minder"}, {"meer"}):
            return f"Het wordt dieper en minder breed{_say_exceptions(people, 'meer')}. {_YOURS}"
        return f"De maten wijzen niet dezelfde kant op. {_YOURS}"
    if "wisselt" in sides:
        return "Of er meer geld komt waar de behoefte is, hangt ervan af hoe u rekent."
    if sides == {"gelijk"}:
        return "Voor geen enkele maat maakt het verschil."
    side = "minder" if "meer" in sides else "meer"
    return f"Op geen enkele maat komt er {side} waar de behoefte is, in meer dan 90 van de 100 berekeningen."


def _say_exceptions(people: pd.DataFrame, side: str) -> str:
    themes = [str(name) for name in people.index[people["kant"].eq(side)]]
    return f" ({side} mensen bereikt voor {join_words(themes)})" if themes else ""


def say_share(share: float) -> str:
    """Share of draws in words: ``in alle berekeningen``, ``in 88 van de 100 berekeningen``."""
    if share >= 1:
        return "in alle berekeningen"
    if share <= 0:
        return "in geen enkele berekening"
    hundred = round(share * 100)
    few = {0: "minder dan 1", 100: "meer dan 99"}.get(hundred, format_number(hundred))
    return f"in {few} van de 100 berekeningen"


def say_changes(changes: pd.DataFrame, projects: pd.DataFrame, table: pd.DataFrame) -> Iterator[str]:
    """Dutch sentences on each change in a choice, and its reason."""
    for change in changes.to_dict("records"):
        name = change["naam"] or projects["naam"][change["project"]]
        places = change["buurten"].split()
        parts = [
            f"{change['wat'].capitalize()}: project {change['project']} ({name})",
            *([] if math.isnan(change["euro"]) else [f"het bedrag wordt {format_euro(change['euro'])}"]),
            *([f"verdeeld over {count_of(len(places), 'buurt', 'buurten')} naar inwoners"] if len(places) > 1 else []),
            *([f"in {table['buurtnaam'][places[0].partition(':')[0]]}"] if len(places) == 1 else []),
        ]
        why = f" Waarom: {change['waarom']}" if change["waarom"] else ""
        yield f"{', '.join(parts)}.{why}"


def say_measures(measures: pd.DataFrame, people: pd.DataFrame, before: Spending, after: Spending) -> Iterator[str]:
    """Dutch sentences on each measure before and after, and how often it moves that way."""
    residents = float(people["mensen"]["inwoners"])
    texts = {
        REACH: f"Mensen bereikt, van de {format_number(residents)} waar twee of meer thema's samenkomen",
        ENOUGH: "Mensen van hen waar het geld op maat is",
        FIRST: "Euro per inwoner in het vijfde deel waar het meeste samenkomt",
        INDEX: "Concentratie-index (−1 is alles waar het meeste samenkomt, 0 is overal evenveel per inwoner)",
    }
    for name, row in measures.to_dict("index").items():
        decimals = 0 if name in BROAD else 2
        first, last = format_number(row["eerst"], decimals), format_number(row["daarna"], decimals)
        spans = _say_intervals(before, after) if name == INDEX else ""
        yield f"{texts[str(name)]}: {first} → {last}{spans}. {_say_draws(row, decimals)}"


def say_people(people: pd.DataFrame) -> Iterator[str]:
    """Dutch sentences on who is reached per theme and per group."""
    texts = {
        "thema": "Bereikt per thema, van de inwoners waar dat meetelt",
        "groep": "Bereikt per groep, waar twee of meer thema's samenkomen, geteld of geschat",
    }
    for kind, text in texts.items():
        rows = people[people["soort"].eq(kind)]
        parts = [
            f"{name if kind == 'thema' else row['wie']} {format_number(row['eerst'])} → {format_number(row['daarna'])} "
            f"van {format_number(row['mensen'])}"
            for name, row in rows.to_dict("index").items()
        ]
        if parts:
            yield f"{text}: {'; '.join(parts)}."


def _say_intervals(before: Spending, after: Spending) -> str:
    rows = [spending.indices.loc["concentratie"].to_dict() for spending in (before, after)]
    spans = [f"{format_number(row['laag'], 2)} tot {format_number(row['hoog'], 2)}" for row in rows]
    chance = [f"{format_number(r['toeval_laag'], 2)} tot {format_number(r['toeval_hoog'], 2)}" for r in rows]
    interval = f"in 95 van de 100 keer {spans[0]} → {spans[1]}"
    return f" ({interval}; dezelfde projecten op gelote plekken {chance[0]} → {chance[1]})"


def _say_draws(row: Mapping[Any, Any], decimals: int) -> str:
    if row["kant"] == "gelijk":
        return f"Dat blijft {say_share(1 - row['kans_meer'] - row['kans_minder'])} gelijk."
    low, high = (format_number(row[end], decimals) for end in ("laag", "hoog"))
    between = low if low == high else f"{low} tot {high}"
    word, share = (
        ("Meer", row["kans_meer"]) if row["kans_meer"] >= row["kans_minder"] else ("Minder", row["kans_minder"])
    )
    return f"{word} waar de behoefte is {say_share(share)}; het verschil is meestal {between}."


def say_gaps(table: pd.DataFrame, norm: float, enough: float) -> Iterator[str]:
    """Dutch sentences on what is enough, and which gaps close, open or remain."""
    share = format_number(enough * 100)
    if math.isnan(norm):
        yield "Geen enkele buurt met twee of meer thema's had geld; daarom is niet te zeggen wat op maat is."
    else:
        yield (
            f"Op maat is vanaf {format_euro(round(norm, 2))} per inwoner: {share} % van wat buurten met "
            "twee of meer thema's en geld nu samen per inwoner hebben."
        )
    texts = {
        "gedicht": "Gat gedicht",
        "geopend": "Gat geopend",
        "nog open": "Wel geld erbij, maar onder de maat: nog geen gat gedicht",
    }
    for word, text in texts.items():
        if (here := table["gat"].eq(word)).any():
            yield f"{text}: {_name(table[here])}."
    empty = table["geld_daarna"].eq("geen")
    yield (
        f"Nog zonder geld voor het gebied: {_name(table[empty])}."
        if empty.any()
        else ("In elke buurt met twee of meer thema's is er dan geld voor het gebied.")
    )


def _name(table: pd.DataFrame) -> str:
    people = format_number(table["inwoners"].sum())
    return (
        f"{count_of(len(table), 'buurt', 'buurten')} met {people} inwoners ({name_some(table['buurtnaam'], most=12)})"
    )


def say_unknown(gaps: pd.DataFrame) -> Iterator[str]:
    """Dutch sentence on the number of needs that a project may or may not serve."""
    if number := int(gaps["daarna"].eq("niet bekend").sum()):
        needs = count_of(number, "thema dat daar meetelt", "thema's die daar meetellen")
        yield f"Van {needs}, is niet bekend of een project er iets voor doet: de keuze noemt het niet (kolom themas)."


def say_kept(shares: pd.Series[float]) -> Iterator[str]:
    """Dutch sentence on how often the buurten that get more keep two themes."""
    number = len(shares) - 1
    if not number:
        return
    every = float(shares[number])
    if number == 1:
        yield f"De buurt die erbij krijgt, houdt twee of meer thema's {say_share(every)}."
        return
    fewer = every + float(shares[number - 1])
    text = f"Van de {number} buurten die erbij krijgen, houden alle {number} twee of meer thema's {say_share(every)}"
    yield f"{text}." if every >= 1 else f"{text}, en minstens {number - 1} {say_share(fewer)}."
