"""Columns of the tables of each uitgave, with the numbers that were really seen behind them."""

import json
from pathlib import Path

import pandas as pd
import pytest

from gezond_geo.dataset.statline_v3 import TableV3
from gezond_geo.indicators.catalogue import extras, uitgave_of

EVERY_YEAR = {
    "inwoners": "AantalInwoners_5",
    "inwoners_0_14": "k_0Tot15Jaar_8",
    "inwoners_15_24": "k_15Tot25Jaar_9",
    "inwoners_65plus": "k_65JaarOfOuder_12",
}
SEEN = {
    # 85318NED, KWB 2022.
    ("2022", "kwb"): EVERY_YEAR
    | {
        "huishoudens": "HuishoudensTotaal_28",
        "bijstand_personen": "PersonenPerSoortUitkeringBijstand_83",
        "laag_inkomen": "HuishoudensMetEenLaagInkomen_78",
        "land_ha": "OppervlakteLand_112",
        "stedelijkheid": "Omgevingsadressendichtheid_117",
    },
    ("2022", "kwb_extra"): {"afstand_huisarts": "AfstandTotHuisartsenpraktijk_106"},
    # 85984NED, KWB 2024.
    ("2024", "kwb"): EVERY_YEAR
    | {
        "huishoudens": "HuishoudensTotaal_29",
        "bijstand_personen": "PersonenPerSoortUitkeringBijstand_87",
        "armoede": "PersonenInArmoede_81",
        "land_ha": "OppervlakteLand_116",
        "stedelijkheid": "Omgevingsadressendichtheid_121",
    },
    ("2024", "kwb_extra"): {
        "wmo": "WmoClientenRelatief_94",
        "afstand_huisarts": "AfstandTotHuisartsenpraktijk_110",
    },
    # 50150NED.
    ("2024", "gezondheid"): {
        "goede_gezondheid": "GoedErvarenGezondheid_4",
        "eenzaam": "Eenzaam_25",
        "ernstig_eenzaam": "SterkEenzaam_26",
        "beweegrichtlijn": "VoldoetAanDeBeweegrichtlijn_40",
        "overgewicht": "Overgewicht_33",
        "roken": "RooktTabak_35",
        "angst_depressie": "HoogRisicoAngststoornisOfDepressie_14",
        "moeite_rondkomen": "MoeiteMetRondkomen_32",
        "mantelzorger": "Mantelzorger_30",
    },
}
SEEN["2022", "gezondheid"] = SEEN["2024", "gezondheid"]
OTHERS = (
    *("EmotioneelEenzaam_27", "SociaalEenzaam_28", "ErnstigOvergewichtObesitas_34", "OppervlakteTotaal_115"),
    *("OppervlakteWater_117", "JongerenMetJeugdzorgInNatura_91", "WmoClienten_93", "Koopwoningen_47"),
)
"""Columns that stand beside them, and are not asked."""

ABSENT = {"beperkt"}
"""Not in 50150NED: its LangdurigBeperkt need not be the same quantity as BeperktVanwegeGezondheid."""


def properties_of(*columns: str) -> list[dict[str, object]]:
    return [{"Key": column, "Type": "Topic", "ParentID": None} for column in columns]


@pytest.mark.parametrize(("year", "key"), SEEN)
def test_the_columns_of_an_uitgave_are_those_that_were_seen(year: str, key: str) -> None:
    uitgave, columns = uitgave_of(year).with_extra(extras()), SEEN[year, key]
    stems = {name: stems for name, stems in uitgave.columns_of(key).items() if name in columns}
    assert stems.keys() == columns.keys()
    table = TableV3("http://h", uitgave.tabellen[key].id)
    assert table.resolve(stems, properties_of(*columns.values(), *OTHERS)) == columns


@pytest.mark.parametrize("year", ["2022", "2024"])
def test_every_counted_figure_of_health_has_a_column(year: str) -> None:
    uitgave = uitgave_of(year)
    columns = SEEN[year, "gezondheid"]
    assert uitgave.columns_of("gezondheid").keys() - columns.keys() == ABSENT
    assert not ABSENT & {i.id for i in uitgave.indicators().values() if i.thema}


def test_health_goes_with_the_kwb_of_its_own_division() -> None:
    tables = uitgave_of("2024").tabellen
    assert (tables["gezondheid"].id, tables["gezondheid"].indeling) == ("50150NED", 2024)
    assert (tables["kwb"].id, tables["kwb"].indeling) == ("85984NED", 2024)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("year", "expected"),
    [
        ("2020", {"huishoudens": 28, "bijstand_personen": 83, "land_ha": 111, "stedelijkheid": 116}),
        ("2024", {"huishoudens": 29, "bijstand_personen": 94, "land_ha": 123, "stedelijkheid": 128}),
    ],
)
def test_the_real_tables_have_every_column(shared_dir: Path, year: str, expected: dict[str, int]) -> None:
    """The real description of KWB 2024 is that of March 2025, an earlier release than the numbers above."""
    uitgave = uitgave_of(year).with_extra(extras())
    folder = shared_dir / "data" / "statline" / uitgave.tabellen["kwb"].id
    if (path := folder / "DataProperties.json").is_file():
        properties = json.loads(path.read_text("utf-8"))
    else:
        properties = json.loads(pd.read_parquet(folder / "DataProperties.parquet").to_json(orient="records"))
    table = TableV3("http://h", folder.name)
    for key in ("kwb", "kwb_extra"):
        columns = uitgave.columns_of(key)
        resolved = table.resolve(columns, properties)
        assert columns.keys() - resolved.keys() <= {"armoede"}
        assert {name: int(resolved[name].rpartition("_")[2]) for name in expected if name in resolved} == {
            name: number for name, number in expected.items() if name in columns
        }
