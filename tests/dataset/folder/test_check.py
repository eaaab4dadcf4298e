"""A folder for a gemeente: started with what is known, and checked to the last fault."""

import re
import shutil
import socket
from pathlib import Path

import pandas as pd
import pytest
from made_up import hengelo_figures

import gezond_geo as gg
from gezond_geo.areas.gemeente import read_gemeente
from gezond_geo.dataset.folder import check
from gezond_geo.dataset.folder.check import check_gemeentemap, write_gemeentemap
from gezond_geo.errors import InputError, OutputError, SourceError, UnknownGemeenteError

FILES = [
    "README.md", "doelen.csv", "duiding.csv", "gemeente.toml", "investeringen.csv", "prestaties.csv", "projecten.csv",
]  # fmt: skip
NAMES = {
    "BU01640001": 'Het "Dorp"',
    "BU01640002": "Búurt",
    "GM0164": "Hengelo",
    "NL01": "Nederland",
    "WK016400": "Noord",
}
OFFLINE = "niet geraadpleegd, want er wordt offline gewerkt"


@pytest.fixture
def enschede(tmp_path, data):
    """A copy of the folder of Enschede, to spoil."""
    return Path(shutil.copytree(data.gemeente.folder, tmp_path / "enschede"))


@pytest.fixture
def cbs(monkeypatch):
    """Let CBS know the names in `NAMES`, from the uitgave of 2024."""

    def read_names(uitgave, _code):
        if uitgave.id == "2020":
            raise SourceError("Die tabel is weg.")
        return pd.Series(NAMES)

    monkeypatch.setattr(check.cbs, "read_names", read_names)


def list_faults(folder):
    return [(Path(f.file).name, f.line, f.text) for f in check_gemeentemap(folder)[0]]


def test_the_folder_of_the_package_has_no_faults(data):
    assert check_gemeentemap(data.gemeente.folder) == ([], [])


def test_a_new_folder_has_no_faults_and_says_what_it_lacks(tmp_path):
    folder, notes = write_gemeentemap("GM0164", tmp_path / "nieuw" / "hengelo")
    assert folder == tmp_path / "nieuw" / "hengelo"
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert len(notes) == 1
    assert notes[0].startswith("De wijken zijn niet ingevuld: ")
    assert OFFLINE in notes[0]
    faults, notes = check_gemeentemap(folder)
    assert faults == []
    assert notes[0].startswith("Niet nagekeken is of de buurten bestaan: ")
    gemeente = read_gemeente(folder)
    assert (gemeente.code, gemeente.naam, gemeente.wijken) == ("GM0164", "Hengelo (O.)", {})
    assert [p.name for p in folder.parent.iterdir()] == ["hengelo"]


@pytest.mark.usefixtures("cbs")
def test_a_new_folder_knows_the_wijken_and_buurten(tmp_path):
    folder, notes = write_gemeentemap("Hengelo", tmp_path / "hengelo", offline=False)
    assert notes == []
    assert read_gemeente(folder).wijken == {"WK016400": "Noord"}
    text = (folder / "gemeente.toml").read_text("utf-8")
    assert '# BU01640001 Het "Dorp"\n# BU01640002 Búurt\n' in text
    assert 'buurten = ["BU01640001", "BU01640002"]' in text
    assert check_gemeentemap(folder) == ([], [])


def uncomment(folder):
    """Use every example of a new folder."""
    path = folder / "gemeente.toml"
    path.write_text(re.sub(r'(?m)^# (?=\[\[|"|[a-z_]+ = )', "", path.read_text("utf-8")), "utf-8")
    explained = (folder / "README.md").read_text("utf-8")
    examples = re.findall(r"(?s)```csv\n(.+?)```", explained)
    for name, example in zip(("projecten", "prestaties", "doelen", "duiding"), examples, strict=True):
        (folder / f"{name}.csv").write_text(example, "utf-8")


def test_every_example_in_a_new_folder_is_right(tmp_path):
    folder, _ = write_gemeentemap("Enschede", tmp_path / "e")
    uncomment(folder)
    assert check_gemeentemap(folder) == ([], [])
    data = gg.load(folder=folder, offline=True)
    assert [area.naam for area in data.gemeente.focusgebieden] == ["Naam van het gebied"]
    assert data.projects["naam"].tolist() == ["Beweegtuin"]
    assert data.duiding["bron"].tolist() == ["sociaal werk"]
    assert data.outputs["gedaan"].fillna(-1).tolist() == [312, -1]
    assert data.goals[["cijfer", "jaar"]].to_numpy().tolist() == [["eenzaam", 2040]]
    assert data.buurten["stadsdeel"].value_counts().to_dict() == {"Noord": 2}
    assert data.find_buurt("het dorp") == data.buurten.index[0]
    assert len(data.gemeente.wijken) == 10


def test_every_column_is_explained(tmp_path):
    folder, _ = write_gemeentemap("Enschede", tmp_path / "e")
    explained = (folder / "README.md").read_text("utf-8")
    for name in ("projecten.csv", "prestaties.csv", "investeringen.csv", "doelen.csv", "duiding.csv"):
        header = (folder / name).read_text("utf-8-sig").strip()
        assert [column for column in header.split(",") if f"`{column}`" not in explained] == []
    assert "$" not in explained + (folder / "gemeente.toml").read_text("utf-8")


def test_a_name_is_a_name_in_every_file(tmp_path):
    folder, _ = write_gemeentemap("s Hertogenbosch", tmp_path / "m")
    assert read_gemeente(folder).naam == "'s-Hertogenbosch"


def test_without_a_place_the_folder_has_the_name_of_the_gemeente(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write_gemeentemap("Súdwest-Fryslân")[0] == Path("gemeenten/sudwest-fryslan")
    assert Path("gemeenten/sudwest-fryslan/gemeente.toml").is_file()


@pytest.mark.parametrize("name", ["", "Bergen", "Nederland"])
def test_a_folder_is_for_one_gemeente(tmp_path, name):
    with pytest.raises(UnknownGemeenteError):
        write_gemeentemap(name, tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FILES)
def test_no_file_is_written_over(tmp_path, name):
    (tmp_path / name).write_text("van mij", "utf-8")
    with pytest.raises(OutputError, match=rf"staat al {re.escape(name)}, dus er is niets geschreven"):
        write_gemeentemap("Hengelo", tmp_path)
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {name: "van mij"}


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "notities.txt").write_text("van mij", "utf-8")
    write_gemeentemap("Hengelo", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*FILES, "notities.txt"])


def test_every_fault_in_every_file_with_its_line(enschede):
    for name, wrong in {
        "gemeente.toml": [
            ('"BU01530403", ', '"BU01530403", "BU01530001", '),
            ('wijk = "WK015303"', 'wijk = "WK016400"'),
        ],
        "projecten.csv": [
            ("3,Preventie Tactus,45755", "2,Preventie Tactus,45.755"),
            ("BU01530301:naam,10,", "BU01539999:naam,99,"),
        ],
        "cijfers.csv": [("BU01530002,De Laares", "BU01640002,De Laares")],
    }.items():
        path = enschede / name
        text = path.read_text("utf-8")
        for before, after in wrong:
            assert before in text
            text = text.replace(before, after, 1)
        path.write_text(text, "utf-8")
    (enschede / "duiding.csv").write_text(
        "buurtcode;tekst;bron;datum\nBU01530301;Mail jan@example.nl;;2999-01-01\n", "utf-8"
    )
    expected = [
        ("cijfers.csv", 4, "buurt BU01640002 ligt niet in Enschede (GM0153)"),
        ("duiding.csv", 2, "bron is leeg"),
        ("duiding.csv", 2, "datum 2999-01-01 ligt in de toekomst"),
        ("duiding.csv", 2, "in tekst staat een e-mailadres"),
        ("gemeente.toml", 38, "buurt BU01530001 staat al bij een stadsdeel"),
        ("gemeente.toml", 74, "wijk WK016400 bestaat niet in Enschede"),
        ("projecten.csv", 4, "'45.755' kan duizend of een breuk zijn voor euro"),
        ("projecten.csv", 4, "nummer 2 komt twee keer voor (eerst op regel 3)"),
        ("projecten.csv", 16, "buurt BU01539999 bestaat niet in Enschede"),
        ("projecten.csv", 16, "verwant noemt '99'"),
    ]
    faults = list_faults(enschede)
    assert [(name, line) for name, line, _ in faults] == [(name, line) for name, line, _ in expected]
    assert [start for (*_, text), (*_, start) in zip(faults, expected, strict=True) if not text.startswith(start)] == []


def test_a_broken_description_does_not_hide_the_other_files(enschede):
    (enschede / "gemeente.toml").write_text('code = "GM0153\nnaam = "Enschede"\n', "utf-8")
    (enschede / "duiding.csv").write_text("buurtcode,tekst,bron,datum\nBU0153,x,y,2026-01-01\n", "utf-8")
    assert [(name, line) for name, line, _ in list_faults(enschede)] == [("duiding.csv", 2), ("gemeente.toml", 1)]


def test_what_may_lack_may_lack(enschede):
    for name in ("projecten.csv", "duiding.csv", "cijfers.csv", "vergelijking.csv", "herkomst.csv"):
        (enschede / name).unlink()
    assert list_faults(enschede) == []
    (enschede / "gemeente.toml").unlink()
    assert list_faults(enschede) == [
        ("gemeente.toml", 0, "dit bestand bestaat niet of is niet te lezen; controleer de naam.")
    ]


def test_figures_stand_together(enschede):
    (enschede / "herkomst.csv").unlink()
    assert ("herkomst.csv", 0) in [(name, line) for name, line, _ in list_faults(enschede)]
    with pytest.raises(InputError, match=r"herkomst\.csv"):
        gg.load(folder=enschede, offline=True)


@pytest.mark.usefixtures("cbs")
def test_which_buurten_there_are_comes_from_cbs(tmp_path):
    folder, _ = write_gemeentemap("Hengelo", tmp_path / "h", offline=False)
    for code in ("BU01640001", "BU01640003"):
        (folder / "duiding.csv").write_text(f"buurtcode,tekst,bron,datum\n{code},x,y,2026-01-01\n", "utf-8")
        assert [text for _, _, text in list_faults(folder)] == [
            f"buurt {code} bestaat niet in Hengelo (O.); controleer de code." for code in [code] if code not in NAMES
        ]


def test_what_is_no_folder_is_said(tmp_path):
    with pytest.raises(InputError, match=r"weg is geen map; geef de map waarin gemeente\.toml staat"):
        check_gemeentemap(tmp_path / "weg")


def test_offline_never_opens_a_socket(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError

    monkeypatch.delenv("GEZOND_GEO_OFFLINE")
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    folder, _ = write_gemeentemap("Hengelo", tmp_path / "h", offline=True)
    assert check_gemeentemap(folder, offline=True)[0] == []


@pytest.mark.slow
def test_what_is_read_raises_the_first_of_what_is_checked(enschede):
    """Reading and checking are one: whatever is spoilt, `load` says the first fault of that file in the same words."""
    for name, before, after in (
        ("gemeente.toml", "deel = true", 'deel = "ja"'),
        ("projecten.csv", "45755", "veel"),
        ("cijfers.csv", ",3315,", ",veel,"),
        ("herkomst.csv", "roken,", "rook,"),
    ):
        path = enschede / name
        good = path.read_text("utf-8")
        path.write_text(good.replace(before, after, 1), "utf-8")
        faults, _ = check_gemeentemap(enschede)
        with pytest.raises(InputError) as error:
            gg.load(folder=enschede, offline=True)
        assert str(error.value) == str(faults[0])
        path.write_text(good, "utf-8")


def test_a_folder_of_the_caller_goes_before_that_of_the_package(tmp_path, data):
    folder, _ = write_gemeentemap("Enschede", tmp_path / "e")
    own = gg.load(folder=folder, offline=True)
    pd.testing.assert_frame_equal(own.buurten.drop(columns="stadsdeel"), data.buurten.drop(columns="stadsdeel"))
    assert own.gemeente.focusgebieden == ()
    assert own.projects.empty
    with pytest.raises(InputError, match="en niet van Hengelo"):
        gg.load("Hengelo", folder=folder, offline=True)


def test_a_folder_gives_a_gemeente_that_the_package_does_not_have(tmp_path):
    folder, _ = write_gemeentemap("Hengelo", tmp_path / "h")
    uncomment(folder)
    data = gg.load(folder=folder, figures=hengelo_figures(), offline=True)
    assert data.gemeente.code == "GM0164"
    assert data.projects["naam"].tolist() == ["Beweegtuin"]
    assert data.buurten["stadsdeel"].value_counts().to_dict() == {"Noord": 2}


def test_buurten_of_another_year_are_said(tmp_path):
    folder, _ = write_gemeentemap("Hengelo", tmp_path / "h")
    with (folder / "gemeente.toml").open("a", encoding="utf-8") as file:
        file.write('"Het Dorp" = "BU01649999"\n')
    data = gg.load(folder=folder, figures=hengelo_figures(), offline=True)
    assert any("er in deze uitgave niet zijn: BU01649999" in melding for melding in data.meldingen)
    with pytest.raises(LookupError):
        data.find_buurt("Het Dorp")


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_the_real_wijken_of_a_gemeente_of_2022(tmp_path):
    folder, notes = write_gemeentemap("Dijk en Waard", tmp_path / "m", offline=False)
    assert notes == []
    assert read_gemeente(folder).wijken["WK198001"] == "Oudkarspel"
    assert check_gemeentemap(folder) == ([], [])
