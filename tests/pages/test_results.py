"""Scores as CSV: every cell is a value or text, never a formula, and none is of a small buurt."""

import csv
import dataclasses
import io

import pandas as pd
import pytest
from made_up import HENGELO, hengelo_figures

import gezond_geo as gg
from gezond_geo.dataset.levels import aggregate
from gezond_geo.errors import OutputError
from gezond_geo.io.text import from_cell
from gezond_geo.pages.results import scores_table, write_csv
from gezond_geo.scores.wording import FOOTER, say_why

FORMULA = ("=", "+", "-", "@", "＝", "\t", "\r", "\n")


@pytest.fixture(scope="module")
def written(data, scores, tmp_path_factory):
    return write_csv(data, scores, tmp_path_factory.mktemp("export") / "scores.csv")


def cells_of(path, separator=","):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=separator))


def test_the_file_reads_back(data, scores, written):
    assert written.read_bytes().startswith(b"\xef\xbb\xbfbuurtcode,buurtnaam,")
    read = pd.read_csv(written, comment="#", index_col="buurtcode")
    assert read.index.tolist() == data.buurten.index.tolist()
    large = scores.buurten["reden_geen_waarde"] == ""
    pd.testing.assert_series_equal(read["goede_gezondheid"], data.buurten["goede_gezondheid"])
    pd.testing.assert_series_equal(read["inwoners"], data.buurten["inwoners"].where(large))
    pd.testing.assert_series_equal(read["score"], scores.buurten["score"].round(2))
    pd.testing.assert_series_equal(read["rang"], scores.buurten["rang"])
    pd.testing.assert_series_equal(read["p_inkomen"], scores.themes["inkomen"].round(1), check_names=False)
    assert read["buurtnaam"]["BU01530105"] == "'t Weldink"
    why = {code: say_why(scores, code) for code in data.buurten.index}
    assert read["waarom"].fillna("").to_dict() == why
    assert read["kanttekening"]["BU01530601"] == "Hanenberglanden ligt in deze buurt: de cijfers zijn van de hele buurt"


@pytest.mark.parametrize("code", ["BU01530105", "BU01530106", "BU01530701", "BU01530702", "BU01530703"])
def test_a_small_buurt_has_no_value(written, code):
    lines = cells_of(written)
    row = dict(zip(lines[0], next(line for line in lines if line[0] == code), strict=True))
    said = {"buurtcode", "buurtnaam", "wijknaam", "stadsdeel", "reden_geen_waarde", "reden_geen_rang"}
    assert row["reden_geen_waarde"] == "minder dan 100 inwoners: geen cijfers"
    # What the row says of itself: nothing of it is complete, and nothing is coarse.
    assert {name: cell for name, cell in row.items() if cell and name not in said} == {
        "volledigheid": "0.0",
        "grof": "False",
    }


def test_the_last_lines_are_the_sources_and_what_it_is_not_for(data, written):
    tail = [line for line in written.read_text("utf-8-sig").splitlines() if line.startswith("#")]
    assert tail[-1] == f"# {FOOTER}"
    assert tail[: len(data.meldingen)] == [f"# {melding}" for melding in data.meldingen]
    assert any(line.startswith("# Bron: CBS, Kerncijfers wijken en buurten 2020 (84799NED)") for line in tail)


def test_no_cell_of_enschede_is_a_formula(written):
    assert [cell for line in cells_of(written) for cell in line if cell.startswith(FORMULA)] == []


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "a\r=1",
        '=HYPERLINK("http://x","y")',
        'a,=1+1,"',
        "x;=1+1;y",
        'x;"@A1"',
        "a, =1+1; +2",
        "＝1+1",
    ],
)
def test_text_from_outside_is_never_a_formula(tmp_path, name):
    figures = hengelo_figures()
    figures.loc[HENGELO[0], "buurtnaam"] = name
    made_up = gg.load("Hengelo", figures=figures, offline=True)
    path = write_csv(made_up, gg.score(made_up), tmp_path / "scores.csv")
    lines = cells_of(path)
    # A Dutch spreadsheet splits at semicolons, and does not know what the quotes are for.
    for line in [*lines, *cells_of(path, ";")]:
        assert [cell for cell in line if cell.lstrip(' "').startswith(FORMULA)] == []
    assert [len(line) for line in lines[:7]] == [len(lines[0])] * 7
    assert from_cell(lines[1][1]) == " ".join(name.split())


@pytest.mark.parametrize("label", ["=1+1", "@SUM(A1)", 'a",=1+1,"', "regel\n=1+1"])
def test_a_why_with_a_label_from_outside_is_one_cell_of_text(data, scores, tmp_path, label):
    named = dataclasses.replace(
        scores,
        indicator_info={k: dataclasses.replace(i, label=label) for k, i in scores.indicator_info.items()},
        theme_info={k: dataclasses.replace(t, label=label) for k, t in scores.theme_info.items()},
    )
    lines = cells_of(write_csv(data, named, tmp_path / "scores.csv"))
    assert [cell for line in lines for cell in line if cell.startswith(FORMULA)] == []
    assert [len(line) for line in lines[:71]] == [len(lines[0])] * 71
    column = lines[0].index("waarom")
    assert sum(" ".join(label.lower().split()) in from_cell(line[column]) for line in lines[1:71]) == 59


def test_the_name_of_a_file_is_never_a_formula(tmp_path):
    path = tmp_path / "a,=1+1,\n@b; -1.csv"
    hengelo_figures().to_csv(path)
    made_up = gg.load("Hengelo", figures=path, offline=True)
    lines = cells_of(write_csv(made_up, gg.score(made_up), tmp_path / "scores.csv"))
    for line in [*lines, *cells_of(tmp_path / "scores.csv", ";")]:
        assert [cell for cell in line if cell.strip(' "').startswith(FORMULA)] == []
    assert [line for line in lines[7:] if not line[0].startswith("# ")] == []


def test_twice_the_same_bytes(data, scores, written, tmp_path):
    assert write_csv(data, scores, tmp_path / "scores.csv").read_bytes() == written.read_bytes()


def test_a_level_is_written_alike(data, tmp_path):
    wijken = aggregate(data, "wijk")
    read = pd.read_csv(write_csv(wijken, gg.score(wijken), tmp_path / "w.csv"), comment="#", index_col="wijkcode")
    assert read.loc["WK015303", ["buurtnaam", "inwoners", "aandeel_65plus"]].tolist() == [
        "Twekkelerveld - T.H.T.", 9135, 15.5
    ]  # fmt: skip


def test_the_table_does_not_change_its_input(data, scores):
    before = data.buurten.copy(), scores.buurten.copy()
    scores_table(data, scores)
    pd.testing.assert_frame_equal(data.buurten, before[0])
    pd.testing.assert_frame_equal(scores.buurten, before[1])


def test_an_earlier_file_stays_when_writing_fails(data, scores, tmp_path):
    (tmp_path / "bestand").write_bytes(b"x")
    with pytest.raises(OutputError):
        write_csv(data, scores, tmp_path / "bestand" / "scores.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["bestand"]
