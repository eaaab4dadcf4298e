"""Columns of Kerncijfers wijken en buurten per year, as far as the package reads them: names, groups and what changed.

Not the tables' own descriptions: the numbers behind the fixed columns are made up, as they move from table to table.
"""

from typing import Any

TABLES = {
    2013: "82339NED",
    2014: "82931NED",
    2015: "83220NED",
    2016: "83487NED",
    2017: "83765NED",
    2018: "84286NED",
    2019: "84583NED",
    2020: "84799NED",
    2021: "85039NED",
    2022: "85318NED",
    2023: "85618NED",
    2024: "85984NED",
    2025: "86165NED",
}
FIXED = (
    "Gemeentenaam_1",
    "SoortRegio_2",
    "Codering_3",
    "AantalInwoners_5",
    "k_0Tot15Jaar_8",
    "k_15Tot25Jaar_9",
    "k_25Tot45Jaar_10",
    "k_45Tot65Jaar_11",
    "k_65JaarOfOuder_12",
)
HOUSEHOLDS = ("HuishoudensTotaal", "Eenpersoonshuishoudens", "GemiddeldeHuishoudensgrootte", "Bevolkingsdichtheid")
DWELLINGS = ("Koopwoningen", "InBezitWoningcorporatie")
ENERGY = {"Gemiddeld elektriciteitsverbruik": "Appartement", "Gemiddeld aardgasverbruik": "Appartement"}
INCOME = (
    "GemiddeldInkomenPerInkomensontvanger",
    "GemiddeldInkomenPerInwoner",
    "k_40PersonenMetLaagsteInkomen",
    "k_40HuishoudensMetLaagsteInkomen",
    "HuishOnderOfRondSociaalMinimum",
)
OTHER = (
    "PersonenPerSoortUitkeringBijstand",
    "JongerenMetJeugdzorgInNatura",
    "PercentageJongerenMetJeugdzorg",
    "WmoClienten",
    "WmoClientenRelatief",
    "AfstandTotHuisartsenpraktijk",
    "AfstandTotGroteSupermarkt",
    "AfstandTotKinderdagverblijf",
    "AfstandTotSchool",
    "OppervlakteTotaal",
    "OppervlakteLand",
    "OppervlakteWater",
    "MeestVoorkomendePostcode",
    "MateVanStedelijkheid",
    "Omgevingsadressendichtheid",
)


def woz_of(year: int) -> str:
    return "GemiddeldeWoningwaarde" if year <= 2020 else "GemiddeldeWOZWaardeVanWoningen"


def education_of(year: int) -> tuple[str, str, str]:
    if year <= 2022:
        return "OpleidingsniveauLaag", "OpleidingsniveauMiddelbaar", "OpleidingsniveauHoog"
    return "BasisonderwijsVmboMbo1", "HavoVwoMbo24", "HboWo"


def poverty_of(year: int) -> str:
    return "HuishoudensMetEenLaagInkomen" if year <= 2023 else "PersonenInArmoede"


def properties_of(year: int, *, added: int = 0) -> list[dict[str, Any]]:
    """Describe the table of a year as DataProperties do; `added` columns before the income move what comes after."""
    region = {"Key": "RegioS" if year <= 2017 else "WijkenEnBuurten", "Type": "GeoDetail", "ID": 0, "ParentID": None}
    properties: list[dict[str, Any]] = [region]
    numbers = iter(range(13, 200))

    def group(title: str, parent: int | None = None) -> int:
        properties.append({"Key": "", "Type": "TopicGroup", "Title": title, "ID": len(properties), "ParentID": parent})
        return len(properties) - 1

    def topic(key: str, parent: int) -> None:
        properties.append({"Key": key, "Type": "Topic", "Title": key, "ID": len(properties), "ParentID": parent})

    population = group("Bevolking")
    for key in FIXED:
        topic(key, population)
    for stem in HOUSEHOLDS:
        topic(f"{stem}_{next(numbers)}", population)
    dwellings = group("Wonen")
    for stem in (woz_of(year), *DWELLINGS):
        topic(f"{stem}_{next(numbers)}", dwellings)
    energy = group("Energie")
    for title, stem in ENERGY.items():
        kinds = group("Naar woningtype", group(title, energy))
        topic(f"{stem}_{next(numbers)}", kinds)
    for n in range(added):
        topic(f"Nieuw{n}_{next(numbers)}", dwellings)
    society = group("Inkomen, onderwijs en zorg")
    for stem in (*education_of(year), *INCOME, poverty_of(year), *OTHER):
        topic(f"{stem}_{next(numbers)}", society)
    return properties
