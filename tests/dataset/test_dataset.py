"""One Dataset from whatever there is, and what is said when there is not enough."""

import dataclasses
import shutil
import socket
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from made_up import HENGELO, folder_on, hengelo_figures, squares
from surroundings import ADDRESSES

import gezond_geo as gg
from gezond_geo.areas import gemeente
from gezond_geo.areas.rd import NETHERLANDS_RD
from gezond_geo.dataset import cbs, national_figures
from gezond_geo.dataset.folder import snapshot
from gezond_geo.dataset.folder.check import check_gemeentemap, write_gemeentemap
from gezond_geo.dataset.folder.projects import COLUMNS
from gezond_geo.dataset.uitgave import NEWEST
from gezond_geo.errors import InputError, NoSnapshotError, SettingsError, SourceError, UnknownBuurtError
from gezond_geo.indicators.catalogue import catalogue

SMALL = ("BU01530105", "BU01530106", "BU01530701", "BU01530702", "BU01530703")


def test_enschede_from_the_package(data):
    buurten = data.buurten
    assert len(buurten) == 70
    assert buurten.index.name == "buurtcode"
    assert buurten.index.is_unique
    assert buurten.index.is_monotonic_increasing
    assert buurten.crs == "EPSG:28992"
    assert list(buurten.columns[:5]) == ["buurtnaam", "wijkcode", "wijknaam", "stadsdeel", "gemeentecode"]
    assert list(buurten.columns[5:]) == [*(i for i in catalogue()), "geometry", "punt"]
    assert not data.has_boundaries
    assert buurten[["buurtnaam", "wijkcode", "wijknaam", "gemeentecode", "inwoners"]].notna().all(axis=None)
    assert data.uitgave.id == "2020"


def test_every_buurt_has_a_point_rounded_to_ten_metres(data):
    points = gpd.GeoSeries(data.buurten["punt"])
    assert points.within(NETHERLANDS_RD).all()
    assert (points.x % 10 == 0).all()
    assert (points.y % 10 == 0).all()


def test_every_column_says_where_it_comes_from(data):
    names = [i.id for i in catalogue().values() if not i.is_share]
    assert set(data.sources.index) == set(names)
    assert data.sources[["tabel", "kolom", "jaar", "licentie", "url", "soort"]].ne("").all(axis=None)
    assert {name: int(year) for name, year in data.sources["jaar"].items()} == {n: data.year_of(n) for n in names}


def test_every_fallback_is_said(data):
    assert data.meldingen == (
        "Cijfers uit de meegeleverde uitgave 2020: er wordt offline gewerkt.",
        "Geen echte grenzen: er wordt offline gewerkt. De kaart is een tegelkaart.",
    )


def test_years(data):
    assert [data.year_of(n) for n in ("roken", "bijstand", "steen", "inwoners_later")] == [2020, 2020, 2008, 2024]


def test_changes_by_hand(data):
    # City: 2 825 residents in 2012, 3 315 in 2020, 3 840 in 2024.
    assert data.change_since_photo()["BU01530000"] == pytest.approx(100 * 490 / 2825)
    assert data.change_since_figures()["BU01530000"] == pytest.approx(100 * 525 / 3315)


@pytest.mark.parametrize("code", SMALL)
def test_under_100_residents_no_figure(data, code):
    row = data.buurten.loc[code]
    assert 0 < row["inwoners"] < 100
    filled = [name for name in catalogue() if pd.notna(row[name])]
    assert filled == ["inwoners", "land_ha", "land_ha_later"]


def test_only_those_five_have_no_figures(data):
    assert tuple(data.buurten.index[data.buurten["inwoners_65plus"].isna()]) == SMALL


def test_figures_of_a_small_buurt_are_dropped_wherever_they_come_from():
    made_up = gg.load("Hengelo", figures=hengelo_figures(), offline=True)
    assert made_up.buurten.loc[HENGELO[:5], list(catalogue())].notna().all(axis=None)
    row = made_up.buurten.loc[HENGELO[5], list(catalogue())]
    assert row.dropna().index.tolist() == ["inwoners", "land_ha", "land_ha_later"]


def test_unknown_residents_are_few():
    figures = hengelo_figures()
    figures.loc[HENGELO[0], "inwoners"] = np.nan
    row = gg.load("Hengelo", figures=figures, offline=True).buurten.loc[HENGELO[0], list(catalogue())]
    assert row.dropna().index.tolist() == ["land_ha", "land_ha_later"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("BU01530301", "BU01530301"),
        (" bu01530301 ", "BU01530301"),
        ("twekkelerveld", "BU01530301"),
        ("’t Lang", "BU01530603"),
        ("'t Lang", "BU01530603"),
        ("‘t lang", "BU01530603"),
        ("Het Lang", "BU01530603"),
        ("Wesselerbrink NO", "BU01530603"),
        ("Wesselerbrink Noord-Oost", "BU01530603"),
        ("Hanenberglanden", "BU01530601"),
        ("Haneberglanden", "BU01530601"),
        ("De Posten", "BU01530604"),
        ("Bijvank", "BU01530606"),
        ("Bothoven", "BU01530003"),
        ("Boswinkel", "BU01530201"),
        ("t zwering", "BU01530207"),
    ],
)
def test_a_buurt_is_found_by_any_of_its_names(data, name, code):
    assert data.find_buurt(name) == code


def test_every_buurt_is_found_by_its_own_name(data):
    names = data.buurten["buurtnaam"]
    assert {code: data.find_buurt(name) for code, name in names.items()} == {code: code for code in names.index}


@pytest.mark.parametrize(
    ("name", "message"),
    [("Twekelerveld", "bedoelt u Twekkelerveld"), ("xyz", "naam of buurtcode"), ("BU07720101", "Enschede")],
)
def test_an_unknown_buurt_is_said(data, name, message):
    with pytest.raises(UnknownBuurtError, match=message):
        data.find_buurt(name)


def test_offline_never_opens_a_socket(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError

    monkeypatch.delenv("GEZOND_GEO_OFFLINE")
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert len(gg.load(offline=True).buurten) == 70
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    assert len(gg.load().buurten) == 70


def test_without_a_network_the_snapshot_is_taken(monkeypatch, data):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for name in ADDRESSES:
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    offline = gg.load(offline=False)
    figures, boundaries = offline.meldingen
    assert figures.startswith("Cijfers uit de meegeleverde uitgave 2020: ")
    assert boundaries.startswith("Geen echte grenzen: ")
    assert boundaries.endswith("De kaart is een tegelkaart.")
    assert all(f"127.0.0.1:{port}" in melding and "is niet te bereiken" in melding for melding in offline.meldingen)
    pd.testing.assert_frame_equal(offline.buurten, data.buurten, check_exact=True)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"gemeente": "Hengelo"}, NoSnapshotError, r"Van Hengelo \(O\.\) zijn geen cijfers meegeleverd"),
        ({"uitgave": "2024"}, NoSnapshotError, "Van uitgave 2024 zijn geen cijfers meegeleverd"),
        ({"uitgave": "1999"}, SettingsError, "kies uit: 2020, 2022, 2024"),
    ],
)
def test_what_cannot_be_had_offline_is_said(options, error, message):
    with pytest.raises(error, match=message):
        gg.load(**options, offline=True)


def test_newest_offline_is_the_snapshot():
    data = gg.load(uitgave=NEWEST, offline=True)
    assert data.uitgave.id == "2020"
    assert "meegeleverde uitgave 2020" in data.meldingen[0]


class Services:
    """Stands in for the services: the package's own figures for every uitgave, without the columns in `empty`."""

    def __init__(self, data, empty=()):
        self.folder = data.gemeente.folder
        self.empty = list(empty)

    def read_uitgave(self, uitgave, _code, **_):
        figures = snapshot.read_snapshot(self.folder)
        # No service has stone cover, and what is empty is empty in the newest uitgave only.
        empty = ["steen", "groen", "water", "hitte", "inwoners_2012", *(self.empty if uitgave.id == "2024" else ())]
        poor = dict.fromkeys(["laag_inkomen", "armoede"], figures.buurten["moeite_rondkomen"])
        return dataclasses.replace(
            figures,
            buurten=figures.buurten.assign(**poor | dict.fromkeys(empty, np.nan)).reindex(
                columns=["buurtnaam", *uitgave.quoted()]
            ),
            sources=figures.sources.drop(empty),
            points=figures.points.iloc[:0],
        )

    def read_nation(self, uitgave, **_):
        figures = self.read_uitgave(uitgave, None).buurten.drop(columns="buurtnaam")
        return [(figures, figures["inwoners"])]


def connect(monkeypatch, services):
    monkeypatch.setattr(cbs, "read_uitgave", services.read_uitgave)
    monkeypatch.setattr(national_figures, "read_nation", services.read_nation)


def test_what_no_service_has_comes_from_the_package(monkeypatch, data):
    connect(monkeypatch, Services(data))
    live = gg.load(uitgave="2020")
    pd.testing.assert_frame_equal(live.buurten, data.buurten, check_exact=True)
    assert live.sources.loc["steen", "tabel"] == "Summer in the City"
    assert live.sources.index.is_unique
    assert not any("meegeleverde" in melding for melding in live.meldingen)


@pytest.mark.parametrize(
    ("choice", "empty", "uitgave"),
    [(None, (), "2024"), (NEWEST, ("roken", "eenzaam"), "2022"), (None, ("mantelzorger",), "2024")],
)
def test_newest_is_the_newest_whose_counted_columns_are_filled(monkeypatch, data, choice, empty, uitgave):
    connect(monkeypatch, Services(data, empty))
    live = gg.load(uitgave=choice)
    assert live.uitgave.id == uitgave
    newer = " Uitgave 2024 is nog niet compleet (ontbreekt: eenzaamheid en roken)." if uitgave == "2022" else ""
    reason = f"Cijfers van {uitgave}: de nieuwste uitgave die te lezen en compleet is."
    assert live.meldingen[0] == f"{reason}{newer}"
    assert live.choice == "nieuwste"


def test_another_year_has_a_reference_of_its_own(monkeypatch, data):
    connect(monkeypatch, Services(data))
    live = gg.load(uitgave="2024")
    own, packaged = live.reference.steps, data.reference.steps
    # Enschede stands in for the country here: 65 buurten with figures, and stone cover as it was.
    assert own.loc[own["id"] == "roken", "buurten"].sum() == 65
    for name in ("steen", "verstening"):
        steps = own[own["id"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(steps, packaged[packaged["id"] == name].reset_index(drop=True))


def test_without_any_uitgave_the_failures_are_said(monkeypatch):
    def fail(uitgave, _code, **_):
        raise SourceError(f"{uitgave.id} is weg.")

    monkeypatch.setattr(cbs, "read_uitgave", fail)
    with pytest.raises(SourceError, match=r"2024 is weg.*2022 is weg.*2020 is weg"):
        gg.load("Hengelo", uitgave=NEWEST, offline=False)


def test_boundaries_of_the_caller(data, tmp_path):
    codes = [code for code in data.buurten.index if code not in {"BU01530000", "BU01530001"}]
    areas = squares([*codes, "BU01539999", "BU01640000"], side=400)
    folder = folder_on(areas[areas["buurtcode"].isin(codes)], tmp_path / "map")
    own = gg.load(folder=folder, boundaries=areas.to_crs(4326), offline=True)
    assert own.has_boundaries
    assert len(own.buurten) == 70
    assert own.buurten.index[own.buurten.geometry.isna()].tolist() == ["BU01530000", "BU01530001"]
    assert own.meldingen[1:] == (
        "Zonder grens, dus alleen op de tegelkaart: City, Lasonder, Zeggelt.",
        "Grenzen zonder cijfers, niet getoond: BU01539999.",
    )
    square = own.buurten.geometry[codes[0]]
    assert square.bounds == pytest.approx((255_000, 468_000, 255_400, 468_400), abs=0.01)
    there = gpd.GeoSeries(own.buurten["punt"])[codes]
    assert there.x.tolist() == [255_200 + 400 * n for n in range(len(codes))]


def test_boundaries_of_the_caller_are_named_without_their_folder(tmp_path, data):
    path = tmp_path / "mijn grenzen.gpkg"
    areas = squares(data.buurten.index, side=400)
    areas.to_file(path)
    own = gg.load(folder=folder_on(areas, tmp_path / "map"), boundaries=path, offline=True)
    assert own.sources.loc["geometry", ["titel", "uitgever", "soort"]].tolist() == [
        "Grenzen uit mijn grenzen.gpkg", "", "eigen grenzen"
    ]  # fmt: skip
    assert "geometry" not in data.sources.index


def test_boundaries_of_another_gemeente_are_refused():
    with pytest.raises(InputError, match=r"geen buurt van Enschede \(GM0153\), wel bijvoorbeeld BU01640000"):
        gg.load(boundaries=squares(HENGELO), offline=True)


def test_without_a_place_there_are_scores_and_no_map():
    bare = hengelo_figures().drop(columns=["x", "y"])
    data = gg.load("Hengelo", figures=bare, offline=True)
    scores = gg.score(data)
    assert data.buurten["punt"].isna().all()
    note = "Van 6 van de 6 buurten van Hengelo (O.) is geen plaats bekend; ze staan in de tabel, niet op een kaart."
    assert note in data.meldingen
    assert scores.buurten["score"].notna().any()
    with pytest.raises(InputError, match=r"Van 6 van de 6 buurten van Hengelo .* geen kaart komen; geef grenzen mee"):
        gg.make_map(data, scores, gg.match_projects(data))


def test_without_points_a_buurt_has_one_within_its_boundary():
    bare = hengelo_figures().drop(columns=["x", "y"])
    areas = squares(HENGELO)
    data = gg.load("Hengelo", figures=bare, boundaries=areas, offline=True)
    inside = gpd.GeoSeries(data.buurten["punt"]).within(data.buurten.geometry)
    assert inside.all()


def test_figures_of_another_gemeente_are_refused():
    with pytest.raises(InputError, match=r"geen enkele buurt van GM0153 \(wel: BU01640000, "):
        gg.load("Enschede", figures=hengelo_figures(), offline=True)


def test_a_gemeente_without_a_folder_knows_no_more_than_its_figures():
    data = gg.load("Hengelo", figures=hengelo_figures(), offline=True)
    assert data.gemeente.focusgebieden == ()
    assert data.projects.empty
    assert data.duiding.empty
    assert data.buurten["stadsdeel"].isna().all()
    assert gg.match_projects(data).empty
    assert "uit de meegegeven cijfers, niet uit een uitgave" in data.meldingen[0]
    assert gg.score(data).counted == ["gezondheid", "inkomen", "vergrijzing", "verstening"]


def test_a_project_in_an_unknown_buurt_is_refused(data):
    projects = data.projects.copy()
    projects.loc[5, "buurten"] = "BU01539999:naam"
    with pytest.raises(InputError, match="regel 6: buurt BU01539999 bestaat niet in Enschede"):
        gg.load(projects=projects, offline=True)


@pytest.fixture
def folder(tmp_path, monkeypatch, data):
    """A copy of the folder of Enschede, as a newcomer would make one."""
    target = tmp_path / "gemeenten" / "enschede"
    shutil.copytree(data.gemeente.folder, target)
    monkeypatch.setattr(gemeente, "_folders", lambda: tmp_path / "gemeenten")
    return target


def test_what_people_say_is_read(folder):
    (folder / "duiding.csv").write_text("buurtcode,tekst,bron,datum,extra\nBU01530301,=goed,buurtteam,2026-03-01,x\n")
    duiding = gg.load(offline=True).duiding
    assert duiding.to_dict("records") == [
        {"buurtcode": "BU01530301", "tekst": "=goed", "bron": "buurtteam", "datum": "2026-03-01"}
    ]


def test_what_people_say_lacks_a_column(folder):
    (folder / "duiding.csv").write_text("buurtcode,tekst,bron\n")
    with pytest.raises(InputError, match="ontbreekt de kolom datum"):
        gg.load(offline=True)


@pytest.mark.parametrize("name", ["duiding.csv", "projecten.csv"])
def test_a_folder_may_lack_what_is_not_known(folder, name):
    Path(folder / name).unlink()
    data = gg.load(offline=True)
    assert {"duiding.csv": data.duiding, "projecten.csv": data.projects}[name].empty
    assert len(data.buurten) == 70


def test_a_folder_without_figures_has_no_snapshot(folder):
    (folder / "cijfers.csv").unlink()
    with pytest.raises(NoSnapshotError, match="Van Enschede zijn geen cijfers meegeleverd"):
        gg.load(offline=True)


def test_own_figures_are_of_no_uitgave():
    with pytest.raises(SettingsError, match="geen uitgave"):
        gg.load("Hengelo", figures=hengelo_figures(), uitgave="2024", offline=True)


@pytest.mark.slow
def test_a_folder_is_one_for_all_years(tmp_path):
    """A folder that `controleer` passes loads too where a buurt that it names is not there, and that is said."""
    write_gemeentemap("Hengelo", tmp_path / "hengelo", offline=True)
    folder, code = tmp_path / "hengelo", "BU01640099"
    row = dict.fromkeys(COLUMNS, "") | {"euro": "100", "dimensie": "gebiedsgericht"}
    projects = [
        row | {"nummer": "1", "naam": "Hier", "buurten": f"{HENGELO[0]}:naam"},
        row | {"nummer": "2", "naam": "Deels hier", "buurten": f"{HENGELO[0]}:naam {code}:naam"},
        row | {"nummer": "3", "naam": "Elders", "buurten": f"{code}:naam"},
    ]
    pd.DataFrame(projects).to_csv(folder / "projecten.csv", index=False)
    text = f"buurtcode,tekst,bron,datum\n{code},Fijne buurt,wijkteam,2026-03-01\n"
    (folder / "duiding.csv").write_text(text, "utf-8")
    assert check_gemeentemap(folder, offline=True)[0] == []
    data = gg.load(folder=folder, figures=hengelo_figures(), offline=True)
    assert data.meldingen[-2:] == (
        f"Zonder plaats, want een buurt ervan is er in deze uitgave niet: project 2 ({code}), project 3 ({code}).",
        f"Duiding van buurten die er in deze uitgave niet zijn: {code}.",
    )
    links = gg.match_projects(data)
    assert links["project"].tolist() == [1]
    # Nobody knows what of project 2 is where: none of its euro is put in the buurt that is left.
    assert gg.total_euro(data, links, "zekerheid")["euro_geen_plaats"].sum() == 200
    assert gg.make_map(data, gg.score(data)).payload["projecten"][1]["buurten"] == []
    # A list that the caller hands over is one for these data.
    with pytest.raises(InputError, match="bestaat niet in Hengelo"):
        gg.load("Hengelo", figures=hengelo_figures(), projects=folder / "projecten.csv", offline=True)
