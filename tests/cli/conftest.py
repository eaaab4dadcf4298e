"""What tests of the command share: no more reading and drawing than a test needs that looks at neither."""

import functools
from pathlib import Path
from typing import Any

import pytest
from made_up import hengelo_figures
from remembered import remember

import gezond_geo as gg
from gezond_geo.scores import clusters


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
