"""What tests of the command share: no more reading and drawing than a test needs that looks at neither."""

import functools
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from made_up import hengelo_figures
from remembered import remember

import gezond_geo as gg
from gezond_geo.scores import clusters, sensitivity

PLANS = "naam,partij,soort,buurten,van_jaar,tot_en_met_jaar\nRiool,gemeente,riolering,Pathmos,2027,2028\n"


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> gg.Dataset:
    """Give Enschede with a plan; no test may change it."""
    path = tmp_path_factory.mktemp("plannen") / "plannen.csv"
    path.write_text(PLANS, "utf-8")
    return gg.load("Enschede", offline=True, investments=path)


@pytest.fixture
def _plans(computed_once: None, planned: gg.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Let a command that is given ``plannen.csv`` have that plan, in the folder that it runs in."""
    load = gg.load

    def give(*words: Any, investments: Path | None = None, **options: Any) -> gg.Dataset:
        is_plan = investments == Path("plannen.csv")
        return planned if is_plan else load(*words, investments=investments, **options)

    monkeypatch.setattr(gg, "load", give)


@pytest.fixture(scope="session")
def hengelo() -> gg.Dataset:
    """Give a made-up gemeente of six buurten; no test may change it."""
    return gg.load("Hengelo", figures=hengelo_figures(), offline=True)


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no more often than a test needs that looks at no chance."""
    for name in ("gezond_geo.assess_robustness", "gezond_geo.pages.profile.assess_robustness"):
        monkeypatch.setattr(name, functools.partial(resolve_name(name), draws=20))
    monkeypatch.setattr(gg, "try_choice", functools.partial(gg.try_choice, draws=20))
    monkeypatch.setattr(
        "gezond_geo.cli.zekerheid.assess_sensitivity", functools.partial(sensitivity.assess_sensitivity, samples=8)
    )


@pytest.fixture
def few_permutations(outcomes: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assess_clusters = functools.partial(remember(clusters.assess_clusters, outcomes), permutations=99)
    monkeypatch.setattr("gezond_geo.cli.samenhang.assess_clusters", assess_clusters)
