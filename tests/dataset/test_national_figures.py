"""The figures of all Dutch buurten."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from fake_statline import Tables

from gezond_geo.dataset import national_figures, statline
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import uitgave_of
from gezond_geo.indicators.publications import table_of_year

pytestmark = pytest.mark.usefixtures("online")


def test_a_country_of_which_rows_lack_is_no_reference(tables):
    tables({("84799NED", None): {"absent": ("BU01640001",)}})
    with pytest.raises(SourceError, match="Kerncijfers wijken en buurten 2020: van 1 gebied in Nederland kwam geen"):
        national_figures.read_nation(uitgave_of("2020"))


@pytest.mark.parametrize(("rows", "is_whole"), [(18, True), (17, False)])
def test_a_country_without_health_of_many_buurten_is_no_reference(tables, rows, is_whole):
    codes = [f"BU015300{n:02d}" for n in range(22)]
    kwb = pd.DataFrame({"inwoners": [100.0] * 20 + [99.0] * 2}, index=pd.Index(codes, name="code"))
    tables({("84799NED", None): {"frame": kwb}, ("50090NED", "20300"): {"codes": codes[:rows]}})
    if is_whole:
        assert national_figures.read_nation(uitgave_of("2020"))
    else:
        with pytest.raises(SourceError, match="geeft van 85 % van de Nederlandse buurten een regel"):
            national_figures.read_nation(uitgave_of("2020"))


def test_the_nation_is_what_counts_by_the_residents_of_its_own_buurten(tables):
    fake = tables()
    ((figures, residents),) = national_figures.read_nation(uitgave_of("2020"))
    assert [(table, regions) for table, _, regions, _, _ in fake.asked] == [("84799NED", None), ("50090NED", None)]
    assert figures.index.tolist() == residents.index.tolist() == ["BU01530000", "BU01530001"]
    assert figures[["roken", "bijstand_personen"]].notna().all(axis=None)


def test_health_of_another_division_is_weighed_by_who_live_there(tables):
    then, now = ["BU01530000", "BU01530001"], ["BU01530000", "BU01530005"]
    people = pd.DataFrame({"inwoners_later": [400.0, 600.0]}, index=pd.Index(now, name="code"))
    tables({
        ("85318NED", None): {"codes": [*then, "NL00"]},
        ("50150NED", "20300"): {"codes": [*now, "BU01530009", "NL01"]},
        ("85984NED", None): {"frame": people},
    })  # fmt: skip
    (kwb, residents), (health, others) = national_figures.read_nation(uitgave_of("2022"))
    assert kwb.index.tolist() == residents.index.tolist() == then
    assert kwb["laag_inkomen"].tolist() == [10, 10]
    assert kwb["roken"].isna().all()
    assert others.to_dict() == {"BU01530000": 400, "BU01530005": 600}
    assert health.index.tolist() == now  # nobody is known to live in the third
    assert health["roken"].tolist() == [10, 10]
    assert health["inwoners"].isna().all()


def nation_of(uitgave, residents, **empty):
    """Figures of a country in which every column is filled, but for the rows of some columns that are `empty`."""
    frame = pd.DataFrame(10.0, index=range(len(residents)), columns=uitgave.quoted()).assign(inwoners=residents)
    for name, rows in empty.items():
        frame.loc[rows, name] = np.nan
    return [(frame, frame["inwoners"])]


@pytest.mark.parametrize(("rows", "unpublished"), [([3], []), ([2, 3], []), ([1, 2, 3], ["bijstand_personen"])])
def test_a_column_is_published_from_two_thirds(rows, unpublished):
    uitgave = uitgave_of("2020")
    # Caring for others is looked at and not counted: it may be empty. The fourth buurt is too small to have figures.
    nation = nation_of(uitgave, [100.0, 100, 100, 99], bijstand_personen=rows, mantelzorger=[0, 1, 2, 3])
    assert national_figures.unpublished_columns(nation, uitgave) == unpublished


def test_a_column_is_published_in_the_division_that_has_it():
    uitgave = uitgave_of("2022")
    (kwb, residents), (health, _) = (*nation_of(uitgave, [500.0] * 3), *nation_of(uitgave, [500.0] * 3))
    own = [i.id for i in uitgave.indicators().values() if i.tabel == "gezondheid"]
    split = [
        (kwb.assign(**dict.fromkeys(own, np.nan)), residents),
        (health[own].reindex(columns=kwb.columns), residents),
    ]
    assert national_figures.unpublished_columns(split, uitgave) == []


def test_the_newest_kwb_is_not_complete_without_income():
    """KWB 2025 has 80 of its 117 columns filled in summer 2026: poverty is among the 37 that are not."""
    uitgave = dataclasses.replace(
        uitgave_of("2024"), tabellen=uitgave_of("2024").tabellen | {"kwb": table_of_year("kwb", 2025)}
    )
    nation = nation_of(uitgave, [500.0] * 4, armoede=[0, 1, 2, 3], wmo=[0, 1, 2, 3])
    assert national_figures.unpublished_columns(nation, uitgave) == ["armoede"]


def test_without_residents_nothing_is_published():
    uitgave = uitgave_of("2020")
    nation = nation_of(uitgave, [np.nan] * 3)
    assert {"bijstand_personen", "roken"} <= set(national_figures.unpublished_columns(nation, uitgave))


def test_progress_is_told_per_table(monkeypatch):
    counts = []

    def read(table_id, *, columns, progress, **_):
        progress(10_000)
        return Tables().read_table(table_id, base_url="", columns=columns, regions=None, period=None, age=None)

    monkeypatch.setattr(statline, "read_table", read)
    national_figures.read_nation(uitgave_of("2020"), progress=lambda what, count: counts.append((what, count)))
    assert counts == [
        ("Kerncijfers wijken en buurten 2020", 10_000),
        ("Gezondheid per wijk en buurt 2012/2016/2020", 10_000),
    ]
