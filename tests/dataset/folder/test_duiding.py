"""What people who know a buurt say of it."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from made_up import HOSTILE

from gezond_geo.areas.codes import Region
from gezond_geo.dataset.folder.duiding import COLUMNS, check_duiding, no_duiding, read_duiding
from gezond_geo.errors import InputError
from gezond_geo.io.table import Column, read_table

ENSCHEDE = Region("GM0153", "Enschede", ["BU01530301"])
ROW = {"buurtcode": "BU01530301", "tekst": "Het park is af.", "bron": "wijkteam", "datum": "2026-03-01"}
TODAY = datetime.now(tz=UTC).astimezone().date()


def table_of(frame):
    return read_table(frame, [*map(Column, COLUMNS)], label="d")


def check(**change):
    return [f.text for f in check_duiding(table_of(pd.DataFrame([ROW | change])), ENSCHEDE)]


def test_what_is_right_has_no_faults():
    assert check() == check(datum=TODAY.isoformat()) == check(buurtcode=" BU01530301 ") == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"buurtcode": "BU01539999"}, "buurt BU01539999 bestaat niet in Enschede"),
        ({"buurtcode": "Twekkelerveld"}, "'Twekkelerveld' is geen CBS-buurtcode"),
        ({"buurtcode": ""}, "buurtcode is leeg"),
        ({"tekst": " "}, "tekst is leeg"),
        ({"bron": ""}, "bron is leeg"),
        ({"datum": ""}, "datum is leeg"),
        ({"datum": "1-3-2026"}, "datum '1-3-2026' is geen datum"),
        ({"datum": "20260301"}, "datum '20260301' is geen datum"),
        ({"datum": "2026-02-30"}, "datum '2026-02-30' is geen datum"),
        ({"datum": (TODAY + timedelta(days=2)).isoformat()}, "ligt in de toekomst"),
        ({"tekst": "Vraag naar 111222333"}, "in tekst staat een nummer dat een BSN kan zijn"),
        ({"tekst": "Mail jan@example.nl"}, "in tekst staat een e-mailadres"),
        ({"bron": "wijkteam, 053-4817600"}, "in bron staat een telefoonnummer"),
        ({"tekst": "De bewoner van 7514 AD 51 klaagt."}, "in tekst staat een adres"),
        ({"contactpersoon": ""}, "de kolom contactpersoon gaat over namen van personen"),
    ],
)
def test_what_a_row_may_not_hold(change, message):
    faults = check(**change)
    assert len(faults) == 1
    assert message in faults[0]


def test_every_fault_of_a_row_is_given_at_once():
    assert len(check(buurtcode="x", tekst="", bron="", datum="gisteren")) == 4


def test_every_fault_is_raised(tmp_path):
    path = tmp_path / "duiding.csv"
    pd.DataFrame([ROW, ROW | {"bron": ""}, ROW | {"datum": ""}]).to_csv(path, index=False)
    with pytest.raises(InputError, match=r"regel 3: bron is leeg; schrijf wie het zegt.*regel 4: datum is leeg"):
        read_duiding(path, ENSCHEDE)


def test_it_is_read_as_text(tmp_path):
    path = tmp_path / "duiding.csv"
    rows = [ROW | {"tekst": text, "buurtcode": " BU01530301"} for text in HOSTILE]
    pd.DataFrame(rows)[["datum", "tekst", "bron", "buurtcode"]].assign(extra="x").to_csv(path, index=False)
    duiding = read_duiding(path, ENSCHEDE)
    assert list(duiding.columns) == list(COLUMNS)
    assert duiding["tekst"].tolist() == list(HOSTILE)
    assert set(duiding["buurtcode"]) == {"BU01530301"}


def test_no_row_is_no_fault(tmp_path):
    path = tmp_path / "duiding.csv"
    path.write_text(",".join(COLUMNS), "utf-8")
    pd.testing.assert_frame_equal(read_duiding(path, ENSCHEDE), no_duiding())


def test_a_column_may_not_lack():
    sheet = table_of(pd.DataFrame([ROW]).drop(columns=["datum", "bron"]))
    assert [str(f) for f in check_duiding(sheet, ENSCHEDE)] == [
        "d, regel 1: hier ontbreekt de kolom bron, datum; voeg die toe aan de kop."
    ]
