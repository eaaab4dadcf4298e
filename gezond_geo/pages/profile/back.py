"""The second page of a paper, for discussion: needs and projects, koppelkansen, levels, remarks, questions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gezond_geo.areas.codes import NATION
from gezond_geo.dataset.folder.project_columns import EVERYWHERE
from gezond_geo.pages.map.focus import say_lacking
from gezond_geo.pages.map.needs import list_needs, list_questions
from gezond_geo.pages.map.run import once_per_run
from gezond_geo.pages.map.terms import theme_terms
from gezond_geo.pages.outputs import say_outputs
from gezond_geo.pages.paper import round_once, shorten
from gezond_geo.pages.profile import figures
from gezond_geo.pages.profile.plans import tell_koppelkansen
from gezond_geo.scores.wording import say_sources

if TYPE_CHECKING:
    from gezond_geo.pages.map.run import Run
    from gezond_geo.pages.profile.subject import Subject

_WIDE = 2  # projects for the whole gemeente that are written out
_HEALTH = "goede_gezondheid"


class _Most(NamedTuple):
    """Maximum number of projects and remarks, and of characters of the sources and output; the rest is counted."""

    projects: int
    voices: int
    sources: int
    outputs: int


_MOST, _MOST_FULL = _Most(3, 2, 900, 240), _Most(1, 1, 300, 0)


def build_back(subject: Subject) -> dict[str, Any]:
    """Content of the second page of an area; see `gezond_geo.pages.profile.front.build_front`."""
    plans = tell_koppelkansen(subject)
    full = "balk" in plans  # plans take the space of other text
    has_output = bool(set(subject.projects) & set(subject.data.outputs["project"]))  # so does output
    most = _MOST_FULL if full else _MOST
    return {
        "vol": full,
        "behoeften": _list_needs(subject, most) if subject.has_value or subject.projects else [],
        "projecten_leeg": _explain_projects(subject),
        "gedaan": _say_done(subject, most.outputs),
        "wijkaanpak": "" if full or has_output else shorten(subject.data.gemeente.wijkaanpak, 260),
        "koppelkansen": plans,
        "jaren": _tell_years(subject),
        "stemmen": _list_voices(subject, most.voices),
        "vragen": _list_questions(subject),
        "niet": [*([] if full else _say_name(subject)), *_list_limits(subject)],
        "bronnen": shorten(_name_sources(subject.buurten), most.sources),
    }


@once_per_run
def _name_sources(run: Run) -> str:
    """Sources that all papers of a gemeente name."""
    return ". ".join(say_sources(run.data))


def _list_needs(subject: Subject, most: _Most) -> list[dict[str, Any]]:
    """Projects for each theme that stacks: those here, and those for the whole gemeente."""
    words, terms = subject.words, theme_terms(subject.run)
    needs = list_needs(_run_here(subject), subject.area.key, subject.stacked)
    return [
        {
            "naam": terms[need["thema"]]["naam"] if need["thema"] else words.on_paper("verder_hier"),
            "stapelt": bool(need["thema"]),
            "projecten": [_describe(subject, number) for number in need["projecten"][: most.projects]],
            "meer": max(len(need["projecten"]) - most.projects, 0),
            "onbekend": need["onbekend"],
            "stad": [_describe(subject, number) for number in _wide(subject, need["thema"])][:_WIDE],
        }
        for need in needs
    ]


def _run_here(subject: Subject) -> Run:
    """Run with the projects in the area linked to its single row."""
    rows = subject.buurten.links[subject.buurten.links["buurtcode"].isin(subject.area.codes)]
    return replace(subject.run, links=rows.drop_duplicates("project").assign(buurtcode=subject.area.key))


def _describe(subject: Subject, number: int) -> str:
    projects = subject.data.projects
    euro = subject.words.euro(projects["euro"][number]).replace(" ", "\u00a0")
    return f"{number} {shorten(str(projects['naam'][number]), 50)}, {euro}"


def _say_done(subject: Subject, most: int) -> str:
    """Planned and actual output of the projects here, as far as space allows; entries that do not fit are counted."""
    words, data = subject.words, subject.data
    entries = [
        words.on_paper("gedaan_project", nummer=number, tekst=line)
        for number in subject.projects
        for line in say_outputs(words, data.outputs, number)
    ]
    if not entries:
        return words.on_paper("gedaan_leeg") if subject.projects else ""
    room = np.cumsum([len(entry) for entry in entries]) <= most
    lines = [entry for entry, fits in zip(entries, room, strict=True) if fits]
    if not lines:
        return words.on_paper("gedaan_kaart")
    if more := len(entries) - len(lines):
        lines.append(words.on_paper("gedaan_meer", aantal=words.number(more)))
    return words.on_paper("gedaan_hier", regels="; ".join(lines))


def _wide(subject: Subject, theme: str | None) -> list[int]:
    """Projects for the whole gemeente or for a group that serve a theme."""
    wide = subject.data.projects.index[subject.data.projects["dimensie"].isin(EVERYWHERE)]
    return [int(number) for number in wide if theme and theme in subject.buurten.served[int(number)]]


def _explain_projects(subject: Subject) -> str:
    """Reason why there are no projects for a need: none are known at all, or none here and nothing stacks."""
    words = subject.words
    if subject.data.projects.empty:
        return words.on_paper("geen_lijst_projecten", gemeente=subject.data.gemeente.naam)
    if not subject.stacked and not subject.projects:
        return words.on_paper("geen_behoefte")
    return ""


def _tell_years(subject: Subject) -> dict[str, Any] | None:
    """Levels through the years, or for the two years of the figures; None with only one year."""
    if not subject.has_value:
        return None
    return _tell_series(subject) or _tell_two_years(subject)


def _tell_series(subject: Subject) -> dict[str, Any] | None:
    """Levels of a series from one edition, without words for increase or decrease, since the figures are modelled."""
    words, table = subject.words, subject.series(_HEALTH)
    if table is None or subject.years is None:
        return None
    kinds = {"hier": ("hier", subject.area.naam)}
    kinds |= {code: ("land" if code == NATION else "gemeente", name) for code, name in subject.regions.items()}
    last = int(table.columns[-1])
    points = [
        (year, kind, value, f"{shorten(name, 18)} {round_once(value)}" if year == last else _mark(kind, value))
        for region, (kind, name) in kinds.items()
        for year, value in zip(table.columns.astype(int).tolist(), table.T[region].tolist(), strict=True)
        if not np.isnan(value)
    ]
    scored = subject.run.shown.get(_HEALTH)
    year = None if scored is None else subject.run.data.year_of(_HEALTH)
    edition = str(subject.years.sources["tabel"].get((_HEALTH, last), ""))
    rows = subject.years.comparison
    manner = "".join(rows.loc[(rows["code"] == NATION) & (rows["id"] == _HEALTH) & (rows["jaar"] == last), "hoe"])
    text = [words.on_paper("een_reeks", tabel=edition)]
    text += [words.on_paper("nederland_reeks", hoe=manner)] if manner else []
    origin = str(subject.data.sources["tabel"].get(_HEALTH, ""))
    if scored is not None and year in table and origin != edition:
        here, above = round_once(table[year].tolist()[0]), round_once(subject.value(scored))
        key = "andere_uitgave_gelijk" if here == above else "andere_uitgave"
        text.append(words.on_paper(key, jaar=year, hier=here, score=above))
    return {
        "beeld": figures.levels(
            words.on_paper("reeks_beeld", naam=subject.area.naam),
            [int(y) for y in table.columns],
            points,
            with_lines=True,
        ),
        "tekst": " ".join(text),
    }


def _mark(kind: str, value: float) -> str:
    """Number under a point of the area; other points have none."""
    return str(round_once(value)) if kind == "hier" else ""


def _tell_two_years(subject: Subject) -> dict[str, Any] | None:
    """Levels in the year of the figures and in the later year.

    These come from two editions, so there is no line and no wording for increase or decrease.
    """
    words, run = subject.words, subject.run
    earlier, later = run.shown.get(_HEALTH), run.data.indicators.get(f"{_HEALTH}_later")
    if earlier is None or later is None or later.id not in subject.row:
        return None
    texts = [run.year_of(earlier.id), run.year_of(later.id)]
    values = [subject.value(earlier), subject.value(later)]
    if not all(map(str.isdigit, texts)) or np.isnan(values).any():
        return None
    years = [int(text) for text in texts]
    if years[0] >= years[1]:
        return None
    regions: list[tuple[str | None, str, str]] = [(None, "hier", subject.area.naam)]
    regions += [(code, "land" if code == NATION else "gemeente", name) for code, name in subject.regions.items()]
    points = [
        (year, kind, value, f"{shorten(name, 18)} {round_once(value)}")
        for year, indicator in zip(years, (earlier, later), strict=True)
        for region, kind, name in regions
        if not np.isnan(value := subject.value(indicator, region))
    ]
    tables = [str(subject.data.sources["tabel"].get(i.id, "")) for i in (earlier, later)]
    return {
        "beeld": figures.levels(words.on_paper("jaren_beeld", naam=subject.area.naam), years, points),
        "tekst": words.on_paper(
            "twee_uitgaven" if tables[0] != tables[1] else "een_uitgave",
            vroeg=years[0],
            laat=years[1],
            tabel_vroeg=tables[0],
            tabel_laat=tables[1],
        ),
    }


def _list_voices(subject: Subject, most: int) -> list[dict[str, str]]:
    """Remarks of people who know the area, latest first."""
    duiding = subject.data.duiding
    own = duiding[duiding["buurtcode"].isin(subject.area.codes)].sort_values("datum", ascending=False, kind="stable")
    return [
        {"tekst": shorten(row["tekst"], 140), "wie": f"{shorten(row['bron'], 40)}, {row['datum']}"}
        for row in own.iloc[:most].to_dict("records")
    ]


def _list_questions(subject: Subject) -> list[str]:
    if not subject.has_outcome:
        return [subject.words.on_paper("vraag_kennen", naam=subject.area.naam)]
    here = _run_here(subject)
    needs = list_needs(here, subject.area.key, subject.stacked)
    if not subject.area.is_buurt and not needs:
        return [subject.words("vraag_goed", naam=subject.area.naam)]
    part = subject.area.focus if subject.area.is_part else None
    return list_questions(here, subject.area.key, subject.row, needs, part)


def _say_name(subject: Subject) -> list[str]:
    """Text on other uses of the name of a focus area; for part of a buurt the first page says more."""
    area = subject.area
    return [shorten(area.focus.noot, 140)] if area.focus and area.focus.noot and not area.is_part else []


def _list_limits(subject: Subject) -> list[str]:
    """Limits of the figures."""
    words, area = subject.words, subject.area
    lacking = say_lacking(subject.data, words) if subject.data.gemeente.focusgebieden else ""
    own = [words.on_paper("niet_deel", naam=area.naam)] if area.is_part else []
    estimated = any(i.soort == "schatting" for i in subject.run.shown.values())
    return [
        *own,
        *filter(None, [lacking]),
        words.on_paper("niet_mens"),
        words.on_paper("niet_waardoor"),
        *([words.on_paper("niet_geteld")] if estimated else []),
        *([words.on_paper("niet_uitkomst")] if area.soort == "focusgebied" else []),
    ]
