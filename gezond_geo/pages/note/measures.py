"""The measures of a choice on its note: who is reached, euro where themes come together, and their certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gezond_geo.choices.measures import BROAD, FIRST, INDEX, REACH
from gezond_geo.choices.verdict import say_direction, say_share
from gezond_geo.pages.note.charts import Interval, Row, euro_steps, index_lines, reach_bar
from gezond_geo.pages.paper import round_once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gezond_geo.choices.decision import Decision
    from gezond_geo.pages.language import Language

_CONCENTRATION = "concentratie"
_TICKS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def say_lead(decision: Decision, words: Language) -> str:
    """Lead of the note: the change in people reached, then the direction of the measures together."""
    difference = float(decision.measures["verschil"].to_dict()[REACH])
    key = "bereikt_gelijk" if not difference else "bereikt_meer" if difference > 0 else "bereikt_minder"
    reached = words.on_note(key, aantal=words.number(abs(difference)))
    return f"{reached} {say_direction(decision.measures, decision.people)}"


def draw_reach(decision: Decision, words: Language) -> dict[str, str]:
    """Chart and text on people reached, among those who live where two or more themes come together."""
    row = decision.measures.to_dict("index")[REACH]
    whole, before, after = float(decision.people["mensen"]["inwoners"]), float(row["eerst"]), float(row["daarna"])
    share = round_once(before / whole * 100) if whole else 0
    text = words.on_note(
        "bereik_tekst", eerst=words.number(before), van=share, daarna=words.number(after), geheel=words.number(whole)
    )
    return {"beeld": reach_bar(text, whole, before, after), "tekst": text}


def draw_euro(decision: Decision, words: Language) -> str:
    """Chart of euro per resident by the number of themes that come together, before and after."""
    before, after = decision.before.by_stacking, decision.after.by_stacking
    rows = []
    for number, row in before.iterrows():
        first = float(row["euro_per_inwoner"])
        last = float(after["euro_per_inwoner"].get(number, np.nan))
        if np.isnan([first, last]).any():
            continue
        same = abs(first - last) < 0.005  # noqa: PLR2004 - half a cent
        values = {"eerst": _euro(first, words), "daarna": _euro(last, words)}
        about = words.on_note(
            "groep", buurten=words.buurten(int(row["buurten"])), inwoners=words.number(row["inwoners"])
        )
        text = words.on_note("blijft" if same else "van_naar", **values)
        rows.append(Row(words.count(int(float(str(number))), "thema"), about, first, last, text))
    return euro_steps(words.on_note("euro_label"), rows)


def _euro(amount: float, words: Language) -> str:
    return f"€ {words.number(amount, 0 if amount >= 1 or not amount else 2)}"


def draw_index(decision: Decision, words: Language) -> dict[str, str] | None:
    """Chart of the concentration index before and after with interval and band; None with too few projects."""
    if INDEX not in decision.measures.index:
        return None
    rows = [
        _interval(words.on_note(name), spending.indices.loc[_CONCENTRATION].to_dict(), words, filled=filled)
        for name, spending, filled in (("nu", decision.before, False), ("voorstel", decision.after, True))
    ]
    project = decision.before.indices["project"][_CONCENTRATION]
    ticks = {tick: words.number(tick, 1 if tick % 1 else 0) for tick in _TICKS}
    return {
        "beeld": index_lines(words.on_note("index_label", eerst=rows[0].text, daarna=rows[1].text), rows, ticks),
        "tekst": words.on_note("index_tekst", project=project),
    }


def _interval(name: str, row: Mapping[Any, Any], words: Language, *, filled: bool) -> Interval:
    return Interval(
        name=name,
        value=row["waarde"],
        low=row["laag"],
        high=row["hoog"],
        chance_low=row["toeval_laag"],
        chance_high=row["toeval_hoog"],
        without=row["zonder"],
        text=words.number(row["waarde"], 2),
        filled=filled,
    )


ALL = 100
"""Threshold out of a hundred draws."""


def tell_fifths(decision: Decision, words: Language) -> dict[str, Any]:
    """Text on euro per resident in each fifth of the residents, before and after."""
    columns = {"nu": decision.before.fifths, "voorstel": decision.after.fifths}
    rows = [
        (words.on_note(name), [words.number(value, 2) for value in fifths["euro_per_inwoner"]])
        for name, fifths in columns.items()
    ]
    people = decision.before.fifths["inwoners"]
    return {
        "rijen": rows,
        "noot": words.on_note("vijfden_noot", aantal=words.number(people.iloc[0])) if len(people) else "",
    }


def say_holds(decision: Decision, words: Language) -> list[dict[str, str]]:
    """Text on the share of draws in which reach and depth point the same way, and its implication."""
    blocks = []
    for name in (REACH, INDEX if INDEX in decision.measures.index else FIRST):
        row = decision.measures.to_dict("index")[name]
        more, less = float(row["kans_meer"]), float(row["kans_minder"])
        side = "gelijk" if not more and not less else "meer" if more >= less else "minder"
        share = 1 - more - less if side == "gelijk" else max(more, less)
        decimals = 0 if name in BROAD else 2
        between = words.on_note(
            "meestal", laag=words.number(row["laag"], decimals), hoog=words.number(row["hoog"], decimals)
        )
        hundred = round_once(share * 100)
        # 100 only when it holds in all of them.
        head = (
            words.on_note("altijd") if share >= 1 else words.on_note("van_100", n="> 99" if hundred == ALL else hundred)
        )
        text = words.on_note(f"{'breed' if name in BROAD else 'diep'}_{side}", keren=say_share(share))
        blocks.append({"kop": head, "tekst": text if side == "gelijk" else f"{text} {between}"})
    return [*blocks, {"kop": words.on_note("dus"), "tekst": say_direction(decision.measures, decision.people)}]
