"""What ``--json`` prints: one shape for every command that lists, with the numbers of the table and the sources."""

import json
from pathlib import Path

import pandas as pd
import pytest

import gezond_geo as gg
from gezond_geo.choices.koppelkansen import find_koppelkansen
from gezond_geo.cli import main
from gezond_geo.io.contents import Export
from gezond_geo.io.export import print_json
from gezond_geo.scores.purpose import FOOTER

MEMBERS = {"titel", "versie", "kolommen", "rijen", "tabellen", "toelichting", "bronnen"}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys, _plans, few_draws):  # noqa: ARG001
    """Run a command; give its exit code, what it printed and what it said on standard error."""

    def call(*words):
        try:
            code = main([*map(str, words)])
        except SystemExit as stop:
            code = stop.code
        output = capsys.readouterr()
        return code, output.out, output.err

    return call


@pytest.fixture
def give(run):
    """Run a command that works; give the object that it printed."""

    def call(*words):
        code, out, err = run(*words, "--json")
        assert code == 0, err
        return json.loads(out)

    return call


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        "scores",
        "scores --niveau wijk",
        "zekerheid --trekkingen 2",
        "samenhang",
        "vergelijk",
        "verdeling",
        "koppelkansen --investeringen plannen.csv",
        "projecten",
        "bronnen",
        "jaren",
        "doelen",
    ],
)
def test_every_list_has_the_same_members(give, data, words):
    answer = give(*words.split())
    assert set(answer) >= MEMBERS
    assert (answer["versie"], answer["gemeente"], answer["uitgave"]) == (1, "Enschede", "2020")
    assert answer["titel"] == "Enschede, uitgave 2020"
    assert answer["toelichting"][-1] == FOOTER
    assert answer["rijen"]
    assert [set(row) for row in answer["rijen"]] == [{column["naam"] for column in answer["kolommen"]}] * len(
        answer["rijen"]
    )
    source = {record["cijfer"]: record for record in answer["bronnen"]}["bijstand_personen"]
    assert source["tabel"] == data.sources["tabel"]["bijstand_personen"] == "84799NED"
    assert source["url"].startswith("https://")
    assert source["licentie"] == "CC BY 4.0"


@pytest.mark.slow
def test_scores_are_those_of_the_table_and_of_the_file(run, give, scores):
    answer = give("scores", "--top", 10)
    ranks = {row["buurtcode"]: row["rang"] for row in answer["rijen"]}
    assert ranks == scores.buurten["rang"].nsmallest(10).astype(int).to_dict()
    run("scores", "--top", 10, "--uit", "x.json")
    assert json.loads(Path("x.json").read_bytes()) == answer
    assert give("scores", "--koppen", "nl")["rijen"][0]["Buurtcode"] == "BU01530000"


def test_what_is_missing_is_null(give, data):
    rows = {row["buurtcode"]: row for row in give("scores")["rijen"]}
    few = data.buurten.index[data.buurten["inwoners"] < 100]
    assert {rows[code]["score"] for code in few} == {None}
    assert {rows[code]["inwoners"] for code in few} == {None}


def test_money_is_that_of_the_table(give, data, scores):
    spending = gg.assess_spending(data, scores)
    answer = give("verdeling")
    euro = {row["buurtcode"]: row["euro"] for row in answer["rijen"]}
    assert euro == pytest.approx(spending.buurten["euro"].to_dict())
    fifths = pd.DataFrame(answer["tabellen"]["naar_vijfde"]).set_index("vijfde")
    pd.testing.assert_frame_equal(fifths, pd.DataFrame(spending.fifths), check_dtype=False, check_index_type=False)


def test_projects_have_their_places_and_their_euro(give, data, links):
    answer = give("projecten")
    assert [row["euro"] for row in answer["rijen"]] == data.projects["euro"].tolist()
    places = [(row["nummer"], place["buurtcode"]) for row in answer["rijen"] for place in row["plaatsen"]]
    assert places == list(zip(links["project"], links["buurtcode"], strict=True))


def test_a_project_of_which_the_place_is_not_public_has_no_point(give):
    lines = ["naam,euro,x,y,openbaar", "Hof,1000,257000,471000,nee", "Plein,1000,257000,471000,ja"]
    Path("lijst.csv").write_text("\n".join(lines), "utf-8")
    hof, plein = give("projecten", "--projecten", "lijst.csv")["rijen"]
    assert (hof["punt"], plein["punt"]) == (None, [257000.0, 471000.0])


def test_koppelkansen_are_those_of_the_library(give, planned):
    chances = find_koppelkansen(planned, gg.score(planned), links=gg.match_projects(planned))
    rows = give("koppelkansen", "--investeringen", "plannen.csv")["rijen"]
    assert [row["buurtcode"] for row in rows] == chances["buurtcode"].tolist()


def test_what_goes_together(give, data, scores):
    answer = give("samenhang")
    pairs = {(row["soort"], row["een"], row["ander"]): row["rangcorrelatie"] for row in answer["rijen"]}
    themes = gg.assess_coherence(data, scores).themes
    assert len(pairs) == 4 * 3 // 2 + 10 * 9 // 2
    assert pairs["themas", "gezondheid", "inkomen"] == pytest.approx(themes.loc["gezondheid", "inkomen"])


def test_what_moves_a_rank_stands_beside_it(give):
    answer = give("zekerheid", "--trekkingen", 2, "--buurt", "Twekkelerveld")
    assert [row["aanname"] for row in answer["tabellen"]["gevoeligheid"]][:2] == ["gewichten", "normalisatie"]


def test_faults_of_a_folder_are_rows_and_the_exit_code_stays(run):
    folder = Path("hengelo")
    run("gemeente-nieuw", "Hengelo", "--uit", folder, "--offline")
    code, out, _ = run("controleer", folder, "--offline", "--json")
    assert (code, json.loads(out)["rijen"]) == (0, [])
    (folder / "projecten.csv").write_text("naam,euro\nHof,veel\nPlein,-3\n", "utf-8")
    code, out, _ = run("controleer", folder, "--offline", "--json")
    rows = json.loads(out)["rijen"]
    assert code == 2
    assert [(row["bestand"], row["regel"]) for row in rows] == [
        ("hengelo/projecten.csv", 2),
        ("hengelo/projecten.csv", 3),
    ]
    assert "'veel'" in rows[0]["tekst"]


def test_services_that_do_not_answer_are_rows(run):
    code, out, _ = run("bronnen", "--controle", "--offline", "--json")
    rows = json.loads(out)["rijen"]
    assert code == 2
    assert [row["antwoord"] for row in rows] == [False] * len(rows)
    assert all("offline" in row["opmerking"] for row in rows)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("scores --json --uit x.csv", "--uit gaat niet samen met --json"),
        ("scores --json --excel-nl", "--excel-nl werkt alleen met --uit"),
        ("scores --excel-nl", "--excel-nl werkt alleen met --uit"),
        ("zekerheid --koppen nl", "--koppen werkt alleen met --uit of --json"),
        ("nulmeting --json", "--json en --excel-nl horen bij --vergelijk"),
        ("projecten --json --sjabloon x.xlsx", "--sjabloon gaat niet samen met --json"),
        ("koppelkansen --json --sjabloon x.xlsx", "--sjabloon gaat niet samen met --json; maak eerst het blad"),
        ("koppelkansen --uit x.csv --sjabloon x.xlsx", "--sjabloon gaat niet samen met --uit"),
        ("criteria --json --besluitlijst x.xlsx", "--besluitlijst gaat niet samen met --json"),
        ("keuze --json --sjabloon x.xlsx", "--sjabloon gaat niet samen met --json"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(run, words, sentence):
    code, out, err = run(*words.split())
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert sentence in err
    assert list(Path().iterdir()) == []


def test_a_missing_number_in_a_list_is_null(capsys):
    cells = pd.DataFrame({"plaatsen": [[{"euro": float("nan")}], []]}, pd.Index([1, 2], name="nummer"))
    print_json(Export(name="x", title="", table=cells))
    assert json.loads(capsys.readouterr().out)["rijen"] == [
        {"nummer": 1, "plaatsen": [{"euro": None}]},
        {"nummer": 2, "plaatsen": []},
    ]
