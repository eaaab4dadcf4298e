"""Goals as a gemeente lists them: what a cell may hold."""

import math

import pandas as pd
import pytest
from made_up import HOSTILE

import gezond_geo as gg
from gezond_geo.dataset.folder.goals import COLUMNS, GOALS, check_goals, no_goals, read_goals
from gezond_geo.errors import InputError

ROW = {
    "doel": "Meer mensen gezond", "cijfer": "goede_gezondheid", "soort": "stand", "begin": "72", "begin_jaar": "2024",
    "streefwaarde": "80", "eenheid": "%", "jaar": "2032", "pad": "recht", "bron": "nota 2026",
}  # fmt: skip


@pytest.fixture
def write_goals(tmp_path):
    def write(*rows, path=tmp_path / "doelen.csv"):
        pd.DataFrame(rows).to_csv(path, index=False)
        return path

    return write


def test_a_goal_is_read_as_it_stands(write_goals):
    goals = read_goals(write_goals(ROW, {"doel": "Iets anders", "cijfer": "eenzaam:afgeleid", "bron": "nota"}))
    assert list(goals.columns) == list(GOALS)
    assert goals.index.tolist() == [1, 2]
    first, second = goals.to_dict("records")
    assert (first["begin"], first["streefwaarde"], first["begin_jaar"], first["jaar"]) == (72, 80, 2024, 2032)
    assert (first["cijfer"], first["cijfer_zekerheid"]) == ("goede_gezondheid", "document")
    assert (second["cijfer"], second["cijfer_zekerheid"], second["soort"]) == ("eenzaam", "afgeleid", "stand")
    assert math.isnan(second["begin"])
    assert math.isnan(second["jaar"])


def test_a_dutch_spreadsheet_is_read_too(tmp_path):
    path = tmp_path / "doelen.csv"
    path.write_text("Doel;Begin;Eenheid;Bron\nLevensverwachting;1,7;jaar;nota\n", "utf-8-sig")
    assert read_goals(path)["begin"].tolist() == [1.7]


def test_a_file_without_goals_has_none(tmp_path):
    path = tmp_path / "doelen.csv"
    path.write_text(",".join(COLUMNS) + "\n", "utf-8-sig")
    pd.testing.assert_frame_equal(read_goals(path), no_goals())
    assert no_goals().empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"doel": " "}, "doel is leeg; schrijf wat er bereikt moet zijn."),
        ({"bron": ""}, "bron is leeg; schrijf waar het staat."),
        ({"cijfer": "eenzam"}, "het cijfer 'eenzam' is onbekend; bedoelt u eenzaam"),
        ({"cijfer": "levensverwachting"}, "het cijfer 'levensverwachting' is onbekend"),
        ({"cijfer": "eenzaam:zeker"}, "achter eenzaam staat 'zeker'; schrijf :document of :afgeleid."),
        ({"soort": "rang"}, "soort is 'rang'; schrijf stand, verschil met Nederland, verschil tussen wijken"),
        ({"begin": "veel"}, "'veel' is geen getal voor begin"),
        ({"begin": "=1+1"}, "in begin staat een formule"),
        ({"streefwaarde": "1e99"}, "dit kan niet: regel 2: streefwaarde 1e+99"),
        ({"jaar": "2040?"}, "jaar is '2040?'; schrijf een jaar, zoals 2025."),
        ({"evaluatie": "twee jaar later"}, "evaluatie is 'twee jaar later'; schrijf een jaar"),
        ({"jaar": "2024"}, "begin_jaar is niet eerder dan jaar"),
        ({"eenheid": ""}, "eenheid is leeg; schrijf die van het getal, of onbekend als de bron het niet zegt."),
        ({"pad": "krom"}, "pad is 'krom'; schrijf recht, of laat de cel leeg."),
        ({"streefwaarde": "-700"}, "streefwaarde is -700 % (kan zijn: 0 tot en met 100); verbeter het, of schrijf een"),
        ({"begin": ""}, "pad is recht; vul ook begin, begin_jaar, streefwaarde, jaar in, of laat pad leeg."),
        ({"letterlijk": "mail naar jan@example.nl"}, "in letterlijk staat een e-mailadres"),
        ({"contactpersoon": "x"}, "de kolom contactpersoon gaat over namen van personen"),
    ],
)
def test_what_a_row_may_not_hold(write_goals, change, message):
    (fault,) = check_goals(write_goals(ROW | change))
    assert message in fault.text


def test_a_goal_stands_there_once(write_goals):
    path = write_goals(ROW, ROW | {"doel": "Meer mensen GEZOND"})
    (fault,) = check_goals(path)
    assert (fault.line, fault.text) == (
        3, "doel Meer mensen GEZOND komt twee keer voor (eerst op regel 2); laat er een staan.",
    )  # fmt: skip
    with pytest.raises(InputError) as error:
        read_goals(path)
    assert str(error.value) == str(fault)


def test_a_table_without_the_columns_is_refused(write_goals):
    (fault,) = check_goals(write_goals({"streven": "meer"}))
    assert "doel, bron" in fault.text


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_or_is_refused_in_a_line(write_goals, text):
    path = write_goals(ROW | {"doel": f"Doel {text}", "letterlijk": text})
    assert all("\n" not in str(fault) for fault in check_goals(path))


def test_the_goals_of_a_folder_are_in_the_dataset(data):
    goals = data.goals
    assert goals["jaar"].tolist() == [2040, 2040, 2040, 2040, 2033]
    assert goals.loc[3, ["begin", "eenheid", "letterlijk"]].tolist() == [11, "onbekend", "nu een verschil van 11%"]
    assert goals["pad"].eq("").all()
    assert gg.aggregate(data, "wijk").goals is goals


def test_a_goal_that_was_made_up_says_so(write_goals):
    goals = read_goals(write_goals(ROW | {"bron": "VOORBEELD"}))
    assert goals["doel"].tolist() == ["VOORBEELD Meer mensen gezond"]
