"""What tests of the command share: no more reading and drawing than a test needs that looks at neither."""

import functools
import os
from typing import Any

import pytest
from made_up import hengelo_figures

import gezond_geo as gg
from gezond_geo.scores import clusters


@pytest.fixture
def read_once(data: gg.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read Enschede as it is in the package once, and not again for each command."""
    load = gg.load

    def give(gemeente: str | None, **options: Any) -> gg.Dataset:
        others = [value for name, value in options.items() if name not in {"offline", "progress"} and value]
        if gemeente not in {None, "Enschede"} or others or "GEZOND_GEO_OFFLINE" not in os.environ:
            return load(gemeente, **options)
        return data

    monkeypatch.setattr(gg, "load", give)


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
def few_permutations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "gezond_geo.cli.samenhang.assess_clusters", functools.partial(clusters.assess_clusters, permutations=99)
    )
