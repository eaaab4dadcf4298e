"""The description of an own table, drafted."""

import tomllib

import pytest

from gezond_geo.cli import main
from gezond_geo.dataset.custom_table import read_own_indicator
from gezond_geo.dataset.description import write_description
from gezond_geo.errors import InputError, OutputError


def draft(folder, text, name="wmo.csv"):
    (folder / name).write_text(text, "utf-8")
    path, notes = write_description(folder / name)
    return path, path.read_text("utf-8"), notes


def test_what_the_table_tells_is_filled_in(tmp_path):
    text = "buurtcode;wmo_perc;personen;Perioden\n1530301;12,5;400;2021\n1530003;7,25;12;2021\nTotaal;9;1;\n"
    path, draft_text, notes = draft(tmp_path, text)
    assert path == tmp_path / "wmo.toml"
    assert tomllib.loads(draft_text) == {
        "label": "Wmo perc", "eenheid": "%", "decimalen": 2, "jaar": 2021, "kolom": "wmo_perc", "aantal": "personen",
    }  # fmt: skip
    assert notes == [
        f"Vul in {path} nog in: bron, licentie, soort; daarna leest --eigen {tmp_path / 'wmo.csv'} het cijfer."
    ]


def test_what_is_decided_makes_it_whole(tmp_path):
    path, draft_text, _ = draft(tmp_path, "buurtcode,meldingen\nBU01530301,12\n", "meldingen 2020.csv")
    with pytest.raises(InputError, match="ontbreekt bron, licentie, soort"):
        read_own_indicator(tmp_path / "meldingen 2020.csv")
    for line in ('bron = "…"', 'licentie = "CC0"', 'soort = "register"', 'ongunstig = "hoog"', "[thema]"):
        assert f"\n# {line}" in draft_text
        draft_text = draft_text.replace(f"\n# {line}", f"\n{line}")
    draft_text = draft_text.replace('\n# id = "vei', '\nid = "vei').replace('\n# label = "Vei', '\nlabel = "Vei')
    path.write_text(draft_text, "utf-8")
    own = read_own_indicator(tmp_path / "meldingen 2020.csv")
    assert own.figures.to_dict() == {"BU01530301": 12}
    assert (own.indicator.label, own.table.jaar, own.theme.id) == ("Meldingen", 2020, "veiligheid")


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("buurtcode,v\nBU01530301,-999\nBU01530003,5\n", "# ontbrekend = [-999]"),
        ("buurtcode,aandeel\nBU01530301,0.5\nBU01530003,0.25\n", "zijn het delen van 1"),
        ("buurtcode,v\nBU01530301,50\nBU01530003,25\n", '# weging = "optellen"'),
        ("buurtcode,a,b\nBU01530301,50,1.5\n", 'kolom = "a"  # of: b'),
        ('buurtcode,"a ""b"""\nBU01530301,50\n', 'kolom = "a \\"b\\""'),
    ],
)
def test_what_asks_for_a_decision_is_a_remark(tmp_path, text, remark):
    _, draft_text, _ = draft(tmp_path, text)
    assert remark in draft_text
    tomllib.loads(draft_text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("buurtcode,noot\nBU01530301,x\n", r"hier staat geen kolom met getallen \(wel: geen\)|geen kolom met getallen"),
        ("buurtcode,BSN\nBU01530301,1\n", "gaat over burgerservicenummers"),
        ("nummer,v\n1,2\n", "ontbreekt de kolom buurtcode"),
    ],
)
def test_a_table_that_cannot_be_used_is_said_and_nothing_is_written(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        draft(tmp_path, text)
    assert not (tmp_path / "wmo.toml").exists()


def test_a_description_that_is_there_stays(tmp_path):
    (tmp_path / "wmo.toml").write_text("van mij", "utf-8")
    with pytest.raises(OutputError, match="is er al en blijft zoals het is"):
        draft(tmp_path, "buurtcode,v\nBU01530301,1\n")
    assert (tmp_path / "wmo.toml").read_text("utf-8") == "van mij"


def test_the_command_writes_it_and_says_where(tmp_path, capsys):
    (tmp_path / "wmo.csv").write_text("buurtcode,v\nBU01530301,1\n", "utf-8")
    assert main(["eigen", str(tmp_path / "wmo.csv")]) == 0
    answer = capsys.readouterr()
    assert answer.out == f"{tmp_path / 'wmo.toml'}\n"
    assert "nog in: jaar, bron, licentie, soort" in answer.err
    assert main(["eigen", str(tmp_path / "wmo.csv")]) == 2
