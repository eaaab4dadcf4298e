"""What `gezond-geo bronnen` says of the cache, and what `--ververs` does to it."""

import pytest
from cached import frame_of, moment, provenance_of

import gezond_geo as gg
from gezond_geo import settings
from gezond_geo.cli import main
from gezond_geo.errors import SourceError
from gezond_geo.io import cache

pytestmark = pytest.mark.usefixtures("online")


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEZOND_GEO_OFFLINE", "1")


def cache_lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["bronnen"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("In de cache"))
    return lines[start:]


def test_an_empty_cache_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert cache_lines(capsys) == ["In de cache: 0 bestanden."]


def test_every_file_is_listed_with_its_age(capsys: pytest.CaptureFixture[str]) -> None:
    cache.write("a", frame_of(1, 2), provenance_of(days_ago=45.5, checked=moment(1.5)))
    cache.write("b", frame_of(1), provenance_of(days_ago=1.5, modified=None))
    assert cache_lines(capsys) == [
        "In de cache: 2 bestanden.",
        f"  84799NED: 2 regels, opgehaald {moment(45.5)[:10]} (45 dagen oud), gewijzigd 2021-03-26, "
        f"nagekeken {moment(1.5)[:10]}, http://h/t",
        f"  84799NED: 1 regel, opgehaald {moment(1.5)[:10]} (1 dag oud), wijziging onbekend, http://h/t",
    ]


@pytest.mark.parametrize(("words", "refreshed"), [((), False), (("--ververs",), True)])
def test_ververs_fetches_all_of_a_run_again(
    words: tuple[str, ...],
    refreshed: bool,  # noqa: FBT001 - a column of the table
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    choices = []

    def load(*_: object, **__: object) -> None:
        choices.append(settings.refresh())
        raise SourceError("Tot hier.")

    monkeypatch.setattr(gg, "load", load)
    assert main(["kaart", *words]) == 2
    assert capsys.readouterr().err == "Tot hier.\n"
    assert choices == [refreshed]
    assert not settings.refresh()


def test_ververs_does_not_go_with_offline(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["kaart", "--offline", "--ververs"])
    assert capsys.readouterr().err.startswith("--ververs gaat niet samen met --offline;")
