"""Figures, reference and boundaries of a made-up country with two gemeenten, in every uitgave, by hand."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from made_up import areas_of, hengelo_figures, squares

import gezond_geo as gg
from gezond_geo.areas.sources import Source
from gezond_geo.dataset import cbs
from gezond_geo.dataset.folder import snapshot
from gezond_geo.dataset.statline import NoRowsError, TableRows
from gezond_geo.dataset.uitgave import _complete
from gezond_geo.errors import InputError, NoSnapshotError, SettingsError, SourceError
from gezond_geo.indicators.catalogue import catalogue, uitgave_of
from gezond_geo.indicators.reference_file import national_reference
from gezond_geo.pages.map.payload import build_payload

BUURTEN = ["BU00030000", "BU00030001", "BU00030100", "BU01640000", "BU01640001", "BU01640100"]
REGIONS = [*BUURTEN, "WK000300", "WK000301", "WK016400", "WK016401", "GM0003", "GM0164", "NL00"]
RESIDENTS = [1000.0, 2000.0, 500.0, 1000.0, 500.0, 90.0]
PEOPLE = dict.fromkeys(REGIONS, 5000.0) | dict(zip(BUURTEN, RESIDENTS, strict=True))
RATES = {code: 10.0 + 2 * n for n, code in enumerate(REGIONS)}
"""Every figure differs from buurt to buurt."""
SHARES = {"inwoners": 1, "inwoners_0_14": 0.1, "inwoners_15_24": 0.1, "huishoudens": 0.5, "inwoners_later": 1}
"""Counts are a part of the residents."""


@dataclasses.dataclass
class Country:
    """Stands in for StatLine and PDOK; `cells` are what a test changes: table and name, to a value per region."""

    cells: dict[tuple[str, str], dict[str, float]] = dataclasses.field(default_factory=dict)
    codes: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    boundaries: bool = False

    def read_table(self, table_id, *, base_url, columns, regions, period, age, **_):
        codes = [c for c in self.codes.get(table_id, REGIONS) if regions is None or c.startswith(tuple(regions))]
        figures = {name: self.column(table_id, name) for name in columns}
        frame = pd.DataFrame({name: [column.get(c, np.nan) for c in codes] for name, column in figures.items()}, codes)
        return TableRows(
            frame=frame.rename_axis("code"),
            resolved={name: f"{stems[0]}_1" for name, stems in columns.items()},
            missing=[],
            table_id=table_id,
            title="Titel",
            modified=None,
            url=f"{base_url}/{table_id}/{period}/{age}",
            retrieved="2026-01-02T03:04:05+00:00",
            stale=False,
        )

    def column(self, table_id, name):
        if name in SHARES:
            values = {code: people * SHARES[name] for code, people in PEOPLE.items()}
        elif name in {"inwoners_65plus", "bijstand_personen"}:
            values = {code: float(round(people * RATES[code] / 200)) for code, people in PEOPLE.items()}
        elif name in {"land_ha", "land_ha_later"}:
            values = dict.fromkeys(REGIONS, 100.0)
        else:
            values = RATES
        return values | self.cells.get((table_id, name), {})

    def read_names(self, table_id, *, regions, **_):
        codes = [c for c in self.codes.get(table_id, REGIONS) if regions is None or c.startswith(tuple(regions))]
        return pd.Series([f"Naam {c}" for c in codes], index=pd.Index(codes, name="code"))

    def read_boundaries(self, gemeentecode, *, year, **_):
        if not self.boundaries:
            raise SourceError("PDOK is weg.")
        own = [c for c in BUURTEN if gemeentecode is None or c[2:6] == gemeentecode[2:]]
        frame = squares(own).set_index("buurtcode").assign(buurtnaam=[f"Naam {c}" for c in own], land_ha=np.nan)
        return areas_of(frame, year=year)


@pytest.fixture
def country(monkeypatch):
    def make(**options):
        fake = Country(**options)
        monkeypatch.setattr(cbs.statline, "read_table", fake.read_table)
        monkeypatch.setattr(cbs.statline, "read_names", fake.read_names)
        monkeypatch.setattr(Source, "read", lambda _, code, **options: fake.read_boundaries(code, **options))
        return fake

    return make


def test_the_netherlands_are_all_buurten_of_all_gemeenten(country):
    country(boundaries=True)
    data = gg.load("Nederland", uitgave="2020")
    assert data.buurten.index.tolist() == BUURTEN
    assert data.buurten["gemeentecode"].tolist() == ["GM0003"] * 3 + ["GM0164"] * 3
    assert data.buurten["wijknaam"].tolist()[:3] == ["Naam WK000300", "Naam WK000300", "Naam WK000301"]
    assert data.buurten["stadsdeel"].isna().all()
    assert data.projects.empty
    assert data.gemeente.focusgebieden == ()
    assert data.buurten["punt"].notna().all()
    assert data.buurten.geometry.notna().all()
    scores = gg.score(data)
    assert scores.unmeasured == ("verstening",)
    # The sixth has 90 residents.
    assert scores.buurten["rang"].notna().tolist() == [True] * 5 + [False]
    assert gg.match_projects(data).empty


def test_without_boundaries_the_netherlands_have_scores_and_no_places(country):
    country()
    data = gg.load("Nederland", uitgave="2020")
    assert data.buurten["punt"].isna().all()
    assert gg.score(data).buurten["rang"].count() == 5
    assert data.meldingen[1:] == (
        "Geen echte grenzen: er wordt offline gewerkt.",
        "Van 6 van de 6 buurten van Nederland is geen plaats bekend; ze staan in de tabel, niet op een kaart.",
    )


def test_the_name_of_a_file_with_boundaries_does_not_point_to_a_person(tmp_path):
    path = tmp_path / "grenzen 06-12345678.gpkg"
    squares(BUURTEN).to_file(path)
    with pytest.raises(InputError, match="in de naam van het bestand staat een telefoonnummer"):
        gg.load("Enschede", boundaries=path)


def test_boundaries_of_some_buurten_are_drawn_and_the_others_are_said(country):
    country()
    data = gg.load("Nederland", uitgave="2020", boundaries=squares([*BUURTEN[:4], "BU09990000"]))
    assert data.buurten["punt"].notna().tolist() == [True] * 4 + [False] * 2
    inside = gpd.GeoSeries(data.buurten["punt"])[:4].within(data.buurten.geometry[:4])
    assert inside.all()
    assert data.meldingen[1:] == (
        "Van 2 van de 6 buurten van Nederland is geen plaats bekend; ze staan in de tabel, niet op een kaart: "
        "Naam BU01640001, Naam BU01640100.",
        "Grenzen zonder cijfers, niet getoond: BU09990000.",
    )
    payload = build_payload(data, gg.score(data), gg.match_projects(data))
    assert list(payload["vormen"]["grenzen"]["vlakken"]) == BUURTEN[:4]
    assert [buurt["code"] for buurt in payload["buurten"] if buurt["punt"] is None] == BUURTEN[4:]


def test_many_buurten_are_counted_when_they_cannot_all_be_named(country):
    country()
    strange = [f"BU0999{n:04d}" for n in range(25)]
    data = gg.load("Nederland", uitgave="2020", boundaries=squares([*BUURTEN, *strange], west=200_000.0))
    assert data.meldingen[1:] == (f"Grenzen zonder cijfers, niet getoond: {', '.join(strange[:8])}, nog 17.",)


def test_the_netherlands_offline_have_no_snapshot():
    with pytest.raises(NoSnapshotError, match="Van Nederland zijn geen cijfers meegeleverd"):
        gg.load("Nederland", offline=True)


def test_the_netherlands_from_figures_of_the_caller():
    figures = hengelo_figures()
    figures.index = pd.Index(BUURTEN, name="buurtcode")
    data = gg.load("Nederland", figures=figures, offline=True)
    assert data.buurten["gemeentecode"].unique().tolist() == ["GM0003", "GM0164"]


def test_an_uitgave_counts_what_it_says(country):
    country(boundaries=True)
    data = gg.load("Hengelo", uitgave="2022")
    assert [i.id for i in data.members("inkomen")] == ["bijstand", "laag_inkomen"]
    assert "laag inkomen" in data.themes["inkomen"].uitleg
    assert data.year_of("laag_inkomen") == data.year_of("roken") == 2022
    scores = gg.score(data)
    names = {name for theme, name in scores.contributions if theme == "inkomen"}
    assert names == {"bijstand", "laag_inkomen"}
    assert data.buurten["moeite_rondkomen"].notna().any()  # looked at
    assert "moeite_rondkomen" not in data.reference


def test_percentiles_are_of_the_own_year_residents_and_buurten(country):
    """Health of 2022 is on the buurten of 2024: it is weighed by who lived in those."""
    later = [*REGIONS[:3], "BU01640000", "BU01640007", *REGIONS[6:]]
    roken = {"BU00030000": 10, "BU00030001": 20, "BU00030100": 30, "BU01640000": 40, "BU01640007": 50}
    country(
        boundaries=True,
        codes={"85984NED": later, "50150NED": later},
        cells={
            ("50150NED", "roken"): roken,
            ("85984NED", "inwoners_later"): dict.fromkeys(roken, 1000.0) | {"BU01640007": 4000},
            ("85984NED", "land_ha_later"): {"BU01640007": 100},
            ("85318NED", "laag_inkomen"): dict(zip(BUURTEN, [5, 10, 15, 20, 25, 90], strict=True)),
        },
    )
    data = gg.load("Hengelo", uitgave="2022")
    # 40 has 3 000 residents below it and 1 000 equal to it, of 8 000: (3000 + 500) / 8000.
    percentiles = gg.score(data).indicators.loc["BU01640000"]
    assert percentiles["roken"] == pytest.approx(43.75)
    # In the buurten and the year of the income: 3 500 below 20 and 1 000 equal, of 5 000; the sixth is too small.
    assert percentiles["laag_inkomen"] == pytest.approx(100 * (3500 + 500) / 5000)


def test_a_buurt_that_changed_has_no_health_of_another_division(country):
    country(boundaries=True, cells={("85984NED", "land_ha_later"): {"BU01640001": 150}})
    data = gg.load("Hengelo", uitgave="2022")
    assert data.buurten["roken"].notna().tolist() == [True, False, False]  # the third has 90 residents
    reasons = gg.score(data).buurten["reden_geen_rang"]
    assert reasons["BU01640001"] == "geen volledig cijfer voor gezondheid: geen rang"
    assert data.meldingen[1].startswith("Van 3 buurten van 2022 zijn er 2 in 2024 dezelfde")


def test_a_buurt_that_hardly_changed_has_a_rank(country):
    country(
        boundaries=True,
        cells={
            ("85984NED", "land_ha_later"): {"BU01640000": 102},
            ("85984NED", "inwoners_later"): {"BU01640000": 1149},
        },
    )
    data = gg.load("Hengelo", uitgave="2020")
    assert not data.boundary_changed().any()
    assert gg.score(data).buurten["reden_geen_rang"].tolist()[:2] == ["", ""]


def test_a_changed_boundary_is_not_changed_residents(country):
    """Whether as many people live there as before, or three times as many."""
    country(
        boundaries=True,
        cells={
            ("85984NED", "land_ha_later"): {"BU01640000": 140, "BU01640001": 140},
            ("85984NED", "inwoners_later"): {"BU01640000": 3000},
        },
    )
    data = gg.load("Hengelo", uitgave="2020")
    assert data.boundary_changed().to_dict() == {"BU01640000": True, "BU01640001": True, "BU01640100": False}
    assert data.change_since_figures()[:2].isna().all()
    reasons = gg.score(data).buurten["reden_geen_rang"]
    assert reasons.tolist()[:2] == ["buurt veranderd van grens of code 2020–2024: geen rang"] * 2


def test_an_ended_code_is_not_changed_residents(country):
    country(boundaries=True, codes={"85984NED": [c for c in REGIONS if c != "BU01640000"]})
    data = gg.load("Hengelo", uitgave="2020")
    assert gg.score(data).buurten.loc["BU01640000", "reden_geen_rang"].startswith("buurt veranderd van grens of code")
    assert len(data.buurten) == 3


def test_no_buurt_has_a_rank_when_every_code_has_ended(country):
    """A gemeente alone and within the Netherlands: the same buurten have no rank, for the same reason."""
    country(boundaries=True, codes={"85984NED": [c for c in REGIONS if not c.startswith("BU0164")]})
    alone, nation = gg.load("Hengelo", uitgave="2020"), gg.load("Nederland", uitgave="2020")
    assert alone.buurten["land_ha_later"].isna().all()
    assert alone.boundary_changed().all()
    reasons = gg.score(alone).buurten["reden_geen_rang"]
    assert reasons.tolist()[:2] == ["buurt veranderd van grens of code 2020–2024: geen rang"] * 2
    assert reasons.equals(gg.score(nation).buurten["reden_geen_rang"].loc[reasons.index])


def test_a_later_table_without_the_gemeente_says_that_it_ended(country, monkeypatch):
    fake = country(boundaries=True)

    def read(table_id, **options):
        if table_id == "85984NED":
            raise NoRowsError("Geen regels.")
        return fake.read_table(table_id, **options)

    monkeypatch.setattr(cbs.statline, "read_table", read)
    data = gg.load("Hengelo", uitgave="2020")
    assert data.boundary_changed().all()
    assert data.sources.loc["land_ha_later", ["tabel", "jaar"]].tolist() == ["85984NED", 2024]
    assert not any("Kerncijfers" in melding for melding in data.meldingen if melding.startswith("Niet opgehaald"))


def test_a_later_table_that_does_not_come_says_nothing_of_boundaries(country, monkeypatch):
    fake = country(boundaries=True)

    def read(table_id, **options):
        if table_id == "85984NED":
            raise SourceError("CBS is weg.")
        return fake.read_table(table_id, **options)

    monkeypatch.setattr(cbs.statline, "read_table", read)
    assert not gg.load("Hengelo", uitgave="2020").boundary_changed().any()


def test_changed_residents_on_the_same_land_keep_their_reason(country):
    country(boundaries=True, cells={("85984NED", "inwoners_later"): {"BU01640000": 1290.0}})
    reason = gg.score(gg.load("Hengelo", uitgave="2020")).buurten.loc["BU01640000", "reden_geen_rang"]
    assert reason == "inwoners 2020–2024: +29 %, te veel veranderd voor een rang"


def test_the_newest_uitgave_has_no_later_year_and_a_reference_of_its_own(country):
    country(boundaries=True)
    data = gg.load("Hengelo", uitgave="2024")
    # Without a later year no boundary is said to have changed.
    assert data.buurten["land_ha_later"].isna().all()
    assert not data.boundary_changed().any()
    assert gg.score(data).buurten["rang"].notna().tolist() == [True, True, False]
    # The reference has its own variants, and the stone that the package keeps.
    reference, packaged = data.reference, national_reference()
    ids = set(reference.steps["id"])
    assert {"gezondheid/z-score/roken", "gezondheid_mentaal", "inkomen/min-max/armoede"} <= ids
    assert not [name for name in ids if "moeite_rondkomen" in name]
    # Five buurten of the made-up country have 100 residents or more.
    for name in ("gezondheid", "gezondheid/z-score/roken", "gezondheid_lichamelijk", "inkomen/percentiel/bijstand"):
        assert reference.steps.loc[reference.steps["id"] == name, "buurten"].sum() == 5
    for name in ("steen", "verstening"):
        counts, whole = (part.steps.loc[part.steps["id"] == name, "buurten"] for part in (reference, packaged))
        assert counts.tolist() == whole.tolist()


@pytest.mark.parametrize(
    ("uitgave", "land", "is_same"), [("2024", 86, True), ("2024", 120, False), ("2020", 120, True)]
)
def test_stone_of_the_package_is_of_the_same_land(data, uitgave, land, is_same):
    packaged = snapshot.read_snapshot(data.gemeente.folder)
    assert packaged.buurten.loc["BU01530301", "land_ha"] == 85
    live_buurten = packaged.buurten.assign(steen=np.nan)
    live_buurten.loc["BU01530301", "land_ha"] = land
    full = _complete(data.gemeente, uitgave_of(uitgave), dataclasses.replace(packaged, buurten=live_buurten))
    assert full.buurten["steen"].notna()["BU01530301"] == is_same
    assert full.buurten["steen"].notna()["BU01530003"]
    melding = "Zonder luchtfoto, want van grens of code veranderd sinds 2020: BU01530301."
    assert full.meldingen == (() if is_same else (melding,))


SUPPRESSED = {
    ("50090NED", "roken"): {"BU01640000": np.nan, "BU01640100": np.nan},
    ("50090NED", "mantelzorger"): {"BU01640001": np.nan},
    ("84799NED", "bijstand_personen"): {"BU01640001": np.nan},
}


def test_a_suppressed_figure_stays_missing_unless_asked(country):
    country(boundaries=True, cells=SUPPRESSED)
    data = gg.load("Hengelo", uitgave="2020")
    assert data.from_wijk.empty
    assert np.isnan(data.buurten.loc["BU01640000", "roken"])
    assert gg.score(data).buurten.loc["BU01640000", "reden_geen_rang"].startswith("geen volledig cijfer")


def test_a_suppressed_figure_may_be_that_of_the_wijk_and_says_so(country):
    country(boundaries=True, cells=SUPPRESSED)
    data = gg.load("Hengelo", uitgave="2020", from_wijk=True)
    wijk = data.comparison.loc["WK016400"]
    assert data.buurten.loc["BU01640000", "roken"] == wijk["roken"]
    assert data.buurten.loc["BU01640001", "mantelzorger"] == wijk["mantelzorger"]
    # Welfare per 1 000 of the wijk, and never how many people of the wijk that are.
    assert data.buurten.loc["BU01640001", "bijstand"] == wijk["bijstand"]
    assert np.isnan(data.buurten.loc["BU01640001", "bijstand_personen"])
    # Under 100 residents there is no figure, not even that of the wijk.
    assert data.buurten.loc["BU01640100", ["roken", "bijstand"]].isna().all()
    cells = {(code, name) for name, borrowed in data.from_wijk.items() for code in borrowed.index[borrowed]}
    assert cells == {("BU01640000", "roken"), ("BU01640001", "mantelzorger"), ("BU01640001", "bijstand")}
    assert "Aangevuld met cijfers van de hele wijk: 2 van de 3 buurten." in data.meldingen
    buurten = gg.score(data).buurten
    assert buurten["kanttekening"].tolist()[:2] == [
        "gezondheid van de hele wijk",
        "minder dan 1000 inwoners: grove cijfers; inkomen van de hele wijk; andere cijfers van de hele wijk",
    ]
    assert buurten["reden_geen_rang"].tolist()[:2] == ["cijfers van de hele wijk: geen rang"] * 2
    assert buurten["score"].notna().tolist() == [True, True, False]


def test_extras_are_beside_the_score(country):
    country(boundaries=True)
    plain, more = (
        gg.load("Hengelo", uitgave="2020"),
        gg.load("Hengelo", uitgave="2020", extra=["ses_woa", "afstand_huisarts"]),
    )
    assert set(more.buurten.columns) - set(plain.buurten.columns) == {"ses_woa", "afstand_huisarts"}
    assert more.buurten["ses_woa"].notna().tolist() == [True, True, False]
    assert more.sources.loc["ses_woa", ["tabel", "jaar"]].tolist() == ["86296NED", 2020]
    assert more.indicators["ses_woa"].thema is None
    pd.testing.assert_frame_equal(gg.score(more).buurten, gg.score(plain).buurten)
    assert "ses_woa" not in plain.indicators


@pytest.mark.parametrize("uitgave", ["2020", "2024"])
def test_a_figure_of_a_later_division_needs_the_same_name(country, monkeypatch, uitgave):
    """SES-WOA is on the buurten of 2025, of which no land is read: a code alone is not enough."""
    fake = country(boundaries=True)

    def read(table_id, **options):
        names = fake.read_names(table_id, **options)
        return names.replace("Naam BU01640000", "Anders") if table_id == "86296NED" else names

    monkeypatch.setattr(cbs.statline, "read_names", read)
    data = gg.load("Hengelo", uitgave=uitgave, extra=["ses_woa"])
    assert data.buurten["ses_woa"].notna().tolist() == [False, True, False]  # the third has 90 residents
    note = "(indeling 2025): niet getoond waar niet zeker is dat de buurt dezelfde is: Naam BU01640000."
    assert any(melding.endswith(note) for melding in data.meldingen)


def test_figures_of_a_later_division_are_left_out_when_nothing_says_what_is_the_same(country, monkeypatch):
    """Health of 2022 is on the buurten of 2024: without their land and names it is of nobody here."""
    fake = country(boundaries=True)

    def read(table_id, **options):
        if table_id == "85984NED" and options["regions"] is not None:
            raise SourceError("CBS is weg.")
        return fake.read_table(table_id, **options)

    def read_names(table_id, **options):
        if table_id == "50150NED":
            raise SourceError("RIVM is weg.")
        return fake.read_names(table_id, **options)

    monkeypatch.setattr(cbs.statline, "read_table", read)
    monkeypatch.setattr(cbs.statline, "read_names", read_names)
    data = gg.load("Hengelo", uitgave="2022")
    assert data.buurten["roken"].isna().all()
    assert data.buurten["laag_inkomen"].notna().any()


def test_extras_are_not_in_the_package_and_that_is_said():
    data = gg.load(extra=["afstand_huisarts"], offline=True)
    assert data.buurten["afstand_huisarts"].isna().all()
    assert "Gevraagd, maar zonder cijfers in deze uitgave: Afstand tot huisarts." in data.meldingen
    assert "afstand_huisarts" not in catalogue()


def test_an_unknown_extra_is_refused():
    with pytest.raises(SettingsError, match="cijfer op verzoek 'woz'"):
        gg.load(extra=["woz"], offline=True)


def test_progress_is_told_by_the_loaders(country, monkeypatch):
    fake = country(boundaries=True)
    counts = []

    def read(table_id, *, progress, **options):
        progress(5)
        return fake.read_table(table_id, **options)

    def read_areas(_source, gemeentecode, *, year, progress):
        progress(7)
        return fake.read_boundaries(gemeentecode, year=year)

    monkeypatch.setattr(cbs.statline, "read_table", read)
    monkeypatch.setattr(Source, "read", read_areas)
    gg.load("Nederland", uitgave="2022", progress=lambda what, count: counts.append((what, count)))
    assert ("Kerncijfers wijken en buurten 2022", 5) in counts
    assert counts[-1] == ("Grenzen van wijken en buurten 2022", 7)
