"""The figures that come with the package."""

import pandas as pd
import pytest

from gezond_geo.areas.gemeente import has_snapshot
from gezond_geo.dataset.figures import SOURCE_COLUMNS
from gezond_geo.dataset.folder.snapshot import check_snapshot, read_sheets, read_snapshot, write_snapshot
from gezond_geo.errors import InputError
from gezond_geo.indicators.catalogue import catalogue

QUOTED = [i.id for i in catalogue().values() if not i.is_share]


@pytest.fixture(scope="module")
def figures(data):
    return read_snapshot(data.gemeente.folder)


def test_it_holds_every_quoted_figure(figures):
    assert len(figures.buurten) == 70
    assert figures.buurten.index.name == "buurtcode"
    assert set(figures.buurten.columns) == {"buurtnaam", *QUOTED}
    assert set(figures.comparison.columns) == set(QUOTED)
    assert figures.comparison.index[:2].tolist() == ["GM0153", "NL"]
    assert len(figures.comparison) == 12  # the gemeente, the country, ten wijken
    assert list(figures.sources.columns) == SOURCE_COLUMNS
    assert set(figures.sources.index) == set(QUOTED)
    assert list(figures.points.columns) == ["x", "y"]
    assert figures.points.notna().all(axis=None)


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        ("BU01530603", "goede_gezondheid", 64.0),
        ("BU01530301", "bijstand_personen", 370),
        ("BU01530003", "inwoners_65plus", 1535),
        ("BU01530601", "steen", 14),
    ],
)
def test_figures_as_they_were_published(figures, code, name, value):
    assert figures.buurten.loc[code, name] == value


def test_figures_of_small_buurten_are_not_even_in_it(figures):
    small = figures.buurten[figures.buurten["inwoners"] < 100]
    assert len(small) == 5
    assert small[[c for c in QUOTED if c not in {"inwoners", "land_ha", "land_ha_later"}]].isna().all(axis=None)


def test_what_is_written_reads_back_the_same(figures, tmp_path, data):
    write_snapshot(tmp_path, figures)
    again = read_snapshot(tmp_path)
    for name in ("buurten", "comparison", "sources", "points"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(figures, name), check_exact=True)
    # Next year's snapshot differs in what changed, and in nothing else.
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (data.gemeente.folder / path.name).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cijfers.csv", "herkomst.csv", "vergelijking.csv"]


def test_has_snapshot(tmp_path, data):
    assert has_snapshot(data.gemeente.folder)
    assert not has_snapshot(tmp_path)
    assert not has_snapshot(None)


def spoil(folder, data, name, before, after):
    """Write the first lines of the figures, and where all of them come from, with one change."""
    for path in data.gemeente.folder.glob("*.csv"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        text = "".join(lines if path.name == "herkomst.csv" else lines[:5])
        if path.name == name:
            assert before in text
            text = text.replace(before, after, 1)
        (folder / path.name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("name", "before", "after", "message"),
    [
        ("cijfers.csv", ",3315,", ",veel,", "regel 2: 'veel' is geen getal voor inwoners"),
        ("cijfers.csv", "buurtnaam,x,y", "buurtnaam,x,z", "regel 1: de kolom z is onbekend"),
        ("cijfers.csv", ",roken,", ",rokers,", "regel 1: de kolom rokers is onbekend; bedoelt u roken?"),
        ("cijfers.csv", "BU01530001,", "BU01530000,", "regel 3: buurtcode BU01530000 komt twee keer voor"),
        ("cijfers.csv", "BU01530001,", "BU0153,", "regel 3: 'BU0153' is geen CBS-buurtcode"),
        ("cijfers.csv", "BU01530001,", "BU01640001,", "regel 3: buurt BU01640001 ligt niet in Enschede"),
        ("vergelijking.csv", "GM0153,", "GM0164,", "regel 2: 'GM0164' is geen CBS-wijkcode"),
        ("vergelijking.csv", "WK015300,", "WK016400,", "regel 4: wijk WK016400 ligt niet in Enschede"),
        ("herkomst.csv", "roken,", "rook,", "van roken staat niet in herkomst.csv waar het vandaan komt"),
        ("herkomst.csv", ",soort", ",srt", "regel 1: hier ontbreekt de kolom soort"),
        ("cijfers.csv", ",City,", ",City 06-12345678,", "regel 2: in buurtnaam staat een telefoonnummer"),
        ("cijfers.csv", "buurtnaam,x,y", "buurtnaam,bsn,y", "regel 1: de kolom bsn gaat over burgerservicenummers"),
        ("herkomst.csv", ",CBS,", ",j.jansen@example.nl,", "regel 2: in uitgever staat een e-mailadres"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, data, name, before, after, message):
    spoil(tmp_path, data, name, before, after)
    with pytest.raises(InputError) as error:
        read_snapshot(tmp_path, data.gemeente.region)
    assert message in str(error.value)


@pytest.fixture
def folder(figures, tmp_path):
    write_snapshot(tmp_path, figures)
    return tmp_path


def change_cells(path, row, **cells):
    """Change cells of a row of a CSV file, by column."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column, cell in cells.items():
        table.loc[table.iloc[:, 0] == row, column] = cell
    table.to_csv(path, index=False, lineterminator="\n")


def test_every_value_that_cannot_be_is_said_when_it_is_read_and_a_fault_when_it_is_checked(folder):
    change_cells(folder / "cijfers.csv", "BU01530000", eenzaam="157.7", inwoners_65plus="3316", x="0.5")
    change_cells(folder / "cijfers.csv", "BU01530001", inwoners="-1750", hitte="-4.5", y="12")
    with pytest.raises(InputError, match=r"cijfers\.csv: dit kan niet: ") as error:
        read_snapshot(folder)
    for cell in (
        "regel 2: eenzaam 157.7 (kan zijn: 0 tot en met 100)",
        "regel 3: inwoners -1750 (kan zijn: 0 tot en met 25000000)",
        "regel 3: y 12 (kan zijn: 300000 tot en met 640000)",
        "regel 2: inwoners_65plus 3316 (kan zijn: hoogstens de 3315 van inwoners)",
    ):
        assert cell in str(error.value)
    faults = check_snapshot(read_sheets(folder))
    assert sorted((fault.line, fault.text.split(" (")[0]) for fault in faults) == [
        (2, "157.7 kan niet voor eenzaam"),
        (2, "3316 kan niet voor inwoners_65plus"),
        (3, "-1750 kan niet voor inwoners"),
        (3, "12 kan niet voor y"),
    ]


def test_what_cannot_be_of_a_wijk_is_said_too(folder):
    change_cells(folder / "vergelijking.csv", "NL", roken="-17.9")
    with pytest.raises(InputError, match=r"vergelijking\.csv: dit kan niet: regel 3: roken -17\.9"):
        read_snapshot(folder)


def test_codes_for_missing_are_missing_and_negative_degrees_are_not(folder):
    change_cells(folder / "cijfers.csv", "BU01530000", eenzaam="-99997", hitte="-4.5", x="-99995")
    quoted_figures = read_snapshot(folder)
    assert quoted_figures.buurten.loc["BU01530000", ["eenzaam", "hitte"]].tolist() == pytest.approx(
        [float("nan"), -4.5], nan_ok=True
    )
    assert pd.isna(quoted_figures.points.loc["BU01530000", "x"])
    assert quoted_figures.meldingen == ()


def test_a_theme_without_its_column_is_said(folder):
    table = pd.read_csv(folder / "cijfers.csv", dtype=str).drop(columns=["steen", "roken"])
    table.to_csv(folder / "cijfers.csv", index=False)
    assert read_snapshot(folder).meldingen == (
        "Het thema Gezondheid telt niet mee: in cijfers.csv ontbreekt roken.",
        "Het thema Verstening telt niet mee: in cijfers.csv ontbreekt steen.",
    )
