"""Polygons in partitions on disk: the same sums as at once."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal
from pyarrow import parquet

from gezond_geo.errors import InputError, OutputError
from gezond_geo.landcover import partitions, runs
from gezond_geo.landcover.overlay import measure
from gezond_geo.landcover.partitions import measure_file, write_partitions

RD = "EPSG:28992"
WEST, SOUTH = 257_000.0, 471_000.0


def make_frame(count, seed=5):
    """Round and crooked polygons in 10 x 10 km, with a class and a bowtie now and then."""
    rng = np.random.default_rng(seed)
    middle = np.array([WEST, SOUTH]) + rng.uniform(0, 10_000, (count, 2))
    shapes = shapely.buffer(shapely.points(middle), rng.uniform(5, 60, count), quad_segs=4)
    shapes[::50] = [shapely.Polygon([(x, y), (x + 9, y + 9), (x + 9, y), (x, y + 9)]) for x, y in middle[::50]]
    classes = rng.choice(["gebouw", "groen", "verhard"], count)
    return gpd.GeoDataFrame({"klasse": classes, "lokaal_id": np.arange(count)}, geometry=shapes, crs=RD)


@pytest.fixture(scope="module")
def frame():
    return make_frame(3000)


@pytest.fixture(scope="module")
def areas():
    x, y = np.meshgrid(WEST + 1300.0 * np.arange(8), SOUTH + 1300.0 * np.arange(8))
    squares = shapely.box(x, y, x + 1300, y + 1300).ravel()
    wide = shapely.Point(WEST + 5000, SOUTH + 5000).buffer(3000)
    return gpd.GeoDataFrame(geometry=[*squares, wide, None], index=[f"BU{n:08d}" for n in range(66)], crs=RD)


@pytest.fixture(scope="module")
def path(frame, tmp_path_factory):
    """Give a file of 25 partitions that was written from three frames."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "ROWS", 125)
        parts = (frame.iloc[start : start + 1000] for start in range(0, 3000, 1000))
        return write_partitions(parts, tmp_path_factory.mktemp("bgt") / "bgt.parquet")


def test_a_file_holds_every_row_once_in_compact_partitions(frame, path):
    table = gpd.read_parquet(path)
    assert table.crs == RD
    assert table.columns.tolist() == ["klasse", "lokaal_id", "geometry"]
    assert_frame_equal(table.sort_values("lokaal_id", ignore_index=True), frame)
    with parquet.ParquetFile(path) as file:
        assert file.num_row_groups == 25  # Of 125 rows, and a cut where the curve comes back from outside.
        limits = partitions._limits(file)
        first = gpd.GeoSeries.from_wkb(file.read_row_group(0)["geometry"].to_numpy())
    assert limits[0].tolist() == first.total_bounds.tolist()
    sides = limits[:, 2:] - limits[:, :2]
    # 25 squares of an equal share of 10 x 10 km would be 2 km wide.
    assert np.median(sides) < 3000
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["bgt.parquet"]


def test_a_partition_does_not_jump(frame, tmp_path):
    elsewhere = frame.set_geometry(frame.translate(-60_000, 20_000))
    path = write_partitions([frame, elsewhere], tmp_path / "two.parquet")
    with parquet.ParquetFile(path) as file:
        limits = partitions._limits(file)
    assert len(limits) > 1
    assert ((limits[:, 2:] - limits[:, :2]) < 11_000).all()


def test_geopandas_reads_a_window(frame, path):
    window = gpd.read_parquet(path, bbox=(WEST, SOUTH, WEST + 500, SOUTH + 500))
    assert set(window["lokaal_id"]) == set(frame.cx[WEST : WEST + 500, SOUTH : SOUTH + 500]["lokaal_id"])


def test_a_file_measures_as_a_frame(frame, areas, path):
    at_once, parted = measure(areas, frame, "klasse"), measure_file(areas, path, "klasse")
    assert_frame_equal(parted.m2, at_once.m2, rtol=1e-12, atol=1e-6)
    assert (parted.repaired, parted.without_surface) == (at_once.repaired, at_once.without_surface) == (60, 0)
    assert parted.m2.iloc[-1].isna().all()


def test_partitions_outside_the_areas_are_not_read(areas, path, monkeypatch):
    groups = []
    inner = partitions._measure_group
    monkeypatch.setattr(
        partitions, "_measure_group", lambda path, group, *rest: groups.append(group) or inner(path, group, *rest)
    )
    one = measure_file(areas.iloc[:1], path, "klasse")
    assert 0 < len(groups) < 8
    assert_frame_equal(one.m2, measure_file(areas, path, "klasse").m2.iloc[:1], rtol=1e-12)


def test_a_file_of_geopandas_without_bounds_is_read_whole(frame, areas, tmp_path):
    frame.to_parquet(tmp_path / "plain.parquet", row_group_size=700)
    parted = measure_file(areas, tmp_path / "plain.parquet", "klasse")
    assert_frame_equal(parted.m2, measure(areas, frame, "klasse").m2, rtol=1e-12, atol=1e-6)


def test_what_is_no_file_of_polygons_is_refused(frame, areas, path, tmp_path):
    with pytest.raises(InputError, match="niet te lezen als GeoParquet"):
        measure_file(areas, tmp_path / "none.parquet", "klasse")
    pd.DataFrame({"klasse": ["a"]}).to_parquet(tmp_path / "table.parquet")
    with pytest.raises(InputError, match="zegt niet waar zijn vlakken staan"):
        measure_file(areas, tmp_path / "table.parquet", "klasse")
    frame.to_crs("EPSG:4326").to_parquet(tmp_path / "degrees.parquet")
    with pytest.raises(InputError, match="De vlakken staan in WGS 84"):
        measure_file(areas, tmp_path / "degrees.parquet", "klasse")
    with pytest.raises(InputError, match="heeft geen kolom 'soort'"):
        measure_file(areas, path, "soort")


def test_what_cannot_be_written_is_refused_and_leaves_the_earlier_file(frame, tmp_path):
    target = write_partitions([frame.iloc[:10]], tmp_path / "bgt.parquet")
    before = target.read_bytes()
    with pytest.raises(InputError, match="geen vlakken om te bewaren"):
        write_partitions([], target)
    with pytest.raises(InputError, match="staan niet in RD"):
        write_partitions([frame, frame.to_crs("EPSG:4326")], target)
    with pytest.raises(InputError, match="1 vlakken hebben geen vorm"):
        write_partitions([pd.concat([frame.iloc[:1], frame.iloc[:1].assign(geometry=None)])], target)
    with pytest.raises(OutputError, match="kan niet worden geschreven"):
        write_partitions([frame], target / "deeper.parquet")
    assert target.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["bgt.parquet"]


def test_the_same_frames_give_the_same_bytes(frame, tmp_path):
    for name in ("one", "two"):
        write_partitions([frame.astype({"klasse": "category"}), frame.iloc[:7]], tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
