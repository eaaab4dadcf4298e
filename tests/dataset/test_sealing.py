import io

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from made_up import folder_on
from written_bgt import X, Y, small_bgt, write_zip

import gezond_geo as gg
from gezond_geo.dataset.sealing import add_measured, read_measured, write_measured
from gezond_geo.errors import InputError
from gezond_geo.landcover.bgt import open_bgt
from gezond_geo.landcover.sealing import stone_cover


@pytest.fixture(scope="module")
def bgt(tmp_path_factory):
    return open_bgt(write_zip(tmp_path_factory.mktemp("bgt") / "bgt.zip", small_bgt()))


@pytest.fixture(scope="module")
def path(data, bgt, tmp_path_factory):
    """Give the file of a measurement, as if every buurt of Enschede were a part of the small BGT."""
    shapes = [shapely.box(X, Y, X + 30 + n % 30, Y + 100) for n in range(len(data.buurten))]
    shapes[3] = shapely.box(X - 10, Y, X + 50, Y + 100)
    where = gpd.GeoDataFrame(index=data.buurten.index, geometry=shapes, crs="EPSG:28992")
    file = tmp_path_factory.mktemp("meting") / "verstening.csv"
    return write_measured(stone_cover(where, bgt.path), data.buurten["buurtnaam"], bgt, file)


@pytest.fixture(scope="module")
def measurement(path):
    return read_measured(path)


def test_a_measurement_comes_back_as_it_was_written(data, measurement, path):
    code = data.buurten.index[0]
    assert measurement.index.tolist() == data.buurten.index.tolist()
    assert measurement.loc[code, "gebouw"] == 1000
    assert measurement.loc[code, ["steen_laag", "steen", "steen_hoog"]].tolist() == [100, 100, 100]
    assert measurement.loc[code, "bgt"] == "2025-03-04"
    assert measurement.iloc[3]["reden"] == "de BGT dekt 83,3 % van het gebied, minder dan 99 %"
    assert measurement["steen"].isna().sum() == 1
    text = path.read_bytes()
    assert text.startswith(b"\xef\xbb\xbfbuurtcode,buurtnaam,verhard,half verhard,")
    assert b"\r" not in text


def test_no_cell_of_a_measurement_is_a_formula(data, bgt, tmp_path):
    codes = data.buurten.index[:1]
    where = gpd.GeoDataFrame(index=codes, geometry=[shapely.box(X, Y, X + 30, Y + 100)], crs="EPSG:28992")
    file = write_measured(stone_cover(where, bgt.path), pd.Series("=1+1;@x", codes), bgt, tmp_path / "v.csv")
    assert file.read_text("utf-8-sig").splitlines()[1].startswith(f"{codes[0]},'=1+1;'@x,")
    assert read_measured(file).loc[codes[0], "gebouw"] == 1000


def test_the_measurement_stands_beside_the_estimate(data, scores, measurement):
    more = add_measured(data, measurement)
    pd.testing.assert_series_equal(more.buurten["steen"], data.buurten["steen"])
    code = data.find_buurt("City")
    row = more.buurten.loc[code]
    low, middle, high = (float(measurement.loc[code, name]) for name in ("steen_laag", "steen", "steen_hoog"))
    assert [row["steen_bgt_laag"], row["steen_bgt"], row["steen_bgt_hoog"]] == [round(low), round(middle), round(high)]
    assert more.year_of("steen_bgt") == 2025
    assert [i.id for i in more.members("verstening")] == ["steen"]
    assert {"steen", "steen_bgt", "steen_bgt_laag", "steen_bgt_hoog"} <= {i.id for i in more.shown}
    pd.testing.assert_frame_equal(gg.score(more).buurten, scores.buurten)
    assert "de helft" in more.indicators["steen_bgt"].kanttekening
    name = data.buurten["buurtnaam"].iloc[3]
    assert (
        f"Steen (BGT): niet gemeten in {name}, want de BGT dekt 83,3 % van het gebied, minder dan 99 %."
        in more.meldingen
    )
    assert "Steen (BGT): eigen cijfer (Kadaster, 2025), alleen om te bekijken." in more.meldingen


def test_counted_it_takes_the_place_of_the_estimate_within_the_gemeente(data, measurement):
    own = add_measured(data, measurement, in_score=True)
    assert [i.id for i in own.members("verstening")] == ["steen_bgt"]
    pd.testing.assert_series_equal(own.buurten["steen"], data.buurten["steen"])
    result = gg.score(own)
    assert result.reference.of("verstening").label == "de buurten van Enschede"
    assert result.reference.of("inkomen").label == data.reference.label
    shares = own.buurten["steen_bgt"].dropna()
    ranks = result.themes["verstening"][shares.index]
    assert ranks.rank().corr(shares.rank()) == pytest.approx(1)
    assert ranks.max() - ranks.min() > 60
    assert "Het thema Verstening is vergeleken met de buurten van Enschede, en niet meer met" in "\n".join(
        own.meldingen
    )
    # A buurt without a measurement has no rank, and what changed since the photo is of no interest any more.
    assert result.buurten["rang"].isna()[own.buurten.index[3]]
    assert not result.buurten["kanttekening"].str.contains("luchtfoto").any()


def test_a_boundary_that_was_another_has_no_measurement(data, measurement, tmp_path):
    heights = measurement["oppervlak"] / 100
    heights.iloc[0] = 100
    squares = [shapely.box(X + 100 * n, Y, X + 100 * n + 100, Y + height) for n, height in enumerate(heights)]
    bounded = gpd.GeoDataFrame(index=data.buurten.index, geometry=squares, crs="EPSG:28992").reset_index()
    folder = folder_on(bounded, tmp_path / "map")
    more = add_measured(gg.load(folder=folder, offline=True, boundaries=bounded), measurement)
    assert more.buurten["steen_bgt"].isna().iloc[0]
    assert more.buurten["steen_bgt"].notna().sum() > 50
    name = data.buurten["buurtnaam"].iloc[0]
    assert f"Steen (BGT): gemeten met een andere grens, dus niet getoond: {name}." in more.meldingen


def test_nothing_measured_cannot_count(data, measurement):
    with pytest.raises(InputError, match="Van geen buurt van Enschede"):
        add_measured(data, measurement.assign(steen=float("nan")), in_score=True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("steen_laag", "laag"), "ontbreekt de kolom steen_laag"),
        (lambda text: text.replace("BU01530000", "Enschede"), "buurtcode"),
        (lambda text: text.replace("BU01530001", "BU01530000"), "twee keer"),
        (
            lambda text: text.replace(",100.0,100.0,100.0,", ",100.0,400.0,100.0,", 1),
            r"400 \(kan zijn: 0 t",
        ),
        (lambda _: "", "geen leesbare CSV"),
        (lambda _: '"', "geen leesbare CSV"),
    ],
)
def test_a_file_that_was_changed_is_refused(change, message, path, tmp_path):
    other = tmp_path / "verstening.csv"
    other.write_text(change(path.read_text("utf-8-sig")), "utf-8")
    with pytest.raises(InputError, match=message) as error:
        read_measured(other)
    assert str(error.value).endswith("maak het opnieuw met gezond-geo verstening.")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="geen leesbare CSV"):
        read_measured(tmp_path / "verstening.csv")


def test_yards_by_the_basemap_are_labelled_with_their_year(data, bgt, measurement, tmp_path):
    assert "de helft" in add_measured(data, measurement).indicators["steen_bgt"].kanttekening
    assert measurement["erf_bron"].eq("").all()
    shapes = [shapely.box(X, Y, X + 60, Y + 100) for _ in data.buurten.index]
    where = gpd.GeoDataFrame(index=data.buurten.index, geometry=shapes, crs="EPSG:28992")
    yards = pd.Series(26.5, index=data.buurten.index[:5])
    cover = stone_cover(where, bgt.path, yards=yards)
    file = write_measured(cover, data.buurten["buurtnaam"], bgt, tmp_path / "erven.csv", yards="Basiskaart 2024, atlas")
    again = read_measured(file)
    assert again["erf_bron"].tolist() == ["Basiskaart 2024, atlas"] * 5 + [""] * 65
    assert again["steen"].tolist() == [65.3] * 5 + [70.0] * 65
    more = add_measured(data, again)
    assert "(Basiskaart 2024, atlas), en waar dat onbekend is met de helft" in more.indicators["steen_bgt"].kanttekening


def test_a_measurement_from_before_yards_were_known_is_read(data, measurement, path, tmp_path):
    text = path.read_text("utf-8-sig")
    table = pd.read_csv(io.StringIO(text)).drop(columns=["erf_steen", "erf_bron"])
    table.to_csv(tmp_path / "oud.csv", index=False)
    before = read_measured(tmp_path / "oud.csv")
    pd.testing.assert_frame_equal(before.drop(columns="erf_steen"), measurement.drop(columns="erf_steen"))
    assert "de helft" in add_measured(data, before).indicators["steen_bgt"].kanttekening
