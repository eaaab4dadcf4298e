"""The figures of an uitgave: what is made of the tables, and a whole run against servers with the real ones."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fake_statline import CODES
from faulty import Reply, servers
from made_up import squares
from surroundings import ADDRESSES, PROXIES

import gezond_geo as gg
from gezond_geo.cli import main
from gezond_geo.dataset import cbs
from gezond_geo.errors import SourceError
from gezond_geo.indicators.catalogue import uitgave_of
from gezond_geo.io import cache, exchange

pytestmark = pytest.mark.usefixtures("online")


def test_the_tables_of_an_uitgave_become_one(tables, monkeypatch):
    monkeypatch.setenv("GEZOND_GEO_STATLINE_URL", "http://cbs/")
    monkeypatch.setenv("GEZOND_GEO_RIVM_URL", "http://rivm")
    fake = tables()
    figures = cbs.read_uitgave(uitgave_of("2020"), "GM0153")
    regions = ("BU0153", "WK0153", "GM0153", "NL")
    assert fake.asked == [
        ("84799NED", "http://cbs", regions, "2020JJ00", None),
        ("50090NED", "http://rivm", regions, "2020JJ00", "20300"),
        ("50090NED", "http://rivm", regions, "2020JJ00", "80200"),
        ("85984NED", "http://cbs", regions, "2024JJ00", None),
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
    buurten = cbs.read_uitgave(uitgave_of("2020"), "GM0153").buurten
    assert buurten.index.tolist() == ["BU01530000", "BU01530001"]
    assert buurten["inwoners_later"].isna().tolist() == [True, False]
    assert buurten["inwoners"].notna().all()


def test_without_a_table_the_run_goes_on_and_says_so(tables):
    tables({("85984NED", None): {"failure": "Weg."}})
    figures = cbs.read_uitgave(uitgave_of("2020"), "GM0153")
    assert figures.meldingen == ("Niet opgehaald: Kerncijfers wijken en buurten 2024. Weg.",)
    assert figures.buurten["inwoners_later"].isna().all()
    assert "inwoners_later" not in figures.sources.index


@pytest.mark.parametrize("table", [("84799NED", None), ("50090NED", "20300")])
def test_without_a_table_that_counts_there_is_no_uitgave(tables, table):
    tables({table: {"failure": "Weg."}})
    with pytest.raises(SourceError, match="Weg"):
        cbs.read_uitgave(uitgave_of("2020"), "GM0153")


def test_what_a_table_lacks_or_is_old_is_said(tables):
    tables({("50090NED", "20300"): {"missing": ["roken", "eenzaam"], "stale": True}})
    assert cbs.read_uitgave(uitgave_of("2020"), "GM0153").meldingen == (
        "Tabel 50090NED (Gezondheid per wijk en buurt 2012/2016/2020) heeft geen kolom voor roken en eenzaamheid.",
        "Gezondheid per wijk en buurt 2012/2016/2020: de bron antwoordde niet; gebruikt is de versie die op 2026-01-02 "
        "is opgehaald.",
    )


def test_a_buurt_that_is_listed_without_a_row_stays_without_figures_and_is_named(tables):
    tables({("84799NED", None): {"codes": CODES[1:], "absent": ("BU01530000",)}})
    figures = cbs.read_uitgave(uitgave_of("2020"), "GM0153")
    assert figures.buurten.index.tolist() == ["BU01530000", "BU01530001"]
    assert figures.buurten["buurtnaam"].tolist() == ["City", "Lasonder, Zeggelt"]
    assert np.isnan(figures.buurten.loc["BU01530000", "inwoners"])
    assert not figures.is_whole
    assert figures.meldingen[0] == (
        "Kerncijfers wijken en buurten 2020 (84799NED): van 1 gebied kwam geen regel (BU01530000); die hebben hier "
        "geen cijfer. Probeer het later opnieuw."
    )


def test_rows_that_nobody_asked_for_are_said(tables):
    tables({("50090NED", "20300"): {"outside": 1200, "outside_code": "BU01640001"}})
    figures = cbs.read_uitgave(uitgave_of("2020"), "GM0153")
    assert figures.is_whole
    assert figures.meldingen == (
        "Gezondheid per wijk en buurt 2012/2016/2020 (50090NED): 1.200 regels niet gebruikt, want daar was niet om "
        "gevraagd (zoals BU01640001).",
    )


def test_a_buurt_of_which_rivm_gives_no_row_is_named_when_it_has_residents_enough(tables):
    people = pd.DataFrame({name: [100.0, 99.0] for name in uitgave_of("2020").columns_of("kwb")}, index=list(CODES[:2]))
    tables({
        ("84799NED", None): {"frame": people.rename_axis("code")},
        ("50090NED", "20300"): {"codes": CODES[2:]},
    })  # fmt: skip
    assert cbs.read_uitgave(uitgave_of("2020"), "GM0153").meldingen[0] == (
        "Gezondheid per wijk en buurt 2012/2016/2020: geen regel van 1 buurt met 100 inwoners of meer (City)."
    )


@pytest.mark.parametrize(("is_counted", "is_whole"), [(True, True), (False, False)])
def test_a_gemeente_without_health_of_many_buurten_is_whole_when_the_service_counts(tables, is_counted, is_whole):
    changes = {("50090NED", "20300"): {"codes": CODES[1:], "is_counted": is_counted}}
    people = pd.DataFrame(
        {name: [100.0, 100.0] for name in uitgave_of("2020").columns_of("kwb")}, index=list(CODES[:2])
    )
    tables(changes | {("84799NED", None): {"frame": people.rename_axis("code")}})
    figures = cbs.read_uitgave(uitgave_of("2020"), "GM0153")
    assert figures.is_whole == is_whole
    assert "geen regel van 1 buurt met 100 inwoners of meer (City)" in figures.meldingen[0]


def test_a_buurt_without_a_name_is_named_by_its_code(tables):
    tables({("84799NED", None): {"codes": [*CODES, "BU01530009"]}})
    figures = cbs.read_uitgave(uitgave_of("2020"), "GM0153")
    assert figures.buurten["buurtnaam"].tolist()[-1] == "BU01530009"
    assert "Van 1 buurt gaf CBS geen naam: BU01530009." in figures.meldingen


def test_a_gemeente_that_ended_has_no_later_figures_and_no_failure(tables, monkeypatch):
    fake = tables()

    def read(table_id, **options):
        if table_id in {"85984NED", "50150NED"}:
            raise cbs.statline.NoRowsError("Geen regels.")
        return fake.read_table(table_id, **options)

    monkeypatch.setattr(cbs.statline, "read_table", read)
    figures = cbs.read_uitgave(uitgave_of("2020"), "GM0153")
    assert not [melding for melding in figures.meldingen if "Niet opgehaald" in melding]
    assert figures.buurten["goede_gezondheid_later"].isna().all()


def test_the_measures_of_the_kwb_are_asked_where_they_are_served(tables, monkeypatch):
    monkeypatch.setenv("GEZOND_GEO_CBS_V4_URL", "http://v4/")
    requests = {}
    fake = tables()

    def read(table_id, **options):
        requests[table_id] = (options["url_v4"], options["measures"].get("inwoners"))
        return fake.read_table(table_id, **options)

    monkeypatch.setattr(cbs.statline, "read_table", read)
    cbs.read_uitgave(uitgave_of("2024").with_extra(["ses_woa"]), "GM0153")
    assert requests == {
        "85984NED": ("http://v4", cbs.statline.Measure(code="T001036", eenheid="aantal")),
        "50150NED": (None, None),
        "86296NED": (None, None),
    }


def test_the_netherlands_are_every_region(tables):
    fake = tables()
    figures = cbs.read_uitgave(uitgave_of("2020"), "NL")
    assert {regions for _, _, regions, _, _ in fake.asked} == {None}
    assert fake.asked_names is None
    assert figures.buurten.index.tolist() == ["BU01530000", "BU01530001"]
    assert figures.comparison.index.tolist() == ["GM0153", "NL", "WK015300"]


def test_a_gemeente_that_was_not_there_yet_is_said(tables):
    tables({("84799NED", None): {"codes": ["NL00"]}})
    with pytest.raises(SourceError, match="Kerncijfers wijken en buurten 2020 heeft geen buurten van GM1982"):
        cbs.read_uitgave(uitgave_of("2020"), "GM1982")


@pytest.mark.parametrize("rows", [("NL00", "NL01"), ("NL01", "NL00")])
def test_the_country_is_one_row_under_either_of_its_codes(tables, rows):
    kwb, health = rows
    tables({("84799NED", None): {"codes": [*CODES[:3], kwb]}, ("50090NED", "20300"): {"codes": [*CODES[:3], health]}})
    nation = cbs.read_uitgave(uitgave_of("2020"), "GM0153").comparison.loc["NL"]
    assert nation[["inwoners", "roken"]].tolist() == [10, 10]


def test_extras_have_tables_of_their_own_and_are_read_when_asked_for(tables):
    fake = tables()
    uitgave = uitgave_of("2020").with_extra(["ses_woa", "afstand_huisarts", "afstand_park"])
    figures = cbs.read_uitgave(uitgave, "GM0153")
    extra = [(table, period) for table, _, _, period, _ in fake.asked[5:]]
    assert extra == [("84799NED", "2020JJ00"), ("85231NED", "2021JJ00"), ("86296NED", "2020JJ00")]
    assert figures.buurten["ses_woa"].tolist() == [10, 10]
    assert figures.sources.loc["ses_woa", "titel"] == "Sociaal-economische status; scores per wijk en buurt"
    assert figures.sources.loc["afstand_park", "jaar"] == 2021


def test_an_extra_that_cannot_be_read_is_said(tables):
    tables({("86296NED", None): {"failure": "Weg."}})
    figures = cbs.read_uitgave(uitgave_of("2020").with_extra(["ses_woa"]), "GM0153")
    assert figures.buurten["ses_woa"].isna().all()
    assert figures.meldingen == ("Niet opgehaald: Sociaal-economische status; scores per wijk en buurt. Weg.",)


def test_figures_of_another_division_are_given_where_the_buurt_is_the_same(tables):
    # Of the second buurt the land went from 10 to 20 ha, and the third is new.
    later = pd.DataFrame(
        {"inwoners_later": 9.0, "inwoners_65plus_later": 3.0, "land_ha_later": [10.0, 20.0, 30.0]},
        index=pd.Index(["BU01530000", "BU01530001", "BU01530002"], name="code"),
    )
    tables({("85984NED", None): {"frame": later}})
    figures = cbs.read_uitgave(uitgave_of("2020"), "GM0153")
    buurten = figures.buurten
    assert buurten["land_ha_later"].tolist() == [10, 20]
    for name in ("inwoners_later", "inwoners_65plus_later", "goede_gezondheid_later"):
        assert buurten[name].notna().tolist() == [True, False], name
    assert buurten[["inwoners", "goede_gezondheid"]].notna().all(axis=None)
    assert figures.meldingen == (
        "Van 2 buurten van 2020 zijn er 1 in 2024 dezelfde (code en land); 1 (samen 10 inwoners) zijn veranderd van "
        "grens of code; 2 zijn er in 2024 alleen.",
    )


def test_health_of_another_division_is_not_that_of_a_buurt_that_changed(tables):
    # 50150NED has the health of 2022 by the buurten of 2024.
    later = pd.DataFrame(
        {"inwoners_later": 9.0, "inwoners_65plus_later": 3.0, "land_ha_later": [10.0, 20.0]},
        index=pd.Index(["BU01530000", "BU01530001"], name="code"),
    )
    tables({("85984NED", None): {"frame": later}})
    buurten = cbs.read_uitgave(uitgave_of("2022"), "GM0153").buurten
    assert buurten["roken"].notna().tolist() == [True, False]
    assert buurten[["bijstand_personen", "laag_inkomen"]].notna().all(axis=None)


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
def run(few_gemeenten: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("live")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GEZOND_GEO_OFFLINE", *PROXIES):
            patch.delenv(name, raising=False)
        with servers(few_gemeenten) as addresses:
            settings = {**addresses, "GEZOND_GEO_CACHE": str(folder / "cache")}
            for name, value in settings.items():
                patch.setenv(name, value)
            data = gg.load("Enschede")
        page = gg.make_map(data, gg.score(data), gg.match_projects(data)).save(folder / "live.html")
        assert page is not None
        yield Run(settings, data, page.read_bytes())
    exchange._session().close()


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
    # That server has no boundaries of 2020, and all 70 buurten are the same in 2024.
    assert run.data.meldingen[-1].startswith(
        "De grenzen zijn van 2024 en de cijfers van 2020: getekend zijn de 70 van de 70 buurten"
    )


@pytest.mark.shared
def test_live_gives_the_same_scores_to_the_last_digit(run, data, scores):
    own = gg.score(run.data)
    for name in ("buurten", "themes", "indicators", "contributions"):
        pd.testing.assert_frame_equal(getattr(own, name), getattr(scores, name), check_exact=True)
    columns = [c for c in data.buurten.columns if c not in {"geometry", "punt"}]
    pd.testing.assert_frame_equal(
        pd.DataFrame(run.data.buurten[columns]), pd.DataFrame(data.buurten[columns]), check_exact=True
    )
    pd.testing.assert_series_equal(run.data.buurten["punt"], data.buurten["punt"])
    pd.testing.assert_frame_equal(run.data.comparison, data.comparison, check_exact=True, check_like=True)


@pytest.mark.shared
def test_live_fills_the_cache_and_says_where_it_came_from(run, monkeypatch):
    run.repeat(monkeypatch)
    entries = [provenance for _, provenance in cache.entries()]
    keys = {"84799NED", "50090NED", "85984NED", "50150NED", "wijken-en-buurten-2024/buurten"}
    keys |= {"84799NED/WijkenEnBuurten", "85984NED/WijkenEnBuurten"}
    assert {provenance.table for provenance in entries} == keys
    assert all(provenance.rows for provenance in entries)
    sources = run.data.sources
    services = tuple(run.settings[name] for name in ADDRESSES)
    assert sources["url"].drop(["steen", "groen", "water", "hitte", "inwoners_2012"]).str.startswith(services).all()
    assert sources["url"]["steen"].startswith("https://doi.org/")
    assert sources.loc["geometry", ["uitgever", "jaar", "licentie"]].tolist() == ["CBS en Kadaster", 2024, "CC BY 4.0"]


@pytest.mark.shared
def test_with_the_servers_stopped_the_map_is_the_same(run, monkeypatch, tmp_path):
    run.repeat(monkeypatch)
    for offline in (False, True):
        data = gg.load("Enschede", offline=offline)
        assert data.meldingen == run.data.meldingen
        for name in ("buurten", "comparison", "sources", "projects", "standard_errors"):
            pd.testing.assert_frame_equal(getattr(data, name), getattr(run.data, name), check_exact=True)
    path = gg.make_map(data, gg.score(data), gg.match_projects(data)).save(tmp_path / "kaart.html")
    assert path.read_bytes() == run.page


@pytest.mark.shared
def test_newest_falls_back_to_what_is_complete_and_says_so(run, monkeypatch, tmp_path, capsys):
    run.repeat(monkeypatch)
    path = tmp_path / "nieuwste.csv"
    assert main(["scores", "--nieuwste", "--uit", str(path)]) == 0
    output = capsys.readouterr()
    assert output.out == f"{path}\n"
    first = output.err.splitlines()[0]
    assert first.startswith(
        "Cijfers van 2020: de nieuwste uitgave die te lezen en compleet is. Uitgave 2024 is nog niet "
    )
    assert first.endswith("Uitgave 2022 is niet te lezen.")
    assert "bijstand" in output.err
    table = pd.read_csv(path, comment="#", index_col="buurtcode")
    pd.testing.assert_series_equal(table["score"], gg.score(run.data).buurten["score"].round(8))


@pytest.mark.slow
def test_what_is_missing_is_missing_from_the_service_to_the_score(server, monkeypatch):
    """Null, a padded point, a code for secret and a row that is not there are no figure, and none of them is 0."""
    for name in ADDRESSES:
        monkeypatch.setenv(name, server.url)
    uitgave = uitgave_of("2020")
    stems = {i.id: i.stammen[0] for i in uitgave.indicators().values() if i.tabel and i.tabel != "verstening"}
    columns = {stem: f"{stem}_{n}" for n, stem in enumerate(dict.fromkeys(stems.values()))}
    usual = dict.fromkeys(columns.values(), 20.0) | {columns["AantalInwoners"]: 1500}
    regions = {
        "BU0164000A": {columns["Roker"]: None},
        "BU01640001": {columns["Roker"]: "       ."},
        "BU01640002": {columns["Roker"]: -99997},
        "BU01640003": {columns["Roker"]: 0.0, columns["PersonenPerSoortUitkeringBijstand"]: 0},
        "BU01640004": {columns["AantalInwoners"]: None},
        "WK016400": {}, "GM0164": {}, "NL01": {},
    }  # fmt: skip
    rows = [{"WijkenEnBuurten": code.ljust(10)} | usual | own for code, own in regions.items()]
    topics = [{"Key": "WijkenEnBuurten", "Type": "GeoDetail"}, *({"Key": c, "Type": "Topic"} for c in columns.values())]
    server.answer("TableInfos", Reply(json={"value": [{"Title": "Tabel", "Modified": "2026-01-02"}]}))
    server.answer("DataProperties", Reply(json={"value": topics}))
    server.answer("TypedDataSet", Reply(json={"value": rows}))
    names = [{"Key": code.ljust(10), "Title": f"Naam {code}"} for code in regions]
    server.answer("WijkenEnBuurten", Reply(json={"value": names}))
    data = gg.load("Hengelo", uitgave="2020", boundaries=squares([c for c in regions if c.startswith("BU")]))
    assert data.buurten.index.tolist() == ["BU01640001", "BU01640002", "BU01640003", "BU01640004", "BU0164000A"]
    assert data.buurten["buurtnaam"].tolist()[-1] == "Naam BU0164000A"
    assert data.buurten["roken"].fillna(-1).tolist() == [-1, -1, 0, -1, -1]
    assert data.buurten["bijstand"].fillna(-1).tolist() == [13.7, 13.7, 0, -1, 13.7]  # 20 of 1 500 - 40
    assert data.comparison.loc["NL", "roken"] == 20
    buurten = gg.score(data).buurten
    assert buurten["reden_geen_rang"].tolist() == [
        "geen volledig cijfer voor gezondheid: geen rang",
        "geen volledig cijfer voor gezondheid: geen rang",
        "",
        "minder dan 100 inwoners: geen cijfers",
        "geen volledig cijfer voor gezondheid: geen rang",
    ]
    assert buurten["rang"].count() == 1
