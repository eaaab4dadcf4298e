"""What tests of the progress report share."""

import pytest

import gezond_geo as gg
from gezond_geo.years.nulmeting import Nulmeting


@pytest.fixture(scope="session")
def nulmeting(data: gg.Dataset, scores: gg.Scores, tmp_path_factory: pytest.TempPathFactory) -> Nulmeting:
    """Give the nulmeting of Enschede as it is read; no test may change it."""
    return gg.read_nulmeting(gg.write_nulmeting(data, scores, tmp_path_factory.mktemp("nul") / "e.nulmeting.zip"))
