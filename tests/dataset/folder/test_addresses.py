"""Addresses of projects: looked up when asked, kept with what else was found, and confirmed by a person."""

import csv
import io

import pandas as pd
import pytest
from addresses import address_server, document
from faulty import Reply
from made_up import around
from surroundings import ADDRESSES

import gezond_geo as gg
from gezond_geo.areas.gemeente import find_gemeente
from gezond_geo.cli import main
from gezond_geo.dataset.folder.addresses import COLUMNS, addresses_of, look_up
from gezond_geo.dataset.folder.check import write_gemeentemap
from gezond_geo.dataset.folder.projects import read_projects
from gezond_geo.errors import InputError, SourceError

pytestmark = pytest.mark.usefixtures("online")

LIST = """naam,adres,euro
Beweegtuin,Voorbeeldhof 12,50000
Inloop,"Verzonnenlaan 3, Enschede",1000
Sportzaal,Sporthal Verzonnen,
Bad,Elders 9,20
"""
HENGELO = {"gemeentenaam": "Hengelo", "gemeentecode": "0164"}
ADVICE = "zet ja of nee in de kolom bevestigd van adressen.csv"


@pytest.fixture(scope="session")
def centre(data):
    """Give the middle of Twekkelerveld."""
    point = data.buurten["punt"]["BU01530301"]
    return round(point.x), round(point.y)


@pytest.fixture(scope="session")
def bounds(data, centre, tmp_path_factory):
    """Give a map file with a square around the middle of Twekkelerveld, as large as its land."""
    place = pd.DataFrame([centre], columns=["x", "y"], index=["BU01530301"])
    path = tmp_path_factory.mktemp("grenzen") / "grenzen.geojson"
    around(place, side=100 * data.buurten["land_ha"]["BU01530301"] ** 0.5).to_file(path)
    return path


@pytest.fixture(autouse=True)
def _no_other_service(monkeypatch):
    """Let every service be a port of loopback where nobody listens, so that the figures are those of the package."""
    for name in ADDRESSES:
        monkeypatch.setenv(name, "http://127.0.0.1:9")


@pytest.fixture
def locatieserver(centre, monkeypatch):
    x, y = centre
    documents = [
        document("Voorbeeldhof 12, 7512AA Enschede", x, y, score=11.5),
        document("Voorbeeldhof 14, 7512AA Enschede", x + 10, y, score=7),
        document("Verzonnenlaan 3, 7545AA Enschede", x, y, score=9),
        document("Verzonnenlaan 3, 7545ZZ Enschede", x + 50, y, score=8),
        document("Sporthalplein 1, 7512BB Enschede Sporthal", x, y, score=3.25),
        document("Elders 9, 7551AA Hengelo", 251_000, 476_000, **HENGELO),
    ]
    with address_server(documents) as server:
        monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
        yield server


@pytest.fixture
def lijst(tmp_path, monkeypatch):
    """Give a list of projects in a folder of its own, which is where the command runs."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "lijst.csv"
    path.write_text(LIST, "utf-8")
    return path


@pytest.fixture
def run(capsys, bounds):
    def call(*words):
        code = main(["projecten", "Enschede", "--projecten", "lijst.csv", "--grenzen", str(bounds), *words])
        output = capsys.readouterr()
        return code, output.out, output.err

    return call


def rows_of(path):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def confirm(path, **answers):
    """Write behind the first answer to each address what a person says of it."""
    rows = rows_of(path)
    for row in rows:
        row["bevestigd"] = answers.pop(row["adres"].split()[0], "")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def test_nothing_is_asked_without_the_option(locatieserver, lijst, run):
    code, out, err = run()
    assert code == 0
    assert locatieserver.asked == []
    assert not (lijst.parent / "adressen.csv").exists()
    assert (
        "  1    50.000,00 euro  Beweegtuin: zonder plaats" in out.replace("€ ", "")
        or "Beweegtuin: zonder plaats" in out
    )
    assert "zoek hun adres op met gezond-geo projecten --adressen" in err


@pytest.mark.usefixtures("locatieserver")
def test_every_answer_is_kept_and_the_advice_is_to_confirm_it(lijst, run, centre):
    code, out, err = run("--adressen")
    assert code == 0
    x, y = map(str, centre)
    rows = rows_of(lijst.parent / "adressen.csv")
    assert [(r["adres"], r["gevonden"], r["score"], r["zekerheid"]) for r in rows] == [
        ("Voorbeeldhof 12", "Voorbeeldhof 12, 7512AA Enschede", "11,50", "precies"),
        ("Voorbeeldhof 12", "Voorbeeldhof 14, 7512AA Enschede", "7,00", "bij benadering"),
        ("Verzonnenlaan 3, Enschede", "Verzonnenlaan 3, 7545AA Enschede", "9,00", "meer dan een"),
        ("Verzonnenlaan 3, Enschede", "Verzonnenlaan 3, 7545ZZ Enschede", "8,00", "meer dan een"),
        ("Sporthal Verzonnen", "Sporthalplein 1, 7512BB Enschede Sporthal", "3,25", "bij benadering"),
        ("Elders 9", "", "", "niet gevonden in Enschede, wel: Elders 9, 7551AA Hengelo (Hengelo)"),
    ]
    assert [(r["x"], r["y"]) for r in (rows[0], rows[-1])] == [(x, y), ("", "")]
    assert {r["bevestigd"] for r in rows} == {""}
    assert rows[0]["project"] == "1 Beweegtuin"
    assert "Voorbeeldhof 12: Voorbeeldhof 12, 7512AA Enschede (adres, score 11,50): precies" in out
    assert "adressen.csv: zet ja of nee in de kolom bevestigd." in out

    # An address that nobody confirmed is probable.
    assert "Beweegtuin: Twekkelerveld (waarschijnlijk)" in out
    assert "Inloop: zonder plaats" in out
    assert "Sportzaal: zonder plaats" in out
    assert "Bad: zonder plaats" in out
    assert f"Geplaatst op een adres dat niemand heeft bevestigd: project 1; {ADVICE}." in err
    assert f"Het adres is nog niet gekozen van project 2, 3, 4; {ADVICE}." in err


def look_up_all(lijst):
    """Write the answers to all addresses of the list beside it, as the command does."""
    look_up(read_projects(lijst)[0], find_gemeente("Enschede"), lijst.parent / "adressen.csv")


def test_what_a_person_confirms_is_the_place_and_what_they_refuse_is_none(locatieserver, lijst, run):
    look_up_all(lijst)
    count = len(locatieserver.asked)
    confirm(lijst.parent / "adressen.csv", Voorbeeldhof="nee", Verzonnenlaan="JA")
    _, out, err = run()
    assert "Beweegtuin: zonder plaats" in out
    assert "Inloop: Twekkelerveld (adres)" in out
    assert "Geplaatst op een adres dat niemand" not in err
    assert len(locatieserver.asked) == count


@pytest.mark.slow
def test_a_later_address_is_added_and_what_a_person_wrote_stays(locatieserver, lijst, run):
    look_up_all(lijst)
    confirm(lijst.parent / "adressen.csv", Voorbeeldhof="ja")
    before = rows_of(lijst.parent / "adressen.csv")
    count = len(locatieserver.asked)
    with lijst.open("a", encoding="utf-8") as file:
        file.write("Tuin,Voorbeeldhof 14,5\nTwee,voorbeeldhof  12,5\n")
    _, out, _ = run("--adressen")
    rows = rows_of(lijst.parent / "adressen.csv")
    assert rows[: len(before)] == before
    assert {row["adres"] for row in rows[len(before) :]} == {"Voorbeeldhof 14"}
    assert len(locatieserver.asked) == count + 1
    assert "Twee: Twekkelerveld (adres)" in out
    _, out, _ = run("--adressen")
    assert "Er is geen adres dat nog moet worden opgezocht." in out


def test_without_an_answer_nothing_is_written_and_that_is_one_sentence(server, lijst, run, monkeypatch):
    server.answer("free", Reply(status=500))
    monkeypatch.setenv("GEZOND_GEO_PDOK_URL", server.url)
    code, _, err = run("--adressen", "--offline")
    assert code == 2
    assert "offline" in err.splitlines()[-1]
    code, _, err = run("--adressen")
    assert code == 2
    assert "HTTP 500" in err.splitlines()[-1]
    assert not (lijst.parent / "adressen.csv").exists()


def test_what_stands_in_the_file_is_checked(lijst, run):
    lines = ["Voorbeeldhof 12;;;ja", "Elders 9;257000;471000;ja", "elders 9;257001;471001;ja", "Sporthal;1;2;misschien"]
    (lijst.parent / "adressen.csv").write_text("\n".join(["adres;x;y;bevestigd", *lines]), "utf-8")
    code, out, err = run()
    assert (code, out) == (2, "")
    for sentence in (
        "regel 2: hier staat ja en geen plaats; vul x en y in, in meters (RD), of haal ja weg.",
        "regel 4: van elders 9 is meer dan een antwoord bevestigd; zet ja bij een ervan.",
        "regel 5: bevestigd is 'misschien'; schrijf ja of nee, of laat de cel leeg.",
    ):
        assert sentence in err


def test_a_dutch_excel_may_have_saved_the_file(lijst, run, centre):
    x, y = centre
    text = f"adres;x;y;bevestigd\r\nVoorbeeldhof 12;{x},00;{y},00;Ja\r\nCafé Één;;;\r\n"
    (lijst.parent / "adressen.csv").write_bytes(text.encode("cp1252"))
    assert "Beweegtuin: Twekkelerveld (adres)" in run()[1]


@pytest.mark.slow
@pytest.mark.usefixtures("locatieserver", "lijst")
def test_the_folder_of_a_gemeente_keeps_them(bounds, tmp_path, capsys):
    folder, _ = write_gemeentemap("Enschede", tmp_path / "map", offline=True)
    (folder / "projecten.csv").write_text(LIST, "utf-8")
    assert main(["projecten", "--gemeentemap", str(folder), "--grenzen", str(bounds), "--adressen"]) == 0
    capsys.readouterr()
    assert len(rows_of(folder / "adressen.csv")) == 6
    confirm(folder / "adressen.csv", Voorbeeldhof="ja")
    data = gg.load("Enschede", folder=folder, boundaries=bounds, offline=True)
    links = gg.match_projects(data)
    assert links[["project", "buurtcode", "zekerheid"]].to_numpy().tolist() == [[1, "BU01530301", "adres"]]


@pytest.mark.usefixtures("locatieserver", "lijst")
def test_as_json_the_answers_are_said_apart(run):
    code, out, err = run("--adressen", "--json")
    assert code == 0
    assert out.startswith("{")
    assert "Voorbeeldhof 12: Voorbeeldhof 12, 7512AA Enschede (adres, score 11,50): precies" in err


def test_a_list_without_a_file_has_no_place_for_addresses(locatieserver, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["projecten", "Enschede", "--adressen"]) == 2
    assert "Geef de lijst of --gemeentemap" in capsys.readouterr().err
    assert locatieserver.asked == []


def test_only_projects_without_a_certain_place_have_an_address_to_look_up():
    projects, _ = read_projects(
        pd.DataFrame(
            {
                "naam": list("abcdef"),
                "adres": ["A 1", "B 1", "C 1", "", "E 1", "F 1"],
                "plaats": ["", "", "", "Wijkpark", "", ""],
                "buurten": ["", "BU01530301:naam", "BU01530301:waarschijnlijk", "", "", ""],
                "x": [None, None, None, None, 257_000, None],
                "y": [None, None, None, None, 471_000, None],
                "dimensie": ["", "", "", "", "", "stedelijk"],
            }
        )
    )
    assert addresses_of(projects).to_dict() == {1: "A 1", 3: "C 1", 4: "Wijkpark"}


def test_a_failure_halfway_leaves_the_file_and_keeps_the_answers(locatieserver, lijst, tmp_path, monkeypatch):
    projects, _ = read_projects(lijst)
    path, gemeente = tmp_path / "adressen.csv", find_gemeente("Enschede")
    find, queries = locatieserver.find, []

    def break_off(query):
        queries.append(query["q"])
        return "geen lijst" if query["q"].startswith("Sporthal") else find(query)

    monkeypatch.setattr(locatieserver, "find", break_off)
    with pytest.raises(SourceError):
        look_up(projects, gemeente, path)
    assert not path.exists()
    monkeypatch.setattr(locatieserver, "find", find)
    queries.clear()
    assert len(look_up(projects, gemeente, path)) == 6
    assert "Voorbeeldhof 12" not in [query["q"] for query in locatieserver.asked[len(queries) + 3 :]]


def test_a_file_that_is_wrong_stops_before_anything_is_asked(locatieserver, lijst, tmp_path):
    projects, _ = read_projects(lijst)
    path = tmp_path / "adressen.csv"
    path.write_text("adres,bevestigd\nVoorbeeldhof 12,misschien\n", "utf-8")
    with pytest.raises(InputError, match="misschien"):
        look_up(projects, find_gemeente("Enschede"), path)
    assert locatieserver.asked == []
