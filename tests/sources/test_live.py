"""The figures of an uitgave: what is made of the tables, and a whole run against servers with the real ones."""

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from surroundings import ADDRESSES, PROXIES, servers

import gezond_geo as gg
from gezond_geo.cli import main
from gezond_geo.dataset import NEWEST
from gezond_geo.errors import SourceError
from gezond_geo.indicators import uitgave_of
from gezond_geo.sources import _cache, _http, live
from gezond_geo.sources.statline import TableRows

CODES = ("BU01530000", "BU01530001", "GM0153", "NL00", "WK015300")


@dataclasses.dataclass
class Tables:
    """Stands in for StatLine: every column is 10 for each region, but for what a test says of a table."""

    changes: Mapping[tuple[str, str | None], Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    asked: list[tuple[Any, ...]] = dataclasses.field(default_factory=list)

    def read_table(self, table_id, *, base_url, columns, regions, period, age):
        self.asked.append((table_id, base_url, regions, period, age))
        change = dict(self.changes.get((table_id, age), {}))
        if failure := change.pop("failure", None):
            raise SourceError(failure)
        index = pd.Index(change.pop("codes", CODES), name="code")
        missing = change.pop("missing", [])
        frame = pd.DataFrame({name: np.nan if name in missing else 10.0 for name in columns}, index=index)
        rows = TableRows(
            frame=frame,
            resolved={name: f"{stems[0]}_1" for name, stems in columns.items() if name not in missing},
            missing=list(missing),
            table_id=table_id,
            title="Titel",
            modified=None,
            url=f"{base_url}/{table_id}",
            retrieved="2026-01-02T03:04:05+00:00",
            stale=False,
        )
        return dataclasses.replace(rows, **change)

    def read_names(self, _table_id, *, base_url, regions):
        assert base_url
        assert regions
        names = ["City", "Lasonder, Zeggelt", "Enschede", "Nederland", "Wijk 00 Binnensingelgebied"]
        return pd.Series(names, index=pd.Index(CODES, name="code"))


@pytest.fixture
def tables(monkeypatch):
    def make(changes=None):
        fake = Tables(changes or {})
        monkeypatch.setattr(live.statline, "read_table", fake.read_table)
        monkeypatch.setattr(live.statline, "read_names", fake.read_names)
        return fake

    return make


def test_the_tables_of_an_uitgave_become_one(tables, monkeypatch):
    monkeypatch.setenv("GEZOND_GEO_STATLINE_URL", "http://cbs/")
    monkeypatch.setenv("GEZOND_GEO_RIVM_URL", "http://rivm")
    fake = tables()
    figures = live.read_uitgave(uitgave_of("2020"), "GM0153")
    regions = ("BU0153", "WK0153", "GM0153", "NL")
    assert fake.asked == [
        ("84799NED", "http://cbs", regions, None, None),
        ("50090NED", "http://rivm", regions, "2020JJ00", "20300"),
        ("50090NED", "http://rivm", regions, "2020JJ00", "80200"),
        ("85984NED", "http://cbs", regions, None, None),
        ("50150NED", "http://rivm", regions, "2024JJ00", "20300"),
    ]
    assert figures.buurten.index.tolist() == ["BU01530000", "BU01530001"]
    assert figures.buurten["buurtnaam"].tolist() == ["City", "Lasonder, Zeggelt"]
    assert figures.buurten["roken"].tolist() == figures.buurten["inwoners_later"].tolist() == [10, 10]
    assert figures.buurten["steen"].isna().all()  # no service has it
    assert figures.comparison.index.tolist() == ["GM0153", "NL", "WK015300"]
    assert figures.wijken == {"WK015300": "Binnensingelgebied"}
    assert figures.sources.loc["roken", ["tabel", "kolom", "jaar"]].tolist() == ["50090NED", "Roker_1", 2020]
    assert figures.sources.loc["roken_65plus", "kolom"] == "Roker_1"
    assert "steen" not in figures.sources.index
    assert figures.meldingen == ()


def test_buurten_are_those_of_the_table_that_counts_residents(tables):
    tables({("50150NED", "20300"): {"codes": [*CODES, "BU01539999"]}, ("85984NED", None): {"codes": CODES[1:]}})
    buurten = live.read_uitgave(uitgave_of("2020"), "GM0153").buurten
    assert buurten.index.tolist() == ["BU01530000", "BU01530001"]
    assert buurten["inwoners_later"].isna().tolist() == [True, False]
    assert buurten["inwoners"].notna().all()


def test_without_a_table_the_run_goes_on_and_says_so(tables):
    tables({("85984NED", None): {"failure": "Weg."}})
    figures = live.read_uitgave(uitgave_of("2020"), "GM0153")
    assert figures.meldingen == ("Niet opgehaald: Kerncijfers wijken en buurten 2024. Weg.",)
    assert figures.buurten["inwoners_later"].isna().all()
    assert "inwoners_later" not in figures.sources.index


@pytest.mark.parametrize("table", [("84799NED", None), ("50090NED", "20300")])
def test_without_a_table_that_counts_there_is_no_uitgave(tables, table):
    tables({table: {"failure": "Weg."}})
    with pytest.raises(SourceError, match="Weg"):
        live.read_uitgave(uitgave_of("2020"), "GM0153")


def test_what_a_table_lacks_or_is_old_is_said(tables):
    tables({("50090NED", "20300"): {"missing": ["roken", "eenzaam"], "stale": True}})
    assert live.read_uitgave(uitgave_of("2020"), "GM0153").meldingen == (
        "Tabel 50090NED (Gezondheid per wijk en buurt 2012/2016/2020) heeft geen kolom voor roken en eenzaamheid.",
        "Gezondheid per wijk en buurt 2012/2016/2020: de bron antwoordde niet; gebruikt is de versie die op 2026-01-02 "
        "is opgehaald.",
    )


def test_the_nation_is_every_buurt_and_the_country(tables):
    fake = tables()
    live.read_nation(uitgave_of("2024"))
    assert {regions for _, _, regions, _, _ in fake.asked} == {("BU", "NL")}


@pytest.mark.parametrize(("filled", "unpublished"), [(2, []), (1, ["bijstand_personen", "roken"])])
def test_a_column_is_published_from_two_thirds(tables, filled, unpublished):
    tables()
    figures = live.read_uitgave(uitgave_of("2020"), "GM0153")
    buurten = pd.concat([figures.buurten, figures.buurten.iloc[:1]], ignore_index=True)  # three rows
    buurten.loc[filled:, ["roken", "bijstand_personen", "mantelzorger"]] = np.nan
    found = live.unpublished_columns(dataclasses.replace(figures, buurten=buurten), uitgave_of("2020"))
    # Caring for others is looked at and not counted: it may be empty.
    assert found == unpublished


@dataclasses.dataclass(frozen=True)
class Run:
    """What a run against the servers gave, and the settings with which it can be had again from its cache."""

    settings: dict[str, str]
    data: gg.Dataset
    page: bytes

    def repeat(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in self.settings.items():
            monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def run(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("live")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GEZOND_GEO_OFFLINE", *PROXIES):
            patch.delenv(name, raising=False)
        with servers(shared_dir) as addresses:
            settings = {**addresses, "GEZOND_GEO_CACHE": str(folder / "cache")}
            for name, value in settings.items():
                patch.setenv(name, value)
            data = gg.load("Enschede")
            gg.load("Enschede", uitgave=NEWEST)
        page = gg.make_map(data, gg.score(data), gg.match_projects(data)).save(folder / "live.html")
        assert page is not None
        yield Run(settings, data, page.read_bytes())
    _http._session().close()


@pytest.mark.shared
def test_live_has_the_real_boundaries(run):
    buurten = run.data.buurten
    assert run.data.has_boundaries
    assert len(buurten) == 70
    assert buurten.geometry.notna().all()
    assert buurten.geometry.is_valid.all()
    # CBS counts 14 083 ha of land, and the boundaries are simplified.
    assert buurten.geometry.area.sum() / 10_000 == pytest.approx(14_083, rel=0.03)
    assert buurten.geometry.distance(buurten["punt"]).max() == 0
    assert run.data.meldingen == ("Grenzen: CBS en Kadaster, indeling 2024.",)


@pytest.mark.shared
def test_live_gives_the_same_scores_to_the_last_digit(run, data, scores):
    found = gg.score(run.data)
    for name in ("buurten", "themes", "indicators", "contributions"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(scores, name), check_exact=True)
    columns = [c for c in data.buurten.columns if c not in {"geometry", "punt"}]
    pd.testing.assert_frame_equal(
        pd.DataFrame(run.data.buurten[columns]), pd.DataFrame(data.buurten[columns]), check_exact=True
    )
    pd.testing.assert_series_equal(run.data.buurten["punt"], data.buurten["punt"])
    pd.testing.assert_frame_equal(run.data.comparison, data.comparison, check_exact=True, check_like=True)


@pytest.mark.shared
def test_live_fills_the_cache_and_says_where_it_came_from(run, monkeypatch):
    run.repeat(monkeypatch)
    held = [provenance for _, provenance in _cache.entries()]
    asked = {"84799NED", "50090NED", "85984NED", "50150NED", "wijken-en-buurten-2024/buurten"}
    assert {provenance.table for provenance in held} == asked
    assert all(provenance.rows for provenance in held)
    sources = run.data.sources
    services = tuple(run.settings[name] for name in ADDRESSES)
    assert sources["url"].drop(["steen", "groen", "water", "hitte", "inwoners_2012"]).str.startswith(services).all()
    assert sources["url"]["steen"].startswith("https://doi.org/")
    assert sources.loc["geometry", ["uitgever", "jaar", "licentie"]].tolist() == ["CBS en Kadaster", 2024, "CC BY 4.0"]


@pytest.mark.shared
@pytest.mark.parametrize("offline", [False, True])
def test_with_the_servers_stopped_the_map_is_the_same(run, monkeypatch, tmp_path, offline):
    run.repeat(monkeypatch)
    data = gg.load("Enschede", offline=offline)
    path = gg.make_map(data, gg.score(data), gg.match_projects(data)).save(tmp_path / "kaart.html")
    assert path.read_bytes() == run.page


@pytest.mark.shared
def test_newest_falls_back_to_what_is_complete_and_says_so(run, monkeypatch, tmp_path, capsys):
    run.repeat(monkeypatch)
    path = tmp_path / "nieuwste.csv"
    assert main(["scores", "--nieuwste", "--uit", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out == f"{path}\n"
    assert "Uitgave 2024 is nog niet compleet (nog leeg: " in said.err
    assert "Uitgave 2020 is de nieuwste die compleet is." in said.err
    assert "bijstand" in said.err
    found = pd.read_csv(path, comment="#", index_col="buurtcode")
    pd.testing.assert_series_equal(found["score"], gg.score(run.data).buurten["score"].round(2))
