"""Trying out a choice: where the money is before and after, compared with need, and how certain that is."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_buurten, as_frame, as_number, as_scores, as_table, as_whole, checked
from gezond_geo.choices import verdict
from gezond_geo.choices.changes import apply_changes, read_changes
from gezond_geo.choices.gaps import NO_PROJECT, NOT_NAMED, find_gaps
from gezond_geo.choices.links import LINKS, check_links, match_projects
from gezond_geo.choices.measures import ENOUGH, HALF_CENT, INDEX, compare_spreads, is_ample
from gezond_geo.choices.spending import Spending, assess_spending
from gezond_geo.indicators.limits import MIN_RESIDENTS
from gezond_geo.io.dutch import count_of
from gezond_geo.io.plain import find_differences, to_plain
from gezond_geo.io.summary import Summarised, Summary
from gezond_geo.scores.reach import RESIDENTS, describe_people, people_by_buurt, places_of
from gezond_geo.scores.simulation import STACKED
from gezond_geo.version import __version__

if TYPE_CHECKING:
    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.scores import Scores

NONE, BELOW, AMPLE = "geen", "onder de maat", "op maat"
"""Money in a buurt where themes stack: none, less than the norm per resident, or at least the norm."""

CLOSED, OPENED, OPEN = "gedicht", "geopend", "nog open"
"""Effect of a choice on a gap; untouched gaps are not listed."""

_PARTS = {
    "changes": "wijzigingen", "table": "buurten", "gaps": "gaten", "measures": "maten", "people": "mensen",
    "kept": "stand houden", "before": "eerst", "after": "daarna", "norm": "op maat vanaf",
}  # fmt: skip
"""Attributes of a decision that form its outcome, with their Dutch names."""

FRAMES = ("changes", "table", "gaps", "measures", "people", "kept")


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Decision(Summarised):
    """Result of `try_choice`: the choice, and how it changes where the money goes. It says nothing about effects.

    Attributes
    ----------
    name : Name of the choice.
    changes : Frame indexed by ``regel``: ``wat project naam euro buurten themas waarom``, as in the input.
    table : Frame with the index of ``data.buurten``: ``buurtnaam inwoners stapeling rang``, ``kans_stapeling`` (share
        of the draws, 0-1, in which `STACKED` themes or more stack), ``euro_eerst euro_daarna`` (of area-bound
        projects), ``per_inwoner_eerst per_inwoner_daarna`` (as ``inwoners`` NaN under 100 residents), ``geld_eerst
        geld_daarna`` (where themes stack: `NONE`, `BELOW` or `AMPLE`; else empty) and ``gat`` (`CLOSED`, `OPENED`,
        `OPEN` for one that got some but not enough, or empty).
    gaps : Frame of each stacking theme for which the choice changes whether a project serves it: ``buurtcode buurtnaam
        thema``, ``eerst daarna`` (a reason of `gezond_geo.Gaps`, ``niet bekend`` or ``project``) and ``gat``.
    measures : Frame indexed by `gezond_geo.choices.measures.MEASURES`: ``eerst daarna verschil`` by the score as it is,
        ``laag hoog`` (bounds of the difference in 90 % of the draws), ``kans_meer kans_minder`` (share of the draws,
        0-1, in which more, or less, goes where the need is) and ``kant`` (``meer`` or ``minder`` in more than 90 % of
        the draws, ``gelijk`` when it hardly ever differs, else ``wisselt``).
    people : Frame of the people with a need in buurten with a rank, indexed by ``groep``: all residents (``inwoners``)
        and the people an indicator is about, where `STACKED` themes or more stack; for a theme the residents where it
        stacks. ``soort`` (``alle thema groep``), ``wie``, ``mensen``, ``eerst daarna`` (those of them in a buurt with
        project money, estimates to hundreds and counts to tens), ``berekening``, and for a theme ``kans_meer
        kans_minder kant`` as in `measures`.
    kept : Series indexed by number of buurten: share of the draws (0-1) in which that many of the buurten that get more
        keep `STACKED` themes or more.
    before, after : `Spending` before and after.
    norm : Euro per resident from which money is `AMPLE`: ``settings["enough"]`` times the amount per resident, before
        the choice, over all ranked buurten with `STACKED` themes and money. NaN when there are none.
    settings : ``draws``, ``seed`` and ``enough``.
    notes : Dutch sentences on the parts of the choice that were not used.
    meldingen : These, and Dutch sentences on what is missing or not counted.
    version : Version of gezond_geo that computed it.
    data, scores, links : What it was computed from.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> changes = pd.DataFrame({"wat": ["vervalt"], "project": [8]})
    >>> decision = gg.try_choice(data, gg.score(data), changes, draws=100)
    >>> opened = decision.table[decision.table["gat"] == "geopend"]
    >>> opened[["buurtnaam", "geld_eerst", "geld_daarna"]].to_numpy().tolist()
    [['Wesselerbrink Zuid-Oost', 'op maat', 'geen']]
    """

    name: str
    changes: pd.DataFrame
    table: pd.DataFrame
    gaps: pd.DataFrame
    measures: pd.DataFrame
    people: pd.DataFrame
    kept: pd.Series[float]
    before: Spending
    after: Spending
    norm: float
    settings: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    meldingen: tuple[str, ...] = ()
    version: str = __version__
    data: Dataset
    scores: Scores
    links: pd.DataFrame

    def sentences(self) -> list[str]:
        """Dutch sentences on what the choice changes, by which measure, and that it says nothing about effects."""
        return [
            *verdict.say_changes(self.changes, self.data.projects, self.table),
            *verdict.say_measures(self.measures, self.people, self.before, self.after),
            verdict.say_direction(self.measures, self.people),
            *verdict.say_people(self.people),
            *verdict.say_gaps(self.table, self.norm, self.settings["enough"]),
            *verdict.say_unknown(self.gaps),
            *verdict.say_kept(self.kept),
            verdict.NO_EFFECT,
        ]

    def replay(self) -> Decision:
        """Recompute the same choice from its own data, with this version of gezond_geo."""
        return compute_decision(
            self.name,
            self.changes,
            data=self.data,
            scores=self.scores,
            links=self.links,
            settings=self.settings,
            notes=self.notes,
        )

    def as_dict(self) -> dict[str, Any]:
        """Outcome as plain values for JSON, by attribute name; a frame as its columns and rows."""
        frames = {name: to_plain(getattr(self, name)) for name in FRAMES}
        moments = {
            moment: {each.name: to_plain(getattr(spending, each.name)) for each in fields(Spending)}
            for moment, spending in (("before", self.before), ("after", self.after))
        }
        return {**frames, **moments, "norm": to_plain(self.norm)}

    def differences(self, other: Decision) -> list[str]:
        """Dutch sentences on differences with the outcome of another decision, one per table; empty when equal."""
        one, two = ({_PARTS[name]: part for name, part in each.as_dict().items()} for each in (self, other))
        return find_differences(one, two)

    def _summary(self) -> Summary:
        counts = [
            count_of(int(n), str(what), str(what)) for what, n in self.changes["wat"].value_counts(sort=False).items()
        ]
        steps = ["decision.table", "decision.measures", 'gg.write_decision(decision, "keuze.zip")']
        return Summary(f"Keuze {self.name}: {', '.join(counts)}", self.sentences(), self.meldingen, steps)


@checked(
    data=as_buurten,
    scores=as_scores,
    choice=as_table,
    links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"),
    draws=as_whole(1),
    seed=as_whole(0),
    enough=as_number(0, 1),
)
def try_choice(
    data: Dataset,
    scores: Scores,
    choice: Path | str | pd.DataFrame,
    links: pd.DataFrame | None = None,
    *,
    draws: int = 10_000,
    seed: int = 1,
    enough: float = 0.5,
) -> Decision:
    """Try out a choice: how adding, dropping, moving or re-budgeting projects changes where the money goes.

    Reach and fairness are computed, never outcomes. Each measure is recomputed in the draws of
    `gezond_geo.assess_robustness`: weights change ranks but never the number of stacked themes; the threshold, the
    method, the indicator left out and the margins can change that number. Measures may point opposite ways; then no
    option is called best.

    Parameters
    ----------
    data
        Buurten and projects.
    scores
        Scores of the same data.
    choice
        File or frame with a row per project (``docs/kiezen.md``): ``wat`` (``nieuw``, ``vervalt`` or ``verandert``),
        ``project`` (its number), ``naam``, ``euro``, ``buurten``, ``themas`` and ``waarom``.
    links
        Result of `match_projects`; without it that of `data`.
    draws
        Number of times the score is recomputed.
    seed
        The same seed gives the same answer.
    enough
        Fraction (0-1) of the amount per resident of stacked buurten with money, from which a gap counts as closed.

    Returns
    -------
    Decision
        The situation before and after, and in how many draws each measure holds.

    Raises
    ------
    InputError
        When the choice cannot be read or changes nothing, scores or links are of other data, or no buurt has a rank.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> data = gg.load("Enschede", offline=True)
    >>> changes = pd.DataFrame({"wat": ["verandert"], "project": [8], "buurten": ["Pathmos, Stevenfenne"]})
    >>> decision = gg.try_choice(data, gg.score(data), changes, draws=100)
    >>> decision.measures.loc["bereik", ["eerst", "daarna"]].tolist()
    [42785.0, 44925.0]
    """
    links = match_projects(data) if links is None else links
    check_links(data, links)
    changes, notes = read_changes(choice, data)
    name = "keuze" if isinstance(choice, pd.DataFrame) else Path(choice).name.partition(".")[0]
    settings = {"draws": draws, "seed": seed, "enough": enough}
    return compute_decision(name, changes, data=data, scores=scores, links=links, settings=settings, notes=tuple(notes))


def compute_decision(
    name: str,
    changes: pd.DataFrame,
    *,
    data: Dataset,
    scores: Scores,
    links: pd.DataFrame,
    settings: dict[str, Any],
    notes: tuple[str, ...] = (),
) -> Decision:
    """Compute the effect of a choice on where the money goes; see `Decision`.

    Parameters
    ----------
    name, changes, data, scores, links, settings
        As in `Decision`.
    notes
        Dutch sentences on what of the choice was not used.
    """
    projects, moved = apply_changes(data, links, changes)
    later = replace(data, projects=projects)
    before, after = assess_spending(data, scores, links), assess_spending(later, scores, moved)
    euro = pd.DataFrame({"eerst": before.buurten["euro"], "daarna": after.buurten["euro"]})
    norm = settings["enough"] * _per_resident(data, scores, euro["eerst"])
    outcome = compare_spreads(data, scores, euro, norm, draws=settings["draws"], seed=settings["seed"])
    untold = [ENOUGH] * bool(np.isnan(norm)) + [INDEX] * (before.indices.empty or after.indices.empty)
    table = _compare(data, scores, euro, norm).assign(kans_stapeling=outcome.chances)
    return Decision(
        name=name,
        changes=changes,
        table=table,
        gaps=_compare_gaps(table, norm, _standing(data, links, scores), _standing(later, moved, scores)),
        measures=outcome.measures.drop(index=untold, errors="ignore"),
        people=_count_reached(data, scores, euro).join(outcome.themes).fillna({"kant": ""}),
        kept=outcome.kept,
        before=before,
        after=after,
        norm=norm,
        settings=settings,
        notes=notes,
        meldingen=tuple(dict.fromkeys([*notes, *before.meldingen, *after.meldingen])),
        data=data,
        scores=scores,
        links=links,
    )


def _in_need(scores: Scores) -> pd.Series[bool]:
    """Whether each ranked buurt has `STACKED` themes or more."""
    return scores.buurten["rang"].notna() & (scores.buurten["stapeling"] >= STACKED)


def _per_resident(data: Dataset, scores: Scores, euro: pd.Series[float]) -> float:
    """Euro per resident over all buurten in need with money; NaN when there are none."""
    here = _in_need(scores) & (euro > 0)
    return float(euro[here].sum() / data.buurten["inwoners"][here].sum()) if here.any() else float("nan")


def _compare(data: Dataset, scores: Scores, euro: pd.DataFrame, norm: float) -> pd.DataFrame:
    residents = data.buurten["inwoners"]
    stacked = scores.buurten["stapeling"] >= STACKED
    names = pd.DataFrame(
        {"buurtnaam": data.buurten["buurtnaam"], "inwoners": residents.where(residents >= MIN_RESIDENTS)}
    )
    table = names.join(scores.buurten[["stapeling", "rang"]])
    table["kans_stapeling"] = np.nan
    for moment in euro:
        table[f"euro_{moment}"] = euro[moment]
    for moment in euro:
        table[f"per_inwoner_{moment}"] = (euro[moment] / residents).where(residents >= MIN_RESIDENTS)
    for moment in euro:
        ample = is_ample(euro[moment], residents, norm)
        words = np.select([~stacked, euro[moment] <= 0, ample], ["", NONE, AMPLE], BELOW)
        table[f"geld_{moment}"] = pd.Series(words, index=table.index, dtype="object")
    first, last = table["geld_eerst"], table["geld_daarna"]
    gains = euro["daarna"] > euro["eerst"] + HALF_CENT
    conditions = [first.ne(AMPLE) & last.eq(AMPLE), first.eq(AMPLE) & last.ne(AMPLE), last.eq(BELOW) & gains]
    table["gat"] = pd.Series(np.select(conditions, [CLOSED, OPENED, OPEN], ""), index=table.index, dtype="object")
    return table


def _compare_gaps(table: pd.DataFrame, norm: float, before: pd.Series[str], after: pd.Series[str]) -> pd.DataFrame:
    """Stacking themes for which the choice changes whether a project serves them."""
    standing = pd.concat([before, after], axis=1, keys=["eerst", "daarna"]).fillna("project").sort_index()
    without = standing.isin([NO_PROJECT, NOT_NAMED]).all(axis=1)
    gaps = standing[standing["eerst"].ne(standing["daarna"]) & ~without].reset_index()
    gaps.insert(1, "buurtnaam", gaps["buurtcode"].map(table["buurtnaam"]))
    ample = gaps["buurtcode"].map(is_ample(table["euro_daarna"], table["inwoners"], norm)).astype(bool)
    served, was = gaps["daarna"].eq("project"), gaps["eerst"].eq("project")
    gaps["gat"] = np.select([was, served & ample], [OPENED, CLOSED], OPEN)
    return gaps


def _standing(data: Dataset, links: pd.DataFrame, scores: Scores) -> pd.Series[str]:
    """Reason why no project is known to serve each need, by ``buurtcode`` and ``thema``."""
    gaps = find_gaps(data, scores, links)
    rows = pd.concat([gaps.needs, gaps.unknown.assign(reden="niet bekend")])
    return rows.set_index(["buurtcode", "thema"])["reden"].astype("object")


def _count_reached(data: Dataset, scores: Scores, euro: pd.DataFrame) -> pd.DataFrame:
    people, threshold = people_by_buurt(data, scores), scores.settings["threshold"]
    ranked = scores.buurten["rang"].notna()
    rows = {}
    for name, column in people.items():
        kind = "alle" if name == RESIDENTS else "groep"
        counts = _count(column, _in_need(scores), euro, places_of(data, str(name)))
        rows[name] = {"soort": kind, **describe_people(data, str(name)), **counts}
    for theme in scores.counted:
        counts = _count(
            people[RESIDENTS], ranked & (scores.themes[theme] >= threshold), euro, places_of(data, RESIDENTS)
        )
        rows[theme] = {"soort": "thema", **describe_people(data, RESIDENTS), **counts}
    columns = ["soort", "wie", "mensen", "eerst", "daarna", "berekening"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("groep")


def _count(people: pd.Series[float], needy: pd.Series[bool], euro: pd.DataFrame, places: int) -> dict[str, float]:
    """Number of people in some buurten, and in those with money."""
    here = people[needy.reindex(people.index)]
    reached = {str(moment): here[euro[moment].reindex(here.index) > 0] for moment in euro}
    return {name: float(round(part.sum(), places)) for name, part in {"mensen": here, **reached}.items()}
