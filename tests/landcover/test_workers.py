"""Work on Dask workers: the same bits as without them, also when one is killed."""

import contextlib
import itertools
import os
import signal

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pandas.testing import assert_frame_equal
from processes import PRELOAD
from written_bgt import X, Y, odd_bgt, write_zip

from gezond_geo import settings
from gezond_geo.landcover import partitions, runs
from gezond_geo.landcover.bgt import open_bgt
from gezond_geo.landcover.partitions import measure_file, write_partitions

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client():
    """Give two workers; one that is killed does not come back."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed (extra `scale`)")
    import dask  # noqa: PLC0415 - part of that extra

    with dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
        # What other tests fork from is the same process, so that it imports for both.
        distributed.utils.get_mp_context().set_forkserver_preload([*PRELOAD, "distributed", partitions.__name__])
        cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        for nanny in cluster.workers.values():
            nanny.auto_restart = False
        yield client


def test_workers_read_a_bgt_as_this_process_does(client, tmp_path, monkeypatch):
    source = write_zip(tmp_path / "bgt.zip", odd_bgt())
    here = open_bgt(source)
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(tmp_path / "cache"))
    there = open_bgt(source, client=client)
    assert there.path.read_bytes() == here.path.read_bytes()
    assert (there.tally, there.unknown, there.date) == (here.tally, here.unknown, here.date)
    assert there.notes() == here.notes()
    assert list(settings.cache_dir().glob("bgt-delen*")) == []


@pytest.mark.filterwarnings("ignore")  # What distributed and tornado warn about when a worker dies is theirs.
def test_a_worker_that_is_killed_changes_no_bit(client, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "ROWS", 8)
    x, y = (part.ravel() for part in np.meshgrid(X + 100.0 * np.arange(8), Y + 100.0 * np.arange(8)))
    crooked = shapely.buffer(shapely.points(x, y), 10 + np.arange(64) / 7, quad_segs=3)
    polygons = gpd.GeoDataFrame({"klasse": np.resize(["gebouw", "groen", "verhard"], 64)}, geometry=crooked, crs=28992)
    areas = gpd.GeoDataFrame(geometry=shapely.box(x, y, x + 133, y + 133), crs=28992)
    path = write_partitions([polygons], tmp_path / "bgt.parquet")
    alone = measure_file(areas, path, "klasse")
    killed = tmp_path / "killed"
    client.run(_die_midway, killed)
    together = measure_file(areas, path, "klasse", client=client)
    assert killed.exists()
    assert_frame_equal(together.m2, alone.m2, check_exact=True)
    assert (together.repaired, together.without_surface) == (alone.repaired, alone.without_surface)


def _die_midway(killed):
    """Make the first worker that comes to its third partition kill itself, with two in its memory alone."""
    inner, numbers = partitions.measure_part, itertools.count(1)

    def measure_part(*args):
        if next(numbers) == 3:
            with contextlib.suppress(FileExistsError):
                killed.touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)
        return inner(*args)

    partitions.measure_part = measure_part
