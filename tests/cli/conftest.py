"""What tests of the command share: no more reading and drawing than a test needs that looks at neither."""

import functools
import os
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from made_up import hengelo_figures
from remembered import remember

import gezond_geo as gg
from gezond_geo.scores import clusters


@pytest.fixture(scope="session")
def outcomes() -> dict[Any, Any]:
    """Give what commands computed; see `remembered`."""
    return {}


COMMON = (
    "gezond_geo.score", "gezond_geo.match_projects", "gezond_geo.results", "gezond_geo.assess_robustness",
    "gezond_geo.assess_spending", "gezond_geo.load_years", "gezond_geo.score_years",
    "gezond_geo.cli.samenhang.assess_coherence", "gezond_geo.cli.zekerheid.assess_sensitivity",
)  # fmt: skip
"""Functions that many commands call with the same arguments; tests of their own rooms look at what they give."""


@pytest.fixture
def computed_once(data: gg.Dataset, outcomes: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Read and score Enschede as it is in the package once, and not again for each command."""
    load = gg.load

    def give(gemeente: str | None, **options: Any) -> gg.Dataset:
        others = [value for name, value in options.items() if name not in {"offline", "progress"} and value]
        if gemeente not in {None, "Enschede"} or others or "GEZOND_GEO_OFFLINE" not in os.environ:
            return load(gemeente, **options)
        return data

    monkeypatch.setattr(gg, "load", give)
    if "GEZOND_GEO_OFFLINE" in os.environ:
        for name in COMMON:
            monkeypatch.setattr(name, remember(resolve_name(name), outcomes))


@pytest.fixture(scope="session")
def hengelo() -> gg.Dataset:
    """Give a made-up gemeente of six buurten; no test may change it."""
    return gg.load("Hengelo", figures=hengelo_figures(), offline=True)


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no more often than a test needs that looks at no chance."""
    monkeypatch.setattr(gg, "assess_robustness", functools.partial(gg.assess_robustness, draws=20))
    monkeypatch.setattr(gg, "try_choice", functools.partial(gg.try_choice, draws=20))


@pytest.fixture
def few_permutations(outcomes: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assess_clusters = functools.partial(remember(clusters.assess_clusters, outcomes), permutations=99)
    monkeypatch.setattr("gezond_geo.cli.samenhang.assess_clusters", assess_clusters)


@pytest.fixture(scope="session")
def nulmeting(data: gg.Dataset, scores: gg.Scores, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a nulmeting of Enschede."""
    return gg.write_nulmeting(data, scores, tmp_path_factory.mktemp("nulmeting") / "nu.nulmeting.zip")
