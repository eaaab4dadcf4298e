"""The table of the Klimaateffectatlas in every form that was seen, and in forms that cannot be."""

import gzip
import zlib

import numpy as np
import pandas as pd
import pytest
from atlas import COLUMNS, ROWS, STONE, atlas_csv, packed
from hypothesis import given
from hypothesis import strategies as st

from gezond_geo.errors import InputError
from gezond_geo.landcover import atlas_table
from gezond_geo.landcover.atlas_table import PARTS, read_atlas_table

NAN = float("nan")


def test_stone_is_what_is_paved_or_built_of_the_whole_buurt_with_its_water():
    frame, notes = read_atlas_table(packed(atlas_csv()))
    assert frame.index.tolist() == sorted(ROWS)
    assert frame.index.name == "buurtcode"
    assert frame["steen"].to_dict() == pytest.approx(STONE)
    assert frame.loc["BU00030001", ["water", "groen", "erf"]].tolist() == [50, 30, 40]
    assert notes == ()


@pytest.mark.parametrize(
    "content",
    [
        atlas_csv().encode("utf-8-sig"),
        atlas_csv().encode(),
        packed(atlas_csv()),
        gzip.compress(packed(atlas_csv()), mtime=0),
        zlib.compress(packed(atlas_csv())),
        packed(atlas_csv(point=",")),
        packed(atlas_csv(rename={"buurtcode2024": "Buurtcode"})),
        packed(atlas_csv(rename={"Verhard_PercLand": "Steen_PercLand"})),
        packed(atlas_csv(rename={"Verhard_PercLand": "Verharding_PercLand", "Gras_PercLand": "GRAS_PERCLAND"})),
        packed(atlas_csv().replace("buurtcode2024", " buurtcode2024 ").replace("BU00030000", " BU00030000 ")),
        packed("\r\n".join(sorted(atlas_csv().splitlines(), reverse=True))),
    ],
)
def test_every_form_gives_the_same(content):
    assert read_atlas_table(content)[0]["steen"].to_dict() == pytest.approx(STONE)


@pytest.mark.parametrize("cell", ["", " ", "-9999", "-9995", "-9991", "-99997", "-0.40", "-0,40"])
def test_what_is_below_nothing_is_missing(cell):
    frame, notes = read_atlas_table(packed(atlas_csv({("BU01640000", "Verhard_PercLand"): cell})))
    assert frame["steen"].isna().to_dict() == {code: code == "BU01640000" for code in STONE}
    assert notes == ()


@pytest.mark.parametrize("cell", ["104.20", "250,00", "1000.00", "veel", "inf", "1e9", "NA"])
def test_what_is_no_share_is_left_out_and_said(cell):
    frame, notes = read_atlas_table(packed(atlas_csv({("BU01640000", "Gebouwen_VSK_PercLand"): cell})))
    assert np.isnan(frame.loc["BU01640000", "steen"])
    assert notes == (f"1 aandeel buiten 0–100 % weggelaten (zoals '{cell}')",)


@pytest.mark.parametrize(
    ("number", "sound"), [("60", True), ("60.9", True), ("59.1", True), ("62", False), ("50", False), ("-9999", True)]
)
def test_the_parts_are_those_of_one_area(number, sound):
    frame, notes = read_atlas_table(packed(atlas_csv({("BU01640000", "Onverhard_agr_percland"): number})))
    assert frame["steen"].notna()["BU01640000"] == sound
    total = 40 + float(number)
    note = f"van 1 buurt zijn de delen samen geen 100 % (BU01640000: {total:.1f} %)".replace(".", ",")
    assert notes == (() if sound else (note,))


def test_without_all_parts_they_may_not_be_more_than_the_land():
    drop = ["Gras_PercLand", "Struiken_PercLand"]
    frame, notes = read_atlas_table(packed(atlas_csv({("BU01640000", "Verhard_PercLand"): "45"}, drop=drop)))
    assert frame["steen"].isna().sum() == 1
    assert notes == (
        "geen kolom Gras_PercLand en Struiken_PercLand",
        "van 1 buurt zijn de delen samen geen 100 % (BU01640000: 109,5 %)",
    )


@pytest.mark.parametrize("column", [*COLUMNS[3:6], "Water_VSK_PercTotaal"])
def test_without_a_column_of_stone_it_is_refused_by_name(column):
    with pytest.raises(InputError, match=f"heeft geen kolom {column}; meld dit als fout"):
        read_atlas_table(packed(atlas_csv(drop=[column])))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "niet in elke regel evenveel cellen"),
        (packed(atlas_csv() + '"'), "geen CSV"),
        (b"<html><body>In onderhoud</body></html>", "geen kolom buurtcode2024"),
        (b'{"error": 1}', "geen kolom buurtcode2024"),
        (b"\xff\xfe\x00;", "geen CSV"),
        (b'"', "geen CSV"),
        (packed(atlas_csv())[:-20], "het bestand is niet heel"),
        (packed(atlas_csv())[:-8] + bytes(8), "beschadigd"),
        (packed(atlas_csv()) + b"meer", "beschadigd"),
        (packed(atlas_csv(drop=["buurtcode2024"])), "geen kolom buurtcode2024; meld"),
        (packed(atlas_csv(rename={"buurtcode2024": "buurtcode2025"})), "geen kolom buurtcode2024, wel die van 2025"),
        (packed(atlas_csv().replace("BU", "WK")), "geen enkele buurt"),
        (packed(atlas_csv() + atlas_csv().splitlines()[1]), "BU00030000 meer dan eens"),
        (packed(atlas_csv().replace(";0;35;50", ";0;35;50;9;9")), "niet in elke regel evenveel"),
        (packed(atlas_csv() + "BU00030009;Half"), "niet in elke regel evenveel"),
        (packed(atlas_csv({(code, "Verhard_PercLand"): "-9999" for code in list(ROWS)[:2]})), "minder dan twee derde"),
    ],
)
def test_what_is_no_whole_table_is_refused_in_a_sentence(content, message):
    with pytest.raises(InputError, match=message) as error:
        read_atlas_table(content)
    assert "\n" not in str(error.value)


def test_the_unpacked_size_has_a_limit(monkeypatch):
    monkeypatch.setattr(atlas_table, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(InputError, match="pakt uit tot meer dan 1 MB"):
        read_atlas_table(gzip.compress(bytes(1_000_001)))


def test_rows_of_something_else_and_a_year_that_is_not_said_are_said():
    text = atlas_csv(rename={"buurtcode2024": "buurtcode"}) + "GM0003;;;;;;;;;;;\r\n"
    frame, notes = read_atlas_table(packed(text))
    assert len(frame) == 5
    assert notes == (
        "1 regel zonder buurtcode weggelaten",
        "het jaar van de buurtcodes staat er niet bij, aangenomen is 2024",
    )


@pytest.mark.parametrize(("paved", "mean"), [(28.7, None), (31.5, None), (32.0, 32.0), (40.0, 40.0)])
def test_a_mean_that_is_not_near_the_published_one_is_said(paved, mean):
    """Enschede in the dashboard's own file of October 2025: 28.69 % paved and 28.07 % green."""
    rows = {f"BU0153000{n}": [paved, 10, 0, 90 - paved, 0, 0, 0, 28.1, 30] for n in range(3)}
    notes = read_atlas_table(packed(atlas_csv(rows=rows)))[1]
    assert notes == (() if mean is None else (f"verhard is in GM0153 gemiddeld {mean:.0f},0 %, en was 28,7 %",))


def test_a_mean_that_is_far_from_the_published_one_is_another_table():
    rows = {f"BU0153000{n}": [30, 10, 0, 60, 0, 0, 0, 44, 30] for n in range(3)}
    with pytest.raises(InputError, match="groen is in GM0153 gemiddeld 44,0 %, en was 28,1 %; meld dit als fout"):
        read_atlas_table(packed(atlas_csv(rows=rows)))


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6).filter(lambda parts: sum(parts) > 0.1), st.floats(0, 100))
def test_stone_is_a_share_and_no_more_than_the_land(parts, water):
    shares = [round(100 * part / sum(parts), 2) for part in parts]
    frame, notes = read_atlas_table(packed(atlas_csv(rows={"BU00030000": [*shares, round(water, 2), 30, 30]})))
    row = frame.loc["BU00030000"]
    assert notes == ()
    assert 0 <= row["steen"] <= 100 - round(water, 2) + 0.05
    assert row[list(PARTS)].tolist() == shares


def test_the_columns_are_those_of_the_description():
    columns = {name for names in atlas_table.read_description()["kolommen"].values() for name in names}
    assert set(COLUMNS[3:]) <= columns
    assert pd.api.types.is_float_dtype(read_atlas_table(packed(atlas_csv()))[0]["erf"])
