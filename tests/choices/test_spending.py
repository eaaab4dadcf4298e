"""Euro of area-bound projects beside need: four buurten by hand, and Enschede."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from made_up import HENGELO, hengelo_figures

import gezond_geo as gg
from gezond_geo.choices.spending import MIN_PLACED, say_spending
from gezond_geo.cli import main
from gezond_geo.errors import InputError

FOUR = HENGELO[:4]


@pytest.fixture(scope="module")
def four():
    """Four buurten of 1000, 2000, 3000 and 4000 residents, where 3, 2, 1 and 0 themes stack."""
    figures = hengelo_figures().loc[list(FOUR)].assign(inwoners=[1000, 2000, 3000, 4000])
    figures["inwoners_later"] = figures["inwoners"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEZOND_GEO_OFFLINE", "1")
        data = gg.load("Hengelo", figures=figures, offline=True)
    frame = gg.score(data).buurten.assign(
        stapeling=[3.0, 2.0, 1.0, 0.0], score=[80.0, 60.0, 40.0, 20.0], rang=[1.0, 2.0, 3.0, 4.0]
    )
    return data, dataclasses.replace(gg.score(data), buurten=frame)


def linked(data, *rows):
    """Links of projects of (buurtcode, euro) each, and data that list them."""
    links = pd.DataFrame(
        [(number, code, 1.0, float(euro), "naam") for number, places in enumerate(rows, 1) for code, euro in places],
        columns=["project", "buurtcode", "aandeel", "euro", "zekerheid"],
    )
    projects = pd.DataFrame({"euro": links.groupby("project")["euro"].sum()}).rename_axis("nummer")
    return dataclasses.replace(data, projects=projects), links


THREE = ([(FOUR[0], 40_000)], [(FOUR[2], 12_000), (FOUR[3], 16_000)], [(FOUR[3], 12_000)])


def test_three_projects_in_four_buurten_by_hand(four):
    data, scores = four
    data, links = linked(data, *THREE)
    spending = gg.assess_spending(data, scores, links)
    assert spending.by_stacking["euro_per_inwoner"].to_dict() == {3.0: 40.0, 2.0: 0.0, 1.0: 4.0, 0.0: 7.0}
    # Fifths of 2000 residents: A and half of B; half of B and a third of C; the rest of C; each half of D.
    assert spending.fifths["euro"].tolist() == pytest.approx([40_000, 4000, 8000, 14_000, 14_000])
    assert spending.fifths["euro"].sum() == pytest.approx(80_000)
    assert spending.curve["inwoners"].tolist() == pytest.approx([0, 0.1, 0.3, 0.6, 1])
    assert spending.curve["euro"].tolist() == pytest.approx([0, 0.5, 0.5, 0.65, 1])
    assert spending.without.index.tolist() == [FOUR[1]]
    each = spending.buurten["euro_per_inwoner"]
    assert gg.concentration_index(each, data.buurten["inwoners"]) == pytest.approx(-0.255)


def test_an_amount_that_is_not_known_is_not_zero_per_resident(four):
    data, scores = four
    data, links = linked(data, *THREE)
    each = gg.assess_spending(data, scores, links.assign(euro=[np.nan, 12_000, 16_000, 12_000])).buurten
    assert np.isnan(each["euro_per_inwoner"][FOUR[0]])
    assert each["euro_per_inwoner"][list(FOUR[1:])].tolist() == [0.0, 4.0, 7.0]


def test_under_eight_placed_projects_no_index_is_given(four):
    data, scores = four
    data, links = linked(data, *THREE)
    spending = gg.assess_spending(data, scores, links)
    assert spending.indices.empty
    assert spending.without_project.empty
    assert "Met 3 projecten" in spending.meldingen[0]
    assert not any("concentratie" in line for line in say_spending(spending))


def test_a_ratio_that_only_exists_without_a_project_has_no_most_influential_one(four):
    data, scores = four
    # The first goes to the neediest alone: the line ends below 0 euro. Without it all residents get the same.
    even = list(zip(FOUR, [1000, 2000, 3000, 4000], strict=True))
    data, links = linked(data, [(FOUR[0], 100_000)], *([even] * 7))
    spending = gg.assess_spending(data, scores, links, draws=100)
    row = spending.indices.loc["verhouding"]
    assert np.isnan(row["waarde"])
    assert np.isnan(row["zonder"])
    assert row["project"] is pd.NA
    assert spending.without_project["verhouding"].dropna().to_dict() == {1: pytest.approx(1)}
    assert spending.indices.loc["concentratie", "project"] == 1


def test_the_index_is_that_of_the_public_function(four):
    data, scores = four
    data, links = linked(data, *(THREE * 3)[:MIN_PLACED])
    spending = gg.assess_spending(data, scores, links)
    euro = links.groupby("buurtcode")["euro"].sum().reindex(FOUR, fill_value=0)
    residents = data.buurten["inwoners"]
    each = euro / residents
    row = spending.indices["waarde"]
    assert row["concentratie"] == pytest.approx(gg.concentration_index(each, residents))
    slope = gg.slope_index(each, residents)
    assert row["helling"] == pytest.approx(slope.slope)
    assert row["verhouding"] == pytest.approx(slope.relative)


def test_order_changes_nothing(four):
    data, scores = four
    data, links = linked(data, *(THREE * 3))
    backwards = dataclasses.replace(data, buurten=data.buurten.iloc[::-1])
    other = dataclasses.replace(scores, buurten=scores.buurten.iloc[::-1])
    one = gg.assess_spending(data, scores, links, draws=200)
    two = gg.assess_spending(backwards, other, links.iloc[::-1], draws=200)
    pd.testing.assert_frame_equal(one.indices, two.indices)
    pd.testing.assert_frame_equal(one.fifths, two.fifths)


def test_all_in_the_neediest_buurt_is_more_than_chance(four):
    data, scores = four
    data, links = linked(data, *[[(FOUR[0], 1000)]] * 20)
    row = gg.assess_spending(data, scores, links).indices.loc["concentratie"]
    assert row["waarde"] == row["laag"] == row["hoog"] == pytest.approx(-0.9)  # all at rank 0.05
    assert row["toeval_laag"] > -0.9
    assert row["meer_dan_toeval"]


def test_enschede(data, scores, links):
    spending = gg.assess_spending(data, scores, links)
    assert spending.by_stacking["euro_per_inwoner"].round(2).to_dict() == {
        4.0: 112.99, 3.0: 19.99, 2.0: 18.65, 1.0: 0.0, 0.0: 0.66
    }  # fmt: skip
    assert spending.fifths["euro_per_inwoner"].round(2).tolist() == [36.73, 7.97, 13.24, 0.73, 0.0]
    row = spending.indices.loc["concentratie"]
    assert (round(row["waarde"], 2), row["project"], round(row["zonder"], 2)) == (-0.63, 8, -0.49)
    assert [row["laag"], row["hoog"]] == pytest.approx([-0.83, -0.35], abs=0.02)
    assert [row["toeval_laag"], row["toeval_hoog"]] == pytest.approx([-0.41, 0.40], abs=0.04)
    assert not row["meer_dan_toeval"]  # −0.35 and −0.41 overlap
    assert np.isnan(spending.indices["waarde"]["verhouding"])  # the line ends below 0 euro
    with_rank = spending.without[spending.without["rang"].notna()]
    assert (len(with_rank), with_rank["inwoners"].sum()) == (10, 24_665)
    assert (len(spending.without), spending.without["inwoners"].sum()) == (11, 27_980)
    assert spending.buurten["euro"].sum() == 1_731_000 == spending.by_stacking["euro"].sum().round(2)
    assert spending.outside == 0


def test_links_of_other_data_are_refused(four, scores, links):
    data, other = four
    with pytest.raises(InputError, match="hoort niet bij deze gegevens"):
        gg.assess_spending(data, other, links)
    with pytest.raises(InputError, match="horen niet bij deze gegevens"):
        gg.assess_spending(data, scores)


def test_the_command(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["verdeling"]) == 0
    out = capsys.readouterr().out
    assert "4 thema's    112,99  1 buurt, 4.425 inwoners" in out
    assert "Dat kan ook toeval zijn" in out
    assert main(["verdeling", "--uit", "geld.csv"]) == 0
    table = pd.read_csv("geld.csv", index_col="buurtcode")
    assert table["euro"].sum() == 1_731_000
