"""What tests of series share."""

import pytest

import gezond_geo as gg
from gezond_geo import settings


@pytest.fixture(scope="session")
def years(tmp_path_factory: pytest.TempPathFactory) -> gg.Years:
    """Give the series of Enschede, from the package's own files alone; no test may change it."""
    with settings.caching_in(tmp_path_factory.mktemp("empty_cache")):
        return gg.load_years("Enschede", offline=True)
