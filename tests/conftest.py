"""What tests share: Enschede from the package's own files, and a run that leaves the machine and the network alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pandas as pd
import pytest
from surroundings import ADDRESSES, PROXIES, servers

import gezond_geo as gg
from gezond_geo.io import http

# How long an example takes says something about the machine, not about the code.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def _leave_the_machine_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test an empty cache, no network and the addresses of nobody."""
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GEZOND_GEO_PROCESSED", str(tmp_path / "processed"))
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    for name in (*ADDRESSES, *PROXIES):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> gg.Dataset:
    """Give Enschede, from the package's own files alone; no test may change it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEZOND_GEO_CACHE", str(tmp_path_factory.mktemp("empty_cache")))
        return gg.load("Enschede", offline=True)


@pytest.fixture(scope="session")
def scores(data: gg.Dataset) -> gg.Scores:
    return gg.score(data)


@pytest.fixture(scope="session")
def links(data: gg.Dataset) -> pd.DataFrame:
    return gg.match_projects(data)


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Give the folder of real data beside the project."""
    folder = Path(os.environ.get("GEZOND_GEO_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"{folder} holds no real data (GEZOND_GEO_SHARED)")
    return folder


@pytest.fixture(scope="session")
def _servers(shared_dir: Path) -> Iterator[dict[str, str]]:
    with servers(shared_dir) as addresses:
        yield addresses


@pytest.fixture
def services(_servers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Give the addresses of servers with the real tables and boundaries, and set them."""
    monkeypatch.delenv("GEZOND_GEO_OFFLINE", raising=False)
    for name, address in _servers.items():
        monkeypatch.setenv(name, address)
    yield _servers
    http._session().close()
