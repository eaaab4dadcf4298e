"""Changes in a choice: its projects, what stays the same, and the buurten whose amount changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo.choices.changes import apply_changes
from gezond_geo.pages.note.charts import chance_bar
from gezond_geo.pages.paper import round_once, shorten

if TYPE_CHECKING:
    from gezond_geo.choices.decision import Decision
    from gezond_geo.pages.language import Language

_CHANGES, _BUURTEN = 3, 10  # that are written out; the rest is counted
_CENT = 0.005


def list_changes(decision: Decision, words: Language) -> list[str]:
    """Text on each project that the choice changes."""
    later, _ = apply_changes(decision.data, decision.links, decision.changes)
    lines = []
    for change in decision.changes.to_dict("records"):
        number, places = int(change["project"]), str(change["buurten"]).split()
        before = decision.data.projects["euro"].get(number, np.nan)
        after = later["euro"].get(number, np.nan)
        projects = later if number in later.index else decision.data.projects
        where = words.on_note("in_buurten", aantal=words.buurten(len(places))) if places else ""
        text = words.on_note(
            str(change["wat"]),
            nummer=number,
            naam=shorten(str(projects["naam"][number]), 40),
            eerst=_unbroken(words.euro(before)),
            daarna=_unbroken(words.euro(after)),
            waar=where,
        )
        why = f" ({shorten(str(change['waarom']), 36)})" if change["waarom"] else ""
        lines.append(f"{text}{why}.")
    more = len(lines) - _CHANGES
    return [*lines[:_CHANGES], *([words.on_note("en_nog", aantal=more)] if more > 0 else [])]


def _unbroken(text: str) -> str:
    """Keep the euro sign and the amount on one line."""
    return text.replace("€ ", "€\u00a0")


def say_rest(decision: Decision, words: Language) -> list[str]:
    """Text on what stays the same: the area-bound total, the other projects, and those without a location."""
    before, after = (decision.table[f"euro_{moment}"].sum() for moment in ("eerst", "daarna"))
    count = decision.links["project"].nunique()
    changes = decision.changes["project"].isin(decision.links["project"]).sum()
    same = abs(before - after) < 1
    total = words.on_note(
        "som_gelijk" if same else "som_anders",
        eerst=_unbroken(words.euro(round(before))),
        daarna=_unbroken(words.euro(round(after))),
    )
    return [total, words.on_note("andere_projecten", aantal=count - int(changes)), *decision.before.meldingen[:1]]


def list_buurten(decision: Decision, words: Language) -> dict[str, Any]:
    """Buurten whose amount changes, most certain need first, and the text below the table."""
    table = decision.table.assign(verschil=decision.table["euro_daarna"] - decision.table["euro_eerst"])
    buurten = table[table["verschil"].abs() > _CENT].sort_values(
        ["kans_stapeling", "stapeling", "buurtnaam"], ascending=[False, False, True]
    )
    rows = [_describe(row, words) for row in buurten.iloc[:_BUURTEN].to_dict("records")]
    more = len(buurten) - len(rows)
    return {"rijen": rows, "meer": words.on_note("nog_buurten", aantal=words.buurten(more)) if more else "",
            "noot": _say_kept(decision, words)}  # fmt: skip


def _describe(row: dict[Any, Any], words: Language) -> dict[str, str]:
    chance = row["kans_stapeling"]
    share = words.on_note("niet_bekend") if pd.isna(chance) else _hundred(chance, words)
    sign = "+" if row["verschil"] > 0 else "−"
    return {
        "naam": row["buurtnaam"],
        "inwoners": words.on_note("onder_100") if pd.isna(row["inwoners"]) else words.number(row["inwoners"]),
        "themas": "–" if pd.isna(row["stapeling"]) else words.number(row["stapeling"]),
        "bedrag": f"{sign} {words.euro(abs(round(row['verschil'])))}",
        "kans": "" if pd.isna(chance) else chance_bar(share, float(chance)),
        "keren": share,
    }


def _hundred(share: float, words: Language) -> str:
    hundred = round_once(share * 100)
    if share < 1 and hundred == 100:  # noqa: PLR2004 - all only when it is all of them
        return words.on_note("meer_dan_99")
    return words.number(hundred)


def _say_kept(decision: Decision, words: Language) -> str:
    number = len(decision.kept) - 1
    if number < 1:
        return ""
    every, nearly = float(decision.kept.iloc[-1]), float(decision.kept.iloc[-2:].sum())
    return words.on_note(
        "houden", aantal=words.buurten(number), alle=_hundred(every, words), bijna=_hundred(nearly, words)
    )
