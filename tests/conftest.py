"""What tests share: Enschede from the package's own files, and a run that leaves the machine and the network alone."""

import dataclasses
import functools
import gc
import itertools
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from pkgutil import resolve_name
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from faulty import FaultyServer, Reply, servers
from few_gemeenten import keep_few
from four_buurten import load_four
from loopback import running_server
from numpy.typing import NDArray
from places import SHARED
from remembered import remember
from surroundings import ADDRESSES, PROXIES, patience
from tables import properties, regions_of, value

import gezond_geo as gg
from gezond_geo import settings
from gezond_geo.areas.codes import ANYWHERE, Region
from gezond_geo.areas.gemeente import default_gemeente
from gezond_geo.dataset import loading, series
from gezond_geo.dataset.figures import Figures
from gezond_geo.dataset.folder import snapshot
from gezond_geo.dataset.folder.projects import read_projects
from gezond_geo.dataset.folder.reeksen import Quoted, read_reeksen
from gezond_geo.dataset.folder.snapshot import read_snapshot
from gezond_geo.indicators import reference_file
from gezond_geo.io import exchange, http
from gezond_geo.pages.shapes import tegels

# How long an example takes says something about the machine, not about the code.
hypothesis.settings.register_profile(
    "often", deadline=None, max_examples=25, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("quick", parent=hypothesis.settings.get_profile("often"), max_examples=10)
hypothesis.settings.register_profile("deep", parent=hypothesis.settings.get_profile("often"), max_examples=300)
hypothesis.settings.load_profile("often")

# Collecting makes a million objects that all stay: looking through them for garbage is a third of its time.
gc.disable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores for ``-n auto``: tests wait for a browser or a server a quarter of the time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    gc.enable()
    gc.freeze()


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a folder for each test that is made when something is written: making one for all takes seconds."""
    root = tmp_path_factory.mktemp("homes")
    return (root / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _leave_the_machine_alone(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test an empty cache, no network and the addresses of nobody."""
    home = next(_homes)
    monkeypatch.setenv("GEZOND_GEO_CACHE", str(home / "cache"))
    monkeypatch.setenv("GEZOND_GEO_PROCESSED", str(home / "processed"))
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")
    for name in (*ADDRESSES, *PROXIES):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _package_is_read_once() -> Iterator[None]:
    """Read the files of Enschede in the package once: they do not change, and hundreds of tests load them."""
    folder = default_gemeente().folder
    figures = functools.cache(lambda region: read_snapshot(folder, region))
    projects = functools.cache(lambda region: read_projects(folder / "projecten.csv", region, may_be_empty=True))

    reeksen = functools.cache(lambda region: read_reeksen(folder, region))

    def take_reeksen(source: Path, region: Region = ANYWHERE) -> dict[tuple[str, int, str], Quoted]:
        if source != folder:
            return read_reeksen(source, region)
        return {key: (own.copy(), wide.copy(), how) for key, (own, wide, how) in reeksen(region).items()}

    def take_figures(source: Path, region: Region = ANYWHERE) -> Figures:
        if source != folder:
            return read_snapshot(source, region)
        packaged_figures = figures(region)
        frames = {
            field.name: value.copy()
            for field in dataclasses.fields(packaged_figures)
            if isinstance(value := getattr(packaged_figures, field.name), pd.DataFrame)
        }
        return dataclasses.replace(packaged_figures, **frames)

    def read_once(read: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
        packaged_table = functools.cache(read)

        def take(source: Path, *region: Region) -> pd.DataFrame:
            return packaged_table(source, *region).copy() if source.parent == folder else read(source, *region)

        return take

    def take_projects(source: Any, region: Region = ANYWHERE, **options: Any) -> tuple[pd.DataFrame, list[str]]:
        if not isinstance(source, Path) or source.parent != folder:
            return read_projects(source, region, **options)
        frame, notes = projects(region)
        return frame.copy(), [*notes]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "read_snapshot", take_figures)
        patch.setattr(loading, "read_projects", take_projects)
        for name in ("read_goals", "read_duiding"):
            patch.setattr(loading, name, read_once(getattr(loading, name)))
        patch.setattr(series, "read_reeksen", take_reeksen)
        patch.setattr(reference_file, "_read_packaged", functools.cache(reference_file._read_packaged))
        yield


@pytest.fixture(scope="session", autouse=True)
def _tiles_are_placed_once() -> Iterator[None]:
    """Place the tiles of the same points once: hundreds of tests make a page of the same buurten."""
    place = tegels._place
    cells: dict[bytes, NDArray[np.int64]] = {}

    def take_cells(points: NDArray[np.float64]) -> NDArray[np.int64]:
        key = points.tobytes()
        if key not in cells:
            cells[key] = place(points)
        return cells[key].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tegels, "_place", take_cells)
        yield


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
def outcomes() -> dict[Any, Any]:
    """Give what was computed before in this process; see `remembered`."""
    return {}


COMMON = (
    "gezond_geo.score", "gezond_geo.match_projects", "gezond_geo.results", "gezond_geo.assess_robustness",
    "gezond_geo.assess_spending", "gezond_geo.load_years", "gezond_geo.score_years",
    "gezond_geo.cli.samenhang.assess_coherence", "gezond_geo.cli.zekerheid.assess_sensitivity",
)  # fmt: skip
"""Functions that much is made with; tests of their own rooms look at what they give."""


@pytest.fixture
def computed_once(data: gg.Dataset, outcomes: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Read and score Enschede as it is in the package once, and not again for each command, notebook and recipe."""
    load = gg.load

    def give(gemeente: str | None, **options: Any) -> gg.Dataset:
        others = [value for name, value in options.items() if name not in {"offline", "progress"}]
        is_plain = all(isinstance(value, bool | list | None) and not value for value in others)
        is_packaged = gemeente in {None, "Enschede"} and is_plain and "GEZOND_GEO_OFFLINE" in os.environ
        return data if is_packaged else load(gemeente, **options)

    monkeypatch.setattr(gg, "load", give)
    if "GEZOND_GEO_OFFLINE" in os.environ:
        for name in COMMON:
            monkeypatch.setattr(name, remember(resolve_name(name), outcomes))


@pytest.fixture(scope="session")
def four() -> gg.Dataset:
    """Give the four buurten that can be worked out by hand; no test may change it."""
    return load_four()


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Give the folder of real data beside the project."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"{SHARED} holds no real data (GEZOND_GEO_SHARED)")
    return SHARED


@pytest.fixture(scope="session")
def few_gemeenten(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of real data with a few gemeenten, in which a fault does what it does in a whole country."""
    return keep_few(shared_dir / "data", tmp_path_factory.mktemp("few"))


_LIVE = pytest.StashKey[dict[str, str]]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Let the processes of a run share these servers and their cache."""
    if (SHARED / "data").is_dir():
        node.workerinput["live"] = _serve_live(node.config)


def _serve_live(config: pytest.Config) -> dict[str, str]:
    """Give the settings of a run against the real data: one cache, so that a table is fetched once for all tests."""
    if _LIVE not in config.stash:
        stack = ExitStack()
        config.add_cleanup(stack.close)
        cache = stack.enter_context(TemporaryDirectory())
        config.stash[_LIVE] = {"GEZOND_GEO_CACHE": cache} | stack.enter_context(servers())
    return config.stash[_LIVE]


@pytest.fixture(scope="session")
def _live(request: pytest.FixtureRequest, shared_dir: Path) -> dict[str, str]:  # noqa: ARG001 - skips without it
    live: dict[str, str] = getattr(request.config, "workerinput", {}).get("live") or _serve_live(request.config)
    return live


@pytest.fixture
def services(_live: dict[str, str], online: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:  # noqa: ARG001
    """Give the addresses of servers with the real tables and boundaries, and set them."""
    for name, setting in _live.items():
        monkeypatch.setenv(name, setting)
    return {name: setting for name, setting in _live.items() if name in ADDRESSES}


@pytest.fixture(scope="session")
def netherlands(_live: dict[str, str]) -> Callable[[str], gg.Dataset]:
    """Give the Netherlands of an uitgave from these servers; no test may change it."""

    @functools.cache
    def load(uitgave: str) -> gg.Dataset:
        with patience(), pytest.MonkeyPatch.context() as patch:
            for name, setting in _live.items():
                patch.setenv(name, setting)
            return gg.load("Nederland", uitgave=uitgave, offline=False)

    return load


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test use the network of loopback, with its own run and session; what is silent there is so in this run."""
    monkeypatch.delenv("GEZOND_GEO_OFFLINE")
    monkeypatch.setattr(exchange, "BACKOFF_SECONDS", 0.001)
    http.start_run()
    with patience():
        yield
    http.start_run()
    exchange._session().close()
    exchange._session.cache_clear()


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with running_server() as server:
        yield server


@pytest.fixture
def silent_url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of a host that takes a connection and never says a word."""
    monkeypatch.setattr(settings, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Let LibreOffice save files in another format, in a profile that all tests of a process share."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = f"-env:UserInstallation=file://{tmp_path_factory.mktemp('soffice')}"

    def convert(ending: str, folder: Path, *paths: Path) -> None:
        words = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(folder), *map(str, paths)]
        subprocess.run(words, check=True, capture_output=True)

    return convert


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it, and from then on opening a socket or resolving a name fails the test."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    def forbid() -> None:
        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)

    return forbid


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the lock something that cannot be had, as where there is no write access or another process hangs."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)


@pytest.fixture
def serve(server: FaultyServer) -> Callable[..., FaultyServer]:
    """Give a table: its columns, its dimensions, and the pages of its rows."""

    def fill(topics: tuple[str, ...], *pages: Reply, dimensions: tuple[str, ...] = ()) -> FaultyServer:
        server.answer("TableInfos", value([{"Title": "Kerncijfers 2020", "Modified": "2021-03-26T02:00:00"}]))
        server.answer("DataProperties", value(properties(*topics, dimensions=dimensions)))
        server.answer("TypedDataSet", *pages)
        server.answer("WijkenEnBuurten", value(regions_of(*pages)))
        return server

    return fill
