"""The command ``verstening``, and what ``kaart`` and ``scores`` do with what it measured."""

import csv
import io
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from made_up import data_of, folder_on
from written_bgt import X, Y, small_bgt, write_zip

from gezond_geo import settings
from gezond_geo.cli import main


@pytest.fixture(scope="module")
def words(data, tmp_path_factory):
    """Give the command with a made-up BGT, and boundaries that divide it between the buurten of Enschede."""
    tmp_path = tmp_path_factory.mktemp("bgt")
    bgt = write_zip(tmp_path / "bgt.zip", small_bgt())
    shapes = [shapely.box(X, Y + n, X + 60, Y + n + 1) for n in range(len(data.buurten))]
    shapes[3] = shapely.box(X - 100, Y + 3, X + 60, Y + 4)
    bounded = gpd.GeoDataFrame({"buurtcode": data.buurten.index}, geometry=shapes, crs="EPSG:28992")
    bounded.to_file(tmp_path / "grenzen.gpkg")
    folder = folder_on(bounded, tmp_path / "map")
    own = ["--grenzen", str(tmp_path / "grenzen.gpkg"), "--gemeentemap", str(folder)]
    return ["verstening", "Enschede", "--bgt", str(bgt), *own]


@pytest.fixture(scope="module")
def measurement(words, tmp_path_factory):
    """Bytes of what is measured."""
    path = tmp_path_factory.mktemp("gemeten") / "verstening.csv"
    assert main([*words, "--offline", "--uit", str(path)]) == 0
    return path.read_bytes()


@pytest.fixture
def measured_file(measurement):
    """Give the file that other commands read, with the measurement in it."""
    path = settings.processed_dir() / "verstening-GM0153.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(measurement)
    return path


def test_the_measurement_is_written_over_the_last_one_and_told(words, measured_file, measurement, data, capsys):
    measured_file.write_bytes(measurement + b"\n")
    assert main(words) == 0
    output = capsys.readouterr()
    assert output.out == f"{measured_file}\n"
    assert measured_file.read_bytes() == measurement  # twice the same bytes
    rows = {row["buurtcode"]: row for row in csv.DictReader(io.StringIO(measured_file.read_text("utf-8-sig")))}
    assert list(rows) == data.buurten.index.tolist()
    assert rows["BU01530000"]["steen"] == "70.0"
    assert (rows["BU01530000"]["steen_laag"], rows["BU01530000"]["steen_hoog"]) == ("60.0", "80.0")
    assert (
        "Gemeten in 69 buurten van de 70: 70 % steen, tussen 60 % (erven onverhard) en 80 % (erven verhard)."
        in output.err
    )
    name = data.buurten["buurtnaam"].iloc[3]
    assert f"Steen (BGT): niet gemeten in {name}, want de BGT dekt 37,5 % van het gebied" in output.err


def test_what_was_measured_is_not_replaced_by_what_is_made_of_it(measured_file, measurement, capsys):
    assert main(["scores", "--uit", str(measured_file)]) == 2
    assert f"In {measured_file} staat wat gezond-geo verstening heeft gemeten" in capsys.readouterr().err
    assert measured_file.read_bytes() == measurement


@pytest.mark.slow
@pytest.mark.usefixtures("computed_once", "few_draws", "measured_file")
def test_the_map_shows_what_was_measured(words, tmp_path, capsys):
    page = tmp_path / "kaart.html"
    assert main(["kaart", "--uit", str(page)]) == 0
    text = data_of(page.read_text("utf-8"))
    for part in (
        "{} van het land is steen volgens de BGT",
        "minstens {} van het land is steen volgens de BGT",
        "hoogstens {} van het land is steen volgens de BGT",
        '"60 %"',
        '"70 %"',
        '"80 %"',
        "Kadaster (BGT, eigen cijfer, schatting), 2025",
        "aangenomen is de helft",
        "{} van het oppervlak is steen",
        "Steen gemeten in de BGT",
        "Steen zoals het in 2008 was",
    ):
        assert part in text
    assert "vergeleken met de buurten van Enschede" not in text
    assert main(["kaart", "--uit", str(page), "--verstening", "bgt"]) == 0
    text = data_of(page.read_text("utf-8"))
    assert "Verstening is vergeleken met de buurten van Enschede" in text
    assert "Steen zoals het in 2008 was" not in text
    assert words[3] not in text
    capsys.readouterr()


OUTCOME = ["stapeling", "score", "rang", "reden_geen_rang", "p_verstening", "steen"]


@pytest.mark.slow
@pytest.mark.usefixtures("computed_once")
def test_the_scores_rank_the_measurement_only_when_asked(measured_file, measurement, tmp_path, capsys):
    before, beside, in_score = (tmp_path / name for name in ("voor.csv", "naast.csv", "telt.csv"))
    measured_file.unlink()
    assert main(["scores", "--uit", str(before)]) == 0
    measured_file.write_bytes(measurement)
    assert main(["scores", "--uit", str(beside)]) == 0
    sentence = "Het thema Verstening is vergeleken met de buurten van Enschede"
    assert sentence not in capsys.readouterr().err
    assert main(["scores", "--uit", str(in_score), "--verstening", "bgt"]) == 0
    assert sentence in capsys.readouterr().err
    tables = [pd.read_csv(path, comment="#", index_col="buurtcode") for path in (before, beside, in_score)]
    was, next_to, with_rank = (table[OUTCOME] for table in tables)
    pd.testing.assert_frame_equal(next_to, was)
    assert not with_rank["p_verstening"].equals(was["p_verstening"])
    pd.testing.assert_series_equal(with_rank["steen"], was["steen"])
    columns = {"steen_bgt", "steen_bgt_laag", "steen_bgt_hoog"}
    assert not columns & set(tables[0])
    assert columns <= set(tables[1])
    assert columns <= set(tables[2])
    assert "Kadaster" in Path(f"{in_score}-metadata.json").read_text("utf-8")
    assert main(["scores", "--niveau", "wijk", "--verstening", "bgt"]) == 0
    capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verstening", "--offline"], "geen grenzen bekend"),
        (["scores", "--verstening", "bgt"], "nog niet gemeten; draai eerst gezond-geo verstening"),
        (["kaart", "--verstening", "bgt"], "nog niet gemeten; draai eerst gezond-geo verstening"),
        (["kaart", "--verstening", "foto"], "foto bestaat niet voor --verstening; kies uit: 'luchtfoto', 'bgt'"),
        (["verstening", "--bgt", "x.zip", "--haal-op"], "gaat niet samen met"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments, message, capsys):
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


@pytest.mark.slow
def test_without_a_bgt_it_says_how_to_get_one(words, capsys):
    assert main([*words[:2], *words[4:]]) == 2
    assert "haal haar op met --haal-op, of geef --bgt PAD" in capsys.readouterr().err
    assert main([*words[:3], "weg.zip", *words[4:]]) == 2
    assert "weg.zip bestaat niet" in capsys.readouterr().err


def test_a_target_that_cannot_be_written_is_said_at_once(words, tmp_path, capsys):
    assert main([*words, "--uit", str(tmp_path)]) == 2
    assert "kan niet worden geschreven" in capsys.readouterr().err


@pytest.mark.shared
def test_the_bgt_of_pdok_is_fetched_and_measured(services, tmp_path, capsys, monkeypatch):
    """The server has the BGT of Otterlo, whatever is asked: squares there stand for buurten of Enschede."""
    from gezond_geo.landcover import bgt_service  # noqa: PLC0415 - of this test alone

    monkeypatch.setattr(bgt_service, "POLL_SECONDS", 0.01)
    shapes = [shapely.box(181_200, 456_600, 181_600, 457_000), shapely.box(180_000, 456_000, 181_200, 457_000)]
    codes = ["BU01530000", "BU01530001"]
    path = tmp_path / "grenzen.gpkg"
    bounded = gpd.GeoDataFrame({"buurtcode": codes}, geometry=shapes, crs="EPSG:28992")
    bounded.to_file(path)
    assert services
    # The land of the figures is that of the squares in the folder alone.
    for name in ("STATLINE", "RIVM", "CBS_V4"):
        monkeypatch.setenv(f"GEZOND_GEO_{name}_URL", "http://127.0.0.1:9")
    folder = folder_on(bounded, tmp_path / "map")
    words = ["verstening", "Enschede", "--grenzen", str(path), "--gemeentemap", str(folder), "--jaar", "2020"]
    assert main([*words, "--haal-op"]) == 0
    output = capsys.readouterr()
    text = (settings.processed_dir() / "verstening-GM0153.csv").read_text("utf-8-sig")
    rows = {row["buurtcode"]: row for row in csv.DictReader(io.StringIO(text))}
    assert float(rows["BU01530000"]["steen"]) == pytest.approx(60.8, abs=0.05)
    assert "BGT: gepland en er nog niet, dus weggelaten (pand 30)." in output.err
    # The second time it is there.
    assert main([*words, "--offline"]) == 0
