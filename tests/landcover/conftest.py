"""What several tests of land cover look at, made once."""

import geopandas as gpd
import pytest
import shapely

from gezond_geo import settings
from gezond_geo.landcover.bgt import open_bgt


@pytest.fixture(scope="session")
def otterlo(shared_dir, tmp_path_factory):
    """Give the BGT of Otterlo in a cache of its own; no test may change it."""
    with settings.caching_in(tmp_path_factory.mktemp("otterlo")):
        return open_bgt(shared_dir / "data" / "bgt" / "otterlo.zip")


@pytest.fixture(scope="session")
def otterlo_frame(otterlo):
    return gpd.read_parquet(otterlo.path)


@pytest.fixture(scope="session")
def otterlo_ground(otterlo_frame):
    """All that the BGT of Otterlo covers."""
    return shapely.union_all(otterlo_frame.geometry.to_numpy())
