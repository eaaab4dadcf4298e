"""Koppelkansen: planned investments that meet a need of another theme, in the same buurt and the same years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gezond_geo._validate import as_buurten, as_frame, as_robustness, as_scores, as_years, checked
from gezond_geo.choices.kinds import idea_for, themes_of_kind
from gezond_geo.choices.links import LINKS, check_links, match_projects
from gezond_geo.choices.needs import BORDER, NEEDS, NOT_DRAWN, find_needs
from gezond_geo.choices.purposes import parse_themes, themes_served
from gezond_geo.dataset.folder.investments import locate_investments
from gezond_geo.errors import InputError
from gezond_geo.io.dutch import join_words
from gezond_geo.scores.robustness import check_robustness
from gezond_geo.scores.scores import check_scores

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gezond_geo.dataset.dataset import Dataset
    from gezond_geo.scores.robustness import Robustness
    from gezond_geo.scores.scores import Scores

KOPPELKANSEN = (
    "investering",
    "naam",
    "partij",
    "soort",
    "hardheid",
    "buurtcode",
    "buurtnaam",
    "aandeel",
    "deel",
    "thema",
    "stapeling",
    "percentiel",
    "kans",
    "zekerheid",
    "van_jaar",
    "tot_en_met_jaar",
    "projecten",
    "tegelijk",
    "zin",
)
"""Columns of the result of `find_koppelkansen`."""

UNANSWERED = (
    "Van {gemeente} zijn geen plannen van anderen bekend, en dus is vraag 2 van de SIA (wat is er gepland, en door "
    "wie) niet te beantwoorden; zet ze in investeringen.csv in de gemeentemap (een invulblad maakt gezond-geo "
    "koppelkansen --sjabloon investeringen.xlsx)."
)
"""Message without a list of investments, which differs from no koppelkansen."""


@checked(
    data=as_buurten,
    scores=as_scores,
    sure=as_robustness,
    links=as_frame(*LINKS, description="wat gezond_geo.match_projects geeft"),
    years=as_years,
)
def find_koppelkansen(
    data: Dataset,
    scores: Scores,
    *,
    sure: Robustness | None = None,
    links: pd.DataFrame | None = None,
    years: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Find where a planned investment meets a need of another theme, in the same buurt and the same years.

    A need is a theme that stacks in a buurt, from the year of the figures on. The theme that an investment itself
    serves is no koppelkans (linkage opportunity). A koppelkans is an idea to discuss: nothing here says what it would
    achieve.

    Parameters
    ----------
    data
        Buurten, projects and investments.
    scores
        Result of `gezond_geo.score` on the same data.
    sure
        Result of `gezond_geo.assess_robustness` on the same scores; without it `kans` is missing.
    links
        Result of `gezond_geo.match_projects` on the same data; computed when omitted.
    years
        First and last year to consider; without it from the year of the figures on.

    Returns
    -------
    DataFrame
        A row per investment, buurt and theme, ordered by need and its certainty as in
        `gezond_geo.choices.needs.find_needs`, then by ``aandeel``, largest first: the share (0-1) of a line's length or
        a polygon's area that lies in the buurt; NaN for an investment that names several buurten or lies on their
        border. ``deel`` is whether it covers only part of the buurt, so that the need may be elsewhere in it.
        ``van_jaar`` and ``tot_en_met_jaar`` bound the years that both have in common. ``projecten`` are the numbers of
        the projects for this theme in this buurt whose known years overlap with these, and ``tegelijk`` those of the
        other investments there; ``zin`` explains the row in one sentence.

    Raises
    ------
    InputError
        When the data have no list of investments. When scores, links or `sure` belong to other data.
    SettingsError
        When the last year is before the first.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> import pandas as pd
    >>> plans = pd.DataFrame({"naam": ["Riool"], "partij": ["gemeente"], "soort": ["riolering"], "buurten": ["Pathmos"],
    ...                       "van_jaar": [2027], "tot_en_met_jaar": [2028]})
    >>> data = gg.load("Enschede", offline=True, investments=plans)
    >>> chances = gg.find_koppelkansen(data, gg.score(data), years=(2026, 2030))
    >>> chances[["buurtnaam", "thema", "van_jaar", "tot_en_met_jaar"]].to_dict("records")[0]
    {'buurtnaam': 'Pathmos', 'thema': 'verstening', 'van_jaar': 2027, 'tot_en_met_jaar': 2028}
    """
    check_scores(data, scores)
    if data.investments is None:
        raise InputError(UNANSWERED.format(gemeente=data.gemeente.naam))
    if sure is not None:
        check_robustness(data, sure)
    places = match_projects(data) if links is None else links
    check_links(data, places)
    first, last = years or (data.year_of("inwoners") or -np.inf, np.inf)
    investments = _within(data.investments, first, last)
    located = locate_investments(investments, data.buurten)
    pairs = find_needs(data, scores, sure).reset_index(names="volgorde").merge(located, on="buurtcode")
    along = _Along(data, scores, places, investments, located)
    rows = [
        _describe(pair, along)
        for pair in pairs.to_dict("records")
        if pair["thema"] not in along.own_themes(pair["investering"])
    ]
    table = pd.DataFrame(rows, columns=["volgorde", *KOPPELKANSEN]).astype(_KINDS)
    ordered = table.sort_values(["volgorde", "aandeel", "investering"], ascending=[True, False, True], kind="stable")
    return ordered[list(KOPPELKANSEN)].reset_index(drop=True)


_KINDS: dict[str, Any] = {
    "investering": "int64",
    "deel": bool,
    "stapeling": "int64",
    "van_jaar": "int64",
    "tot_en_met_jaar": "int64",
}


def say_time(first: int, last: int) -> str:
    """Write years: ``2027`` or ``2027–2028``."""
    return f"{first}" if first == last else f"{first}–{last}"


def _within(investments: pd.DataFrame, first: float, last: float) -> pd.DataFrame:
    """Restrict the years of investments to a period; those without years in it are left out."""
    years = {
        "van_jaar": investments["van_jaar"].clip(lower=first),
        "tot_en_met_jaar": investments["tot_en_met_jaar"].clip(upper=last),
    }
    cut = investments.assign(**years)
    return cut[cut["van_jaar"] <= cut["tot_en_met_jaar"]]


class _Along:
    """Other projects and investments in a buurt in the same years."""

    def __init__(
        self,
        data: Dataset,
        scores: Scores,
        places: pd.DataFrame,
        investments: pd.DataFrame,
        located: pd.DataFrame,
    ) -> None:
        self.labels = {theme: info.label.lower() for theme, info in scores.theme_info.items()}
        self._served = themes_served(data.projects, scores.counted)
        self._years = data.projects[["van_jaar", "tot_en_met_jaar"]].astype("float64")
        self.investments = investments.to_dict("index")
        self._projects_in = {code: sorted(set(part["project"])) for code, part in places.groupby("buurtcode")}
        self._investments_in = {code: sorted(part["investering"]) for code, part in located.groupby("buurtcode")}

    def own_themes(self, number: int) -> list[str]:
        """Themes that an investment itself serves: those in the list, or else those of its kind."""
        row = self.investments[number]
        return list(parse_themes(row["themas"])) or themes_of_kind(row["soort"])

    def find_projects(self, buurtcode: str, theme: str, first: float, last: float) -> list[int]:
        """Projects for a theme in a buurt, except those known to be in other years."""
        years = self._years
        return [
            number
            for number in self._projects_in.get(buurtcode, [])
            if theme in self._served[number]
            and not years.loc[number, "van_jaar"] > last
            and not years.loc[number, "tot_en_met_jaar"] < first
        ]

    def find_investments(self, buurtcode: str, number: int) -> list[int]:
        """Other investments in a buurt that have a year in common with one."""
        own = self.investments[number]
        return [
            other
            for other in self._investments_in.get(buurtcode, [])
            if other != number
            and self.investments[other]["van_jaar"] <= own["tot_en_met_jaar"]
            and self.investments[other]["tot_en_met_jaar"] >= own["van_jaar"]
        ]


def _describe(pair: Mapping[Any, Any], along: _Along) -> dict[str, Any]:
    """Row for a need and an investment in the same buurt."""
    number, code, theme = pair["investering"], pair["buurtcode"], pair["thema"]
    investment = along.investments[number]
    first, last = investment["van_jaar"], investment["tot_en_met_jaar"]
    projects = along.find_projects(code, theme, first, last)
    row = {name: investment[name] for name in ("naam", "partij", "soort", "hardheid", "van_jaar", "tot_en_met_jaar")}
    row |= {name: pair[name] for name in ("volgorde", "investering", "aandeel", "deel", *NEEDS)}
    row |= {
        "projecten": " ".join(map(str, projects)),
        "tegelijk": " ".join(map(str, along.find_investments(code, number))),
    }
    return row | {"zin": _say(row, along.labels[theme], projects)}


def _say(row: Mapping[str, Any], theme: str, projects: Iterable[int]) -> str:
    """Dutch sentence on where an investment and a need meet."""
    who = ", ".join(filter(None, [row["partij"], say_time(int(row["van_jaar"]), int(row["tot_en_met_jaar"]))]))
    certainty = {
        NOT_DRAWN: "",
        BORDER: ", en dat ligt op de grens",
    }.get(row["zekerheid"], f", en dat is {row['zekerheid']}")
    ride = join_words([f"project {number}" for number in projects])
    where = f"een deel van {row['buurtnaam']}" if row["deel"] else row["buurtnaam"]
    return (
        f"{row['naam']} ({who}) ligt in {where}, waar {theme} meetelt{certainty}: "
        f"{idea_for(row['soort'], row['thema'])}{f'; {ride} kan mee' if ride else ''}."
    )
