"""Which source of boundaries is taken, by made-up answers: the order, what is believed, and another year's shapes."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from made_up import areas_of, squares

from gezond_geo.areas import pdok
from gezond_geo.areas.selection import select_boundaries
from gezond_geo.areas.sources import Source, sources_of
from gezond_geo.errors import SourceError

CODES = [f"BU016400{n:02d}" for n in range(20)]
KINDS = {pdok.EXACT: 0, pdok.GENERALISED: 1, pdok.SIMPLIFIED: 2}


def buurten(codes=CODES, **columns):
    """Buurten of 100 ha, as large as the squares."""
    frame = pd.DataFrame({"buurtnaam": [f"Naam {c}" for c in codes], "land_ha": 100.0}, index=pd.Index(codes))
    return frame.assign(land_ha_later=np.nan).assign(**columns)


def shapes(codes=CODES, *, land_ha=np.nan, **columns):
    frame = squares(codes, west=200_000.0).set_index("buurtcode").assign(land_ha=land_ha)
    return frame.assign(buurtnaam=[f"Naam {c}" for c in codes]).assign(**columns)


@pytest.fixture
def answers(monkeypatch):
    """Give what each source answers, by id or by id and year, and a list of who was asked; the others fail."""
    frames, requests = {}, []

    def read(source, _code, *, year, progress=None):
        assert progress is None
        requests.append((source.id, year))
        frame = frames.get((source.id, year), frames.get(source.id))
        if frame is None:
            raise SourceError(f"{source.id} van {year} antwoordde niet.")
        return areas_of(frame, year=year, kind=source.soort)

    monkeypatch.delenv("GEZOND_GEO_OFFLINE")
    monkeypatch.setattr(Source, "read", read)
    return frames, requests


def test_each_year_has_its_sources_exact_ones_first():
    assert [s.id for s in sources_of(2024)] == [
        "wijken-en-buurten",
        "gebiedsindelingen",
        "wijkenbuurten-wfs",
        "gebiedsindelingen-wfs",
        "gebiedsindelingen-grof",
        "gebiedsindelingen-wfs-grof",
        "cartomap",
    ]
    assert [s.id for s in sources_of(2020)][:2] == ["gebiedsindelingen", "wijkenbuurten-wfs"]
    assert [s.id for s in sources_of(2015)] == ["gebiedsindelingen-grof", "gebiedsindelingen-wfs-grof", "cartomap"]
    assert [s.id for s in sources_of(1995)] == ["gebiedsindelingen-grof", "cartomap"]
    assert sources_of(1994) == []
    for year in range(1995, 2027):
        order = [KINDS[s.soort] for s in sources_of(year)]
        assert order == sorted(order)


@pytest.mark.parametrize("year", [2012, 2016, 2018, 2020, 2022, 2024])
def test_the_first_that_answers_is_taken_and_no_other_is_asked(answers, year):
    frames, requests = answers
    ids = [s.id for s in sources_of(year)]
    for count, name in enumerate(ids):
        requests.clear()
        frames.clear()
        frames |= dict.fromkeys(ids[count:], shapes())
        selection = select_boundaries("GM0164", year, buurten())
        assert selection.source.id == name
        assert requests == [(i, year) for i in ids[: count + 1]]
        assert (selection.areas.kind, selection.reason, selection.left_out) == (selection.source.soort, "", [])
        assert selection.shapes.index.tolist() == CODES


@pytest.mark.parametrize(
    "wrong",
    [
        shapes([f"BU016401{n:02d}" for n in range(20)]),  # every code is another
        shapes([*CODES[:18], "BU01640090", "BU01640091"]),  # two came and two went
        shapes(buurtnaam="Anders"),
        shapes(land_ha=[*[160.0] * 6, *[100.0] * 14]),
        shapes().assign(geometry=lambda f: f.geometry.scale(0.5, 0.5)),
    ],
)
def test_boundaries_of_another_year_are_not_believed(answers, wrong):
    frames, _ = answers
    frames |= {("gebiedsindelingen", 2020): wrong, ("cartomap", 2020): shapes()}
    assert select_boundaries("GM0164", 2020, buurten()).source.id == "cartomap"
    del frames["cartomap", 2020]
    with pytest.raises(SourceError, match=r"bron-2020 gaf buurten van een ander jaar dan 2020\. Ook 5 andere bronnen"):
        select_boundaries("GM0164", 2020, buurten())


def test_half_an_answer_is_the_last_resort(answers):
    frames, _ = answers
    frames |= {"gebiedsindelingen": shapes(CODES[:15]), "cartomap": shapes(CODES[:10])}
    assert select_boundaries("GM0164", 2020, buurten()).shapes.index.tolist() == CODES[:15]
    frames["gebiedsindelingen-grof"] = shapes()
    assert select_boundaries("GM0164", 2020, buurten()).source.id == "gebiedsindelingen-grof"


def test_figures_of_some_buurten_are_no_reason_to_doubt(answers):
    frames, _ = answers
    frames["gebiedsindelingen"] = shapes()
    assert select_boundaries("GM0164", 2020, buurten(CODES[:5])).source.id == "gebiedsindelingen"


@pytest.mark.parametrize("land", [[130.0, *[100.0] * 19], None])
def test_a_boundary_of_other_land_is_left_out(answers, land):
    """By the land that the source gives, else by the area of the boundary: a quarter of what the buurt has."""
    frames, _ = answers
    frames["gebiedsindelingen"] = shapes(land_ha=land) if land else shapes()
    if land is None:
        frames["gebiedsindelingen"].loc[CODES[0], "geometry"] = (
            frames["gebiedsindelingen"].geometry[CODES[0]].buffer(-250)
        )
    selection = select_boundaries("GM0164", 2020, buurten())
    assert selection.shapes.index.tolist() == CODES[1:]
    assert selection.left_out == [f"Naam {CODES[0]}"]


def test_boundaries_that_lie_over_each_other_are_of_nobody(answers):
    frames, _ = answers
    heap = shapes()
    heap["geometry"] = heap.geometry.iloc[0]
    frames |= {"gebiedsindelingen": heap, ("cartomap", 2020): shapes()}
    assert select_boundaries("GM0164", 2020, buurten()).source.id == "cartomap"
    del frames["cartomap", 2020]
    with pytest.raises(SourceError, match=r"bron-2020 gaf grenzen die over elkaar liggen"):
        select_boundaries("GM0164", 2020, buurten())
    two = shapes()
    two.loc[CODES[7], "geometry"] = two.geometry[CODES[3]]
    frames["gebiedsindelingen"] = two
    selection = select_boundaries("GM0164", 2020, buurten())
    assert selection.left_out == [f"Naam {CODES[3]}", f"Naam {CODES[7]}"]
    # So it is with those of another year.
    del frames["gebiedsindelingen"]
    frames["wijken-en-buurten", 2024] = two
    selection = select_boundaries("GM0164", 2020, buurten(land_ha_later=100.0), later=2024)
    assert selection.shapes.index.tolist() == [code for code in CODES if code not in {CODES[3], CODES[7]}]


def test_where_no_source_has_the_year_another_year_gives_the_buurten_that_are_the_same(answers):
    frames, requests = answers
    later = pd.Series(100.0, index=CODES)
    later[CODES[1]], later[CODES[2]] = 300, np.nan
    frames["wijken-en-buurten", 2024] = shapes(buurtnaam=["Anders", *[f"Naam {c}" for c in CODES[1:]]])
    selection = select_boundaries("GM0164", 2020, buurten(land_ha_later=later), later=2024)
    # The first has another name, the second other land, and of the third the code has ended.
    assert selection.shapes.index.tolist() == CODES[3:]
    assert (selection.areas.year, selection.source.id) == (2024, "wijken-en-buurten")
    assert selection.reason.startswith("gebiedsindelingen van 2020 antwoordde niet. Ook 5 andere bronnen gaven ze niet")
    assert requests == [*((s.id, 2020) for s in sources_of(2020)), ("wijken-en-buurten", 2024)]


def test_the_land_that_the_other_year_gives_must_be_that_of_its_year(answers):
    frames, _ = answers
    frames["wijken-en-buurten", 2024] = shapes(land_ha=[*[150.0] * 5, *[100.0] * 15])
    selection = select_boundaries("GM0164", 2020, buurten(land_ha_later=100.0), later=2024)
    assert selection.shapes.index.tolist() == CODES[5:]


def test_without_a_later_year_the_land_of_the_source_decides(answers):
    frames, _ = answers
    frames["wijken-en-buurten", 2025] = shapes(land_ha=[*[150.0] * 5, *[100.0] * 15])
    selection = select_boundaries("GM0164", 2024, buurten())
    assert (selection.areas.year, selection.shapes.index.tolist()) == (2025, CODES[5:])
    # Land that is not known is not the same.
    frames.clear()
    frames["gebiedsindelingen", 2025] = shapes()
    with pytest.raises(SourceError, match="wijken-en-buurten van 2024 antwoordde niet"):
        select_boundaries("GM0164", 2024, buurten())


def test_offline_says_so(answers, monkeypatch):
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    assert answers
    with pytest.raises(SourceError, match=r"^er wordt offline gewerkt$"):
        select_boundaries("GM0164", 2020, buurten())


def test_a_year_without_a_source_says_so(answers):
    assert answers
    with pytest.raises(SourceError, match=r"^van 1980 is geen bron bekend$"):
        select_boundaries("GM0164", 1980, buurten())


def test_boundaries_are_in_rd_and_the_frame_is_not_changed(answers):
    frames, _ = answers
    frame = buurten()
    before = frame.copy()
    frames["gebiedsindelingen"] = shapes()
    assert select_boundaries(None, 2020, frame).shapes.crs == "EPSG:28992"
    pd.testing.assert_frame_equal(frame, before)
    assert isinstance(frames["gebiedsindelingen"], gpd.GeoDataFrame)
