"""What changed since a nulmeting: what may be compared, what is within the margin of error, and what is said of it."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up import HENGELO, coarse_hengelo, coarsen, hengelo_figures, two_years_later

import gezond_geo as gg
from gezond_geo.dataset.levels import aggregate
from gezond_geo.errors import InputError
from gezond_geo.indicators.publications import table_of_year
from gezond_geo.io.export import write_export
from gezond_geo.pages.export import table_export
from gezond_geo.scores.age import standardise_age
from gezond_geo.years.change import BEYOND, SAME_YEAR, UNKNOWN, WITHIN, compare_with_nulmeting, say_comparison
from gezond_geo.years.nulmeting import Nulmeting, read_nulmeting, write_nulmeting

Frame = pd.DataFrame
TWEKKELERVELD = "BU01530301"


@pytest.fixture(scope="module")
def then() -> gg.Dataset:
    land = [100.0, 200, 300, 400, 500, 600]
    return coarse_hengelo(hengelo_figures().assign(land_ha=land, land_ha_later=land))


@pytest.fixture(scope="module")
def nulmeting(then: gg.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Nulmeting:
    path = tmp_path_factory.mktemp("nul") / "h.nulmeting.zip"
    return read_nulmeting(write_nulmeting(then, gg.score(then), path))


@pytest.fixture(scope="module")
def enschede(data: gg.Dataset, scores: gg.Scores, tmp_path_factory: pytest.TempPathFactory) -> Nulmeting:
    return read_nulmeting(write_nulmeting(data, scores, tmp_path_factory.mktemp("nul") / "e.nulmeting.zip"))


def add(name: str, points: float, code: str = HENGELO[0]) -> Callable[[Frame], Frame]:
    def edit(frame: Frame) -> Frame:
        frame.loc[code, name] += points
        return frame

    return edit


def row_of(table: Frame, name: str, code: str = HENGELO[0]) -> pd.Series:
    (row,) = [row for _, row in table[(table["buurtcode"] == code) & (table["id"] == name)].iterrows()]
    return row


def test_the_same_year_has_no_change(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    table = compare_with_nulmeting(nulmeting, then)
    rows = table[table["reden"].eq("")]
    assert set(rows["oordeel"]) == {SAME_YEAR}
    assert set(rows["verandering"]) == {0}
    assert row_of(table, "roken")[["jaar_toen", "jaar_nu"]].tolist() == [2020, 2020]
    assert "Van hetzelfde jaar, dus zonder verandering: inwoners, goede" in " ".join(
        say_comparison(nulmeting, then, table)
    )


def test_a_figure_of_the_same_year_that_was_revised_did_not_change(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    revised = dataclasses.replace(then, buurten=add("roken", 3)(then.buurten.copy()))
    table = compare_with_nulmeting(nulmeting, revised)
    row = row_of(table, "roken")
    assert (row["toen"], row["nu"], row["oordeel"], row["reden"]) == (20, 23, SAME_YEAR, "")
    assert np.isnan(row["verandering"])
    assert np.isnan(row_of(table, "gezondheid")["verandering"])


CHANGES = dict(zip(HENGELO, (0, 5.5, -5.5, 5.6, -5.6), strict=False))
"""Change of roken in points by buurt."""


@pytest.fixture(scope="module")
def later(then: gg.Dataset) -> gg.Dataset:
    """Give other figures of roken, and 40 residents more in the first buurt."""

    def edit(frame: Frame) -> Frame:
        return add("inwoners", 40)(frame.assign(roken=frame["roken"].add(pd.Series(CHANGES), fill_value=0)))

    return two_years_later(then, edit)


@pytest.fixture(scope="module")
def table(nulmeting: Nulmeting, later: gg.Dataset) -> Frame:
    return compare_with_nulmeting(nulmeting, later)


@pytest.mark.parametrize(("code", "change"), CHANGES.items())
def test_a_change_within_the_assumed_margin_of_error_is_no_change(table: Frame, code: str, change: float) -> None:
    row = row_of(table, "roken", code)
    verdict = WITHIN if abs(change) <= 5.5 else BEYOND
    # A standard deviation of 2 in both years: 1.96 * sqrt(4 + 4) = 5.54.
    assert row["marge"] == pytest.approx(5.5437, abs=1e-4)
    assert (row["verandering"], row["oordeel"], row["reden"]) == (change, verdict, "")
    assert row[["jaar_toen", "jaar_nu"]].tolist() == [2020, 2022]
    # A theme is no surer than the surest of its figures.
    assert row_of(table, "gezondheid", code)["oordeel"] == verdict


def test_published_standard_errors_go_before_assumed_ones(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    data = two_years_later(then, add("roken", 4.5))
    data = dataclasses.replace(data, standard_errors=pd.DataFrame({"roken": 1.0}, index=data.buurten.index))
    row = row_of(compare_with_nulmeting(nulmeting, data), "roken")
    assert row["marge"] == pytest.approx(1.96 * 5**0.5, abs=1e-4)  # 2 assumed then, 1 published now
    assert row["oordeel"] == BEYOND


def test_rounding_is_a_margin_too(table: Frame) -> None:
    row = row_of(table, "bijstand", HENGELO[1])
    # 2 000 residents less 210 children and 320 older ones: 5 of 1 470 up or down, in both years.
    assert row["marge"] == pytest.approx(1.96 * (2 * (5000 / 1470) ** 2 / 3) ** 0.5, abs=1e-4)
    assert row["oordeel"] == WITHIN


def test_a_count_without_a_margin_is_not_judged(table: Frame) -> None:
    row = row_of(table, "inwoners")
    assert (row["verandering"], row["oordeel"]) == (40, UNKNOWN)
    assert np.isnan(row["marge"])


def test_later_figures_are_placed_in_the_reference_of_then(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    data = two_years_later(then, add("roken", 8))
    data = dataclasses.replace(data, reference=coarsen(data.reference, 7))
    table = compare_with_nulmeting(nulmeting, data)
    expected = gg.score(dataclasses.replace(data, reference=then.reference))
    for theme in expected.counted:
        row = row_of(table, theme)
        assert row["nu"] == round(expected.themes.loc[HENGELO[0], theme], 6)
        assert row["toen"] == round(nulmeting.outcome.loc[HENGELO[0], f"p_{theme}"], 6)
        assert row["verandering"] == pytest.approx(row["nu"] - row["toen"], abs=1e-4)
    assert row_of(table, "gezondheid")["verandering"] > 0
    assert row_of(table, "score")["nu"] == round(expected.buurten.loc[HENGELO[0], "score"], 6)
    assert row_of(table, "stapeling")["nu"] == expected.buurten.loc[HENGELO[0], "stapeling"]


def test_another_table_of_rivm_is_never_compared(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    data = two_years_later(then, add("roken", 9), health=table_of_year("50150NED", 2022, age="20300"))
    before = data.buurten.copy()
    table = compare_with_nulmeting(nulmeting, data)
    pd.testing.assert_frame_equal(pd.DataFrame(data.buurten), pd.DataFrame(before))
    assert nulmeting.is_reproduced()
    row = row_of(table, "roken")
    assert row["reden"] == "andere tabel (50090NED toen, 50150NED nu)"
    assert row[["nu", "verandering", "marge"]].isna().all()
    assert row["oordeel"] == ""
    for name in ("gezondheid", "inkomen", "stapeling", "score", "rang"):
        row = row_of(table, name)
        assert row[["nu", "verandering"]].isna().all(), name
        assert "andere tabel (50090NED toen, 50150NED nu)" in row["reden"], name
    assert row_of(table, "rang")["toen"] == nulmeting.outcome.loc[HENGELO[0], "rang"]
    # Ageing is from KWB, which has a table per year: those are one series.
    assert row_of(table, "vergrijzing")["reden"] == ""
    lines = say_comparison(nulmeting, data, table)
    assert any(
        line.startswith("Niet te vergelijken, andere tabel (50090NED toen, 50150NED nu): goede") for line in lines
    )
    assert any(line.startswith("Stapeling, score en rang zijn niet te vergelijken (") for line in lines)
    assert not any(line.startswith("Modelschattingen") for line in lines)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"leeftijd": "80200"}, "andere tabel"),
        ({"id": "50999NED", "titel": "Gezondheid per wijk en buurt"}, "andere tabel"),
        ({"id": "50999NED", "jaar": 2020}, ""),
    ],
)
def test_a_table_is_of_the_series_when_it_is_one_per_year(
    nulmeting: Nulmeting, then: gg.Dataset, changes: dict[str, object], reason: str
) -> None:
    table = dataclasses.replace(then.uitgave.tabellen["gezondheid"], **{"jaar": 2022, **changes})
    row = row_of(compare_with_nulmeting(nulmeting, two_years_later(then, health=table)), "roken")
    assert row["reden"].startswith(reason)
    assert bool(row["reden"]) == bool(reason)


def test_a_figure_that_is_computed_otherwise_or_gone_is_not_compared(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    data = two_years_later(then)
    other = dataclasses.replace(data.indicators["bijstand"], per=100)
    data = dataclasses.replace(
        data,
        indicators={**data.indicators, "bijstand": other},
        buurten=data.buurten.drop(columns="roken").assign(eenzaam=np.nan),
    )
    table = compare_with_nulmeting(nulmeting, data)
    reasons = {name: row_of(table, name)["reden"] for name in ("bijstand", "roken", "eenzaam", "overgewicht")}
    assert reasons == {
        "bijstand": "nu anders berekend",
        "roken": "nu geen cijfer",
        "eenzaam": "nu geen cijfer",
        "overgewicht": "",
    }
    assert row_of(table, "gezondheid")["reden"] == "eenzaamheid: nu geen cijfer"


@pytest.mark.slow
def test_health_at_equal_age_is_compared_with_itself_alone(data: gg.Dataset, tmp_path: Path) -> None:
    data = dataclasses.replace(data, reference=coarsen(data.reference, 20))
    equal = standardise_age(data)
    own = read_nulmeting(write_nulmeting(equal, gg.score(equal), tmp_path / "x.zip"))
    assert row_of(compare_with_nulmeting(own, equal), "roken", TWEKKELERVELD)["oordeel"] == SAME_YEAR
    table = compare_with_nulmeting(own, data)
    assert row_of(table, "roken", TWEKKELERVELD)["reden"] == "nu anders berekend"
    assert row_of(table, "moeite_rondkomen", TWEKKELERVELD)["reden"] == ""


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_what_was_packaged_is_the_same_as_what_is_fetched(enschede: Nulmeting) -> None:
    table = compare_with_nulmeting(enschede, gg.load("Enschede", uitgave="2020", offline=False))
    settled = table[table["buurtcode"] == TWEKKELERVELD]
    assert set(settled["reden"]) == {""}
    assert set(settled["oordeel"]) == {SAME_YEAR}
    later_table = compare_with_nulmeting(enschede, gg.load("Enschede", uitgave="2024", offline=False))
    assert (
        row_of(later_table, "goede_gezondheid", TWEKKELERVELD)["reden"] == "andere tabel (50090NED toen, 50150NED nu)"
    )
    assert row_of(later_table, "aandeel_65plus", TWEKKELERVELD)[["jaar_toen", "jaar_nu", "reden"]].tolist() == [
        2020,
        2024,
        "",
    ]


def test_a_figure_that_there_was_none_of_is_not_named(then: gg.Dataset, tmp_path: Path) -> None:
    bare = dataclasses.replace(then, buurten=then.buurten.assign(steen=np.nan))
    own = read_nulmeting(write_nulmeting(bare, gg.score(bare), tmp_path / "x.zip"))
    table = compare_with_nulmeting(own, two_years_later(then))
    assert not {"steen", "verstening"} & set(table["id"])
    # A theme that is measured now and was not then does not count in the outcome of now.
    assert row_of(table, "score")[["verandering", "reden"]].tolist() == [0, ""]


def test_buurten_that_are_not_the_same_area_are_not_compared(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    def edit(frame: Frame) -> Frame:
        frame.loc[HENGELO[0], "land_ha"] = 150.0
        frame.loc[HENGELO[2], "inwoners"] = 99.0
        return frame.rename(index={HENGELO[1]: "BU01640009"})

    table = compare_with_nulmeting(nulmeting, two_years_later(then, edit))
    expected = {
        HENGELO[0]: "veranderd van grens of code 2020–2022",
        HENGELO[1]: "er nu niet meer onder deze code",
        "BU01640009": "niet in de nulmeting",
        HENGELO[2]: "minder dan 100 inwoners",
        HENGELO[5]: "minder dan 100 inwoners",
        HENGELO[3]: "",
    }
    for code, reason in expected.items():
        for name in ("roken", "gezondheid", "stapeling"):
            row = row_of(table, name, code)
            assert row["reden"] == reason, (code, name)
            assert np.isnan(row["verandering"]) == bool(reason)
    assert np.isnan(row_of(table, "roken", HENGELO[2])["nu"])
    assert np.isnan(row_of(table, "inwoners", HENGELO[2])["nu"])
    text = " ".join(say_comparison(nulmeting, two_years_later(then, edit), table))
    assert "Van 7 buurten zijn er 2 te vergelijken; er nu niet meer onder deze code: Buurt 1;" in text
    assert "niet in de nulmeting: Buurt 1;" in text


def test_without_land_a_buurt_is_the_same_in_the_same_division_only(then: gg.Dataset, tmp_path: Path) -> None:
    bare = dataclasses.replace(then, buurten=then.buurten.drop(columns="land_ha"))
    own = read_nulmeting(write_nulmeting(bare, gg.score(bare), tmp_path / "x.zip"))
    same = compare_with_nulmeting(own, bare)
    assert row_of(same, "roken")["reden"] == ""
    later = compare_with_nulmeting(own, two_years_later(bare))
    assert row_of(later, "roken")["reden"] == "veranderd van grens of code 2020–2022"


def test_a_figure_of_the_wijk_says_nothing_of_a_change(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    data = two_years_later(then, add("roken", 9))
    borrowed = pd.DataFrame({"roken": data.buurten.index == HENGELO[0]}, index=data.buurten.index)
    table = compare_with_nulmeting(nulmeting, dataclasses.replace(data, from_wijk=borrowed))
    assert row_of(table, "roken")["reden"] == "cijfer van de hele wijk"
    assert row_of(table, "gezondheid")["reden"] == "roken: cijfer van de hele wijk"
    assert row_of(table, "roken", HENGELO[1])["reden"] == ""


def test_ranks_are_those_among_buurten_that_have_one_both_times(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    first = nulmeting.outcome["rang"].idxmin()
    data = two_years_later(then, lambda frame: frame.drop(index=first))
    table = compare_with_nulmeting(nulmeting, data)
    ranks = table[(table["id"] == "rang") & table["reden"].eq("")]
    assert len(ranks) == 4
    assert sorted(ranks["toen"]) == sorted(ranks["nu"]) == [1, 2, 3, 4]
    assert set(ranks["verandering"]) == {0}


def test_the_gemeente_and_the_country_stand_beside_it(
    nulmeting: Nulmeting, enschede: Nulmeting, data: gg.Dataset
) -> None:
    now = two_years_later(data)
    comparison = now.comparison.copy()
    comparison.loc["NL", "roken"] += 2
    table = compare_with_nulmeting(enschede, dataclasses.replace(now, comparison=comparison))
    row = row_of(table, "roken", "NL")
    assert (row["buurtnaam"], row["verandering"], row["oordeel"]) == ("Nederland", 2, UNKNOWN)
    assert row_of(table, "roken", "GM0153")["verandering"] == 0
    assert "NL" not in set(
        compare_with_nulmeting(nulmeting, two_years_later(nulmeting.data))["buurtcode"]
    )  # not known there


def test_what_is_said_is_honest(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    data = two_years_later(then, add("roken", 30))
    table = compare_with_nulmeting(nulmeting, data)
    lines = say_comparison(nulmeting, data, table)
    assert lines[0] == (
        "Hengelo (O.): uitgave 2022 naast de nulmeting van uitgave 2020, vergeleken met de referentie en de "
        "instellingen van toen."
    )
    # Five settled buurten, eight figures with a standard error (seven of the model and bijstand), one of them changed.
    sentence = "is binnen de onzekerheid: 39; groter: 1. Door toeval alleen zou 5 % groter zijn, hier 2."
    assert any(sentence in line for line in lines)
    stacking = [line for line in lines if line.startswith("Thema's samen, van 5 buurten: ")]
    before, after = (row_of(table, "stapeling")[key] for key in ("toen", "nu"))
    text = f"Buurt 0 ({before:.0f} → {after:.0f}, {BEYOND})" if after > before else "geen buurt"
    assert stacking == [f"Thema's samen, van 5 buurten: meer in {text}; minder in geen buurt."]
    assert lines[-1].startswith("Modelschattingen (goede ervaren gezondheid, ")
    assert lines[-1].endswith(
        "dat zo'n cijfer gelijk blijft, zegt niet dat een aanpak niet werkt, en dat het verandert, niet dat hij werkt."
    )


def test_a_version_that_computes_otherwise_is_said(nulmeting: Nulmeting, then: gg.Dataset) -> None:
    outcome = nulmeting.outcome.assign(score=nulmeting.outcome["score"] + 1)
    other = dataclasses.replace(nulmeting, outcome=outcome, version="0.0.9")
    table = compare_with_nulmeting(other, then)
    assert (
        "De nulmeting is gemaakt met gezond-geo 0.0.9, en deze versie rekent anders"
        in say_comparison(other, then, table)[1]
    )
    assert row_of(table, "score")["toen"] == row_of(table, "score")["nu"]  # computed in one way


def test_figures_of_elsewhere_or_of_before_are_refused(
    nulmeting: Nulmeting, then: gg.Dataset, data: gg.Dataset, tmp_path: Path
) -> None:
    with pytest.raises(
        InputError, match=r"De nulmeting is van Hengelo \(O\.\) \(GM0164\) en de cijfers zijn van Enschede"
    ):
        compare_with_nulmeting(nulmeting, data)
    newer = two_years_later(then)
    own = read_nulmeting(write_nulmeting(newer, gg.score(newer), tmp_path / "x.zip"))
    with pytest.raises(
        InputError, match="De nulmeting is van 2022 en de cijfers zijn van 2020; geef cijfers van later"
    ):
        compare_with_nulmeting(own, then)
    with pytest.raises(InputError, match="gaat over buurten"):
        compare_with_nulmeting(nulmeting, aggregate(then, "wijk"))


def test_a_comparison_is_written_as_any_table(
    nulmeting: Nulmeting, later: gg.Dataset, table: Frame, tmp_path: Path
) -> None:
    lines = say_comparison(nulmeting, later, table)
    rows = table.set_index("buurtcode")
    export = pd.read_csv(write_export(table_export(later, rows, lines), tmp_path / "v.csv"))
    assert len(export) == len(table)
    assert export["jaar_nu"].dropna().unique().tolist() == [2022, 2008]
    assert np.allclose(export["nu"], table["nu"], rtol=0, atol=0, equal_nan=True)
