import shutil
from importlib.resources import files

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import gezond_geo as gg
from gezond_geo.years.series import say_sources


def test_the_package_quotes_series_of_enschede(years):
    assert years.division == 2024
    assert years.of("goede_gezondheid").loc["BU01530603"].to_dict() == {
        2012: 60.7, 2016: 58.3, 2020: 62.2, 2022: 49.7, 2024: 58.4
    }  # fmt: skip
    assert years.of("goede_gezondheid").loc["GM0153"].tolist() == [73.2, 73.9, 77.0, 66.3, 71.9]
    # RIVM gives no row of the Netherlands: a mean of gemeenten, and that is said.
    nation = years.of("goede_gezondheid").loc["NL"]
    assert nation[2022] - nation[2020] == pytest.approx(-9.3, abs=0.05)
    rows = years.comparison.set_index(["code", "id", "jaar"])
    assert rows.loc[("NL", "goede_gezondheid", 2020), "hoe"] == "gemiddelde van 342 gemeenten naar inwoners van 2024"
    assert rows.loc[("NL", "inwoners", 2020), "hoe"] == ""
    assert any(line.endswith("Nederland: opgeteld uit 342 gemeenten") for line in say_sources(years))


def test_small_buurten_have_residents_and_nothing_else(years):
    small = years.residents.index[years.residents < 100]
    rows = years.figures[years.figures["buurtcode"].isin(small) & years.figures["waarde"].notna()]
    assert len(small)
    assert set(rows["id"]) <= {"inwoners"}


def test_a_series_that_is_not_there_is_refused(years):
    with pytest.raises(gg.GezondGeoError, match="geen reeks; kies uit: goede_gezondheid"):
        years.of("geluk")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"gemeente": "Hengelo"}, "zijn geen reeksen meegeleverd"),
        ({"gemeente": "Nederland"}, "geef een gemeente"),
        ({"gemeente": "Enschede", "years": [1850]}, "Van 1850 is geen tabel bekend"),
        ({"gemeente": "Enschede", "years": 2020}, "geef een lijst"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(arguments, text):
    with pytest.raises(gg.GezondGeoError, match=text):
        gg.load_years(**arguments, offline=True)


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_live_gives_what_the_package_quotes(years):
    live = gg.load_years("Enschede")
    for name in ("goede_gezondheid", "inwoners", "inwoners_65plus"):
        ours, theirs = years.of(name), live.of(name)[years.of(name).columns]
        assert theirs.drop("NL").equals(ours.drop("NL").reindex(theirs.drop("NL").index))
        assert theirs.loc["NL"].tolist() == pytest.approx(ours.loc["NL"].tolist(), abs=0.005)
    assert any(note.startswith("Niet opgehaald: 83487NED van 2016") for note in live.meldingen)
    # The table of 2024 has no row of the Netherlands here: persons per household are averaged, not added up.
    assert live.of("huishoudensgrootte").loc["NL"].to_dict() == {2020: 2.1, 2024: pytest.approx(2.1, abs=0.05)}


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_a_gemeente_has_what_went_into_it():
    """Appingedam, Delfzijl and Loppersum, 11 642, 24 678 and 9 537 residents in 2020, became Eemsdelta in 2021."""
    years = gg.load_years("Eemsdelta", years=[2020, 2024])
    assert years.of("inwoners").loc["GM1979"].to_dict() == {2020: 45_857, 2024: 45_106}
    whole = years.comparison.set_index(["code", "id", "jaar"])["hoe"]
    assert whole["GM1979", "inwoners", 2020] == "opgeteld uit 3 gemeenten"
    assert whole["GM1979", "inwoners", 2024] == ""
    rows = years.figures[years.figures["jaar"].eq(2020) & years.figures["id"].eq("inwoners")]
    assert rows["hoe"].value_counts()["hernoemd"] > 0
    assert rows.loc[rows["hoe"].eq("hernoemd"), "waarde"].notna().all()
    assert years.of("goede_gezondheid").columns.to_list() == [2020, 2024]


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_a_part_of_a_gemeente_is_said():
    years = gg.load_years("Boxtel", years=[2020, 2024])
    assert any(note.startswith("Een deel van Haaren van 2020 hoort nu bij Boxtel") for note in years.meldingen)
    whole = gg.assess_change(years).set_index(["code", "id"]).loc[("GM0757", "inwoners")]
    assert (whole["van"], whole["tot"], whole["oordeel"]) == (30_801, 33_979, "")
    assert whole["reden"] == "de gemeente van toen is zonder een deel van Haaren"


def test_without_boundaries_a_changed_buurt_is_a_break(tmp_path):
    """Of a folder in which a buurt of 2020 was split by 2024."""
    folder = _split_folder(tmp_path)
    years = gg.load_years(folder=folder, offline=True)
    part = years.of("inwoners").loc[["BU01530301", "BU01539901"]]
    assert part[2020].isna().tolist() == [True, True]
    assert part[2024].tolist() == [3000.0, 1000.0]
    assert any("zonder cijfer, want niet over te zetten" in note for note in years.meldingen)


def test_with_boundaries_residents_are_carried_over(tmp_path):
    folder = _split_folder(tmp_path)
    shapes = {2020: _land({"BU01530301": (0, 1000)}), 2024: _land({"BU01530301": (0, 500), "BU01539901": (500, 1000)})}
    years = gg.load_years(folder=folder, offline=True, boundaries=shapes)
    part = years.of("inwoners").loc[["BU01530301", "BU01539901"], 2020]
    # 4 235 in 2020, spread as the 3 000 and 1 000 of 2024.
    assert part.tolist() == pytest.approx([3176.25, 1058.75])
    change = gg.assess_change(years).set_index(["code", "id"])
    assert change.loc[("BU01530301", "inwoners"), ["oordeel", "reden"]].tolist() == [
        "", "overgezet van andere grenzen: geen telling van deze buurt"
    ]  # fmt: skip


def _split_folder(tmp_path):
    folder = tmp_path / "enschede"
    shutil.copytree(str(files("gezond_geo.gemeenten") / "enschede"), folder)
    rows = pd.read_csv(folder / "reeksen.csv", dtype="str")
    whole = rows[rows["sleutel"].eq("kwb") & rows["jaar"].eq("2024") & rows["code"].eq("BU01530301")]
    new = whole.assign(code="BU01539901", naam="Nieuwe helft", inwoners="1000", land_ha="70")
    rows.loc[whole.index, ["inwoners", "land_ha"]] = ["3000", "70"]
    pd.concat([rows, new]).to_csv(folder / "reeksen.csv", index=False)
    return folder


def _land(strips):
    shapes = [shapely.box(255_000 + a, 470_000, 255_000 + b, 471_400) for a, b in strips.values()]
    return gpd.GeoDataFrame({"buurtcode": list(strips)}, geometry=shapes, crs="EPSG:28992")


def test_health_of_ages_comes_from_the_edition_that_has_it():
    """Quoted: RIVM, GGD'en en CBS, 50090NED (2012/2016/2020), for 18 to 65 in 2012 and 2016."""
    years = gg.load_years("Enschede", ages=["18+", "18-65", "65+"], offline=True)
    assert [name for name in years.indicators if years.indicators[name].soort == "schatting"] == [
        "goede_gezondheid", "goede_gezondheid_18_65", "goede_gezondheid_65plus", "eenzaam_18_65", "eenzaam_65plus"
    ]  # fmt: skip
    assert years.of("goede_gezondheid_65plus").loc["GM0153"].to_dict() == {2012: 54.6, 2016: 59.4, 2020: 64.0}
    assert years.of("goede_gezondheid_18_65").loc["NL"].to_dict() == {2012: 80.1, 2016: 79.2}
    tables = years.figures.groupby("id")["tabel"].unique().map(list)
    assert tables["goede_gezondheid"] == ["50150NED"]
    assert tables["eenzaam_65plus"] == ["50090NED"]
    assert "Van gezondheid op leeftijd 65+ geeft 50150NED hier niets; die reeks is van 50090NED." in years.meldingen
    # Buurten of which RIVM has no row are no break.
    assert set(years.figures["hoe"]) == {"zelfde"}


def test_other_ages_are_read_only_when_they_are_asked_for(years):
    assert [name for name, i in years.indicators.items() if i.soort == "schatting"] == ["goede_gezondheid"]
    with pytest.raises(gg.GezondGeoError, match="geen leeftijdsgroep '12-18'; kies uit: 18"):
        gg.load_years("Enschede", ages=["12-18"], offline=True)


@pytest.mark.shared
@pytest.mark.usefixtures("services")
def test_live_ages_are_those_that_are_quoted():
    options = {"ages": ["65+"], "years": [2016, 2020]}
    live, quoted = (gg.load_years("Enschede", **options, offline=offline) for offline in (False, True))
    name = "eenzaam_65plus"
    assert live.of(name)[[2016, 2020]].dropna().equals(quoted.of(name)[[2016, 2020]].dropna())
